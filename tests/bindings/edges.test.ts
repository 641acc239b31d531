/** Numbers at the edges of float32, and shapes at the edges of a batch, give the defined result or the clear error. */
import { beforeAll, describe, expect, test } from "vitest";
import { resolve } from "../../experiment/resolve.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import { Training } from "../../experiment/training.ts";
import type { HiddenLayer, NetworkDescription, Optimizer } from "../../bindings/index.ts";
import { compile, Dataset, Network, UsagiError } from "../../bindings/index.ts";
import { optimizerNames } from "../../bindings/parts/optimizers.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const description: NetworkDescription = {
  inputs: 3,
  hidden: [{ units: 5, activation: "tanh" }],
  output: { units: 3 },
  optimizer: { name: "sgd", learningRate: 0.1 },
  batchSize: 4,
  seed: 1,
};
const x = Float32Array.of(1, 0, 0.5, 0, 0, 2, 1, 3, 0, 0.25, 1, 1);
const labels = Uint8Array.of(0, 1, 2, 1);
const largest = 2 ** 127 * (2 - 2 ** -23);
const beforeOne = 1 - 2 ** -53;

function network(changes: Partial<NetworkDescription> = {}): Network {
  return new Network(module, { ...description, ...changes });
}

function expectFinite(net: Network): void {
  const { tensors, optimizer } = net.state();
  for (const [name, values] of Object.entries({ ...tensors, ...optimizer })) {
    expect(values.findIndex((value) => !Number.isFinite(value)), name).toBe(-1);
  }
}

describe("denormals and zeros", () => {
  const linear = { inputs: 1, hidden: [], output: { units: 2, init: 0 }, batchSize: 1 } as const;

  test("a denormal input has a denormal gradient, and the step moves the weights by it, all exact", () => {
    const net = network({ ...linear, optimizer: { name: "sgd", learningRate: 1 } });
    net.trainStep(Float32Array.of(2 ** -140), Uint8Array.of(1));
    expect(net.gradient("dense1/weight")).toEqual(Float32Array.of(2 ** -141, -(2 ** -141)));
    expect(net.get("dense1/weight")).toEqual(Float32Array.of(-(2 ** -141), 2 ** -141));
  });

  test("a denormal weight counts: no host flushes it to 0", () => {
    const net = network(linear);
    net.set("dense1/weight", Float32Array.of(2 ** -130, 0));
    const [low, high] = net.predict(Float32Array.of(2 ** 127));
    expect(low! - high!).toBeCloseTo(Math.tanh(2 ** -4), 6); // logits 1/8 and 0
  });

  test("-0 in the data is 0, bit for bit", () => {
    const negative = x.map((value) => (value === 0 ? -0 : value));
    expect(Object.is(negative[1], -0)).toBe(true);
    for (const name of optimizerNames) {
      const [a, b] = [network({ optimizer: { name } }), network({ optimizer: { name } })];
      for (let i = 0; i < 5; i++) expect(b.trainStep(negative, labels)).toBe(a.trainStep(x, labels));
      expect(b.state()).toEqual(a.state());
    }
  });

  test("weights of -0 predict as those of 0 do, and are not regularized", () => {
    const [a, b] = [0, -0].map((zero) => {
      const net = network({ output: { units: 3, l1: 0.5, l2: 0.5 } });
      net.set("dense2/weight", new Float32Array(15).fill(zero));
      return net;
    });
    expect(b!.predict(x)).toEqual(a!.predict(x));
    expect(b!.gradients(x, labels)).toBe(a!.gradients(x, labels));
    expect(b!.gradient("dense2/weight")).toEqual(a!.gradient("dense2/weight"));
  });
});

describe("huge logits", () => {
  const of = (...logits: number[]) => {
    const net = network();
    net.set("dense2/weight", new Float32Array(15));
    net.set("dense2/bias", Float32Array.from(logits));
    return net;
  };
  const row = x.subarray(0, 3);

  test("as far apart as float32 allows: probabilities 0 and 1, a loss that float64 holds, gradients within 1", () => {
    const net = of(largest, -largest, 0);
    expect(net.predict(row)).toEqual(Float32Array.of(1, 0, 0));
    const expected = [0, 2 * largest, largest];
    expected.forEach((loss, label) => {
      expect(net.evaluate(row, Uint8Array.of(label)).loss).toBe(loss);
      expect(net.gradients(row, Uint8Array.of(label))).toBe(loss);
      const gradient = Float32Array.of(1, 0, 0);
      gradient[label]!--;
      expect(net.gradient("dense2/bias")).toEqual(gradient);
    });
  });

  test("the largest, all equal: each class alike", () => {
    for (const logit of [largest, -largest]) {
      const net = of(logit, logit, logit);
      for (const p of net.predict(row)) expect(p).toBeCloseTo(1 / 3, 7);
      expect(net.evaluate(row, Uint8Array.of(2)).loss).toBeCloseTo(Math.log(3), 7);
    }
  });

  test("logits that overflow show: the loss is not finite, in training and in evaluation", () => {
    const net = of(0, 0, 0);
    net.set("dense2/weight", new Float32Array(15).fill(largest));
    net.set("dense1/bias", new Float32Array(5).fill(9));
    expect(net.evaluate(row, Uint8Array.of(0)).loss).toBeNaN();
    expect(net.trainStep(row, Uint8Array.of(0))).toBeNaN();
  });
});

describe("batch norm", () => {
  const normalized = (epsilon: number) =>
    network({ hidden: [{ units: 5, activation: "identity", batchNorm: { epsilon } }] });

  test.each([1e-6, 1e-30])("without variance gives β, and no gradient to what lies before, ε %d", (epsilon) => {
    const net = normalized(epsilon);
    const alike = Float32Array.from({ length: 12 }, (_, i) => [1, 0.5, 3][i % 3]!);
    const same = Uint8Array.of(2, 2, 2, 2);
    const beta = Float32Array.of(1, -2, 3, 0, 0.5);
    net.set("batchNorm1/beta", beta);
    // Of β alone, four times the same row.
    const plain = network({ hidden: [], inputs: 5 });
    plain.set("dense1/weight", net.get("dense2/weight"));
    const rows = Float32Array.from({ length: 20 }, (_, i) => beta[i % 5]!);
    expect(net.gradients(alike, same)).toBe(plain.gradients(rows, same));
    for (const name of ["dense1/weight", "batchNorm1/gamma"]) {
      expect(net.gradient(name).every((value) => value === 0), name).toBe(true);
    }
    for (let i = 0; i < 20; i++) net.trainStep(alike, same);
    expectFinite(net);
    expect(net.get("batchNorm1/runningVariance")).toEqual(new Float32Array(5));
    expect(Number.isFinite(net.evaluate(alike, same).loss)).toBe(true);
  });

  test("variance that overflows gives β too, and shows in the running variance", () => {
    const net = normalized(1e-6);
    expect(net.trainStep(x.map((value) => value * 1e30), labels)).toBeCloseTo(Math.log(3), 6);
    expect(net.get("batchNorm1/runningVariance")).toContain(Infinity);
  });
});

describe("batches", () => {
  const hidden: HiddenLayer[] = [
    { units: 5, activation: "sigmoid", dropout: { ratio: 0.4 } },
    { units: 4, batchNorm: true, dropout: { ratio: 0.2, scaling: "train" } },
  ];
  const images = Uint8Array.from({ length: 15 }, (_, i) => i * 17);
  const data = Dataset.fromImages({ images, labels: Uint8Array.of(0, 1, 2, 1, 0), inputs: 3, classes: 3 });

  test.each(optimizerNames)("of one row give the same bits whatever the batch size is: %s", (name) => {
    const [one, four] = [2, 4].map((batchSize) => network({ hidden, batchSize, optimizer: { name } }));
    for (let i = 0; i < 12; i++) {
      const row = x.subarray((i % 4) * 3, (i % 4) * 3 + 3);
      const label = labels.subarray(i % 4, (i % 4) + 1);
      expect(one!.trainStep(row, label)).toBe(four!.trainStep(row, label));
    }
    expect(one!.state()).toEqual(four!.state());
    expectFinite(one!);
  });

  test("a smaller last batch after a whole one is as if it stood alone", () => {
    const net = network({ hidden });
    const other = network({ hidden });
    net.gradients(data, Uint32Array.of(0, 1, 2, 3));
    expect(net.gradients(data, Uint32Array.of(4))).toBe(other.gradients(data, Uint32Array.of(4)));
    for (const name of ["dense1/weight", "batchNorm2/gamma", "dense3/bias"]) {
      expect(net.gradient(name), name).toEqual(other.gradient(name));
    }
  });

  test("an empty batch has no mean: it is refused, and of no rows there are no predictions", () => {
    const net = network();
    const before = net.state();
    const none = new Uint32Array(0);
    const empty = data.take(0);
    for (const call of [
      () => net.trainStep(data, none),
      () => net.gradients(data, none),
      () => net.evaluate(data, none),
      () => net.evaluate(empty),
    ]) {
      expect(call).toThrow(UsagiError);
      expect(call).toThrow(/^the number of rows is 0; it must be a whole number from 1 to/);
    }
    expect(() => net.trainStep(new Float32Array(0), new Uint8Array(0))).toThrow(/^x has 0 floats/);
    expect(net.predict(data, none)).toEqual(new Float32Array(0));
    expect(net.predict(empty)).toEqual(new Float32Array(0));
    expect(net.state()).toEqual(before);
  });
});

describe("data that is no data", () => {
  const calls: [string, (net: Network, values: Float32Array) => unknown][] = [
    ["trainStep", (net, values) => net.trainStep(values, labels)],
    ["gradients", (net, values) => net.gradients(values, labels)],
    ["evaluate", (net, values) => net.evaluate(values, labels)],
    ["predict", (net, values) => net.predict(values)],
  ];
  test.each(calls)("%s names the place of NaN and Infinity", (_, call) => {
    const net = network();
    const before = net.state();
    for (const value of [NaN, Infinity, -Infinity]) {
      for (const at of [0, 7, 11]) {
        const values = x.slice();
        values[at] = value;
        const error = `x[${at}] is ${value}; every value must be finite`;
        expect(() => call(net, values)).toThrow(new UsagiError(error));
      }
    }
    expect(net.state()).toEqual(before);
  });

  test("a label beyond the classes is named by evaluate, gradients and data sets", () => {
    const wrong = Uint8Array.of(0, 2, 255, 1);
    const error = new UsagiError("labels[2] is 255; it must be below 3, the number of classes");
    const net = network();
    expect(() => net.evaluate(x, wrong)).toThrow(error);
    expect(() => net.gradients(x, wrong)).toThrow(error);
    const images = new Uint8Array(12);
    expect(() => Dataset.fromImages({ images, labels: wrong, inputs: 3, classes: 3 })).toThrow(error);
  });
});

describe("options at their limits", () => {
  test.each(optimizerNames)("%s: the least learning rate is 0 in float32 and moves nothing", (name) => {
    const net = network({ optimizer: { name, learningRate: Number.MIN_VALUE } });
    const before = net.state().tensors;
    for (let i = 0; i < 3; i++) net.trainStep(x, labels);
    expect(net.state().tensors).toEqual(before);
  });

  test.each(optimizerNames)("%s: the largest learning rate makes steps that float32 holds", (name) => {
    const net = network({ optimizer: { name, learningRate: 1e6 } });
    const before = net.get("dense2/weight");
    for (let i = 0; i < 3; i++) expect(Number.isFinite(net.trainStep(x, labels))).toBe(true);
    expectFinite(net);
    expect(net.get("dense2/weight")).not.toEqual(before);
    const beyond = () => network({ optimizer: { name, learningRate: 1_000_001 } });
    expect(beyond).toThrow("optimizer.learningRate is 1000001; it must be a number, 0 < x <= 1000000");
  });

  test.each<Optimizer>([
    { name: "momentum", momentum: beforeOne },
    { name: "adagrad", epsilon: 1e-30 },
    { name: "adagrad", epsilon: 0, initialAccumulator: 1e-45 },
    { name: "rmsprop", epsilon: 1e-30, decay: beforeOne },
    { name: "rmsprop", epsilon: 1e-30, decay: 0 },
    { name: "adam", epsilon: 1e-30, beta1: beforeOne, beta2: beforeOne },
    { name: "adam", epsilon: 1e-30, beta1: 0, beta2: 0 },
    { name: "adam", epsilon: 1e-30, beta2: beforeOne, epsilonMode: "uncorrected" },
  ])("a gradient of 0 makes no step: %o", (optimizer) => {
    const net = network({ optimizer });
    const dark = x.map((value, i) => (i % 3 === 1 ? 0 : value)); // the second input never shines
    const before = net.get("dense1/weight").subarray(5, 10);
    for (let i = 0; i < 3; i++) net.trainStep(dark, labels);
    expect(net.get("dense1/weight").subarray(5, 10)).toEqual(before);
    expectFinite(net);
  });

  test("an ε that float32 would make 0 is refused", () => {
    const message = "epsilon is 9e-31; it must be a number, 1e-30 <= x <= 1";
    for (const name of ["rmsprop", "adam"] as const) {
      expect(() => network({ optimizer: { name, epsilon: 9e-31 } })).toThrow(`optimizer.${message}`);
    }
    const hidden = [{ units: 5, batchNorm: { epsilon: 9e-31 } }];
    expect(() => network({ hidden })).toThrow(`hidden[0].batchNorm.${message}`);
    expect(() => network({ optimizer: { name: "adagrad", epsilon: 1e-50, initialAccumulator: 1e-50 } })).toThrow(
      "epsilon and initialAccumulator are both 0 (in float32)",
    );
    const skipFirst = { name: "adagrad", skipFirst: true, initialAccumulator: 1e-50 } as const;
    expect(() => network({ optimizer: skipFirst })).toThrow("skipFirst needs an initialAccumulator above 0");
  });

  test.each(["test", "train"] as const)("a ratio just below 1 drops every unit: scaling %s", (scaling) => {
    const net = network({ hidden: [{ units: 5, dropout: { ratio: beforeOne, scaling } }] });
    for (let i = 0; i < 3; i++) net.trainStep(x, labels);
    expect(net.dropoutMask("dropout1")).toEqual(new Float32Array(20));
    expectFinite(net);
    expect(Number.isFinite(net.evaluate(x, labels).loss)).toBe(true);
  });

  test.each(optimizerNames)("%s: the last step that a state can stand at goes on", (name) => {
    const net = network({ optimizer: { name }, hidden: [{ units: 5, dropout: { ratio: 0.5 } }] });
    net.restore({ ...net.state(), steps: 2 ** 31 - 1 });
    net.trainStep(x, labels);
    expect(net.steps).toBe(2 ** 31);
    expectFinite(net);
  });
});

describe("weights that overflow end a training with the reason", () => {
  const images = Uint8Array.from({ length: 60 * 16 }, (_, i) => 1 + ((i * 31) % 255));
  const thirds = Uint8Array.from({ length: 60 }, (_, i) => i % 3);
  const data = Dataset.fromImages({ images, labels: thirds, inputs: 16, classes: 3 });
  const training = (iterations: number, activation: "identity" | "relu", learningRate: number) => {
    const network = { hidden: [8, 6], activation };
    const optimizer = { name: "sgd", learningRate } as const;
    const file = { name: "wild", network, training: { iterations, batchSize: 10 }, optimizer };
    return new Training(module, resolve(file).arms[0]!, 1, { train: data, test: data });
  };
  const advance = (run: Training) => {
    run.step();
    if (run.due) run.record(evaluate(run));
  };
  const finished = (iterations: number, learningRate = 1e6) => {
    const run = training(iterations, "identity", learningRate);
    while (!run.finished) advance(run);
    return run;
  };

  test("by a loss that is not finite, at its iteration", () => {
    const run = finished(50);
    expect(run.failure).toMatch(/^the loss became (NaN|-?Infinity) at iteration \d+: training diverged; try a smaller /);
    expect(run.iteration).toBeLessThan(50);
  });

  test("by what the last step did, which no loss tells", () => {
    const last = finished(50).iteration - 1;
    const run = finished(last);
    expect(run.metrics.loss.every(Number.isFinite)).toBe(true);
    expect(run.failure).toMatch(
      new RegExp(`^(dense\\d/(weight|bias)|the test loss) became (NaN|-?Infinity) at iteration ${last}: training diverged`),
    );
    expect(finished(last, 0.01).failure).toBeUndefined();
  });

  test("by a weight that is infinite behind a unit that is always 0", () => {
    const run = training(2, "relu", 0.01);
    const state = run.network.state();
    state.tensors["dense1/weight"]![3] = -Infinity;
    run.network.restore(state);
    advance(run);
    expect(run.failure).toBeUndefined();
    advance(run);
    expect(run.metrics.loss.every(Number.isFinite)).toBe(true);
    expect(run.failure).toMatch(/^dense1\/weight became -Infinity at iteration 2: training diverged/);
  });
});
