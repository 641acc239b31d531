/** What goes by evaluations on the validation data: early stopping and plateaus, also of a training that was resumed. */
import { beforeAll, describe, expect, test } from "vitest";
import { compile, Dataset } from "../../bindings/index.ts";
import { type Schedule, scheduleNames } from "../../bindings/parts/schedules.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../../cli/run/checkpoint.ts";
import { checkExperiment, evaluate, type Evaluations, type ResolvedArm, Training } from "../../experiment/index.ts";
import { learningRates } from "../../experiment/learning-rate.ts";
import { images } from "../cli/helpers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const data = (count: number) => {
  const { labels, pixels } = images(count, 3, 5, 3);
  return Dataset.fromImages({ images: pixels, labels, inputs: 15, classes: 3 });
};
const unwatched = { train: data(50), test: data(20) };
const all = { ...unwatched, validation: data(30) };

function armOf(settings: { training?: object; schedule?: unknown }): ResolvedArm {
  const checked = checkExperiment({
    name: "a", dataset: { name: "mnist", validation: 10 }, network: { hidden: [6] }, optimizer: { name: "sgd", learningRate: 0.5 },
    ...settings, training: { iterations: 40, batchSize: 7, evaluateEvery: 2, ...settings.training },
  });
  if (!("experiment" in checked)) throw new Error(JSON.stringify(checked.problems));
  return checked.experiment.arms[0]!;
}

const start = (arm: ResolvedArm) => new Training(module, arm, 3, all);

/** Trains to the end, or for some steps; `losses` are what the evaluations give as validation loss. */
function train(training: Training, losses?: number[], steps = Infinity): Training {
  for (let i = 0; i < steps && !training.finished; i++) {
    training.step();
    if (!training.due) continue;
    const measured = evaluate(training);
    const loss = losses?.[training.metrics.iterations.length] ?? measured.validation!.loss;
    training.record({ ...measured, validation: { ...measured.validation!, loss } } satisfies Evaluations);
  }
  return training;
}

const identity = { experimentHash: "0".repeat(64), arm: "a", seed: 3 };
function resumed(arm: ResolvedArm, training: Training): Training {
  const { network } = training;
  const shape = (name: string) => network.shape(name);
  const bytes = encodeCheckpoint(training.state(), identity, { description: network.description, shape });
  const other = start(arm);
  other.restore(decodeCheckpoint(bytes, identity));
  return other;
}

function ends(training: Training) {
  const { network, iteration, failure, stopped, best, confusion, metrics } = training;
  return { tensors: network.state().tensors, steps: network.steps, iteration, failure, stopped, best, confusion, metrics };
}

const losses = [5, 4, 3, 3.5, 3, 3.1, 2.9, 3, 3, 3, 3, 3, 3, 3, 3];

describe("early stopping", () => {
  test("ends an arm that gets no better, with its best network", () => {
    const arm = armOf({ training: { stop: { patience: 4 } } });
    const at14 = train(start(arm), losses, 14).network.state();
    const training = train(start(arm), losses);
    // Evaluated every 2: 2.9 came at 14, and the fourth without a gain at 22.
    expect(ends(training)).toMatchObject({ iteration: 22, best: 14, steps: 14, failure: undefined });
    expect(training.stopped).toBe("validationLoss got no better for 4 evaluations; the best was at iteration 14");
    expect(training.network.state()).toMatchObject({ tensors: at14.tensors, steps: 14 });
    expect(training.state().network.steps).toBe(22);
    expect(training.metrics.loss).toHaveLength(22);
    expect(() => training.step()).not.toThrow();
    expect(training.iteration).toBe(22);
  });

  test("with the last network, where that is asked for", () => {
    const arm = armOf({ training: { stop: { patience: 3, restoreBest: false } } });
    const training = train(start(arm), losses);
    expect(ends(training)).toMatchObject({ iteration: 12, best: undefined, steps: 12 });
    expect(training.state().best).toBe(undefined);
  });

  test("counts no gain that is too small, and none of what is no number", () => {
    const stop = (options: object, given: number[]) => train(start(armOf({ training: { stop: options } })), given).iteration;
    expect(stop({ patience: 2, minDelta: 1 }, [5, 4, 4])).toBe(6);
    expect(stop({ patience: 2, minDelta: 0.9 }, [5, 4, 3.5, 3.05, 3, 3])).toBe(12);
    expect(stop({ patience: 2 }, [5, NaN, NaN])).toBe(6);
  });

  test("an arm that makes all its steps ends with its best network too", () => {
    const rising = Array.from({ length: 20 }, (_, i) => (i === 7 ? 1 : 2));
    const training = train(start(armOf({ training: { stop: 1000 } })), rising);
    expect(ends(training)).toMatchObject({ iteration: 40, stopped: undefined, best: 16, steps: 16 });
  });

  test.each([1, 7, 13, 14, 15, 21, 22])("goes on from iteration %i to the same", (iteration) => {
    const arm = armOf({ training: { stop: { patience: 4 } } });
    const whole = train(start(arm), losses);
    const training = train(resumed(arm, train(start(arm), losses, iteration)), losses);
    expect(ends(training)).toEqual(ends(whole));
    expect(training.state()).toMatchObject({ ...whole.state(), seconds: {} });
  });

  test("refuses a state without its best network, and data without validation", () => {
    const arm = armOf({ training: { stop: 5 } });
    const { best, ...state } = train(start(arm), losses, 6).state();
    expect(() => start(arm).restore(state)).toThrow("state.best is undefined; it must be an object");
    const [name, values] = Object.entries(best!.tensors)[0]!;
    const tensors = { ...best!.tensors, [name]: values.subarray(1) };
    expect(() => start(arm).restore({ ...state, best: { ...best!, tensors } })).toThrow(`state.best.tensors["${name}"] has`);
    expect(() => new Training(module, arm, 3, unwatched)).toThrow("data has no validation, by which training stops early");
  });
});

const schedules: Record<string, Schedule> = {
  step: { name: "step", every: 9 }, milestones: { name: "milestones", at: [5, 17] }, warmRestarts: { name: "warmRestarts", steps: 9 },
  inverseSquareRoot: { name: "inverseSquareRoot", steps: 3 }, plateau: { name: "plateau", patience: 2, factor: 0.5, warmup: 3 },
};

describe.each(scheduleNames)("schedule %s", (name) => {
  const arm = armOf({ schedule: schedules[name] ?? name });
  test("goes on to the same bits wherever it was interrupted", () => {
    const whole = train(start(arm), losses);
    for (const iteration of [1, 6, 17, 39]) {
      expect(ends(train(resumed(arm, train(start(arm), losses, iteration)), losses))).toEqual(ends(whole));
    }
  });

  test.runIf(name !== "constant")("changes what is trained, and its rates are told", () => {
    const constant = armOf({});
    const [scheduled, plain] = [arm, constant].map((one) => train(start(one), losses));
    expect(scheduled!.network.state().tensors).not.toEqual(plain!.network.state().tensors);
    expect(new Set(learningRates(arm, scheduled!.metrics)).size).toBeGreaterThan(1);
  });
});

test("a plateau reduces when the evaluations say so", () => {
  const arm = armOf({ schedule: { name: "plateau", patience: 2, factor: 0.5, minDelta: 0 } });
  const rates = learningRates(arm, train(start(arm), losses).metrics)!;
  // Nothing better than 3 at 8 and 10; 2.9 at 14, nothing better at 16, 18, then 20, 22.
  expect([9, 10, 17, 18, 21, 22].map((step) => rates[step])).toEqual([0.5, 0.25, 0.25, 0.125, 0.125, 0.0625]);
});

test("validation changes no bit of the training, and is recorded", () => {
  const arm = armOf({});
  const with_ = train(start(arm));
  const without = new Training(module, arm, 3, unwatched);
  while (!without.finished) {
    without.step();
    if (without.due) without.record(evaluate(without));
  }
  expect(without.network.state()).toEqual(with_.network.state());
  const { validationAccuracy, validationLoss, ...rest } = with_.metrics;
  expect(rest).toEqual(without.metrics);
  expect(validationAccuracy).toHaveLength(20);
  expect(validationLoss!.at(-1)).toBe(with_.network.evaluate(all.validation).loss);
});
