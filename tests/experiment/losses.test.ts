/** Losses in experiments: what files may say, what is measured, and what does not fit. */
import { beforeAll, describe, expect, test } from "vitest";
import { compile, Dataset } from "../../bindings/index.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../cli/run/checkpoint.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { evaluate, inUnitOf } from "../../experiment/evaluation.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { predictionsOf } from "../../experiment/predictions.ts";
import { formatProblem } from "../../experiment/problems.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { ExperimentFile } from "../../experiment/schema.ts";
import { Training } from "../../experiment/training.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const x = Float32Array.from({ length: 120 }, (_, i) => i / 20 - 3);
const targets = x.map((value) => Math.fround(value * value - 3));
const labels = Uint8Array.from(x, (value) => (Math.abs(value) > 1.5 ? 1 : 0));
const ofTargets = Dataset.fromRows({ rows: x, targets, inputs: 1, outputs: 1 });
const ofLabels = Dataset.fromRows({ rows: x, labels, inputs: 1, classes: 2 });

/** An arm as an experiment on MNIST has it, with a loss that its data do not fit but for softmax. */
function armOf(loss: ExperimentFile["loss"], changes: Partial<ResolvedArm["training"]> = {}): ResolvedArm {
  const checked = checkExperiment({
    name: "t", network: { hidden: [16], activation: "tanh" }, optimizer: { name: "adam", learningRate: 0.03 },
    training: { iterations: 200, batchSize: 40, evaluateEvery: 50, trainAccuracy: "all" },
  });
  if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join());
  const [arm] = checked.experiment.arms as [ResolvedArm];
  const own = typeof loss === "string" ? { name: loss } : loss;
  return { ...arm, training: { ...arm.training, ...changes }, ...(own && { loss: own as NonNullable<ResolvedArm["loss"]> }) };
}

function train(training: Training, until = Infinity): Training {
  while (!training.finished && training.iteration < until) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return training;
}

const problems = (file: object) => {
  const checked = checkExperiment({ name: "t", ...file });
  return "problems" in checked ? checked.problems.map(formatProblem) : [];
};

describe("training", () => {
  test("on targets measures RMSE and R², and no accuracy", () => {
    const { metrics, confusion } = train(new Training(module, armOf("meanSquaredError"), 0, { train: ofTargets, test: ofTargets }));
    expect(Object.keys(metrics)).toEqual(["loss", "iterations", "trainRmse", "testRmse", "testR2", "testLoss"]);
    expect(metrics.testR2!.at(-1)).toBeGreaterThan(0.9);
    expect(metrics.testRmse!.at(-1)! ** 2).toBeCloseTo(metrics.testLoss.at(-1)!, 9);
    expect(confusion).toBeUndefined();
  });

  test("on standardized targets measures RMSE in the unit of a single one, and gives predictions in it", () => {
    const scale = { mean: 200_000, deviation: 4000 };
    const data = { train: ofTargets, test: ofTargets, validation: ofTargets };
    const arm = armOf("meanSquaredError");
    const plain = train(new Training(module, arm, 0, data), 50);
    const scaled = train(new Training(module, arm, 0, { ...data, targetScales: [scale] }), 50);
    for (const name of ["trainRmse", "testRmse", "validationRmse"] as const) expect(scaled.metrics[name]).toEqual([plain.metrics[name]![0]! * 4000]);
    for (const name of ["testR2", "testLoss", "loss"] as const) expect(scaled.metrics[name]).toEqual(plain.metrics[name]);
    const [inUnits] = predictionsOf(scaled.network, ofTargets, [scale]);
    const errors = inUnits!.target.map((value, i) => (value - inUnits!.output[i]!) ** 2);
    expect(Math.sqrt(errors.reduce((sum, value) => sum + value) / errors.length)).toBeCloseTo(scaled.metrics.testRmse![0]!, -1);
    expect(inUnits!.target[0]).toBeCloseTo(200_000 + 4000 * targets[0]!, -1);
    // Several have no unit in common.
    const evaluation = { loss: 1, rmse: 2, r2: 0.5 };
    expect(inUnitOf([scale, scale], evaluation)).toBe(evaluation);
    expect(() => new Training(module, arm, 0, { ...data, targetScales: [scale, scale] })).toThrow("data.targetScales is an array of 2; it must be a list of a mean and a deviation for each of the 1 targets a row");
    expect(() => new Training(module, arm, 0, { ...data, targetScales: [{ mean: 0, deviation: 0 }] })).toThrow("data.targetScales[0].deviation is 0");
  });

  test("on two classes with one unit measures accuracy", () => {
    const { metrics, confusion } = train(new Training(module, armOf("binaryCrossEntropy"), 0, { train: ofLabels, test: ofLabels }));
    expect(metrics.testAccuracy!.at(-1)).toBeGreaterThan(0.9);
    expect(confusion).toHaveLength(4);
  });

  test("stops early by the validation RMSE, of which lower is better, keeps the best, and goes on from a checkpoint", () => {
    const stop = { on: "validationRmse", patience: 2, minDelta: 0, restoreBest: true } as const;
    const arm = armOf({ name: "huber", delta: 0.5 }, { iterations: 400, evaluateEvery: 10, stop });
    const data = { train: ofTargets.take(12), test: ofTargets, validation: ofTargets.slice(60, 120) };
    const whole = train(new Training(module, arm, 0, data));
    const rmse = whole.metrics.validationRmse!;
    const best = rmse.indexOf(Math.min(...rmse));
    expect(whole.stopped).toBe(`validationRmse got no better for 2 evaluations; the best was at iteration ${10 * (best + 1)}`);
    expect(whole.best).toBe(10 * (best + 1));
    expect(evaluate(whole).validation!.rmse).toBe(rmse[best]);

    const half = train(new Training(module, arm, 0, data), whole.iteration - 15);
    const { description } = half.network;
    const identity = { experimentHash: "x", arm: "t", seed: 0, trial: undefined };
    const bytes = encodeCheckpoint(half.state(), identity, { description, shape: (name) => half.network.shape(name) });
    const again = new Training(module, arm, 0, data);
    again.restore(decodeCheckpoint(bytes, identity));
    train(again);
    expect(again.metrics).toEqual(whole.metrics);
    expect(again.network.state().tensors).toEqual(whole.network.state().tensors);
  });

  test("data sets of another kind than the training's are refused", () => {
    expect(() => new Training(module, armOf("meanSquaredError"), 0, { train: ofTargets, test: ofLabels })).toThrow(
      "data.test has 1 inputs and 2 classes; data.train has 1 inputs and 1 targets a row",
    );
  });
});

test("the default is left out of what is hashed, whatever says it", () => {
  for (const loss of [undefined, "softmaxCrossEntropy", { name: "softmaxCrossEntropy" }]) {
    const checked = checkExperiment({ name: "t", ...(loss && { loss }) });
    expect("experiment" in checked && checked.experiment.arms[0]).not.toHaveProperty("loss");
  }
  expect(scoreOf({}).test).toBe("testAccuracy");
});

test("what does not fit is reported with what does", () => {
  expect(problems({ loss: "mse" })).toEqual([
    'loss = "mse": must be "softmaxCrossEntropy", "binaryCrossEntropy", "meanSquaredError" or "huber", or an object with such ' +
      'a name and options; did you mean "meanSquaredError"?',
  ]);
  expect(problems({ criterion: "crossEntropy" })[0]).toContain('"loss"');
  expect(problems({ loss: "huber" })).toEqual([
    'loss = "huber": huber is of targets, numbers to come near to, and the data set has classes; give "softmaxCrossEntropy" ' +
      'or "binaryCrossEntropy", or a data set with targets',
  ]);
  expect(problems({ loss: "binaryCrossEntropy" })).toEqual([
    'loss = "binaryCrossEntropy": binaryCrossEntropy is of two classes, and MNIST has 10; give "softmaxCrossEntropy"',
  ]);
  expect(problems({ loss: { name: "huber", delta: 0 } })[0]).toContain("loss.delta = 0: must be a number, 0 < x <= 1000000");
  expect(problems({ arms: [{ name: "a", loss: { delta: 2 } }] })[0]).toContain('arms[0].loss.delta = 2: unknown key');
  const stop = { on: "validationRmse" };
  expect(problems({ dataset: { name: "mnist", validation: 100 }, training: { stop } })).toEqual([
    'training.stop.on = "validationRmse": validationRmse is of targets, and the loss is of labels; give "validationLoss" or ' +
      '"validationAccuracy"',
  ]);
  const claims = [{ claim: "c", compare: ["t", 1], direction: "lower", metric: "testRmse" }];
  expect(problems({ claims })[0]).toContain("is of targets, and the loss is of labels; give testAccuracy, say");
});
