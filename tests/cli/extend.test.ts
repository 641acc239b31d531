/** What becomes of a run and its checkpoints when it gets more iterations. */
import { expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { eachMetric } from "../../experiment/metrics.ts";
import type { TrainingState } from "../../experiment/training.ts";
import { carriedOver } from "../../cli/run/carried-over.ts";
import { extend } from "../../cli/run/extend.ts";
import { hashExperiment } from "../../cli/run/run-file.ts";

function resolved(experiment: object) {
  const checked = checkExperiment(experiment);
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment;
}

const base = {
  name: "a", dataset: { name: "mnist", train: 100 }, training: { iterations: 5, batchSize: 10 },
  arms: [{ name: "same" }, { name: "own", training: { epochs: 1, batchSize: 20 } }],
};

function run(experiment: object) {
  const file = { formatVersion: 1 as const, usagi: "0", dataFolder: ".", dataHash: "" };
  return { ...file, experiment, resolved: resolved(experiment), experimentHash: hashExperiment(resolved(experiment)) };
}

test("every arm gets the iterations, as if the file had asked for them", () => {
  const extended = extend(run(base), 40)!;
  const asked = resolved({
    ...base, training: { batchSize: 10, iterations: 40 }, arms: [{ name: "same" }, { name: "own", training: { batchSize: 20 } }],
  });
  expect(extended.resolved).toEqual(asked);
  expect(extended.experimentHash).toBe(hashExperiment(asked));
  expect(extended.extended).toEqual([run(base).experimentHash]);
  expect(extend(extended, 50)!.extended).toEqual([run(base).experimentHash, extended.experimentHash]);
  expect(base.training.iterations).toBe(5);
});

test("what has them already stays, what has more is refused, what is too much too", () => {
  expect(extend(run(base), 5)).toBe(undefined);
  expect(() => extend(run(base), 4)).toThrow("--iterations 4: arm same has 5 already");
  expect(() => extend(run({ ...base, seeds: [1, 2, 3] }), 10_000_000)).toThrow("--iterations 10000000: training.iterations");
});

const state = (loss: number[], iterations: number[], failure?: string): TrainingState => ({
  iteration: loss.length,
  network: { steps: loss.length, tensors: {}, optimizer: {} },
  metrics: { loss, iterations, ...eachMetric(() => iterations) },
  confusion: Uint32Array.of(1),
  failure,
  seconds: { training: 1, evaluation: 1 },
});
const schedule = { iterations: 9, batchSize: 1, evaluateEvery: 2, sampling: "epochs", trainAccuracy: "all" } as const;

test("the evaluation of a last step that is the last no more is dropped, with its confusion", () => {
  const carried = carriedOver(state([1, 1, 1, 1, 1], [2, 4, 5]), schedule);
  expect(carried.metrics).toEqual(state([1, 1, 1, 1, 1], [2, 4]).metrics);
  expect(carried.confusion).toBe(undefined);
  expect(carriedOver(state([1, 1, 1, 1], [2, 4]), schedule)).toEqual(state([1, 1, 1, 1], [2, 4]));
});

test("a loss that diverged stays so; weights that overflowed in a last step are trained on", () => {
  expect(carriedOver(state([1, NaN], [], "the loss"), schedule).failure).toBe("the loss");
  expect(carriedOver(state([1, 1], [2], "a weight"), schedule).failure).toBe(undefined);
  expect(carriedOver(state(Array.from({ length: 9 }, () => 1), [9], "a weight"), schedule).failure).toBe("a weight");
});

test("what would have been trained otherwise from the first step on is refused", () => {
  const file = (settings: object) => run({ name: "a", dataset: { name: "mnist", validation: 10 }, training: { iterations: 50 }, ...settings });
  expect(() => extend(file({ schedule: "cosine" }), 100)).toThrow("--iterations 100: the schedule of arm a ends with its training");
  expect(extend(file({ schedule: { name: "cosine", steps: 50 } }), 100)!.resolved.arms[0]!.training.iterations).toBe(100);
  expect(extend(file({ schedule: { name: "step", every: 9 } }), 100)).toBeDefined();
  const best = (iterations: number) => file({ training: { iterations, stop: 5 } });
  expect(extend(best(50), 100)).toBeDefined();
  expect(() => extend(best(55), 100)).toThrow("--iterations 100: arm a keeps its best network, and was evaluated at 55");
});

test("settings that were searched for trainings of one length are not trained on", () => {
  const searched = { ...base, dataset: { name: "mnist", validation: 100 }, optimizer: "adam", search: "default", tuning: {} };
  expect(() => extend(run(searched), 40)).toThrow("search anew, with: run --set training.iterations=40");
});
