/** Losses beside softmax cross-entropy: what networks with them take, predict and are worth. */
import { beforeAll, describe, expect, test } from "vitest";
import {
  compile, Dataset, decodeModel, loadNetwork, Network, type NetworkDescription, saveNetwork, UsagiError,
} from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const rows = 300; // more than an evaluation's pass
const x = Float32Array.from({ length: rows * 2 }, (_, i) => ((i * 37) % 101) / 50 - 1);
const targets = Float32Array.from({ length: rows * 2 }, (_, i) => 100 + (i % 2 ? x[i]! : x[i]! * x[i + 1]!));
const labels = Uint8Array.from({ length: rows }, (_, r) => (x[2 * r]! * x[2 * r + 1]! > 0 ? 1 : 0));

function network(changes: Partial<NetworkDescription>): Network {
  return new Network(module, {
    inputs: 2, hidden: [{ units: 8, activation: "tanh" }], output: { units: 2 },
    optimizer: { name: "adam", learningRate: 0.02 }, batchSize: rows, ...changes,
  });
}

function trained(net: Network, y: Uint8Array | Float32Array, steps: number): Network {
  for (let i = 0; i < steps; i++) net.trainStep(x, y);
  return net;
}

describe("binary cross-entropy", () => {
  const binary = { loss: "binaryCrossEntropy", output: { units: 1 } } as const;

  test("tells two classes apart with one unit, whose sigmoid it predicts", () => {
    const net = trained(network(binary), labels, 300);
    const p = net.predict(x);
    const { accuracy, confusion, loss } = net.evaluate(x, labels);
    expect(accuracy).toBeGreaterThan(0.95);
    const counted = [0, 0, 0, 0];
    let entropy = 0;
    labels.forEach((label, row) => {
      counted[label * 2 + (p[row]! > 0.5 ? 1 : 0)]!++;
      entropy -= Math.log(label ? p[row]! : 1 - p[row]!);
    });
    expect([...confusion]).toEqual(counted);
    expect(accuracy).toBe((counted[0]! + counted[3]!) / rows);
    expect(loss).toBeCloseTo(entropy / rows, 5);
    expect(String(net)).toBe("Network: 2 → 8 tanh → 1 sigmoid, adam, 300 steps");
  });

  test("is softmax cross-entropy of two units of which one is held at 0", () => {
    const net = network(binary);
    const two = network({});
    for (const name of ["dense1/weight", "dense1/bias"]) two.set(name, net.get(name));
    two.set("dense2/weight", Float32Array.from([...net.get("dense2/weight")].flatMap((w) => [0, w])));
    expect(net.evaluate(x, labels).loss).toBeCloseTo(two.evaluate(x, labels).loss, 6);
    expect(net.predict(x)[7]).toBeCloseTo(two.predict(x)[15]!, 6);
  });
});

describe("losses of targets", () => {
  const squared = { loss: "meanSquaredError" } as const;

  test("predict the outputs, and are worth RMSE and R²", () => {
    const net = trained(network(squared), targets, 200);
    const y = net.predict(x);
    const { loss, rmse, r2 } = net.evaluate(x, targets);
    const explained = [0, 1].map((output) => {
      const own = Array.from(targets).filter((_, i) => i % 2 === output);
      const mean = own.reduce((a, b) => a + b) / rows;
      const spread = own.reduce((sum, target) => sum + (target - mean) ** 2, 0);
      return 1 - own.reduce((sum, target, row) => sum + (y[2 * row + output]! - target) ** 2, 0) / spread;
    });
    const squares = targets.reduce((sum, target, i) => sum + (y[i]! - target) ** 2, 0) / targets.length;
    expect(r2).toBeCloseTo((explained[0]! + explained[1]!) / 2, 9);
    expect(rmse).toBeCloseTo(Math.sqrt(squares), 9);
    expect(loss).toBeCloseTo(squares, 9);
    // Huber's loss of the same outputs: their errors are far beyond δ.
    const huber = network({ loss: { name: "huber", delta: 1e-3 } });
    for (const name of net.tensorNames()) huber.set(name, net.get(name));
    const errors = targets.map((target, i) => Math.abs(y[i]! - target));
    const expected = errors.reduce((sum, d) => sum + (d > 1e-3 ? 1e-3 * (d - 5e-4) : d * d / 2), 0) / errors.length;
    expect(huber.evaluate(x, targets)).toMatchObject({ rmse, r2 });
    expect(huber.evaluate(x, targets).loss / expected).toBeCloseTo(1, 6);
  });

  test("of targets that are all alike R² is 1 where they are met, else 0", () => {
    const net = network({ ...squared, hidden: [], output: { units: 1 } });
    net.set("dense1/weight", new Float32Array(2));
    net.set("dense1/bias", Float32Array.of(3));
    expect(net.evaluate(x, new Float32Array(rows).fill(3))).toEqual({ loss: 0, rmse: 0, r2: 1 });
    expect(net.evaluate(x, new Float32Array(rows).fill(5))).toEqual({ loss: 4, rmse: 2, r2: 0 });
  });

  test("a diverged network is worth no number", () => {
    const net = trained(network({ ...squared, optimizer: { name: "sgd", learningRate: 1e6 } }), targets, 40);
    const { loss, rmse, r2 } = net.evaluate(x, targets);
    for (const value of [loss, rmse, r2]) expect(value).not.toBeLessThan(Infinity);
  });

  test("data sets of floats and of bytes give the bits of rows with targets", async () => {
    const images = Uint8Array.from({ length: rows * 2 }, (_, i) => (i % 3 ? (i * 37) % 256 : 0));
    const pixels = Float32Array.from(images, (pixel) => Math.fround(pixel / 255));
    const picked = Uint32Array.from({ length: rows }, (_, i) => (i * 7) % rows);
    for (const [values, data] of [
      [x, Dataset.fromRows({ rows: x, targets, inputs: 2, outputs: 2 })],
      [pixels, Dataset.fromImages({ images, targets, inputs: 2, outputs: 2 })],
    ] as const) {
      const [direct, net] = [network(squared), network(squared)];
      const order = (from: Float32Array) => Float32Array.from([...picked].flatMap((row) => [from[2 * row]!, from[2 * row + 1]!]));
      for (let i = 0; i < 5; i++) expect(net.trainStep(data, picked)).toBe(direct.trainStep(order(values), order(targets)));
      expect(await net.digest()).toBe(await direct.digest());
      expect(net.evaluate(data)).toEqual(direct.evaluate(values, targets));
      expect(net.evaluate(data.slice(1, 5))).toEqual(direct.evaluate(values.subarray(2, 10), targets.subarray(2, 10)));
      expect(net.predict(data)).toEqual(direct.predict(values));
    }
  });

  test("a data set whose targets are written gives what is written, and one whose targets are gone is refused", () => {
    const data = Dataset.fromRows({ rows: x, targets, inputs: 2, outputs: 2 });
    data.targets.fill(NaN);
    expect(network(squared).evaluate(data).loss).toBeNaN();
    structuredClone(data.targets, { transfer: [data.targets.buffer] });
    expect(() => network(squared).evaluate(data)).toThrow("lost its memory");
  });
});

test("a file has the loss, and none where it is the default", () => {
  const net = network({ loss: { name: "huber", delta: 0.5 } });
  const bytes = saveNetwork(net);
  expect(decodeModel(bytes).description.loss).toEqual({ name: "huber", delta: 0.5 });
  expect(loadNetwork(module, bytes).predict(x)).toEqual(net.predict(x));
  expect(network({ loss: "softmaxCrossEntropy" }).description).not.toHaveProperty("loss");
  expect(network({ loss: "meanSquaredError" }).description.loss).toEqual({ name: "meanSquaredError" });
});

describe("what does not fit is refused", () => {
  const ofLabels = Dataset.fromRows({ rows: x, labels, inputs: 2, classes: 2 });
  const ofTargets = Dataset.fromRows({ rows: x, targets, inputs: 2, outputs: 2 });
  const three = Dataset.fromRows({ rows: x, labels, inputs: 2, classes: 3 });
  const one = { loss: "binaryCrossEntropy", output: { units: 1 } } as const;
  test.each<[string, () => unknown, string]>([
    ["an unknown loss", () => network({ loss: "mse" as never }), 'loss is "mse"; it must be one of "softmaxCrossEntropy", '],
    ["an option of another", () => network({ loss: { name: "meanSquaredError", delta: 1 } as never }),
      'loss has the unknown key "delta"; it may have name'],
    ["a δ of 0", () => network({ loss: { name: "huber", delta: 0 } }), "loss.delta is 0; it must be a number, 0 < x <= 1000000"],
    ["two units for two classes", () => network({ loss: "binaryCrossEntropy" }),
      "output.units is 2; with binaryCrossEntropy it must be 1, whose sigmoid is the probability of class 1"],
    ["one unit without it", () => network({ output: { units: 1 } }), 'or the loss "binaryCrossEntropy"'],
    ["smooth targets", () => network({ loss: "meanSquaredError", labelSmoothing: 0.1 }),
      "labelSmoothing is 0.1; meanSquaredError takes targets, which have no labels to smooth"],
    ["labels for targets", () => network({ loss: "meanSquaredError" }).trainStep(x, labels),
      "targets is a Uint8Array of 300 values; it must be a Float32Array"],
    ["targets for labels", () => network({}).trainStep(x, targets), "labels is a Float32Array of 600 values; it must be a Uint8Array"],
    ["too few targets", () => network({ loss: "meanSquaredError" }).trainStep(x, targets.subarray(1)),
      "targets has 599 floats; x has 300 rows, which need 600"],
    ["targets that are not finite", () => network({ loss: "meanSquaredError" }).evaluate(x, targets.map(() => Infinity)),
      "targets[0] is Infinity"],
    ["a third class", () => network(one).trainStep(x, labels.map((label) => label * 2)), "is 2; it must be below 2"],
    ["data with labels", () => network({ loss: "huber" }).evaluate(ofLabels),
      "the data set has labels; the network's loss, huber, is of targets"],
    ["data with targets", () => network({}).evaluate(ofTargets),
      "the data set has targets; the network's loss, softmaxCrossEntropy, is of labels"],
    ["data with more targets", () => network({ loss: "huber", output: { units: 1 } }).evaluate(ofTargets),
      "the data set has 2 targets a row; the network has 1 outputs"],
    ["data with three classes", () => network(one).evaluate(three),
      "the data set has 3 classes; the loss binaryCrossEntropy is of two"],
  ])("%s", (_, call, message) => {
    expect(call).toThrow(UsagiError);
    expect(call).toThrow(message);
  });
});
