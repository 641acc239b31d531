import { beforeAll, describe, expect, test } from "vitest";
import { compile, Network, type NetworkDescription, type Schedule, type ScheduleName } from "../../bindings/index.ts";
import { rateOf, resolveSchedule, scheduleNames } from "../../bindings/parts/schedules.ts";

const base = 0.8;
const rates = (schedule: ScheduleName | Schedule, steps: number[]) => {
  const rate = rateOf(base, resolveSchedule(schedule));
  return steps.map((step) => rate(step));
};

/** The rate at some steps, in shares of the base rate. */
const shapes: [Schedule, Record<number, number>][] = [
  [{ name: "constant" }, { 0: 1, 1e6: 1 }],
  [{ name: "step", every: 10 }, { 0: 1, 9: 1, 10: 0.1, 19: 0.1, 20: 0.01 }],
  [{ name: "milestones", at: [3, 8], factor: 0.5 }, { 2: 1, 3: 0.5, 7: 0.5, 8: 0.25, 1000: 0.25 }],
  [{ name: "exponential", steps: 10 }, { 0: 1, 5: Math.sqrt(0.1), 10: 0.1, 20: 0.01 }],
  [{ name: "linear", steps: 10, endLearningRate: base / 5 }, { 0: 1, 5: 0.6, 10: 0.2, 11: 0.2 }],
  [{ name: "polynomial", steps: 10, power: 2 }, { 0: 1, 5: 0.25, 10: 0, 11: 0 }],
  [{ name: "inverseTime", steps: 10, decay: 2 }, { 0: 1, 5: 1 / 2, 10: 1 / 3 }],
  [{ name: "cosine", steps: 12 }, { 0: 1, 4: 0.75, 6: 0.5, 8: 0.25, 12: 0, 24: 0 }],
  [{ name: "warmRestarts", steps: 10 }, { 0: 1, 5: 0.5, 10: 1, 15: 0.5, 20: 1 }],
  [{ name: "warmRestarts", steps: 10, multiplier: 2 }, { 5: 0.5, 10: 1, 20: 0.5, 30: 1, 50: 0.5, 70: 1 }],
  [{ name: "oneCycle", steps: 101, rise: 0.5 }, { 0: 1 / 25, 100: 1 / 25e4, 500: 1 / 25e4 }],
  [{ name: "oneCycle", steps: 11, rise: 6 / 11, startDivisor: 2, endDivisor: 1 }, { 0: 0.5, 5: 1, 10: 0.5 }],
  [{ name: "inverseSquareRoot", steps: 4 }, { 0: 1, 4: 1, 16: 0.5, 64: 0.25 }],
  [{ name: "inverseSquareRoot", warmup: 4 }, { 0: 0, 2: 0.5, 4: 1, 16: 0.5 }],
  [{ name: "inverseSquareRoot" }, { 0: 1, 1: 1, 4: 0.5 }],
  [{ name: "plateau" }, { 0: 1, 1e6: 1 }],
  [{ name: "constant", warmup: 4, warmupFrom: 0.2 }, { 0: 0.2, 1: 0.4, 3: 0.8, 4: 1, 9: 1 }],
  [{ name: "cosine", steps: 12, warmup: 10 }, { 0: 0, 5: 0.5, 10: 1, 16: 0.5, 22: 0 }],
  [{ name: "oneCycle", steps: 101, warmup: 2 }, { 0: 0, 1: 1 / 50, 2: 1 / 25 }],
];

test.each(shapes)("%j", (schedule, shares) => {
  const steps = Object.keys(shares).map(Number);
  const expected = Object.values(shares).map((share) => share * base);
  rates(schedule, steps).forEach((rate, i) => expect(Math.abs(rate - expected[i]!)).toBeLessThan(1e-12));
});

test("every schedule has its shape tested", () => {
  expect(new Set(shapes.map(([{ name }]) => name))).toEqual(new Set(scheduleNames));
});

test("a plateau reduces, down to the least rate", () => {
  const rate = rateOf(base, resolveSchedule({ name: "plateau", factor: 0.5, endLearningRate: 0.15, warmup: 10 }));
  expect([rate(20, 0), rate(20, 1), rate(20, 2), rate(20, 3), rate(5, 1)]).toEqual([0.8, 0.4, 0.2, 0.15, 0.2]);
});

test("a constant rate without warm-up is left out of descriptions", () => {
  expect(resolveSchedule("constant")).toBe(undefined);
  expect(resolveSchedule({ name: "constant", warmupFrom: 0.5 })).toBe(undefined);
  expect(resolveSchedule({ name: "constant", warmup: 1 })).toEqual({ name: "constant", warmup: 1, warmupFrom: 0 });
});

test.each<[unknown, string]>([
  ["cosine", "schedule.steps is undefined; it must be a whole number from 1 to 4294967295"],
  [{ name: "cosine", steps: 10, every: 3 }, 'schedule has the unknown key "every"; it may have name, steps, endLearningRate, warmup'],
  [{ name: "step" }, "schedule.every is undefined"],
  [{ name: "milestones", at: [] }, "schedule.at is an array of 0; it must be a list of 1 to 100 whole numbers"],
  [{ name: "milestones", at: 5 }, "schedule.at is 5; it must be a list"],
  [{ name: "milestones", at: [1, 2.5] }, "schedule.at[1] is 2.5; it must be a whole number from 1"],
  [{ name: "milestones", at: [3, 3] }, "schedule: the milestones of at must ascend"],
  [{ name: "oneCycle", steps: 5, warmup: 5 }, "schedule: a cycle of 5 steps is shorter than its warm-up of 5"],
  [{ name: "oneCycle", steps: 3 }, "schedule: a cycle of 3 steps has none to rise in"],
])("refuses %j", (schedule, message) => {
  expect(() => resolveSchedule(schedule as never)).toThrow(message);
});

describe("a network", () => {
  let module: WebAssembly.Module;
  beforeAll(async () => {
    module = await compile();
  });
  const description: NetworkDescription = {
    inputs: 2, hidden: [3], output: { units: 2 }, optimizer: { name: "sgd", learningRate: 1 }, batchSize: 1, seed: 5,
  };
  const x = Float32Array.of(1, -1);
  const labels = Uint8Array.of(1);
  /** The weights after steps with these rates, or the schedule's. */
  const weights = (schedule: Schedule, given: (number | undefined)[]) => {
    const network = new Network(module, { ...description, schedule });
    for (const rate of given) network.trainStep(x, labels, rate);
    return network.state().tensors;
  };

  test("takes the schedule's rate, or the one that is given", () => {
    const schedule: Schedule = { name: "linear", steps: 4, warmup: 2 };
    const scheduled = weights(schedule, [undefined, undefined, undefined, undefined]);
    expect(weights({ name: "constant" }, [0, 0.5, 1, 0.75])).toEqual(scheduled);
    expect(weights(schedule, [1, 1, 1, 1])).not.toEqual(scheduled);
  });

  test.each([-1, NaN, Infinity, "0.1"])("refuses a rate of %s", (rate) => {
    const network = new Network(module, description);
    const before = network.state();
    expect(() => network.trainStep(x, labels, rate as number)).toThrow(/learningRate is .*; it must be a number, 0 <= x <= 1000000/);
    expect(network.state()).toEqual(before);
  });

  test("goes on in the schedule where its state was taken", () => {
    const whole = new Network(module, { ...description, schedule: { name: "cosine", steps: 6, warmup: 2 } });
    for (let i = 0; i < 3; i++) whole.trainStep(x, labels);
    const resumed = new Network(module, whole.description);
    resumed.restore(whole.state());
    for (let i = 0; i < 4; i++) [whole, resumed].forEach((network) => network.trainStep(x, labels));
    expect(resumed.state()).toEqual(whole.state());
  });
});
