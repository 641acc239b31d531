// Builds usagi.wasm and the types of its exports, dist/ (JavaScript and types) and the JSON Schema. With --debug
// usagi.wasm keeps its asserts, and dist/ checks every call of a kernel (tests/guarded/).

import { execFileSync } from "node:child_process";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { main as asc } from "assemblyscript/asc";
import * as esbuild from "esbuild";
import { esbuildPlugin } from "../tests/guarded/replace.js";
import { licensesOf } from "./licenses.js";

process.chdir(new URL("..", import.meta.url).pathname);

const debug = process.argv.includes("--debug");

await rm("dist", { recursive: true, force: true });
await mkdir("build", { recursive: true });

const { error, stderr } = await asc(["--config", "asconfig.json", "--target", debug ? "debug" : "release"]);
if (error) {
  process.stderr.write(stderr.toString());
  throw error;
}
// Of the compiler's bindings only the types are used: core.ts instantiates.
await rm("bindings/usagi.js");

const library = [
  { in: "bindings/index.ts", out: "index" },
  { in: "bindings/inline.ts", out: "inline" },
  { in: "experiment/index.ts", out: "experiment" },
  { in: "experiment/worker/training-worker.ts", out: "training-worker" },
];
const options = {
  bundle: true, format: "esm", loader: { ".wasm": "binary" }, plugins: debug ? [esbuildPlugin] : [],
};

// All entries of a platform are built at once, so that they share their classes. Flat, so that usagi.wasm and
// the threads' scripts lie beside whichever file or chunk looks for them.
await buildEntries({
  ...options,
  entryPoints: [...library, { in: "cli/main.ts", out: "cli" }, { in: "cli/run/worker.ts", out: "worker" }],
  outdir: "dist",
  platform: "node",
  target: "node20",
  packages: "external",
});
const browser = { ...options, outdir: "dist/browser", platform: "browser", target: "es2022", minify: true };
const bundles = await buildEntries({ ...browser, entryPoints: library });
// One file, easy to copy to where a bundler or a server wants it.
const thread = await esbuild.build({ ...browser, entryPoints: ["experiment/worker/thread.ts"], metafile: true });
await writeFile("dist/browser/licenses.txt", await licensesOf(".", [bundles, thread.metafile]));
for (const folder of ["dist", "dist/browser"]) await copyFile("bindings/usagi.wasm", `${folder}/usagi.wasm`);

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });
await copyFile("bindings/usagi.d.ts", "dist/types/bindings/usagi.d.ts");

const { jsonSchema } = await import("../dist/experiment.js");
await writeFile("experiment.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`);

/** Builds entries with common chunks, without the empty one that esbuild makes of a module of re-exports. */
async function buildEntries(options) {
  const { metafile } = await esbuild.build({ ...options, splitting: true, metafile: true });
  const outputs = Object.entries(metafile.outputs);
  for (const [empty] of outputs.filter(([, { bytes }]) => bytes === 0)) {
    await rm(empty);
    const statement = new RegExp(`import ?"./${basename(empty)}";\n?`);
    for (const [file, { imports }] of outputs) {
      if (!imports.some(({ path }) => path === empty)) continue;
      await writeFile(file, (await readFile(file, "utf8")).replace(statement, ""));
    }
  }
  return metafile;
}
