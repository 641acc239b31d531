/** A training goes on from its state, or from a checkpoint file, to the same bits. */
import * as fc from "fast-check";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { checkExperiment, Training } from "../../experiment/index.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import type { ResolvedArm } from "../../experiment/index.ts";
import { compile, Dataset, Network, UsagiError } from "../../bindings/index.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../cli/run/checkpoint.ts";
import { images } from "../cli/helpers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const ITERATIONS = 30;
const data = (count: number) => {
  const { labels, pixels } = images(count, 3, 5, 3);
  return Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 });
};
const [train, testing] = [data(50), data(20)];

function armOf(settings: object): ResolvedArm {
  const checked = checkExperiment({
    name: "a", training: { iterations: ITERATIONS, batchSize: 7, evaluateEvery: 4 },
    network: { hidden: [6, 5], batchNorm: true, dropout: 0.3 }, regularization: { l1: 0.001, l2: 0.01 }, ...settings,
  });
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.arms[0]!;
}

const start = (arm: ResolvedArm) => new Training(module, arm, 3, { train, test: testing });

function steps(training: Training, count: number): Training {
  for (let i = 0; i < count; i++) {
    training.step();
    if (training.due) training.record(evaluate(training));
  }
  return training;
}

const identity = { experimentHash: "0".repeat(64), arm: "a", seed: 3 };

function throughFile(training: Training): ReturnType<Training["state"]> {
  const { network } = training;
  const shape = (name: string) => network.shape(name);
  return decodeCheckpoint(
    encodeCheckpoint(training.state(), identity, { description: network.description, shape }), identity,
  );
}

const layers = { "batch norm": { batchNorm: true }, dropout: { dropout: 0.3 }, both: { batchNorm: true, dropout: 0.3 } };

test.each(
  optimizerNames.flatMap((optimizer) =>
    (["replacement", "epochs"] as const).flatMap((sampling) =>
      (Object.keys(layers) as (keyof typeof layers)[]).map((kind) => [optimizer, sampling, kind] as const),
    ),
  ),
)(
  "%s, %s, %s: stopped anywhere, however often",
  async (optimizer, sampling, kind) => {
    const training = { iterations: ITERATIONS, batchSize: 7, evaluateEvery: 4, sampling };
    const arm = armOf({ optimizer, training, network: { hidden: [6, 5], ...layers[kind] } });
    const whole = steps(start(arm), ITERATIONS);
    const expected = await whole.network.digest();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 12 }), { minLength: 1, maxLength: 4 }), async (stops) => {
        let stopped = start(arm);
        for (const count of stops) {
          steps(stopped, count);
          const next = start(arm);
          next.restore(throughFile(stopped));
          expect(next.state()).toEqual(stopped.state());
          stopped = next;
        }
        steps(stopped, ITERATIONS);
        expect(stopped.finished).toBe(true);
        expect(stopped.metrics).toEqual(whole.metrics);
        expect(stopped.confusion).toEqual(whole.confusion);
        expect(await stopped.network.digest()).toBe(expected);
      }),
      { numRuns: 4 },
    );
  },
);

test("a state of another training is refused whole", () => {
  const training = steps(start(armOf({})), 5);
  const before = training.state();
  const other = steps(start(armOf({ optimizer: "adam" })), 6).state();
  for (const wrong of [
    other,
    { ...before, iteration: 4 },
    { ...before, iteration: ITERATIONS + 1 },
    { ...before, metrics: { ...before.metrics, testLoss: [] } },
    { ...before, confusion: new Uint32Array(8) },
    { ...before, metrics: { ...before.metrics, iterations: [-7.5] } },
    { ...before, metrics: { ...before.metrics, iterations: [6] } },
    { ...before, network: { ...before.network, optimizer: other.network.optimizer } },
  ]) {
    expect(() => training.restore(wrong)).toThrow(UsagiError);
    expect(training.state()).toEqual(before);
  }
});

test("what is no state is refused, and nothing changes", () => {
  const training = steps(start(armOf({})), 5);
  const before = training.state();
  const { metrics } = before;
  for (const wrong of [
    undefined, null, 1, [], {}, { iteration: 5 },
    { ...before, metrics: null },
    { ...before, metrics: {} },
    { ...before, metrics: { ...metrics, loss: ["1", 2, 3, 4, 5] } },
    { ...before, metrics: { ...metrics, loss: Array.from(metrics.loss, () => () => 1) } },
    { ...before, metrics: { ...metrics, more: [] } },
    { ...before, network: null },
    { ...before, seconds: { training: NaN, evaluation: 0 } },
    { ...before, seconds: null },
    { ...before, confusion: [1] },
    { ...before, confusion: new Uint32Array(8) },
    { ...before, failure: 3 },
  ]) {
    expect(() => training.restore(wrong as never)).toThrow(UsagiError);
    expect(training.state()).toEqual(before);
  }
});

test("test loss and accuracy are those of the probabilities of all test images", () => {
  const many = data(2500); // more than a pass, and the last of another size
  const training = new Training(module, armOf({}), 3, { train, test: many });
  steps(training, ITERATIONS);
  const { labels } = many.parts();
  const probabilities = training.network.predict(many);
  const classes = [0, 1, 2];
  let loss = 0;
  let right = 0;
  labels.forEach((label, row) => {
    const [first, ...others] = classes.map((predicted) => probabilities[3 * row + predicted]!);
    loss -= Math.log(probabilities[3 * row + label]!);
    if (probabilities[3 * row + label] === Math.max(first!, ...others)) right++;
  });
  expect(training.metrics.testLoss.at(-1)).toBeCloseTo(loss / 2500, 5);
  expect(training.metrics.testAccuracy!.at(-1)).toBe(right / 2500);
});

test("seconds are those of the clock, of steps and of evaluations", () => {
  let milliseconds = 0;
  vi.spyOn(performance, "now").mockImplementation(() => milliseconds);
  for (const [method, takes] of [["trainStep", 2000], ["evaluate", 3000]] as const) {
    const original = Reflect.get(Network.prototype, method) as (...args: unknown[]) => unknown;
    vi.spyOn(Network.prototype, method).mockImplementation(function (this: Network, ...args: unknown[]) {
      milliseconds += takes;
      return original.apply(this, args) as never;
    });
  }
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  const training = steps(start(armOf({})), ITERATIONS);
  expect(training.metrics.iterations).toHaveLength(8);
  // Of the last batch, and of the test images.
  expect(training.seconds).toEqual({ training: 2 * ITERATIONS, evaluation: 3 * 2 * 8 });
});

test("what is asked once stays what it was", () => {
  const arm = structuredClone(armOf({}));
  const training = new Training(module, arm, 3, { train, test: testing });
  Object.assign(arm.training, { iterations: 1, evaluateEvery: 1, trainAccuracy: "none" });
  expect(steps(training, ITERATIONS).metrics).toEqual(steps(start(armOf({})), ITERATIONS).metrics);

  const before = steps(start(armOf({})), 5).state();
  const restored = start(armOf({}));
  let readings = 0;
  restored.restore({ ...before, network: { ...before.network, get steps() { return readings++ === 0 ? 5 : 4; } } });
  expect(restored.network.steps).toBe(5);
});

test("an evaluation is recorded once, where it is due, and before the next step", () => {
  const training = steps(start(armOf({})), 3);
  expect(training.due).toBe(false);
  const evaluations = evaluate(training);
  expect(() => training.record(evaluations)).toThrow("no evaluation is due at iteration 3");
  training.step();
  expect(training.due).toBe(true);
  expect(() => training.step()).toThrow("the evaluation of iteration 4 is due: call record(evaluate(training))");
  training.record(evaluate(training));
  expect(() => training.record(evaluations)).toThrow("no evaluation is due at iteration 4");
  expect(training.metrics.iterations).toEqual([4]);
  while (training.iteration < ITERATIONS) steps(training, 1);
  expect(training.finished).toBe(true);
});

test("a training is not finished before its last evaluation is recorded", () => {
  const training = steps(start(armOf({})), ITERATIONS - 1);
  training.step();
  expect([training.iteration, training.due, training.finished]).toEqual([ITERATIONS, true, false]);
  training.record(evaluate(training));
  expect([training.due, training.finished]).toEqual([false, true]);
});

test("arms and data that do not fit are refused at once", () => {
  const arm = armOf({});
  const { training } = arm;
  const other = (inputs: number, classes: number, size: number) => Dataset.fromImages({
    images: new Uint8Array(size * inputs), labels: new Uint8Array(size), inputs, classes,
  });
  const data = { train, test: testing };
  for (const [wrongArm, wrongData, message] of [
    [undefined, data, "arm is undefined"],
    [{}, data, "arm.network is undefined"],
    [{ ...arm, training: null }, data, "arm.training is null"],
    [{ ...arm, training: { ...training, iterations: "5" } }, data, 'arm.training.iterations is "5"'],
    [{ ...arm, training: { ...training, evaluateEvery: 0 } }, data, "arm.training.evaluateEvery is 0"],
    [{ ...arm, training: { ...training, trainAccuracy: "some" } }, data, 'arm.training.trainAccuracy is "some"'],
    [{ ...arm, training: { ...training, batchSize: NaN } }, data, "batchSize is NaN"],
    [arm, undefined, "data is undefined"],
    [arm, { train, test: testing.parts() }, "data.test is an object; it must be a Dataset"],
    [arm, { train, test: other(4, 3, 1) }, "data.test has 4 inputs and 3 classes; data.train has 15 inputs and 3 classes"],
    [arm, { train, test: other(15, 4, 1) }, "data.test has 15 inputs and 4 classes"],
    [arm, { train, test: testing.take(0) }, "the number of rows of data.test is 0"],
    [arm, { train: train.take(0), test: testing }, "size is 0"],
    [armOf({ regularization: { augment: true } }), data, "arm a moves images, and the rows of this data set are none"],
  ] as const) {
    const construct = () => new Training(module, wrongArm as never, 0, wrongData as never);
    expect(construct).toThrow(UsagiError);
    expect(construct).toThrow(message);
  }
});

test("a change of any bit of a checkpoint is seen", () => {
  const training = steps(start(armOf({ optimizer: "momentum" })), 9);
  const { network } = training;
  const bytes = encodeCheckpoint(training.state(), identity, {
    description: network.description, shape: (name) => network.shape(name),
  });
  expect(decodeCheckpoint(bytes, identity)).toEqual(training.state());
  for (let at = 0; at < bytes.length; at++) {
    const bit = 1 << (at * 5) % 8;
    bytes[at]! ^= bit;
    expect(() => decodeCheckpoint(bytes, identity), `byte ${at}`).toThrow(UsagiError);
    bytes[at]! ^= bit;
  }
});
