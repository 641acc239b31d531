// What scripts read of the sources, which are TypeScript and which Node 20 cannot run: esbuild makes JavaScript of them.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Imports what files of this project export.
 * @param {string} statements That export it, with paths from the project's folder: `export { a } from "./b.ts";`.
 * @returns Of any type: who asks says which, so that a name that is gone from the source fails the type check.
 */
export async function importSource(statements) {
  const { outputFiles: [{ text }] } = await esbuild.build({
    stdin: { contents: statements, resolveDir: root, loader: "ts" },
    bundle: true, format: "esm", platform: "node", mainFields: ["module", "main"], write: false, logLevel: "error",
    // For the dependencies that are CommonJS.
    banner: {
      js: `import { createRequire as __r } from "node:module"; const require = __r(${JSON.stringify(join(root, "package.json"))});`,
    },
  });
  return import(`data:text/javascript,${encodeURIComponent(text)}`);
}
