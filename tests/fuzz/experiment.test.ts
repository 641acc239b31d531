/** Experiment files: valid ones with anything changed, texts that are none, and small ones that train. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { expect } from "vitest";
import type { Results } from "../../experiment/results.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { parseJson } from "../../experiment/jsonc.ts";
import { writeDataset } from "../cli/helpers.ts";
import { fuzz } from "./cases.ts";
import { hostileNames } from "./hostile.ts";
import { changes, changed } from "./mutate.ts";
import { cli, expectOrderly, sandbox } from "./oracle.ts";

const { work, check } = sandbox();
const file = join(work, "experiment.json");
/** Not empty, so that an experiment without a fault is refused once it has been checked. */
const taken = join(work, "taken");
mkdirSync(join(taken, "mine"), { recursive: true });
writeDataset(join(work, "data"));

const everything = `{
  // A comment, and a comma at the end.
  "$schema": "./experiment.schema.json", "name": "everything", "description": "All keys.",
  "dataset": { "name": "idx", "path": "data", "train": 50, "test": 20 },
  "network": { "hidden": [3, { "units": 4, "activation": "tanh", "batchNorm": { "momentum": 0.8, "epsilon": 1e-5,
    "initialVariance": 1 }, "dropout": { "ratio": 0.3, "scaling": "train" }, "init": "glorot", "trainable": false,
    "l1": 0.1, "l2": 0 }], "activation": "relu", "init": 0.01, "batchNorm": true, "dropout": 0.2,
    "output": { "init": "xavier", "trainable": true, "l1": 0, "l2": 0.1 } },
  "training": { "iterations": 3, "batchSize": 4, "evaluateEvery": 2, "sampling": "epochs", "trainAccuracy": "all" },
  "optimizer": { "name": "adam", "learningRate": 0.01, "beta1": 0.8, "epsilonMode": "uncorrected" },
  "regularization": { "l1": 0, "l2": 0.001, "l2Penalty": "root" },
  "seeds": [0, 9007199254740991],
  "arms": [{ "name": "plain" },
    { "name": "other", "optimizer": { "learningRate": 0.1 }, "network": { "dropout": false } },
    { "name": "third", "optimizer": "adagrad", "regularization": { "l1": 0.1 }, "training": { "iterations": 2 } }]
}`;
const searching = `{
  "name": "searching", "dataset": { "name": "idx", "path": "data", "train": 40, "test": 20, "validation": 10 }, "seeds": [3],
  "tuning": { "trials": 3, "method": "random", "seeds": 2, "choose": "best", "rerun": 2, "halving": { "factor": 2 } },
  "search": { "optimizer": "default", "network.dropout": [0, 0.5] },
  "arms": [{ "name": "a", "search": { "training.batchSize": { "min": 2, "max": 9, "scale": "log" } } },
    { "name": "b", "optimizer": "adam", "search": false }]
}`;
const shipped = ["experiment.json", "experiments/overfitting.json", "experiments/optimizers-batch-norm.json"];
const root = new URL("../../", import.meta.url);
const texts = [everything, searching, ...shipped.map((name) => readFileSync(new URL(name, root), "utf8"))];
const valid = texts.map((text) => parseJson(text).value);

const accepted = `error: ${taken} is not empty`;

async function read(text: string | Uint8Array) {
  writeFileSync(file, text);
  const ended = await cli(["run", file, "--out", taken]);
  expect(ended.code).toBe(2);
  const reported = /^error: .*experiment\.json(: |:\d+:\d+ {2}| has )/;
  expectOrderly(ended, ended.err.startsWith(accepted) ? accepted : reported);
  check();
}

fuzz("experiment files", () =>
  fc.asyncProperty(fc.constantFrom(...valid), changes, (value, all) => read(JSON.stringify(changed(value, all)))),
);

const splice = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  remove: fc.oneof(fc.nat(3), fc.nat(300)),
  text: fc.oneof(
    fc.constantFrom("{", "}", "[", "]", '"', ":", ",", "\\", "\\u", "-", "."),
    fc.constantFrom("\n", "\r", "\0", "\ufeff", "\u2028", "\ud800"),
    fc.constantFrom("//", "/*", "*/", "1e999", "-0", "NaN", "nul", "0x1"),
    fc.tuple(fc.constantFrom("[", "{", '{"a":', "\n", "0,", '"', "-"), fc.nat(3000)).map(([part, n]) => part.repeat(n)),
    fc.string({ unit: "binary" }),
  ),
});

fuzz("texts that are no experiment", () =>
  fc.asyncProperty(
    fc.oneof(
      fc.tuple(fc.constantFrom(...texts), fc.array(splice, { minLength: 1, maxLength: 4 })).map(([text, all]) =>
        all.reduce((before, { at, remove, text: added }) => {
          const start = Math.floor(at * before.length);
          return before.slice(0, start) + added + before.slice(start + remove);
        }, text),
      ),
      fc.json({ maxDepth: 6 }),
      fc.uint8Array({ maxLength: 200 }),
    ),
    (text) => read(text),
  ),
);

const edge = (min: number, max: number, ...beyond: number[]) =>
  fc.oneof(fc.constantFrom(min, max, ...beyond), fc.double({ min, max, noNaN: true }));
const armNames = hostileNames.filter((name) => /^\P{Cc}{1,64}$/u.test(name));
const small = fc.record(
  {
    name: fc.constantFrom("a", "テスト", "x.y-z (1)"),
    dataset: fc.constant({ name: "idx", path: "data" }),
    network: fc.record(
      {
        hidden: fc.array(fc.record({
          units: fc.integer({ min: 1, max: 9 }),
          activation: fc.constantFrom("sigmoid", "relu", "tanh", "identity"),
          batchNorm: fc.oneof(fc.boolean(), fc.record({ momentum: edge(0, 0.99), epsilon: edge(1e-12, 1) })),
          dropout: fc.oneof(fc.constant(false), edge(0, 0.99)),
        }), { maxLength: 3 }),
        init: fc.oneof(edge(0, 100), fc.constantFrom("he", "xavier")),
      },
      { requiredKeys: [] },
    ),
    training: fc.record({
      iterations: fc.integer({ min: 1, max: 6 }),
      batchSize: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(60, 61, 700)),
      evaluateEvery: fc.constant(1),
      sampling: fc.constantFrom("epochs", "replacement"),
      trainAccuracy: fc.constantFrom("batch", "all"),
    }),
    optimizer: fc.record({ name: fc.constantFrom(...optimizerNames), learningRate: edge(1e-30, 10, 1e6) }),
    regularization: fc.record({ l1: edge(0, 1), l2: edge(0, 1) }),
    seeds: fc.uniqueArray(fc.maxSafeNat(), { minLength: 1, maxLength: 2 }),
    arms: fc
      .uniqueArray(fc.oneof(fc.constantFrom(...armNames), fc.string({ minLength: 1, maxLength: 64 })), {
        minLength: 1, maxLength: 2,
      })
      .map((names) => names.map((name) => ({ name }))),
  },
  { requiredKeys: ["name", "dataset", "training"] },
);

fuzz("experiments that train", () =>
  fc.asyncProperty(small, fc.integer({ min: 1, max: 3 }), async (experiment, threads) => {
    rmSync(join(work, "out"), { recursive: true, force: true });
    writeFileSync(file, JSON.stringify(experiment));
    const ended = await cli(["run", file, "--out", join(work, "out"), "--threads", String(threads)]);
    expectOrderly(ended, /experiment\.json/);
    check();
    const made = ended.code === 2 ? [] : ["out"];
    expect(readdirSync(work).sort()).toEqual(["data", "experiment.json", ...made, "taken"]);
    if (ended.code === 2) return;
    const { status, runs } = JSON.parse(readFileSync(join(work, "out", "results.json"), "utf8")) as Results;
    expect(status).toBe(ended.code === 0 ? "complete" : "failed");
    for (const run of runs) if (run.status !== "complete") expect(run.failure).toContain("at iteration");
  }),
);
