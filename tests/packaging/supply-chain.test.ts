/** What is installed with this package, and what of other packages it carries. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./consumer.ts";

interface Manifest {
  version: string;
  license?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  overrides?: Record<string, string>;
}
interface Locked extends Manifest {
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  hasInstallScript?: boolean;
}
const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8")) as unknown;

const manifest = read("package.json") as Manifest;
const { "": own, ...locked } = (read("package-lock.json") as { packages: Record<string, Locked> }).packages;
const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const { dependencies = {}, devDependencies = {}, overrides = {}, scripts = {} } = manifest;
const document = readFileSync(join(root, "docs", "dependencies.md"), "utf8");

test("every version is exact, and the lock file has each with its checksum", () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies })) expect(version).toMatch(exact);
  for (const version of Object.values(overrides)) expect(version).toMatch(/^\$|^\d+\.\d+\.\d+$/);
  expect(own).toMatchObject({ dependencies, devDependencies });
  for (const [folder, { version, integrity }] of Object.entries(locked)) {
    expect(version, folder).toMatch(exact);
    expect(integrity, folder).toMatch(/^sha512-[\w+/]{86}==$/);
  }
});

test("nothing needs an install script", () => {
  const withScript = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript);
  // esbuild's puts its binary in place of a small script that would start it: docs/dependencies.md.
  expect(withScript.map(([folder, { dev }]) => [folder, dev])).toEqual([["node_modules/esbuild", true]]);
  expect(document).toContain("npm ci --ignore-scripts");
  // `prepare` runs where this is developed, not where the packed package is installed.
  expect(Object.keys(scripts).filter((name) => /install|^prepublish$/.test(name))).toEqual([]);
});

/** Of all that is installed with the package, what is needed by what is needed too. */
const installed = Object.entries(locked).filter(([, { dev }]) => !dev);
const licences = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"];

const plain = (license = "none") => license.replace(/^\((.*)\)$/, "$1");

test("licences of all that runs are known and allow this", () => {
  expect(installed.length).toBeGreaterThan(50);
  for (const [folder, { version, license, optional }] of installed) {
    for (const part of plain(license).split(" AND ")) expect(licences, folder).toContain(part);
    const file = join(folder, "package.json");
    // Optional ones are there for one platform only.
    if (optional && !existsSync(join(root, file))) continue;
    expect(read(file), folder).toMatchObject({ version, license });
  }
});

test("docs/dependencies.md has a line for every direct dependency, with its licence", () => {
  const [runtime = "", development = ""] = document.split("## For development");
  const rows = [...runtime.matchAll(/^\| `(.+)` \| (.+?) \| .+ \|$/gm)].map(([, name, license]) => [name, license]);
  const needed = Object.keys(dependencies).map((name) => [name, plain(locked[`node_modules/${name}`]!.license)]);
  expect(rows.sort()).toEqual(needed.sort());
  for (const name of Object.keys(devDependencies)) expect(development).toContain(`\`${name}\``);
  expect(document).toMatch(/MNIST itself is by .*CC BY-SA 3\.0/s);
});

test("what is bundled goes with its licence", () => {
  const text = readFileSync(join(root, "dist", "browser", "licenses.txt"), "utf8");
  for (const name of ["@assemblyscript/loader", "assemblyscript", "fastest-levenshtein", "zod"]) {
    const { version, license } = locked[`node_modules/${name}`]!;
    expect(text).toContain(`\n${name} ${version} (${license})\n\n`);
  }
});

test("nothing that is shipped starts a process or evaluates a text", () => {
  const scriptsOf = (folder: string) =>
    readdirSync(join(root, folder)).filter((name) => name.endsWith(".js")).map((name) => join(folder, name));
  const files = ["cli.js", ...scriptsOf("dist"), ...scriptsOf("dist/browser")];
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const code = readFileSync(join(root, file), "utf8");
    expect(code, file).not.toMatch(/child_process|\bspawn(Sync)?\(|\bexec(File)?Sync\(|\beval\(/);
  }
});
