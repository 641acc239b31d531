// Named semantics, weight decay and what optimizers refuse. What they compute: reference.test.ts.

import { describe, expect, test } from "vitest";
import { compile, Network, type NetworkDescription, type Optimizer, UsagiError } from "../../bindings/index.ts";
import {
  optimizerDefaults, optimizerNames, optimizerRow, optimizerState, resolveOptimizer, type Source, sources,
} from "../../bindings/parts/optimizers.ts";
import { completeOptions, type OptionRules } from "../../bindings/parts/options.ts";

const module = await compile();
const complete = (given: unknown) => {
  const { name, ...options } = resolveOptimizer(given as Optimizer);
  return completeOptions<OptionRules>(optimizerRow(name).options, options);
};
const rows = optimizerNames.flatMap((name) =>
  sources.filter((source) => source in optimizerRow(name).sources).map((source) => [name, source] as const),
);

describe("semantics", () => {
  test.each([
    [{ name: "adam" }, { epsilon: 1e-7, epsilonMode: "corrected", weightDecay: 0, weightDecayOn: "weights" }],
    [{ name: "adam", semantics: "torch" }, { epsilon: 1e-8, epsilonMode: "corrected", weightDecayOn: "parameters" }],
    [{ name: "adam", semantics: "keras" }, { epsilon: 1e-7, epsilonMode: "uncorrected", weightDecayMode: "decoupled" }],
    [{ name: "adam", semantics: "optax", amsgrad: true }, { amsgrad: true, amsgradMaximum: "vHat" }],
    [{ name: "adamw", semantics: "paper" }, { weightDecayMode: "schedule" }],
    [{ name: "nesterov", semantics: "book" }, { slip: true, ratePlace: "inside" }],
    [{ name: "adagrad", semantics: "report" }, { skipFirst: true, initialAccumulator: 1e-4, epsilon: 0 }],
    [{ name: "nadam", semantics: "torch", weightDecayMode: "decoupled" }, { weightDecayMode: "decoupled" }],
    [{ name: "rmsprop", semantics: "keras", learningRate: 0.5 }, { learningRate: 0.5, decay: 0.9, epsilonPlace: "inside" }],
  ])("%j", (given, expected) => {
    expect(complete(given)).toMatchObject(expected);
  });

  test.each(rows)("%s of %s is written out whole, and comes to the same read again", (name, source) => {
    const resolved = resolveOptimizer({ name, semantics: source } as Optimizer);
    expect(Object.keys(resolved)).toEqual(["name", ...Object.keys(optimizerRow(name).options)]);
    expect(resolveOptimizer(resolved as Optimizer)).toEqual(resolved);
    const { form } = optimizerDefaults(name, source);
    expect(resolved).toMatchObject({ ...form, semantics: source });
  });

  test.each(optimizerNames)("%s without it is as before it could be given", (name) => {
    const later = Object.entries<OptionRules[string]>(optimizerRow(name).options).filter(([, rule]) => rule.omitDefault);
    for (const [key] of later) expect(resolveOptimizer(name)).not.toHaveProperty(key);
    expect(resolveOptimizer({ name, semantics: "usagi" })).toEqual(resolveOptimizer(name));
    const said = Object.fromEntries(later.map(([key, rule]) => [key, rule.default]));
    expect(resolveOptimizer({ name, ...said })).toEqual(resolveOptimizer(name));
  });

  test.each([
    [
      { name: "rmsprop", semantics: "torch", epsilonPlace: "inside" },
      'optimizer: torch has rmsprop with epsilonPlace "outside" only, not "inside"; its options there are learningRate, ' +
        "decay, epsilon, centered, momentum, weightDecay, weightDecayOn; leave semantics out to mix forms",
    ],
    [{ name: "momentum", semantics: "keras", dampening: 0.1 }, "keras has momentum with dampening 0 only, not 0.1"],
    [{ name: "adam", semantics: "torch", weightDecayMode: "decoupled" }, 'weightDecayMode "coupled" only'],
    [{ name: "adam", semantics: "report", weightDecay: 0.1 }, "report has adam with weightDecay 0 only"],
    [{ name: "lion", semantics: "torch" }, 'semantics is "torch"; it must be one of "usagi", "keras", "optax", "paper"'],
    [{ name: "nesterov", dampening: 0.1 }, 'unknown key "dampening"'],
    [{ name: "adamw", weightDecayMode: "coupled" }, "with coupled weight decay AdamW is Adam; take adam"],
  ])("%j is refused", (given, message) => {
    expect(() => resolveOptimizer(given as Optimizer)).toThrow(UsagiError);
    expect(() => resolveOptimizer(given as Optimizer)).toThrow(message);
  });

  test("has no source that no optimizer has", () => {
    for (const source of sources) expect(rows.map(([, one]): Source => one)).toContain(source);
  });
});

const description: NetworkDescription = {
  inputs: 5, hidden: [{ units: 7, batchNorm: true }, { units: 3, trainable: false }], output: { units: 2 },
  optimizer: "sgd", batchSize: 4, seed: 3,
};
const x = Float32Array.from({ length: 20 }, (_, i) => ((i * 7) % 11) / 11);
const labels = Uint8Array.of(0, 1, 1, 0);

describe("weight decay", () => {
  /** What one step changes, beside the same step without decay. */
  function decayed(optimizer: object): string[] {
    const [plain, other] = [{}, { weightDecay: 0.5 }].map((decay) => {
      const net = new Network(module, { ...description, optimizer: { ...optimizer, ...decay } as Optimizer });
      for (const name of net.tensorNames()) if (/bias|beta/.test(name)) net.set(name, net.get(name).fill(0.25));
      net.trainStep(x, labels);
      return net;
    });
    return plain!.tensorNames().filter((name) => plain!.get(name).some((value, i) => value !== other!.get(name)[i]));
  }

  test.each(optimizerNames)("%s: on weights alone, or on all parameters of trained layers", (name) => {
    const weights = ["dense1/weight", "dense3/weight"];
    const modes = ["coupled", "decoupled", "schedule"].filter((mode) => mode !== "coupled" || name !== "adamw");
    for (const weightDecayMode of modes) {
      const options = { name, learningRate: 0.1, weightDecayMode, ...(name === "adamw" ? { weightDecay: 0 } : {}) };
      expect(decayed(options)).toEqual(weights);
      expect(decayed({ ...options, weightDecayOn: "parameters" })).toEqual(
        expect.arrayContaining([...weights, "batchNorm1/gamma", "dense3/bias"]),
      );
    }
  });

  test("times the rate, or times the schedule's factor alone", () => {
    const after = (weightDecayMode: string, learningRate: number) => {
      const optimizer = { name: "lion", learningRate, weightDecay: 0.5, weightDecayMode } as Optimizer;
      const net = new Network(module, { ...description, hidden: [], optimizer, schedule: { name: "step", every: 1, factor: 0.5 } });
      const start = net.get("dense1/weight");
      for (let i = 0; i < 2; i++) net.trainStep(x, labels);
      return net.get("dense1/weight").map((value, i) => value / start[i]!);
    };
    const shrunk = (first: number, second: number) => (1 - 0.5 * first) * (1 - 0.5 * second);
    // A rate so small that the steps themselves are nothing beside the weights.
    for (const ratio of after("schedule", 1e-9)) expect(ratio).toBeCloseTo(shrunk(1, 0.5), 5);
    for (const ratio of after("decoupled", 1e-9)) expect(ratio).toBeCloseTo(1, 5);
  });

  test("of SGD is L2 regularization, coupled or not", () => {
    const run = (optimizer: object, l2 = 0) => {
      const net = new Network(module, { ...description, hidden: [], output: { units: 2, l2 }, optimizer: optimizer as Optimizer });
      for (let i = 0; i < 20; i++) net.trainStep(x, labels);
      return net.get("dense1/weight");
    };
    const expected = run({ name: "sgd", learningRate: 0.1 }, 0.2);
    for (const weightDecayMode of ["coupled", "decoupled"]) {
      const found = run({ name: "sgd", learningRate: 0.1, weightDecay: 0.2, weightDecayMode });
      found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 6));
    }
  });
});

test("state is kept for what is asked", () => {
  const names = (given: object) => Object.keys(optimizerState(resolveOptimizer(given as Optimizer)));
  expect(names({ name: "rmsprop" })).toEqual(["h"]);
  expect(names({ name: "rmsprop", centered: true, momentum: 0.9 })).toEqual(["h", "mean", "velocity"]);
  expect(names({ name: "adam" })).toEqual(["m", "v"]);
  expect(names({ name: "adamw", amsgrad: true })).toEqual(["m", "v", "peak"]);
});

test.each([
  { name: "nadam" }, { name: "nadam", semantics: "keras" }, { name: "adam", amsgrad: true },
  { name: "rmsprop", centered: true, momentum: 0.9 }, { name: "momentum", dampening: 0.5 },
])("%j goes on from a state bit for bit", (optimizer) => {
  const whole = new Network(module, { ...description, optimizer: optimizer as Optimizer });
  for (let i = 0; i < 9; i++) whole.trainStep(x, labels);
  const other = new Network(module, { ...description, optimizer: optimizer as Optimizer });
  other.restore(whole.state());
  for (const net of [whole, other]) for (let i = 0; i < 9; i++) net.trainStep(x, labels);
  expect(other.state()).toEqual(whole.state());
});
