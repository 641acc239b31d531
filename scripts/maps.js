// Source maps of the library and its types: they lead to the sources in bindings/ and experiment/, which the package has.

import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { decode, encode } from "@jridgewell/sourcemap-codec";

/**
 * Makes the maps in a folder name their sources as they are found from `target`, where the folder will be moved, and
 * leaves out those of packages: they are not there, and most of a bundle.
 */
export async function finishMaps(folder, target) {
  for (const name of await readdir(folder, { recursive: true })) {
    if (!name.endsWith(".map")) continue;
    const [now, then] = [resolve(folder, name, ".."), resolve(target, name, "..")];
    const map = JSON.parse(await readFile(join(folder, name), "utf8"));
    const own = map.sources.filter((source) => !source.includes("node_modules/"));
    const places = map.sources.map((source) => own.indexOf(source));
    /** @param {readonly number[]} segment */
    const placeOf = ([, source = -1]) => places[source] ?? -1;
    const mappings = decode(map.mappings).map((line) => line.flatMap((segment, i) => {
      const [column, , ...others] = segment;
      const place = placeOf(segment);
      if (place >= 0) return [/** @type {typeof segment} */ ([column, place, ...others])];
      // Says where what is mapped ends, once.
      return i > 0 && placeOf(line[i - 1]) >= 0 ? [/** @type {typeof segment} */ ([column])] : [];
    }));
    const sources = own.map((source) => relative(then, resolve(now, source)).replaceAll("\\", "/"));
    await writeFile(join(folder, name), JSON.stringify({ ...map, sources, mappings: encode(mappings) }));
  }
}
