/** The package in tools that `npm ci` does not install: its types in three versions of TypeScript, Rollup, publint and attw. */
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node, root } from "./consumer.ts";
import { installTools } from "./tools.ts";

const run = promisify(execFile);

let project: Consumer;
let tools: string;
beforeAll(async () => {
  tools = await installTools("quick");
  project = await makeConsumer();
});
afterAll(() => project?.remove());

/** What a TypeScript says of a file in the project. Its own library is not ours to check. */
async function problemsIn(file: string, typescript: string, options: object): Promise<string> {
  const compilerOptions = {
    strict: true, noEmit: true, target: "es2022", types: [], noUncheckedIndexedAccess: true, skipDefaultLibCheck: true, ...options,
  };
  const config = `tsconfig.${file}.json`;
  await writeFile(join(project.folder, config), JSON.stringify({ compilerOptions, files: [file] }));
  const modules = join(typescript === "typescript" ? root : tools, "node_modules");
  return run(process.execPath, [join(modules, typescript, "bin/tsc"), "-p", config], { cwd: project.folder }).then(
    () => "", (error: unknown) => (error as { stdout: string }).stdout,
  );
}

test("the TypeScript of docs/browsers.md compiles", async () => {
  const docs = await readFile(join(root, "docs/browsers.md"), "utf8");
  const snippets = [...docs.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
  expect(snippets.length).toBeGreaterThan(0);
  const given = 'import type { Dataset } from "usagi-nn";\ndeclare const train: Dataset, test: Dataset;\n';
  await writeFile(join(project.folder, "docs.ts"), given + snippets.join("\n"));
  expect(await problemsIn("docs.ts", "typescript", { lib: ["es2022", "dom"], module: "nodenext" })).toBe("");
});

describe.each(["typescript-5.0", "typescript-5.6", "typescript"])("the types in %s", (typescript) => {
  const dom = ["es2022", "dom"];
  test.each([
    ["types.ts", "nodenext", dom],
    ["types.ts", "bundler", dom],
    ["no-dom.ts", "nodenext", ["es2022"]],
    ...(typescript === "typescript" ? [] : [["types.ts", "node10", dom] as const]),
  ] as const)("%s, module resolution %s, lib %s", async (file, moduleResolution, lib) => {
    const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
    expect(await problemsIn(file, typescript, { lib, module, moduleResolution, exactOptionalPropertyTypes: true })).toBe("");
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
  expect(JSON.parse(await node(project, "rollup.js"))).toEqual(JSON.parse(await node(project, "node.js")));
});

test.each([
  ["publint", ["--strict"]],
  ["attw", ["--profile", "esm-only"]],
])("%s finds nothing", async (tool, options) => {
  await expect(run(join(tools, "node_modules", ".bin", tool), [...options, project.packed])).resolves.toBeTruthy();
});
