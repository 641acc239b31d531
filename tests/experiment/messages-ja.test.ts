/** What is wrong with an experiment, in Japanese. */
import { expect, test } from "vitest";
import { readDraft } from "../../web/state/draft.ts";
import { translated } from "../../experiment/messages-ja.ts";

const wrong: readonly unknown[] = [
  { name: "a/b", training: { iterations: -5, batchSize: "12", evaluateEvery: 1.5, sampling: "sometimes" }, optimizer: { name: "adma" } },
  { name: "con", foo: 1, training: { iteration: 3, epochs: 2, iterations: 3 }, seeds: [1, 1], arms: [{ name: "x" }, { name: "x" }] },
  { name: "t", optimizer: { name: "sgd", momentum: 0.9, nesterov: true, learningRate: 0 }, network: { hidden: [0, "x"], dropout: 1, batchNorm: 3, init: "hee" } },
  { name: "t", optimizer: 5, schedule: "cos", network: { activation: "rleu", output: { trainable: "yes" } }, regularization: { l1: -1, l2Penalty: "x" } },
  { name: "t", dataset: { name: "mnist", train: 70_000, test: 20_000 } },
  { name: "t", dataset: { name: "mnist", train: 50_000, validation: 20_000 } },
  { name: "t", dataset: { name: "idx" } },
  { name: "t", dataset: "imagenet" },
  { name: "t", schedule: "plateau", training: { stop: 3 } },
  { name: "t", training: { batchSize: 1 }, network: { batchNorm: true } },
  { name: "t", training: { iterations: 10_000_000 }, arms: [{ name: "a" }, { name: "b" }, { name: "c" }] },
  { name: "t", schedule: { name: "milestones", at: [5, 3] } },
  { name: "t", schedule: { name: "cosine", warmup: 1000 } },
  { name: "t", optimizer: { name: "adam", semantics: "torch", epsilonMode: "uncorrected" } },
  { name: "t", training: { stop: "x", clipping: "x" }, description: 5, arms: [] },
  { name: "t", arms: "x", network: [], seeds: ["a"] },
  { name: 5, training: { epochs: 0 }, dropout: 0.2 },
  { name: "t", dataset: "moons", regularization: { augment: true } }, { name: "t", regularization: { augment: 3, inputNoise: -1 } },
  { name: "t", from: 3 }, { name: "t", from: "runs/a" }, { name: "t", from: {} }, { name: "t", from: { path: "a", digest: "b", layers: 3, freeze: 3 } },
  { name: "t", from: { path: "a", digest: 3, layers: ["output"], freeze: ["dense7"] } },
  { name: "t", from: { path: "a", layers: ["dense2"], freeze: "hidden", optimizerState: true } },
  { name: "t", from: { path: "a", freeze: "hidden" }, network: { hidden: [] } }, { name: "t", from: { path: "a", freeze: ["dens1"] } },
];
const unreadable = [
  "", "[]", "{", '{ "name": "t" } x', "{ name: 1 }", "{ 'name': 1 }", '{ "name": tru }', '{ "name": True }', '{ "name": None }',
  '{ "name" "t" }', '{ "name": "t" "a": 1 }', '{ "name": "t', '{ "name": 1. }', '{ "a": .5 }', '{ "a": 50% }', '{ "a": NaN }',
  '{ "a": 2*3 }', '{ "a": 0,5 }', '{ # x\n }', '{ "a" = 1 }', '{ "a": 1; }', '{ "a": (1) }', "<html>", '{ "a": “x” }', '{ "a"： 1 }',
  '{ "a": 1 /* x', '{ "a": /x }', '{ "a": "C:\\x" }', '{ "a": "\n" }', '{ "a": [1 }', '{ "a": 1, "a": 2, "name": "t" }', '{\u00a0"a": 1 }',
];
const doubtful: readonly unknown[] = [
  { name: "t", network: { hidden: [], dropout: 0.5 } },
  { name: "t", regularization: { l2Penalty: "root" }, network: { init: 0 } },
  { name: "t", dataset: { name: "mnist", train: 10 }, arms: [{ name: "a" }, { name: "b" }] },
];

test("every kind of problem has a sentence", () => {
  const drafts = [...[...wrong, ...doubtful].map((file) => JSON.stringify(file)), ...unreadable].map((text) => readDraft("t.json", text));
  const found = drafts.flatMap(({ problems, warnings }) => [...problems, ...warnings]);
  expect(found.length).toBeGreaterThan(wrong.length + unreadable.length);
  const untold = found.filter(({ message }) => translated(message) === undefined).map(({ sentence }) => sentence);
  expect(untold).toEqual([]);
});

test("what is allowed and what is meant is in the sentence", () => {
  expect(translated("must be a whole number from 1 to 10000000; without quotes: 12")).toBe(
    "1から10000000までの整数にしてください。引用符を付けずに 12 と書きます。",
  );
  expect(translated('must be "he", "xavier" or "glorot"; did you mean "he"?')).toBe(
    '"he"、"xavier"、"glorot" のどれかにしてください。"he" のことですか？',
  );
  expect(translated("is of another world")).toBeUndefined();
});
