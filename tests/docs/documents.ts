/** The documents that are published, and what is in them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const read = (path: string) => readFileSync(join(root, path), "utf8");

const markdownIn = (folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((path) => path.endsWith(".md") && !/\/(node_modules|\.vitepress|generated)\//.test(path))
    .sort();

/** Every document, as paths from the root. */
export const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")).sort(), ...markdownIn("docs"), ...markdownIn(".github"), "tests/fixtures/README.md",
];

/** The handbook's pages that are written in both languages: in docs/, and under the same names in docs/ja/. */
export const handbook = documents.filter((path) =>
  /^docs\/(course|how-to)\//.test(path) || existsSync(join(root, path.replace(/^docs\//, "docs/ja/"))) && path.startsWith("docs/"),
);
export const inJapanese = (path: string) => (path.startsWith("docs/") ? path.replace("docs/", "docs/ja/") : path.replace(/md$/, "ja.md"));

export interface Block {
  /** What stands behind the fence, such as `js run`. */
  readonly info: string;
  readonly code: string;
}

/** Text and blocks of code by turns, beginning with text. */
export function partsOf(document: string): (string | Block)[] {
  const parts = read(document).split(/^```(.*)$/m);
  // Text, the info of a block, the block, an empty info, and so on.
  return parts.flatMap((part, i): (string | Block)[] => {
    if (i % 4 === 0) return [part];
    return i % 4 === 2 ? [{ info: parts[i - 1]!, code: part.replace(/^\n/, "") }] : [];
  });
}

export const blocksOf = (document: string) => partsOf(document).filter((part) => typeof part !== "string");

export const program =
  /^(?:[A-Z_]+=\S+ )?(?:(?:npm|npx|python3?|pip|cat|echo|curl) \S|node (?:--?\S+ )*\S+\.js|usagi(?:-nn)? (?:[a-z]|-))/;

/** The commands of a document in the order in which it prints them; options alone belong to `run`. */
export function commandsIn(document: string): string[] {
  return partsOf(document).flatMap((part) => {
    if (typeof part !== "string") {
      const lines = part.code.replace(/\n +(?=\[--)/g, " ").split("\n").map((line) => line.replace(/\s+#.*$/, "").trim());
      return lines.filter((line) => program.test(line) || line.startsWith("--"));
    }
    const indented = part.split("\n").flatMap((line) => /^ {4}(\S.*?)\s*(?:#.*)?$/.exec(line)?.[1] ?? []);
    const inline = Array.from(part.matchAll(/`([^`]+)`/g), ([, code]) => code!.replace(/\s+/g, " "));
    return [...indented, ...inline].filter((code) => program.test(code));
  }).flatMap((line) => line.split(" && "));
}
