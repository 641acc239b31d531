import { beforeAll, describe, expect, test } from "vitest";
import type { Activation, HiddenLayer, NetworkDescription } from "../../bindings/index.ts";
import { compile, Network } from "../../bindings/index.ts";
import { activationNames } from "../../bindings/parts/activations.ts";

// Every analytic gradient against central differences of the loss that the same network reports. A step's
// mask depends on the seed and the step alone, so `gradients`, which takes no step, sees it frozen.

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const ROWS = 7;
const x = Float32Array.from({ length: ROWS * 5 }, (_, i) => (i % 4 === 0 ? 0 : Math.sin(i * 1.7)));
const labels = Uint8Array.from({ length: ROWS }, (_, i) => i % 3);

function network(hidden: HiddenLayer[], rest: Partial<NetworkDescription> = {}): Network {
  return new Network(module, {
    inputs: 5, hidden, output: { units: 3, init: 0.5 }, optimizer: { name: "sgd" }, batchSize: ROWS, seed: 3,
    ...rest,
  });
}

/** Fourth-order central differences of the loss, with steps of h, in every element of a tensor. */
function numericGradient(net: Network, name: string, h: number, y: Uint8Array | Float32Array): number[] {
  const values = net.get(name);
  const lossAt = (i: number, offset: number) => {
    const moved = values.slice();
    moved[i]! += offset;
    net.set(name, moved);
    return { loss: net.gradients(x, y), offset: moved[i]! - values[i]! };
  };
  const gradient = Array.from(values, (_, i) => {
    const slope = (step: number) => {
      const right = lossAt(i, step);
      const left = lossAt(i, -step);
      return (right.loss - left.loss) / (right.offset - left.offset);
    };
    return (4 * slope(h) - slope(2 * h)) / 3;
  });
  net.set(name, values);
  return gradient;
}

function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

/** `h` is short where the loss bends: at relu's kink, and in batch norm of small weights. */
function check(
  net: Network, options: { zero?: string[]; h?: number } = {}, y: Uint8Array | Float32Array = labels,
): void {
  const parameters = net.tensorNames().filter((name) => !name.includes("running"));
  const analytic = new Map(parameters.map((name) => [name, (net.gradients(x, y), net.gradient(name))]));
  for (const name of parameters) {
    const numeric = numericGradient(net, name, options.h ?? 0.01, y);
    const actual = analytic.get(name)!;
    if (options.zero?.includes(name)) {
      // A bias before batch norm moves nothing: both gradients are rounding noise around 0.
      expect(Math.max(...actual.map(Math.abs)), name).toBeLessThan(1e-6);
    } else {
      expect(relativeError(actual, numeric), name).toBeLessThan(1e-3);
    }
  }
}

describe("gradients against central differences", () => {
  test("dense and softmax cross-entropy alone", () => {
    check(network([]));
  });

  test.each(activationNames)("%s, two layers", (activation) => {
    const h = /relu/i.test(activation) ? 0.001 : 0.01;
    check(network([{ units: 6, activation, init: 0.7 }, { units: 5, activation, init: 0.7 }]), { h });
  });

  test.each<Activation>([
    { name: "leakyRelu", slope: 0.3 }, { name: "elu", alpha: 0.5 }, { name: "gelu", approximate: "tanh" },
  ])("%o, with dropout behind and batch norm before it", (activation) => {
    const hidden = { activation, init: 0.7, batchNorm: true, dropout: { ratio: 0.3, scaling: "train" as const } };
    check(network([{ ...hidden, units: 6 }, { ...hidden, units: 5 }]), { zero: ["dense1/bias", "dense2/bias"], h: 0.001 });
  });

  test.each([0.5, 0.1])("batch norm, initial weights of %d", (init) => {
    const zero = ["dense1/bias"];
    check(network([{ units: 6, activation: "tanh", init, batchNorm: true }]), { zero, h: init / 50 });
  });

  test("batch norm by running statistics, which depend on no row: the bias before it has a gradient too", () => {
    const batchNorm = { statistics: "running", initialVariance: 0.3 } as const;
    const layer = { activation: "tanh", init: 0.7, batchNorm } as const;
    const net = network([{ units: 6, ...layer }, { units: 5, ...layer }]);
    net.set("batchNorm1/runningMean", Float32Array.of(0.5, -0.5, 0.1, 0, 1, -1));
    check(net);
    expect(Math.hypot(...net.gradient("dense1/bias"))).toBeGreaterThan(1e-3);
  });

  test.each(["test", "train"] as const)("dropout with a frozen mask, scaling in %s", (scaling) => {
    const dropout = { ratio: 0.4, scaling };
    const net = network([{ units: 9, activation: "tanh", init: 0.7, dropout }]);
    net.gradients(x, labels);
    const mask = net.dropoutMask("dropout1");
    expect(mask).toContain(0);
    check(net);
    expect(net.dropoutMask("dropout1")).toEqual(mask);
  });

  test.each([
    { l1: 0.05, l2: 0 },
    { l1: 0, l2: 0.1 },
    { l1: 0.02, l2: 0.03 },
  ])("regularization %o", (strengths) => {
    const output = { units: 3, init: 0.5, ...strengths };
    // init far from 0 in every element: the slope of |w| is undefined there
    const net = network([{ units: 4, activation: "tanh", init: 0.7, ...strengths }], { output });
    for (const name of ["dense1/weight", "dense2/weight"]) {
      net.set(name, net.get(name).map((w) => (Math.abs(w) < 0.05 ? 0.05 : w)));
    }
    check(net);
  });

  test("label smoothing", () => {
    check(network([{ units: 6, activation: "tanh", init: 0.7 }], { labelSmoothing: 0.2 }));
  });

  const two = labels.map((label) => label % 2);
  const targets = Float32Array.from({ length: ROWS * 3 }, (_, i) => Math.cos(i * 2.3) * 2);
  test.each<[NonNullable<NetworkDescription["loss"]>, Partial<NetworkDescription>, Uint8Array | Float32Array]>([
    ["binaryCrossEntropy", { output: { units: 1, init: 0.5 } }, two],
    ["binaryCrossEntropy", { output: { units: 1, init: 0.5 }, labelSmoothing: 0.2 }, two],
    ["meanSquaredError", {}, targets],
    ["meanSquaredError", { output: { units: 1, init: 0.5, l2: 0.1 } }, targets.subarray(0, ROWS)],
    // Errors on both sides of δ, none of them so near that the step crosses it.
    [{ name: "huber", delta: 0.9 }, {}, targets],
  ])("loss %o, %o", (loss, rest, y) => {
    check(network([{ units: 6, activation: "tanh", init: 0.7 }], { loss, ...rest }), { h: 0.005 }, y);
  });

  test("everything at once", () => {
    const hidden: HiddenLayer[] = [
      { units: 7, activation: "relu", init: "he", batchNorm: true, dropout: { ratio: 0.3, scaling: "train" } },
      { units: 6, activation: "sigmoid", init: "glorot", l2: 0.05 },
    ];
    check(network(hidden), { zero: ["dense1/bias"], h: 0.002 });
  });
});
