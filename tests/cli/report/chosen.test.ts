/** Which settings a search has chosen, as the terminal says it. */
import { expect, test } from "vitest";
import stringWidth from "string-width";
import { chosenText } from "../../../cli/report/index.ts";
import type { ResolvedArm } from "../../../experiment/resolve.ts";
import type { TunedArm, TuningResults } from "../../../experiment/results.ts";
import { applyOverride, parseAssignment } from "../../../cli/overrides.ts";
import { checkExperiment } from "../../../experiment/check.ts";

const terminal = { colors: false, columns: 80, platform: "linux" } as const;
const log = { min: 1e-3, max: 10, scale: "log", of: "x" } as const;
const share = { min: 1e-4, max: 0.5, scale: "log", of: "1-x" } as const;
const run = { trial: 0, seed: 0, status: "complete", steps: 9, accuracy: 0.9, loss: 1, digest: "ab" } as const;

function results(...arms: (Partial<TunedArm> & { settings?: object; value?: number | null })[]) {
  const tuned = arms.map(({ settings = {}, value = 0.97, ...arm }): TunedArm => ({
    arm: "SGD", space: {}, trials: [{ settings: settings as Record<string, unknown>, value, runs: [run] }], chosen: 0, edges: [], ...arm,
  }));
  const tuning: TuningResults = { trials: 25, method: "halton", choose: "final", seeds: [0], arms: tuned };
  return { experiment: { name: "a", dataset: { name: "mnist" as const }, seeds: [1], arms: [] as ResolvedArm[] }, tuning };
}

test("a row an arm, without ends of ranges", () => {
  const text = chosenText(results(
    { settings: { "optimizer.learningRate": 2.87 } },
    { arm: "AdamW", settings: { "optimizer.learningRate": 1e-7, "optimizer.beta1": 0.9, "optimizer.weightDecay": 0.001 } },
    { arm: "layers", settings: { "network.hidden": [40, 20], "network.activation": "relu", "training.stop": false } },
    { arm: "both", settings: { "network.dropout.ratio": 0.5, "schedule.ratio": 0.1 } },
    { arm: "wild", chosen: null, value: null },
    { arm: "later", chosen: null, trials: [{ settings: {}, value: null, runs: [] }] },
  ), terminal)!;
  expect(text.split("\n")).toEqual([
    "arm     validation  chosen settings",
    "SGD         0.9700  learningRate 2.87",
    "AdamW       0.9700  learningRate 1e-7, beta1 0.9, weightDecay 0.001",
    "layers      0.9700  hidden [40,20], activation relu, stop false",
    "both        0.9700  network.dropout.ratio 0.5, schedule.ratio 0.1",
    "wild             –  none: no trial came to its end",
    "later            –  none yet",
  ]);
});

test("an end of a range is marked, with what can be pasted to search beyond it", () => {
  const arms = [
    {
      settings: { "optimizer.learningRate": 9.9 }, space: { "optimizer.learningRate": log },
      edges: [{ path: "optimizer.learningRate", value: 9.9, end: "max" as const }],
    },
    {
      arm: "a.b, \"c\"", settings: { "optimizer.momentum": 0.9999 }, space: { "optimizer.momentum": share },
      edges: [{ path: "optimizer.momentum", value: 0.9999, end: "min" as const }],
    },
  ];
  expect(chosenText(results(...arms), terminal)!.split("\n")).toEqual([
    "arm       validation  chosen settings",
    "SGD           0.9700  learningRate 9.9 (upper end)",
    "a.b, \"c\"      0.9700  momentum 0.9999 (lower end)",
    "",
    "Chosen at the end of a range, beyond which may be better ones. To search there",
    "as well:",
    "  --set arms.SGD.search.optimizer.learningRate.max=100",
    "  --set 'arms[\"a.b, \\\"c\\\"\"].search.optimizer.momentum.min=0.00001'",
  ]);
});

test("a share of 1 − x ends at 1, a linear range at 0, and a list has no hint", () => {
  const linear = { min: 0, max: 0.5, scale: "linear", of: "x" } as const;
  const edge = (path: string, end: "min" | "max") => ({ path, value: 0, end });
  const text = chosenText(results({
    settings: { a: 1, b: 0, c: 3 }, space: { a: { ...share, max: 1 }, b: linear, c: { values: [1, 2, 3] } },
    edges: [edge("a", "max"), edge("b", "min"), edge("c", "max")],
  }), terminal);
  expect(text).not.toContain("--set");
});

test.each<object>([{ search: "default" }, { arms: [{ name: "SGD", search: "default" }] }])("the hint does it, whatever the file says: %j", (file) => {
  const experiment = { name: "a", dataset: { name: "mnist", validation: 100 }, tuning: {}, arms: [{ name: "SGD" }], ...file };
  applyOverride(experiment, parseAssignment("arms.SGD.search.optimizer.learningRate.max=100"));
  const checked = checkExperiment(experiment);
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  expect(checked.experiment.arms[0]!.search!.space).toEqual({
    "optimizer.learningRate": { min: 1e-3, max: 100, scale: "log", of: "x" },
  });
});

test.each<[string, object, string, string]>([
  ["a share below 1", { "network.dropout": { min: 0, max: 0.7 } }, "max", "0.85"],
  ["a share below 1, near it", { "optimizer.beta1": { min: 0.5, max: 0.9 } }, "max", "0.95"],
  ["from 1 − x", { "optimizer.beta1": { min: 0.1, max: 0.5, of: "1-x" } }, "min", "0.05"],
  ["up to 1 of 1 − x", { "optimizer.beta1": { min: 0.1, max: 0.6, scale: "log", of: "1-x" } }, "max", "1"],
  ["a whole number", { "training.batchSize": { min: 8, max: 128, scale: "log" } }, "min", "1"],
  ["a whole number from 1", { "training.batchSize": { min: 20, max: 128 } }, "min", "1"],
  ["within a decade", { "optimizer.learningRate": { min: 1e-4, max: 1, scale: "log" } }, "max", "10"],
])("the hint goes no farther than the option: %s", (_, search, end, value) => {
  const file = (own: object) => ({
    name: "a", dataset: { name: "mnist", validation: 100 }, tuning: {}, arms: [{ name: "A", optimizer: "adam", search: own }],
  });
  const [path] = Object.keys(search) as [string];
  const checked = checkExperiment(file(search));
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const [arm] = checked.experiment.arms as [ResolvedArm];
  const { experiment, tuning } = results({
    arm: "A", space: arm.search!.space as TunedArm["space"], settings: { [path]: 0.5 }, edges: [{ path, value: 0.5, end: end as "min" | "max" }],
  });
  const text = chosenText({ experiment: { ...experiment, arms: [arm] }, tuning }, terminal);
  const hint = `arms.A.search.${path}.${end}=${value}`;
  expect(text).toContain(`--set ${hint}`);
  const wider = file(structuredClone(search));
  applyOverride(wider, parseAssignment(hint));
  expect(checkExperiment(wider)).not.toHaveProperty("problems");
});

test("long settings keep to the columns", () => {
  const settings = Object.fromEntries(Array.from({ length: 9 }, (_, i) => [`optimizer.someLongOption${i}`, i / 7]));
  const text = chosenText(results({ arm: "確率的勾配降下法（学習率が小さすぎる場合）", settings }), terminal)!;
  expect(Math.max(...text.split("\n").map(stringWidth))).toBeLessThanOrEqual(80);
});

test("nothing where nothing was searched", () => {
  expect(chosenText({ experiment: results().experiment }, terminal)).toBe(undefined);
});
