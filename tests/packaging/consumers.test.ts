/** The package in what its users build and run it with; each comes to Node's digests. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node, root } from "./consumer.ts";
import { installTools } from "./tools.ts";

const run = promisify(execFile);

let project: Consumer;
let tools: string;
let digests: { network: string; inline: string; training: string; worker: string };
beforeAll(async () => {
  tools = await installTools("quick");
  project = await makeConsumer();
  digests = JSON.parse(await node(project, "node.js")) as typeof digests;
});
afterAll(() => project?.remove());

const noModule = {
  compile:
    "usagi.wasm cannot be found from a script that is no ES module: give compile() its address, or use usagi-nn/inline",
  start: "thread.js cannot be found from a script that is no ES module: give start() the url of usagi-nn's thread.js",
};

async function bundle(entry: string, options: esbuild.BuildOptions): Promise<string> {
  const outfile = join(project.folder, "out", `${entry}-${options.format}.cjs`);
  const entryPoints = [join(project.folder, entry)];
  await esbuild.build({ entryPoints, outfile, bundle: true, logLevel: "error", ...options });
  return outfile;
}

describe("a script that is no module", () => {
  test("for Node, by esbuild", async () => {
    const file = await bundle("node.js", { platform: "node", format: "cjs" });
    expect(JSON.parse(await node(project, file))).toEqual({ ...digests, worker: noModule.start });
  });

  test.each(["cjs", "iife"] as const)("for browsers, by esbuild, %s: one sentence, through the promise", async (format) => {
    const file = await bundle("script.js", { platform: "browser", format });
    expect(JSON.parse(await node(project, file))).toEqual({ ...noModule, inline: digests.network });
  });
});

test("an ES module by Rollup", async () => {
  await writeFile(
    join(project.folder, "rollup.mjs"),
    `import { rollup } from ${JSON.stringify(join(tools, "node_modules/rollup/dist/es/rollup.js"))};
     import resolve from ${JSON.stringify(join(tools, "node_modules/@rollup/plugin-node-resolve/dist/es/index.js"))};
     const bundle = await rollup({ input: "node.js", plugins: [resolve({ exportConditions: ["node"] })] });
     await bundle.write({ file: "rollup.js", format: "es", inlineDynamicImports: true });`,
  );
  await node(project, "rollup.mjs");
  expect(JSON.parse(await node(project, "rollup.js"))).toEqual(digests);
});

test("what is not used is not there", async () => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: 'import { UsagiError } from "usagi-nn"; console.log(UsagiError);', resolveDir: project.folder },
    bundle: true, minify: true, format: "esm", write: false,
  });
  expect(gzipSync(outputFiles[0]!.contents).length).toBeLessThan(500);
});

test("the TypeScript of docs/browsers.md compiles", async () => {
  const docs = await readFile(join(root, "docs/browsers.md"), "utf8");
  const snippets = [...docs.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  expect(snippets.length).toBeGreaterThan(0);
  const given = 'import type { Dataset } from "usagi-nn";\ndeclare const train: Dataset, test: Dataset;\n';
  await writeFile(join(project.folder, "docs.ts"), given + snippets.join("\n"));
  const compilerOptions = {
    strict: true, noEmit: true, target: "es2022", lib: ["es2022", "dom"], types: [], module: "nodenext",
    noUncheckedIndexedAccess: true,
  };
  await writeFile(join(project.folder, "tsconfig.docs.json"), JSON.stringify({ compilerOptions, files: ["docs.ts"] }));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const problems = await run(process.execPath, [tsc, "-p", "tsconfig.docs.json"], { cwd: project.folder }).then(
    () => "", (error: unknown) => (error as { stdout: string }).stdout,
  );
  expect(problems).toBe("");
});

describe.each(["typescript-5.0", "typescript-5.6", "typescript"])("the types in %s", (typescript) => {
  const dom = ["es2022", "dom"];
  test.each([
    ["types.ts", "nodenext", dom],
    ["types.ts", "bundler", dom],
    ["no-dom.ts", "nodenext", ["es2022"]],
    ...(typescript === "typescript" ? [] : [["types.ts", "node10", dom] as const]),
  ] as const)("%s, module resolution %s, lib %s", async (file, moduleResolution, lib) => {
    const compilerOptions = {
      strict: true, noEmit: true, target: "es2022", lib, types: [], moduleResolution,
      module: moduleResolution === "nodenext" ? "nodenext" : "esnext",
      noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true,
    };
    const config = `tsconfig.${typescript}.${file}.${moduleResolution}.json`;
    await writeFile(join(project.folder, config), JSON.stringify({ compilerOptions, files: [file] }));
    const modules = join(typescript === "typescript" ? root : tools, "node_modules");
    const problems = await run(process.execPath, [join(modules, typescript, "bin/tsc"), "-p", config], {
      cwd: project.folder,
    }).then(() => "", (error: unknown) => (error as { stdout: string }).stdout);
    expect(problems).toBe("");
  });
});

test.each([
  ["publint", ["--strict"]],
  ["attw", ["--pack", ".", "--profile", "esm-only"]],
])("%s finds nothing", async (tool, args) => {
  const bin = join(tools, "node_modules", ".bin", tool);
  await expect(run(process.execPath, [bin, ...args], { cwd: root })).resolves.toBeTruthy();
});
