import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { parseJson } from "../../experiment/jsonc.ts";
import { cli, temporaryFolder } from "./helpers.ts";

const packageVersion = (
  JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string }
).version;

test("--help", async () => {
  const { code, out, err } = await cli("--help");
  expect([code, err]).toEqual([0, ""]);
  for (const part of ["Usage: usagi", "run", "export", "predict", "inspect", "init", "Exit codes: 0 done"]) expect(out).toContain(part);
});

test("run --help", async () => {
  const { code, out } = await cli("run", "--help");
  expect(code).toBe(0);
  const options = ["--out", "--seed", "--set", "--threads", "--quiet", "--force"];
  for (const option of options) expect(out).toContain(option);
});

test("--version", async () => {
  expect(await cli("--version")).toEqual({ code: 0, out: `${packageVersion}\n`, err: "" });
});

test.each<[string[], string[]]>([
  [[], ["Usage: usagi"]],
  [["rum"], ["error: unknown command 'rum'", "Did you mean run?"]],
  [["resume"], ["error: missing required argument 'folder'"]],
  [["run", "a.json", "--threds", "2"], ["error: unknown option '--threds'", "Did you mean --threads?"]],
  [["run", "a.json", "b.json"], ["error: too many arguments"]],
  [["run", "a.json", "--threads", "0"], ["It must be a whole number from 1 to 1024."]],
  [["run", "a.json", "--seed", "1.5"], ["It must be a whole number from 0 to 9007199254740991."]],
  [["run", "a.json", "--set", "x"], ["expected path=value"]],
  [["export", "a", "--format", "tf"], ["Allowed choices are onnx."]],
  [["export", "a", "--seed", "x"], ["It must be a whole number from 0"]],
  [["predict", "a"], ["error: missing required argument 'images'"]],
  [["predict", "/nowhere/a", "b.png"], ["error: /nowhere/a: there is no such file or folder"]],
  [["inspect", ""], ["It must not be empty."]],
  [["inspect", "/nowhere/a"], ["error: /nowhere/a: there is no such file or folder"]],
  [["run", "/nowhere/a.json"], ["error: /nowhere/a.json: there is no such file or folder"]],
  [["run", "/nowhere/\u001b[2J.json"], ["error: /nowhere/\\u{1b}[2J.json: there is no such file or folder"]],
  [["\u001b]0;title\u0007"], ["error: unknown command '\\u{1b}]0;title\\u{7}'"]],
  [["run", "a.json", "--\u001b[2J"], ["error: unknown option '--\\u{1b}[2J'"]],
  [["run", "a.json", "--threads", "\u202e2"], ["argument '\\u{202e}2' is invalid"]],
  [["run", "a\0.json"], ["error: a\\u{0}.json: no file can have this name"]],
  [["run", "a\nSaved in b"], ["error: a\\u{a}Saved in b: there is no such file or folder"]],
  [["run", ""], ["value '' is invalid for argument 'file'. It must not be empty."]],
  [["run", "a.json", "--out", ""], ["option '-o, --out <folder>' argument '' is invalid. It must not be empty."]],
  [["init", ""], ["value '' is invalid for argument 'file'. It must not be empty."]],
  [["run", "a.json", "--set", `${"a.".repeat(64)}a=1`], ["the path has 65 steps; at most 64 are allowed"]],
])("wrong usage %j", async (argv, expected) => {
  const { code, out, err } = await cli(...argv);
  expect([code, out]).toEqual([2, ""]);
  for (const part of expected) expect(err).toContain(part);
  expect(err).not.toMatch(/^ +at /m);
  expect(err).not.toContain("\u001b");
});

test("help names exit codes, and no default that nobody asks for", async () => {
  for (const command of [[], ["run"], ["resume"], ["export"], ["predict"], ["inspect"], ["init"]]) {
    const { code, out } = await cli(...command, "--help");
    expect(code).toBe(0);
    expect(out).toContain("Exit codes: 0 done");
    expect(out).not.toMatch(/default: (?:false|\[\])/);
    for (const line of out.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  }
});

test("a wrong experiment names all problems", async () => {
  const file = join(temporaryFolder(), "wrong.json");
  writeFileSync(file, '{ "name": "a",\n  "seeds": [], "optimizer": "sdg" }');
  const { code, err } = await cli("run", file);
  expect(code).toBe(2);
  expect(err).toContain(`error: ${file} has 2 problems:\n`);
  expect(err).toContain(`${file}:2:3  seeds = []: must be a list`);
  expect(err).toContain(`${file}:2:16  optimizer = "sdg": `);
});

test("init writes a starter that is right, and never over a file", async () => {
  const file = join(temporaryFolder(), "folder", "mine.json");
  const first = await cli("init", file);
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toContain(`Wrote ${file}`);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("//");
  expect(checkExperiment(parseJson(text).value)).toHaveProperty("experiment");

  writeFileSync(file, "mine");
  const second = await cli("init", file);
  expect(second).toMatchObject({ code: 2, out: "" });
  expect(second.err).toContain("exists already");
  expect(readFileSync(file, "utf8")).toBe("mine");
});

test("init prints no escape sequence of a file's name", async () => {
  const { out } = await cli("init", join(temporaryFolder(), "\u001b[2J.json"));
  expect(out).toMatch(/^Wrote .*\\u\{1b\}\[2J\.json\. Train it with: node cli\.js run '.*\\u\{1b\}\[2J\.json'\n$/);
});

test("the starter's $schema leads to the schema of this package", async () => {
  const folder = temporaryFolder();
  await cli("init", join(folder, "a.json"));
  const { $schema } = parseJson(readFileSync(join(folder, "a.json"), "utf8")).value as { $schema: string };
  expect(join(folder, $schema)).toBe(fileURLToPath(new URL("../../experiment.schema.json", import.meta.url)));
});

test("init --print prints the starter", async () => {
  const { code, out } = await cli("init", "--print");
  expect(code).toBe(0);
  expect(checkExperiment(parseJson(out).value)).toHaveProperty("experiment");
});
