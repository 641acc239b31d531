// Builds usagi.wasm and the types of its exports, dist/ (JavaScript and types) and the JSON Schema. With --debug
// usagi.wasm keeps its asserts, and dist/ checks every call of a kernel (tests/guarded/). With --prepare, as npm calls
// it, tools that are not installed are no failure: who wants this package's dependencies alone gets them.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { esbuildPlugin } from "../tests/guarded/replace.js";
import { licensesOf } from "./licenses.js";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const debug = process.argv.includes("--debug");

const tools = ["assemblyscript", "esbuild", "typescript"];
const missing = tools.filter((name) => !existsSync(`node_modules/${name}`));
if (missing.length > 0) {
  console.error(`usagi-nn is not built: ${missing.join(", ")} are not installed. Install them and build: npm ci`);
  process.exit(process.argv.includes("--prepare") ? 0 : 1);
}
const { main: asc } = await import("assemblyscript/asc");
const esbuild = await import("esbuild");

/** Takes the place of dist/ once it is whole, so that what runs from there meanwhile finds its files. */
const out = "build/dist";
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

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
  outdir: out,
  platform: "node",
  target: "node20",
  packages: "external",
});
const browser = { ...options, outdir: `${out}/browser`, platform: "browser", target: "es2022", minify: true };
const bundles = await buildEntries({ ...browser, entryPoints: library });
// One file, easy to copy to where a bundler or a server wants it.
const thread = await esbuild.build({ ...browser, entryPoints: ["experiment/worker/thread.ts"], metafile: true });
await writeFile(`${out}/browser/licenses.txt`, await licensesOf(".", [bundles, thread.metafile]));
for (const folder of [out, `${out}/browser`]) await copyFile("bindings/usagi.wasm", `${folder}/usagi.wasm`);

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", `${out}/types`], { stdio: "inherit" });
await copyFile("bindings/usagi.d.ts", `${out}/types/bindings/usagi.d.ts`);

const { jsonSchema } = await import(pathToFileURL(`${out}/experiment.js`).href);
await writeFile("experiment.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`);

await rm("dist", { recursive: true, force: true });
await rename(out, "dist");

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
