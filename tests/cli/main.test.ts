import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadDataset } from "../../cli/files/dataset.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { parseJson } from "../../experiment/jsonc.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
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
  [["export", "a", "--format", "tf"], ["Allowed choices are onnx, c, torch."]],
  [["export", "a", "--seed", "x"], ["It must be a whole number from 0"]],
  [["predict", "a"], ["error: missing required argument 'data'"]],
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

describe("init --data", () => {
  function scene(files: Record<string, string | Buffer>) {
    const folder = temporaryFolder();
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    const init = async (data: string) => {
      const file = join(folder, "mine.json");
      rmSync(file, { force: true });
      const { code, out, err } = await cli("init", file, "--data", join(folder, data));
      const text = code === 0 ? readFileSync(file, "utf8") : "";
      return { code, out, err: err.replaceAll(folder, ""), text, experiment: parseJson(text || "{}").value as { dataset: object; loss?: string; name?: string } };
    };
    return { folder, init };
  }
  const rows = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => row(i)).join("\n");

  test("proposes the class of a CSV file, leaves numbers of rows out, and stands in for what is missing", async () => {
    const { folder, init } = scene({ "my flowers.csv": `id,length,width,species\n${rows(40, (i) => `${i},${i === 3 ? "NA" : i / 7},${i % 5},${["lily", "rose"][i % 2]}`)}` });
    const { out, text, experiment } = await init("my flowers.csv");
    expect(out).toContain('It predicts the class "species" from 2 columns. Train it with: ');
    expect(experiment).toMatchObject({
      name: "my flowers", dataset: { name: "csv", path: "my flowers.csv", label: "species", ignore: ["id"], missing: "mean" },
    });
    expect(text).toContain("//   2 length: numbers from 0 to 5.571, 1 missing");
    const checked = checkExperiment(experiment);
    expect(checked).toMatchObject({ warnings: [] });
    const loaded = await loadDataset((checked as { experiment: ResolvedExperiment }).experiment.dataset, folder);
    expect([loaded.train.size, loaded.train.inputs, loaded.train.classes]).toEqual([32, 2, 2]);
  });

  test("proposes numbers to predict, with a loss of numbers", async () => {
    const { init } = scene({ "houses.csv": `size,kind,price\n${rows(50, (i) => `${i * 3},${["old", "new", "odd"][i % 3]},${i * 1000.5}`)}` });
    const { out, text, experiment } = await init("houses.csv");
    expect(out).toContain('It predicts the number "price" from 2 columns.');
    expect(experiment).toMatchObject({ loss: "meanSquaredError", dataset: { target: "price", standardizeTargets: true } });
    expect(text).toContain("predictions and RMSE are in its own unit");
    expect(text).toContain('a column of classes is a "label" in its place');
    expect(checkExperiment(experiment)).toMatchObject({ warnings: [] });
    // Of a usual name, wherever it stands; or the first one, of classes, where the last is not.
    for (const head of ["size,target,price", "species,size,price"]) {
      const { init: other } = scene({ "a.csv": `${head}\n${rows(50, (i) => `${i % 2},${i * 3.5},${i * 1000.5}`)}` });
      const { dataset } = (await other("a.csv")).experiment;
      expect(dataset).toMatchObject(head.startsWith("species") ? { label: "species" } : { target: "target" });
    }
    const { init: first } = scene({ "b.csv": `make,size,price\n${rows(50, (i) => `${["a", "b"][i % 2]},${i * 3.5},${i * 1000.5}`)}` });
    expect((await first("b.csv")).experiment.dataset).toMatchObject({ label: "make" });
  });

  test("a file without a header has columns with numbers; whole numbers of a few kinds are classes", async () => {
    const { init } = scene({ "a.csv": rows(40, (i) => `${i / 3};${i % 7};${i % 3}`) });
    expect((await init("a.csv")).experiment).toMatchObject({ dataset: { label: 3 } });
    // As MNIST's and EMNIST's pixels come in tables: the class first, and pixels that are always 0 last.
    const { init: digits } = scene({ "digits.csv": rows(100, (i) => `${i % 10},${(i * 37) % 256},${(i * 91) % 256},0`) });
    expect((await digits("digits.csv")).experiment).toMatchObject({ dataset: { label: 1 } });
  });

  test("folders of pictures and of IDX files, and .npz", async () => {
    const { init } = scene({
      "pets/cat/1.png": "", "pets/dog/1.jpg": "", "idx/train-images-idx3-ubyte.gz": "", "data.npz": "PK\u0003\u0004",
    });
    expect((await init("pets")).experiment.dataset).toEqual({ name: "images", path: "pets", size: 28, test: 0.2 });
    expect((await init("idx")).experiment.dataset).toEqual({ name: "idx", path: "idx" });
    expect((await init("data.npz")).experiment.dataset).toEqual({ name: "npz", path: "data.npz" });
    expect(checkExperiment((await init("pets")).experiment)).toHaveProperty("experiment");
  });

  test("in Japanese its comments are Japanese", async () => {
    const { folder } = scene({ "a.csv": `size,kind,price\n${rows(50, (i) => `${i === 4 ? "" : i * 3},${["old", "new", "odd"][i % 3]},${i * 1000.5}`)}` });
    const { out } = await cli("--lang", "ja", "init", "--data", join(folder, "a.csv"), "--print");
    expect(out.split("\n").filter((line) => /\/\/ .*[a-z]{3,} [a-z]{3,}/.test(line))).toEqual([]);
    expect(out).toContain("1 size：0 から 147 までの数、欠損1個");
    expect(checkExperiment(parseJson(out).value)).toMatchObject({ warnings: [] });
  });

  test("says what is wrong with data", async () => {
    const { init } = scene({ "one.csv": "a\n1\n2\n", "empty.csv": "", "torn.csv": "a,b\n1,2\n3\n", "names.csv": `a\n${rows(30, (i) => `n${i}`)}`, "net.bin": "\u0000\u0001\u0002" });
    expect((await init("one.csv")).err).toBe("error: /one.csv: has no columns to learn from beside what is to be predicted\n");
    expect((await init("empty.csv")).err).toBe("error: /empty.csv: is empty; a CSV file has a line for each row\n");
    expect((await init("torn.csv")).err).toBe("error: /torn.csv: line 3: has 1 value, the first line 2\n");
    expect((await init("names.csv")).err).toBe("error: /names.csv: has no column that could be predicted: numbers, or a class that several rows share\n");
    expect((await init("net.bin")).err).toContain("/net.bin: is a binary file of an unknown kind; a CSV file is a text");
    expect((await init("no.csv")).err).toBe("error: /no.csv: there is no such file or folder\n");
    expect((await init("no.csv")).code).toBe(2);
  });
});

test("init --print prints the starter", async () => {
  const { code, out } = await cli("init", "--print");
  expect(code).toBe(0);
  expect(checkExperiment(parseJson(out).value)).toHaveProperty("experiment");
});
