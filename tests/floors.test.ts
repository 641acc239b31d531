/** The floors of docs/design.md: the lint rule that states them bites, and no imports go in a circle. */
import { readdirSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { ESLint } from "eslint";
import { expect, test } from "vitest";
import tseslint from "typescript-eslint";

const root = fileURLToPath(new URL("..", import.meta.url));

// Without types, of which these rules need none, a file need not be there.
const eslint = new ESLint({ cwd: root, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** What the rules of the floors say of a file with this text. */
async function refused(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  const floors = ["no-restricted-imports", "no-restricted-syntax"];
  return result!.messages.filter(({ fatal, ruleId }) => fatal || floors.includes(ruleId!)).map(({ message }) => message);
}

const above = [
  ["web/x.tsx", "../cli/shell.ts"],
  ["web/views/x.tsx", "../../cli/shell.ts"],
  ["cli/x.ts", "../web/state.ts"],
  ["cli/run/x.ts", "../../web/state.ts"],
  ["report/x.ts", "../cli/shell.ts"],
  ["report/x.ts", "../web/state.ts"],
  ["experiment/x.ts", "../report/svg.ts"],
  ["experiment/worker/x.ts", "../../cli/shell.ts"],
  ["bindings/x.ts", "../experiment/schema.ts"],
  ["bindings/parts/x.ts", "../../web/state.ts"],
] as const;

test.each(above)("%s cannot import %s", async (file, path) => {
  const ways = [
    `import { x } from "${path}"; x();`,
    `import "${path}";`,
    `import type { X } from "${path}"; export const x: X = 1;`,
    `export { x } from "${path}";`,
    `export * from "${path}";`,
    `export const x = () => import("${path}");`,
    `export type X = import("${path}").X;`,
    `export type X = typeof import("${path}");`,
  ];
  for (const text of ways) {
    const [room] = file.split("/");
    expect(await refused(file, text), text).toEqual([expect.stringContaining(`${room}/ uses the floors below it only`)]);
  }
});

test.each(["bindings", "experiment", "report", "web"])("%s cannot import Node's modules", async (room) => {
  for (const name of ["node:fs", "node:fs/promises", "fs", "path/posix"]) {
    for (const text of [`import "${name}";`, `export * from "${name}";`, `void import("${name}");`]) {
      expect(await refused(`${room}/x.ts`, text), text).toEqual([expect.stringContaining("no module of Node")]);
    }
  }
});

test("what lies below, and beside in the same room, can be imported", async () => {
  const fine = [
    ["web/x.tsx", "../report/svg.ts"], ["cli/run/x.ts", "../report/html.ts"], ["cli/x.ts", "node:fs"],
    ["report/x.ts", "../experiment/results.ts"], ["experiment/x.ts", "../bindings/index.ts"], ["web/x.tsx", "./path.ts"],
  ] as const;
  for (const [file, path] of fine) {
    expect(await refused(file, `import "${path}"; void import("${path}");`), `${path} in ${file}`).toEqual([]);
  }
});

test("no file imports itself by way of others", async () => {
  const rooms = ["bindings", "experiment", "report", "cli", "web"];
  const entryPoints = rooms.flatMap((room) =>
    readdirSync(`${root}${room}`, { recursive: true, encoding: "utf8" })
      .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
      .map((name) => `${root}${room}/${name}`));
  const { metafile } = await esbuild.build({
    entryPoints, absWorkingDir: root, bundle: true, write: false, metafile: true, outdir: "none", format: "esm",
    packages: "external", loader: { ".wasm": "binary", ".css": "empty" }, logLevel: "error",
    external: ["node:*"],
  });
  const importsOf = (file: string) => (metafile.inputs[file]?.imports ?? []).filter(({ external }) => !external);
  const through = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(" → "));
    if (through.has(file)) return;
    through.add(file);
    for (const { path } of importsOf(file)) visit(path, [...way, file]);
  };
  for (const file of entryPoints) visit(relative(root, file), []);
  expect(through.size).toBeGreaterThan(100);
  expect(circles).toEqual([]);
});
