/** Numbers at the edges of float32 give the defined result, or the clear error. */
import { beforeAll, describe, expect, test } from "vitest";
import type { NetworkDescription } from "../../bindings/index.ts";
import { compile, Network } from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

/** One dense layer with the weights given, (1, classes), and biases of 0. */
function linear(weight: number[], changes: Partial<NetworkDescription> = {}): Network {
  const net = new Network(module, {
    inputs: 1, hidden: [], output: { units: weight.length }, optimizer: { name: "sgd", learningRate: 1 }, batchSize: 4,
    ...changes,
  });
  net.set("dense1/weight", Float32Array.from(weight));
  return net;
}

const DENORMAL = 2 ** -140;
const LARGEST = 2 ** 127 * (2 - 2 ** -23);

describe("denormals are numbers like others", () => {
  test("in data, weights and gradients", () => {
    const net = linear([0, 0]);
    expect(net.gradients(Float32Array.of(DENORMAL), Uint8Array.of(0))).toBeCloseTo(Math.log(2), 6);
    expect(Array.from(net.gradient("dense1/weight"))).toEqual([-DENORMAL / 2, DENORMAL / 2]);
    net.trainStep(Float32Array.of(DENORMAL), Uint8Array.of(0));
    expect(Array.from(net.get("dense1/weight"))).toEqual([DENORMAL / 2, -DENORMAL / 2]);
  });

  test("in probabilities", () => {
    const [likely, unlikely] = linear([100, 0]).predict(Float32Array.of(1));
    expect(likely).toBe(1);
    expect(Math.abs(unlikely! - Math.exp(-100))).toBeLessThanOrEqual(2 ** -149); // the next float32
  });
});

test("-0 in the data is 0", () => {
  const net = linear([1, -1]);
  const loss = net.gradients(Float32Array.of(-0), Uint8Array.of(1));
  expect(Array.from(net.gradient("dense1/weight"), Math.abs)).toEqual([0, 0]);
  expect(loss).toBe(net.gradients(Float32Array.of(0), Uint8Array.of(1)));
});

describe("huge logits", () => {
  test("give probabilities of 0 and 1, and a finite loss", () => {
    const net = linear([LARGEST, -LARGEST]);
    const x = Float32Array.of(1);
    expect(Array.from(net.predict(x))).toEqual([1, 0]);
    expect(net.evaluate(x, Uint8Array.of(0)).loss).toBe(0);
    expect(net.evaluate(x, Uint8Array.of(1)).loss).toBe(2 * LARGEST);
    expect(net.gradients(x, Uint8Array.of(1))).toBe(2 * LARGEST);
    expect(Array.from(net.gradient("dense1/bias"))).toEqual([1, -1]);
  });

  test("beyond float32 give NaN, which the loss shows", () => {
    const net = linear([LARGEST, 1]);
    expect(net.trainStep(Float32Array.of(2), Uint8Array.of(1))).toBeNaN();
    expect(net.evaluate(Float32Array.of(2), Uint8Array.of(1)).loss).toBeNaN();
  });
});

describe("batch norm", () => {
  const description: NetworkDescription = {
    inputs: 2, hidden: [{ units: 3, activation: "identity", batchNorm: true }], output: { units: 2 },
    optimizer: { name: "sgd" }, batchSize: 4,
  };

  test.each([1, 3])("without any variance, in a batch of %i, gives beta and finite gradients", (rows) => {
    const net = new Network(module, description);
    net.set("batchNorm1/beta", Float32Array.of(1, 2, 3));
    net.set("dense2/weight", new Float32Array(6).fill(1));
    const x = Float32Array.from({ length: rows * 2 }, (_, i) => (i % 2) + 1);
    expect(net.gradients(x, new Uint8Array(rows))).toBeCloseTo(Math.log(2), 6);
    for (const name of net.tensorNames().filter((tensor) => !tensor.includes("running"))) {
      expect(net.gradient(name).every(Number.isFinite), name).toBe(true);
    }
    expect(Array.from(net.gradient("dense1/weight"))).toEqual(new Array(6).fill(0));
  });

  test("of values of 1e18 stays finite", () => {
    const net = new Network(module, description);
    expect(net.trainStep(Float32Array.of(1e18, 2e18, -1e18, 0), Uint8Array.of(0, 1))).toBeLessThan(10);
    expect(net.get("dense1/weight").every(Number.isFinite)).toBe(true);
  });
});

test("one class is always right, without a loss or a gradient", () => {
  const net = linear([5]);
  expect(net.trainStep(Float32Array.of(1, 2), Uint8Array.of(0, 0))).toBe(0);
  expect(Array.from(net.get("dense1/weight"))).toEqual([5]);
  expect(net.evaluate(Float32Array.of(3), Uint8Array.of(0))).toMatchObject({ loss: 0, accuracy: 1 });
});

test("an empty batch is refused", () => {
  const net = linear([1, 2]);
  expect(() => net.trainStep(new Float32Array(), new Uint8Array())).toThrow("x has 0 floats");
  expect(() => net.predict(new Float32Array())).toThrow("x has 0 floats");
});

test.each([NaN, Infinity, -Infinity])("%d in the data is refused, with its place", (value) => {
  const net = linear([1, 2]);
  const before = net.state();
  expect(() => net.trainStep(Float32Array.of(0, 1, value), Uint8Array.of(0, 0, 0))).toThrow(`x[2] is ${value}`);
  expect(() => net.predict(Float32Array.of(value))).toThrow(`x[0] is ${value}`);
  expect(net.state()).toEqual(before);
});

test.each([
  ["the largest", 1e6, (weight: number) => Math.abs(weight) > 1e5],
  ["one below float32", 1e-60, (weight: number) => weight === 1 || weight === -1],
])("%s learning rate does what float32 makes of it", (_, learningRate, expected) => {
  const net = linear([1, -1], { optimizer: { name: "sgd", learningRate } });
  net.trainStep(Float32Array.of(1), Uint8Array.of(1));
  expect(Array.from(net.get("dense1/weight")).every(expected)).toBe(true);
});
