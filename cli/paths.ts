/** Paths in files that travel. */
import nodePath from "node:path";

/**
 * `to` as seen from the folder `from`, both absolute, with slashes: right as long as both move together. Absolute
 * where no relative path leads there, as between drives of Windows.
 */
export function relativePath(from: string, to: string, path: typeof nodePath = nodePath): string {
  return (path.relative(from, to) || ".").split(path.sep).join("/");
}
