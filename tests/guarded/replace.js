// Which modules the debug build replaces by those of this folder. Nothing in bindings/ knows of it.

import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const bindings = resolve(here, "../../bindings");

/** The file that stands in for what `importer` imports as `path`; undefined where that is the right one. */
function standIn(path, importer) {
  if (!path.startsWith(".") || !importer || dirname(importer) === here) return undefined;
  const file = resolve(dirname(importer), path);
  const name = basename(file);
  return dirname(file) === bindings && ["arena.ts", "core.ts", "crew.ts"].includes(name) ? join(here, name) : undefined;
}

export const vitePlugin = { name: "guarded", enforce: "pre", resolveId: standIn };

export const esbuildPlugin = {
  name: "guarded",
  setup(build) {
    build.onResolve({ filter: /\/(arena|core|crew)\.ts$/ }, ({ path, importer }) => {
      const file = standIn(path, importer);
      return file && { path: file };
    });
  },
};
