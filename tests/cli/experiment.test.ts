import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readExperiment } from "../../cli/experiment.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { InputError } from "../../cli/errors.ts";
import { applyOverride, parseAssignment } from "../../cli/overrides.ts";
import { temporaryFolder } from "./helpers.ts";

function fileWith(text: string | Uint8Array): string {
  const file = join(temporaryFolder(), "experiment.json");
  writeFileSync(file, text);
  return file;
}

/** The message with which reading fails, without the folder. */
async function failure(file: string, ...assignments: string[]): Promise<string> {
  try {
    await readExperiment(file, assignments.map(parseAssignment));
  } catch (error) {
    if (error instanceof InputError) return error.message.replaceAll(file, "FILE");
    throw error;
  }
  throw new Error("reading did not fail");
}

describe("reading", () => {
  test("comments, trailing commas and a byte order mark are allowed", async () => {
    const text = '\ufeff// an experiment\n{ "name": "test", /* few */ "seeds": [1, 2,], }\n';
    expect((await readExperiment(fileWith(text), [])).experiment).toMatchObject({ name: "test", seeds: [1, 2] });
  });

  test("a key named __proto__ is reported, not followed", async () => {
    const message = await failure(fileWith('{ "name": "t", "__proto__": { "seeds": [5] } }'));
    expect(message).toContain("FILE:1:16  __proto__ = {…}: unknown key");
  });

  test.each([
    ['{ "name": "a" "seeds": [1] }', "FILE:1:15  a comma is expected here"],
    ["{\n  'name': 1\n}", "FILE:2:3  texts and keys are in double quotes"],
    ['{ "name": "a', "FILE:1:11  this text is not closed with a double quote"],
    ['{ "name": "a", /* ', "FILE:1:16  this comment is not closed"],
    ['{ "name": "a"', "FILE:1:14  a closing } is expected here"],
    ['{ "name": }', "FILE:1:11  a value is expected here"],
    ['{ "name" "a" }', "FILE:1:10  a colon is expected here"],
    ['{ "name": "a" } []', "FILE:1:17  the file should end here"],
    ['{ "name": 1e }', "FILE:1:11  this number is not complete"],
    ["", "FILE:1:1  "],
    ["[".repeat(1000), "FILE:1:65  nested more than 64 levels deep"],
    [`[${"1,".repeat(150_000)}1]`, "more than 100000 values"],
  ])("%.40j", async (text, expected) => {
    expect(await failure(fileWith(text))).toContain(expected);
  });

  test("10 MB of brackets are refused at once", async () => {
    expect(await failure(fileWith('[{"a":'.repeat(1_700_000)))).toContain("nested more than 64 levels deep");
  });

  test("files that are none", async () => {
    const folder = temporaryFolder();
    expect(await failure(join(folder, "missing.json"))).toBe("FILE: there is no such file or folder");
    expect(await failure(folder)).toBe("FILE: is a folder, not a file");
    expect(await failure(fileWith(new Uint8Array([0x7b, 0xe9, 0x7d])))).toBe("FILE: is no text in UTF-8 or UTF-16; save it as UTF-8");
    expect(await failure(fileWith(new Uint8Array([0x7b, 0x7d, 0x20, 0])))).toBe("FILE: is not a text");
    const large = fileWith("{}");
    truncateSync(large, 2 ** 24 + 1);
    expect(await failure(large)).toBe("FILE: has 16777217 bytes; an experiment has at most 16777216");
    expect(await failure(fileWith("5"))).toContain("FILE: an experiment is an object");
  });

  test.each([
    ["unknown keys", Array.from({ length: 40_000 }, (_, i) => `"k${i}":1`)],
    ["keys that stand twice", Array.from({ length: 40_000 }, () => '"k":1')],
  ])("of tens of thousands of %s the first 50 are reported", async (_, keys) => {
    const lines = (await failure(fileWith(`{"name":"a",${keys.join()}}`))).split("\n");
    expect(lines[0]).toMatch(/^FILE has 40000 problems:$/);
    expect(lines).toHaveLength(52);
    expect(lines[51]).toMatch(/^ {2}… and 39950 more$/);
  });

  test("a key of a million letters is cut, a million lines are counted", async () => {
    const message = await failure(fileWith(`{"name":"a",${"\r\n".repeat(1e6)}"${"k".repeat(1e6)}":1}`));
    expect(message).toMatch(/^FILE has 1 problem:\n {2}FILE:1000001:1 {2}\["k{50,}…\] = 1: unknown key;/);
    expect(message.length).toBeLessThan(400);
  });

  test("every problem names its line and column", async () => {
    const text = `{
  "name": "test",
  "training": { "iterations": -5, "iteratons": 1 },
  "seeds": [
    1,
    "x"
  ],
  "seeds": [1, "x"],
  "optimizer": {}
}`;
    expect((await failure(fileWith(text))).split("\n")).toEqual([
      "FILE has 5 problems:",
      "  FILE:8:3  seeds = […]: this key stands twice here",
      "  FILE:3:17  training.iterations = -5: must be a whole number from 1 to 10000000",
      '  FILE:3:35  training.iteratons = 1: unknown key; did you mean "iterations"?',
      '  FILE:9:3  optimizer.name: missing; must be "sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", ' +
        '"nadam", "radam", "adamax", "adadelta" or "lion"',
      '  FILE:8:16  seeds[1] = "x": must be a whole number from 0 to 9007199254740991',
    ]);
  });
});

test("the example of docs/experiment-format.md is right", async () => {
  const page = readFileSync(new URL("../../docs/experiment-format.md", import.meta.url), "utf8");
  const [, example] = /```jsonc\n([^]*?)```/.exec(page) ?? [];
  expect((await readExperiment(fileWith(example ?? ""), [])).experiment).toMatchObject({ name: "first" });
});

describe("--set", () => {
  const experiment = `{
    "name": "test",
    "optimizer": "adam",
    "arms": [{ "name": "a" }, { "name": "b, c", "optimizer": "sgd" }]
  }`;

  test("reaches every value, makes what is missing, and opens shorthands", async () => {
    const { experiment: { arms, seeds, dataset } } = await readExperiment(
      fileWith(experiment),
      [
        "training.iterations=5",
        "seeds=[3, 4]",
        "dataset.train=20",
        "optimizer.beta1=0.5",
        "arms[0].network.hidden=[7, 8]",
        "arms.a.network.hidden[1].dropout=0.25",
        'arms["b, c"].optimizer.learningRate=0.5',
        "arms.b, c.training.sampling=epochs",
      ].map(parseAssignment),
    );
    expect(seeds).toEqual([3, 4]);
    expect(dataset).toEqual({ name: "mnist", train: 20 });
    expect(arms[0]).toMatchObject({ training: { iterations: 5 }, optimizer: { name: "adam", beta1: 0.5 } });
    expect(arms[0]?.network.hidden).toMatchObject([
      { units: 7, dropout: false },
      { units: 8, dropout: { ratio: 0.25 } },
    ]);
    expect(arms[1]).toMatchObject({
      optimizer: { name: "sgd", learningRate: 0.5 },
      training: { iterations: 5, sampling: "epochs" },
    });
  });

  test("a value is JSON, or else a text", () => {
    expect(parseAssignment("a=1e-3").value).toBe(0.001);
    expect(parseAssignment("a=[1, 2]").value).toEqual([1, 2]);
    expect(parseAssignment('a="1"').value).toBe("1");
    expect(parseAssignment("a=adam").value).toBe("adam");
    expect(parseAssignment("a=x=y").value).toBe("x=y");
    expect(parseAssignment("a=").value).toBe("");
    expect(parseAssignment(`a=${"[".repeat(100_000)}`).value).toBe("[".repeat(100_000));
  });

  test("problems name the option in place of a line", async () => {
    const message = await failure(fileWith(experiment), "training.iterations=x", "arms.a.optimizer.bta1=1");
    expect(message.split("\n")).toEqual([
      "FILE has 2 problems:",
      '  (--set training.iterations=x)  training.iterations = "x": must be a whole number from 1 to 10000000',
      '  (--set arms.a.optimizer.bta1=1)  arms[0].optimizer.bta1 = 1: unknown key; did you mean "beta1"?',
    ]);
  });

  test.each([
    ["training.iterations", "expected path=value, such as training.iterations=500"],
    ["=5", "expected path=value"],
    ["a[x]=5", "expected path=value"],
    ["__proto__.x=1", "__proto__ is not a key of experiments"],
    ["training.constructor.prototype.x=1", "constructor is not a key of experiments"],
    ["arms[0].__proto__.x=1", "__proto__ is not a key of experiments"],
    ['["__proto__"]=1', "__proto__ is not a key of experiments"],
    ["arms[7].name=x", "arms has 2 elements, counted from 0"],
    ["arms.x.name=x", 'arms has no element named "x"; there is "a" or "b, c"'],
    ["name.x=1", 'name is "test" and holds no x'],
    ["training[0]=1", "training is not a list"],
  ])("%s", async (assignment, expected) => {
    expect(await failure(fileWith(experiment), "training={}", assignment)).toContain(expected);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("names of arms become indices", () => {
    const root = { arms: [{ name: "a" }, { name: "2" }] };
    expect(applyOverride(root, parseAssignment("arms.a.x.y=1"))).toEqual(["arms", 0, "x", "y"]);
    expect(root).toEqual({ arms: [{ name: "a", x: { y: 1 } }, { name: "2" }] });
    expect(applyOverride(root, parseAssignment("arms[2].name=c"))).toEqual(["arms", 2, "name"]);
    expect(root.arms[2]).toEqual({ name: "c" });
  });
});

test("--set reaches what is searched at a path, quoted or not", async () => {
  const file = fileWith(JSON.stringify({ name: "t", search: "default", arms: [{ name: "a" }, { name: "b", search: {} }] }));
  const changes = [
    "dataset.validation=1000", "tuning.trials=5", "tuning.halving=true", "search.optimizer.learningRate.max=2",
    'search["network.dropout"]=[0, 0.5]', "search.network.hidden[0].units=[10, 20]", "arms.b.search.network.dropout[1]=0.25",
    'arms.b.search["training.batchSize"].min=10', "arms.b.search.training.batchSize.max=20",
  ];
  await expect(readExperiment(file, changes.slice(0, 3).concat("search.optimizer.lr.max=1").map(parseAssignment))).rejects
    .toThrow('did you mean "optimizer.learningRate"');
  // Of a list that the arm does not have itself.
  await expect(readExperiment(file, changes.map(parseAssignment))).rejects.toThrow("arms[1].search");
  const { experiment: { arms, tuning } } =
    await readExperiment(file, changes.filter((change) => !change.includes("[1]=")).map(parseAssignment));
  expect(tuning).toEqual({ trials: 5, method: "halton", seeds: 1, choose: "final", rerun: 10, halving: { factor: 3, from: 0.1 } });
  expect(arms[0]?.search?.space).toEqual({
    "optimizer.learningRate": { min: 1e-3, max: 2, scale: "log", of: "x" },
    "network.dropout": { values: [0, 0.5] },
    "network.hidden[0].units": { values: [10, 20] },
  });
  expect(arms[1]?.search?.space["training.batchSize"]).toEqual({ min: 10, max: 20, scale: "linear", of: "x", whole: true });
});

test("--arm with arms that have no search alone runs them with the seeds that they have among the others", async () => {
  const content = {
    name: "t", dataset: { name: "mnist", validation: 100 }, seeds: [4], tuning: { seeds: 2, rerun: 3 },
    arms: [{ name: "a" }, { name: "b", search: "default" }],
  };
  const alone = await readExperiment(fileWith(JSON.stringify(content)), [], ["a"]);
  expect(alone.experiment).toMatchObject({ seeds: [6, 7, 8], arms: [{ name: "a" }] });
  expect(alone.experiment.tuning).toBeUndefined();
  // As a run that goes on resolves it again.
  expect(await readExperiment(fileWith(JSON.stringify(alone.source)), [])).toMatchObject({ experiment: alone.experiment });
  expect((await readExperiment(fileWith(JSON.stringify(content)), [], ["b"])).experiment.tuning).toBeDefined();
});

test("--arm keeps the claims that are about these arms alone", async () => {
  const claim = (...compare: unknown[]) => ({ claim: "c", compare, direction: "higher" });
  const claims = [claim("a", "b"), claim("b", 0.5), claim("a", 0.5)];
  const file = fileWith(JSON.stringify({ name: "t", seeds: [0, 1], arms: [{ name: "a" }, { name: "b" }], claims }));
  const { experiment, source } = await readExperiment(file, [], ["b"]);
  expect(experiment.claims?.map(({ compare }) => compare)).toEqual([["b", 0.5]]);
  expect(source).toMatchObject({ claims: [claims[1]], arms: [{ name: "b" }] });
  expect(Object.keys((await readExperiment(fileWith(JSON.stringify({ name: "t", arms: [{ name: "a" }] })), [], ["a"])).experiment)).not.toContain("claims");
  // What run.json holds is resolved to the same.
  expect(checkExperiment(source)).toMatchObject({ experiment });
});
