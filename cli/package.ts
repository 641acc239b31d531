import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of this package, whether the code runs from its source or from dist/. */
export const packageFolder = (() => {
  let folder = new URL(".", import.meta.url);
  while (!existsSync(new URL("package.json", folder))) {
    const parent = new URL("..", folder);
    if (parent.href === folder.href) throw new Error("usagi-nn's package.json is missing");
    folder = parent;
  }
  return fileURLToPath(folder);
})();

export const version = (
  JSON.parse(readFileSync(`${packageFolder}/package.json`, "utf8")) as { version: string }
).version;
