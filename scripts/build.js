// Builds everything that is not in the repository: usagi.wasm, dist/ (JavaScript and types) and the JSON Schema.

import { execFileSync } from "node:child_process";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { main as asc } from "assemblyscript/asc";
import * as esbuild from "esbuild";

process.chdir(new URL("..", import.meta.url).pathname);

await rm("dist", { recursive: true, force: true });
await mkdir("build", { recursive: true });

const { error, stderr } = await asc(["--config", "asconfig.json", "--target", "release"]);
if (error) {
  process.stderr.write(stderr.toString());
  throw error;
}

await esbuild.build({
  entryPoints: ["bindings/index.ts", "bindings/experiment/index.ts", "cli/main.ts", "cli/worker.ts"],
  outdir: "dist",
  outbase: ".",
  // usagi.wasm is found beside the module that loads it, which may be in a chunk.
  chunkNames: "bindings/[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  sourcemap: true,
});
await copyFile("bindings/usagi.wasm", "dist/bindings/usagi.wasm");

const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json"], { stdio: "inherit" });

const { jsonSchema } = await import("../dist/bindings/experiment/index.js");
await writeFile("experiment.schema.json", `${JSON.stringify(jsonSchema(), null, 2)}\n`);
