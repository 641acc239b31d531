// Builds usagi.wasm and the types of its exports, dist/ (JavaScript and types) and the JSON Schema. With --debug
// usagi.wasm keeps its asserts, and dist/ checks every call of a kernel (tests/guarded/). With --prepare, as npm calls
// it, tools that are not installed are no failure: who wants this package's dependencies alone gets them.

import { Buffer } from "node:buffer";
import { existsSync } from "node:fs";
import { appendFile, copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
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
const { finishMaps } = await import("./maps.js");
const { textsApart } = await import("./texts.js");
const { buildTypes } = await import("./types.js");
const { publishedSchemas } = await import("./schemas.js");
const { importSource } = await import("./source.js");

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
await rm("bindings/usagi.js", { force: true });

// A custom section with this version, which bindings/wasm.ts looks for.
const { version } = JSON.parse(await readFile("package.json", "utf8"));
const section = [...Buffer.from(`\x08usagi-nn${version}`)];
await appendFile("bindings/usagi.wasm", Uint8Array.of(0, section.length, ...section));

const library = [
  { in: "bindings/index.ts", out: "index" },
  { in: "bindings/inline.ts", out: "inline" },
  { in: "experiment/index.ts", out: "experiment" },
  { in: "experiment/data/index.ts", out: "data" },
  { in: "experiment/worker/training-worker.ts", out: "training-worker" },
];
/** @satisfies {import("esbuild").BuildOptions} */
const options = {
  bundle: true, format: "esm", loader: { ".wasm": "base64" }, plugins: debug ? [esbuildPlugin, textsApart] : [textsApart],
  metafile: true,
};
/** Of the library, whose users step through it; its sources are in the package, so the maps need not hold them. */
/** @satisfies {import("esbuild").BuildOptions} */
const mapped = { sourcemap: "linked", sourcesContent: false };
/** In Node usagi.wasm is inside the library, so that it works wherever a server's bundler puts its code. */
const inside = {
  name: "inside",
  setup(build) {
    build.onResolve({ filter: /\/beside\.ts$/ }, ({ resolveDir }) => ({ path: join(resolveDir, "inside.ts") }));
  },
};

/** linkedom parses style sheets where somebody asks what is in them, which nobody does here: a quarter of the report's code. */
const withoutStyleSheets = {
  name: "without-style-sheets",
  setup(build) {
    build.onResolve({ filter: /^cssomnom\// }, () => ({ path: "style-sheets", namespace: "none" }));
    build.onLoad({ filter: /./, namespace: "none" }, () => ({ contents: "export const parse = undefined;" }));
  },
};

// All entries of a platform are built at once, so that they share their classes. Flat, so that the threads' scripts
// lie beside whichever file or chunk looks for them.
/** @satisfies {import("esbuild").BuildOptions} */
const forNode = {
  ...options, outdir: out, platform: "node", target: "node20", mainFields: ["module", "main"],
  plugins: [inside, ...options.plugins],
};
const bundles = [
  await buildEntries({ ...forNode, ...mapped, entryPoints: library }),
  await buildEntries({
    ...forNode,
    entryPoints: [
      { in: "cli/main.ts", out: "cli" },
      { in: "cli/run/worker.ts", out: "run-worker" },
      // The pool's own script, where the pool looks for it.
      { in: "node_modules/piscina/dist/worker.js", out: "worker" },
    ],
    define: { __dirname: "import.meta.dirname" },
    plugins: [withoutStyleSheets, ...forNode.plugins],
    minifyWhitespace: true,
    minifySyntax: true,
    external: ["@napi-rs/nice"], // for a thread's priority, which is not set
    // For the dependencies that are CommonJS.
    banner: { js: 'import { createRequire as __r } from "node:module"; const require = __r(import.meta.url);' },
  }),
];
/** In files of their own, so that a bundler leaves out the others where only these are imported. */
const apart = ["errors", "safetensors", "dataset"].map((name) => ({ in: `bindings/${name}.ts`, out: name }));
/** @satisfies {import("esbuild").BuildOptions} */
const browser = { ...options, outdir: `${out}/browser`, platform: "browser", target: "es2022", minify: true };
const browserBundles = [
  await buildEntries({ ...browser, ...mapped, entryPoints: [...library, ...apart] }),
  // Whole in one file: to copy to where a bundler or a server wants it, and for pages without modules or a server.
  (await esbuild.build({ ...browser, entryPoints: ["experiment/worker/thread.ts"] })).metafile,
  (await esbuild.build({ ...browser, entryPoints: [{ in: "bindings/inline.ts", out: "usagi.module" }] })).metafile,
  (await esbuild.build({
    ...browser, entryPoints: [{ in: "bindings/inline.ts", out: "usagi.global" }], format: "iife", globalName: "usagi",
  })).metafile,
];
await copyFile(`${out}/browser/thread.js`, `${out}/thread.js`);
if (!debug) {
  await writeFile(`${out}/licenses.txt`, await licensesOf(".", bundles));
  await writeFile(`${out}/browser/licenses.txt`, await licensesOf(".", browserBundles));
}
for (const folder of [out, `${out}/browser`]) await copyFile("bindings/usagi.wasm", `${folder}/usagi.wasm`);

await buildTypes(`${out}/types`);
await finishMaps(out, "dist");

/** @type {typeof import("../experiment/index.ts")} */
const { jsonSchema } = await import(pathToFileURL(`${out}/experiment.js`).href);
await writeFile("experiment.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`);

await mkdir("schemas", { recursive: true });
for (const [name, schema] of Object.entries(await publishedSchemas())) {
  await writeFile(`schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`);
}

// No entry has what is told of optimizers but the command line's.
/** @type {typeof import("../cli/optimizers/document.ts")} */
const { optimizersDocument } = await importSource('export { optimizersDocument } from "./cli/optimizers/document.ts";');
await writeFile("docs/optimizers.md", optimizersDocument("en"));
await writeFile("docs/ja/optimizers.md", optimizersDocument("ja"));

await rm("dist", { recursive: true, force: true });
await rename(out, "dist");

/**
 * Builds entries with common chunks, without the empty one that esbuild makes of a module of re-exports.
 * @param {import("esbuild").BuildOptions & { metafile: true }} options
 */
async function buildEntries(options) {
  const { metafile } = await esbuild.build({ ...options, splitting: true });
  const files = Object.keys(metafile.outputs).filter((file) => file.endsWith(".js"));
  const code = new Map();
  for (const file of files) code.set(file, await readFile(file, "utf8"));
  for (const empty of files.filter((file) => /^(\/\/# .*\s*)?$/.test(code.get(file)))) {
    await Promise.all([empty, `${empty}.map`].map((file) => rm(file, { force: true })));
    const statement = new RegExp(`import ?"./${basename(empty)}";`);
    for (const file of files) {
      if (!metafile.outputs[file].imports.some(({ path }) => path === empty)) continue;
      // Blanks in its place: what follows stays where the map has it.
      const text = code.get(file).replace(statement, (found) => " ".repeat(found.length));
      code.set(file, text);
      await writeFile(file, text);
    }
  }
  return metafile;
}
