// Fails where what a browser loads has grown over its limit; gzipped sizes.

import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const KB = 1000;
const wasm = gzipSync(await readFile("dist/browser/usagi.wasm"), { level: 9 }).length;
const thread = gzipSync(await readFile("dist/browser/thread.js"), { level: 9 }).length;
const [library, inline, worker, experiment, data] = await Promise.all(
  ["index", "inline", "training-worker", "experiment", "data"].map(javascript),
);

/** @type {[name: string, size: number, limit?: number][]} */
const rows = [
  ["usagi.wasm", wasm, 16 * KB],
  ["usagi-nn, with usagi.wasm", library + wasm, 40 * KB],
  ["usagi-nn/inline", inline],
  ["usagi-nn/worker, with its thread", worker + thread],
  ["usagi-nn/experiment", experiment],
  ["usagi-nn/data", data],
];
for (const [name, size, limit] of rows) {
  const tooLarge = limit !== undefined && size > limit;
  if (tooLarge) process.exitCode = 1;
  const verdict = limit === undefined ? "" : ` (at most ${limit / KB} kB)${tooLarge ? ": TOO LARGE" : ""}`;
  console.log(`${name}: ${(size / KB).toFixed(1)} kB${verdict}`);
}

/** An entry with its chunks, minified, without those that it loads when they are asked for. */
async function javascript(entry) {
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [`dist/browser/${entry}.js`], bundle: true, minify: true, format: "esm", splitting: true, metafile: true,
    outdir: ".", write: false, logLevel: "error",
  });
  const first = `${entry}.js`;
  const loaded = new Set([first]);
  for (const file of loaded) {
    for (const { path, kind } of metafile.outputs[file].imports) if (kind === "import-statement") loaded.add(path);
  }
  const texts = outputFiles.filter(({ path }) => loaded.has(relative(".", path))).map(({ contents }) => contents);
  return gzipSync(Buffer.concat(texts), { level: 9 }).length;
}
