/** Code in documents: JavaScript is type-checked against what is built, and run where its fence says so; experiments are checked, other languages parsed. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as ts from "typescript";
import { describe, expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem } from "../../experiment/problems.ts";
import { parseJson } from "../../experiment/jsonc.ts";
import { type Block, blocksOf, documents } from "./documents.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const blocks = documents.flatMap((document) => blocksOf(document).map((block, i) => ({ ...block, name: `${document} ${i + 1}` })));
const languageOf = ({ info }: Block) => info.split(" ")[0]!;

/** What pieces of a program take from the rest of it. */
const around = `
  import type { Dataset, Network as N } from "usagi-nn";
  declare global {
    const train: Dataset, test: Dataset, bytes: Uint8Array, x: Float32Array, weights: Float32Array, labels: Uint8Array, network: N;
    namespace usagi { export * from "usagi-nn"; }
  }`;

/** The code of a block as a module; of a page, that of its scripts. */
function modulesOf({ info, code, name }: (typeof blocks)[number]): { name: string; text: string }[] {
  const language = info.split(" ")[0]!;
  const module = (text: string) => `${text.replace(/"[^"]*\/usagi\.module\.js"|"[^"]*\/dist\/browser\/index\.js"/g, '"usagi-nn"').replace(/"[^"]*\/dist\/browser\/data\.js"/g, '"usagi-nn/data"')}\nexport {};\n`;
  // Cells of notebooks are run by notebooks.system.test.ts.
  if (/^(js|ts)( run)?$/.test(info)) return [{ name: `${name}.${language}`, text: module(code) }];
  if (language !== "html") return [];
  return Array.from(code.matchAll(/<script type="module">(.*?)<\/script>/gs), ([, script], i) => (
    { name: `${name}-${i}.ts`, text: module(script!) }));
}

test("JavaScript has the types of the library", () => {
  const modules = new Map(blocks.flatMap(modulesOf).map(({ name, text }) => [join(root, "snippets", name.replaceAll(/[ /]/g, "_")), text]));
  expect(modules.size).toBeGreaterThan(10);
  const prelude = join(root, "snippets", "around.d.ts");
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true, noEmit: true, allowJs: true, checkJs: true, skipLibCheck: true, types: ["node"], lib: ["lib.es2023.d.ts", "lib.dom.d.ts"],
  };
  const host = ts.createCompilerHost(options);
  const fileExists = host.fileExists.bind(host);
  const readFile = host.readFile.bind(host);
  const getSourceFile = host.getSourceFile.bind(host);
  const textOf = (path: string) => (path === prelude ? around : modules.get(path));
  host.fileExists = (path) => textOf(path) !== undefined || fileExists(path);
  host.readFile = (path) => textOf(path) ?? readFile(path);
  host.getSourceFile = (path, version) => {
    const text = textOf(path);
    return text === undefined ? getSourceFile(path, version) : ts.createSourceFile(path, text, version);
  };
  const problems = ts.getPreEmitDiagnostics(ts.createProgram([prelude, ...modules.keys()], options, host));
  expect(problems.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`)).toEqual([]);
});

describe("programs that a fence marks with “run”", () => {
  const programs = new Map(blocks.filter(({ info }) => /\brun\b/.test(info)).map(({ name, code }) => [code.replace(/\/\/.*/g, ""), name]));
  test.each([...programs].map(([code, name]) => ({ code, name })))("$name", ({ code }) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module"], { cwd: root, input: code, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).not.toBe("");
  });
});

test("JSON is an experiment, or keys of one, and valid", () => {
  const texts = blocks.filter((block) => /^jsonc?$/.test(languageOf(block)));
  expect(texts.length).toBeGreaterThan(8);
  for (const { code, name } of texts) {
    const { value } = parseJson(code.trim().startsWith("{") ? code : `{${code}}`) as { value: { claims?: { compare: unknown[] }[] } };
    // Claims alone are of the arms that they name.
    const arms = [...new Set(value.claims?.flatMap(({ compare }) => compare.filter((side) => typeof side === "string")))];
    const checked = checkExperiment("name" in value ? value : { name: "keys", arms: arms.map((arm) => ({ name: arm })), ...value });
    expect.soft("problems" in checked ? [name, ...checked.problems.map(formatProblem)] : [], name).toEqual([]);
  }
});

/** What a shell or Python says of a text that it only reads. */
const readBy = (program: string, args: string[], text: string) => {
  const { status, stderr, error } = spawnSync(program, args, { input: text, encoding: "utf8" });
  return error ? undefined : { status, stderr };
};

test("shell commands are such", () => {
  for (const block of blocks.filter((block) => languageOf(block) === "sh")) {
    expect.soft(readBy("sh", ["-n"], block.code.replaceAll(/<(\w+)>/g, "$1")), block.name).toEqual({ status: 0, stderr: "" });
    const files = block.code.match(/(?<=\s)[\w-]+\.(?:sbatch|yaml|sh|conf)\b/g) ?? [];
    const deployed = readdirSync(join(root, "deploy"), { recursive: true, encoding: "utf8" }).map((file) => basename(file));
    expect.soft(files.filter((file) => !deployed.includes(file)), block.name).toEqual([]);
  }
});

test("Python is Python, where there is one", () => {
  for (const block of blocks.filter((block) => languageOf(block) === "python")) {
    const read = readBy("python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], block.code);
    if (read) expect(read, block.name).toEqual({ status: 0, stderr: "" });
  }
});

test("no code is left to readers to try", () => {
  // C: tests/cli/export-c.system.test.ts; CSV: data.test.ts; formulas are the table's; text is what was printed.
  const known = ["", "js", "ts", "html", "json", "jsonc", "sh", "python", "c", "csv", "formula", "text"];
  expect(blocks.map(languageOf).filter((language) => !known.includes(language))).toEqual([]);
  // A block without a language is a command or what one printed: tests/docs/printed-commands and printed.nightly.
  const marked = blocks.filter(({ info, code }) => info === "" && /^\s*(import |const |def |#include|\{$)/m.test(code));
  expect(marked.map(({ name }) => name)).toEqual([]);
});

test("the page to copy loads what the package has", () => {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: Record<string, string | { default: string }> };
  const offered = Object.values(exports).map((entry) => (typeof entry === "string" ? entry : entry.default));
  for (const { code } of blocks.filter((block) => languageOf(block) === "html")) {
    for (const [, file] of code.matchAll(/usagi-nn\/dist\/browser\/([\w.]+)"/g)) {
      expect(offered).toContain(`./dist/browser/${file}`);
    }
  }
});
