/** Nothing gets through the binding that could reach beyond a network's memory. */
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { DatasetParts, NetworkDescription } from "../../bindings/index.ts";
import { compile, Dataset, loadNetwork, Network, Sampler, saveNetwork, UsagiError } from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const description: NetworkDescription = {
  inputs: 4,
  hidden: [{ units: 5, batchNorm: true, dropout: { ratio: 0.5 } }],
  output: { units: 3 },
  optimizer: { name: "momentum" },
  batchSize: 4,
};
const x = Float32Array.from({ length: 16 }, (_, i) => i / 16);
const labels = Uint8Array.of(0, 1, 2, 0);
const images = Uint8Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0 : i));
const dataset = () => Dataset.fromImages({ images, labels: new Uint8Array(10), inputs: 4, classes: 3 });

const detached = new Float32Array(16);
structuredClone(detached, { transfer: [detached.buffer] });

/** Values that are no argument of anything. */
const strange: unknown[] = [
  undefined, null, true, -1, 0.5, NaN, Infinity, 2 ** 53, "x", Symbol("s"), 1n, [], [1], {}, { length: 4 }, () => {},
  new Date(0), new Map(), new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), new Float64Array(16), new Int8Array(4),
  new Float32Array(3), detached, Object.create(null), new Proxy({}, {}),
];

/** Calls with a value that does not belong there; each must throw, and change nothing. */
const calls: [string, (net: Network, value: never) => unknown][] = [
  ["trainStep(value, labels)", (net, value) => net.trainStep(value, labels)],
  ["trainStep(x, value)", (net, value) => net.trainStep(x, value)],
  ["trainStep(data, value)", (net, value) => net.trainStep(dataset(), value)],
  ["gradients(value, labels)", (net, value) => net.gradients(value, labels)],
  ["evaluate(value, labels)", (net, value) => net.evaluate(value, labels)],
  ["evaluate(x, value)", (net, value) => net.evaluate(x, value)],
  ["predict(value)", (net, value) => net.predict(value)],
  ["get(value)", (net, value) => net.get(value)],
  ["shape(value)", (net, value) => net.shape(value)],
  ["set(value, x)", (net, value) => net.set(value, x)],
  ["set(name, value)", (net, value) => net.set("dense1/weight", value)],
  ["gradient(value)", (net, value) => net.gradient(value)],
  ["dropoutMask(value)", (net, value) => net.dropoutMask(value)],
  ["restore(value)", (net, value) => net.restore(value)],
  ["restore({ tensors: value })", (net, value) => net.restore({ ...net.state(), tensors: value })],
  ["restore({ optimizer: value })", (net, value) => net.restore({ ...net.state(), optimizer: value })],
  ["new Network(module, value)", (_, value) => new Network(module, value)],
  ["new Network(value, description)", (_, value) => new Network(value, description)],
  ["Network.bytes(module, value)", (_, value) => Network.bytes(module, value)],
  ["description.inputs", (_, value) => new Network(module, { ...description, inputs: value })],
  ["description.output.units", (_, value) => new Network(module, { ...description, output: { units: value } })],
  ["description.hidden[0].units", (_, value) => new Network(module, { ...description, hidden: [{ units: value }] })],
  ["description.optimizer", (_, value) => new Network(module, { ...description, optimizer: value })],
  ["description.batchSize", (_, value) => new Network(module, { ...description, batchSize: value })],
  ["new Sampler(module, value)", (_, value) => new Sampler(module, value)],
  ["sampler size", (_, value) => new Sampler(module, { size: value, batchSize: 1, sampling: "epochs", seed: 0 })],
  ["sampler.rows(value)", (_, value) => sampler().rows(value)],
  ["Dataset.fromImages(value)", (_, value) => Dataset.fromImages(value)],
  ["fromImages images", (_, value) => Dataset.fromImages({ images: value, labels, inputs: 4, classes: 3 })],
  ["fromImages labels", (_, value) => Dataset.fromImages({ images, labels: value, inputs: 4, classes: 3 })],
  ["fromImages inputs", (_, value) => Dataset.fromImages({ images, labels, inputs: value, classes: 3 })],
  ["Dataset.fromParts(value)", (_, value) => Dataset.fromParts(value)],
  ["slice(value, 3)", (_, value) => dataset().slice(value, 3)],
  ["take(value)", (_, value) => dataset().take(value)],
  ["saveNetwork(value)", (_, value) => saveNetwork(value)],
  ["loadNetwork(module, value)", (_, value) => loadNetwork(module, value)],
];

const sampler = () => new Sampler(module, { size: 9, batchSize: 2, sampling: "epochs", seed: 0 });

/** Where a strange value is right after all. */
const allowed: Record<string, unknown[]> = { "trainStep(data, value)": [undefined] };

describe("a value that does not belong there", () => {
  test.each(calls)("%s", (name, call) => {
    const net = new Network(module, description);
    net.trainStep(x, labels);
    const before = net.state();
    for (const value of strange) {
      if (allowed[name]?.includes(value)) continue;
      expect(() => call(net, value as never), `${name}: ${typeof value}`).toThrow(UsagiError);
    }
    expect(net.state()).toEqual(before);
  });

  test("compile", async () => {
    for (const value of strange.filter((value) => value !== undefined)) {
      await expect(compile(value as never), typeof value).rejects.toThrow(UsagiError);
    }
  });
});

describe("parts of a data set", () => {
  const parts = dataset().parts();
  const records = (change: (halves: Uint16Array, bytes: Uint8Array) => void): DatasetParts => {
    const copy = parts.records.slice();
    change(new Uint16Array(copy.buffer), new Uint8Array(copy.buffer));
    return { ...parts, records: copy };
  };
  test.each<[string, DatasetParts, string]>([
    ["a label too high", { ...parts, labels: Uint8Array.of(...parts.labels.subarray(1), 3) }, "labels[9] is 3"],
    ["too few offsets", { ...parts, offsets: parts.offsets.subarray(1) }, "parts.offsets has 10 entries"],
    ["offsets that go back", { ...parts, offsets: parts.offsets.map((at, i) => (i === 4 ? 0 : at)) }, "record 3"],
    ["an odd offset", { ...parts, offsets: parts.offsets.map((at, i) => (i === 4 ? at - 1 : at)) }, "record 3"],
    ["offsets beyond", { ...parts, offsets: parts.offsets.map((at, i) => (i === 10 ? at + 2 : at)) }, "record 9"],
    ["a count too high", records((halves) => (halves[0] = 5)), "record 0 of parts.records holds 5 values"],
    ["a count of 65535", records((halves) => (halves[0] = 65535)), "record 0"],
    ["a column too high", records((halves) => (halves[2] = 4)), "record 0 of parts.records has the column number 4 at 1"],
    ["columns that go back", records((halves) => (halves[2] = halves[1]!)), "has the column number"],
    ["no end mark", records((halves) => (halves[1 + halves[0]!] = 2)), "has no end mark"],
    ["fewer inputs", { ...parts, inputs: 2 }, "record 0"],
  ])("%s", (_, wrong, message) => {
    expect(() => Dataset.fromParts(wrong)).toThrow(message);
    expect(() => Dataset.fromParts(wrong)).toThrow(UsagiError);
  });

  test("any change of a record is refused, or is one of a data set that stays within bounds", () => {
    const net = new Network(module, description);
    fc.assert(
      fc.property(fc.nat({ max: parts.records.length * 4 - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const changed = records((_, bytes) => (bytes[at] = value));
        let data: Dataset;
        try {
          data = Dataset.fromParts(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(UsagiError);
          return;
        }
        net.evaluate(data);
        net.gradients(data, Uint32Array.of(0, 9, 4));
      }),
      { numRuns: 500 },
    );
  });
});

describe("arrays that change or are not what they seem", () => {
  test("arrays over shared and resizable memory are copied", () => {
    const net = new Network(module, description);
    const plain = net.gradients(x, labels);
    const shared = new Float32Array(new SharedArrayBuffer(64));
    shared.set(x);
    expect(net.gradients(shared, labels)).toBe(plain);
    const Resizable = ArrayBuffer as unknown as new (n: number, o: { maxByteLength: number }) => ArrayBuffer;
    const resizable = new Float32Array(new Resizable(64, { maxByteLength: 128 }));
    resizable.set(x);
    expect(net.gradients(resizable, labels)).toBe(plain);
  });

  test("a description is read once: getters that change their answer gain nothing", () => {
    let reads = 0;
    const shifty = {
      ...description,
      get batchSize() {
        return reads++ === 0 ? 4 : 1e9;
      },
    };
    const net = new Network(module, shifty);
    expect(net.description.batchSize).toBe(reads === 1 ? 4 : net.description.batchSize);
    expect(() => net.trainStep(new Float32Array(20), new Uint8Array(5))).toThrow("rows is 5");
  });

  test("a description's getter may use other networks, and the one it makes is not disturbed", async () => {
    const other = new Network(module, description);
    const nested = {
      ...description,
      get seed() {
        other.trainStep(x, labels);
        return 0;
      },
    };
    const plain = new Network(module, description);
    expect(await new Network(module, nested).digest()).toBe(await plain.digest());
  });
});

describe("at the same time", () => {
  test("a digest is that of the moment of its call", async () => {
    const net = new Network(module, description);
    const expected = await net.digest();
    const pending = net.digest();
    net.trainStep(x, labels);
    expect(await pending).toBe(expected);
    expect(await net.digest()).not.toBe(expected);
  });

  test("a network cannot be handed to another thread", () => {
    const net = new Network(module, description);
    expect(structuredClone(net)).not.toBeInstanceOf(Network);
  });
});
