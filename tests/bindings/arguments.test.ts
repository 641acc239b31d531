/** Whatever JavaScript hands over: it is used right, or a UsagiError says what to write instead and nothing changes. */
import { runInNewContext } from "node:vm";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { DatasetParts, NetworkDescription } from "../../bindings/index.ts";
import {
  compile, Dataset, decodeModel, decodeSafetensors, encodeModel, loadNetwork, Network, Sampler, saveNetwork, UsagiError,
} from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const inputs = 6;
const classes = 3;
const size = 10;
const description: NetworkDescription = {
  inputs, hidden: [{ units: 5, batchNorm: true, dropout: 0.5 }], output: { units: classes },
  optimizer: { name: "adam" }, batchSize: 4, seed: 1,
};
const images = Uint8Array.from({ length: size * inputs }, (_, i) => (i % 4 === 0 ? 0 : (i * 37) % 256));
const labels = Uint8Array.from({ length: size }, (_, i) => i % classes);
const data = Dataset.fromImages({ images, labels, inputs, classes });
const x = Float32Array.from({ length: 4 * inputs }, (_, i) => (i * 7) % 5);
const y = labels.subarray(0, 4);
const network = () => new Network(module, description);

/** The sentence of the UsagiError that a call throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(UsagiError);
    return (error as UsagiError).message;
  }
  return expect.fail("it was accepted");
}

/** What ES2024 adds, which Node 20 has. */
function resizableBuffer(bytes: number) {
  type Resizable = ArrayBuffer & { resize: (bytes: number) => void };
  const Constructor = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => Resizable;
  return new Constructor(bytes, { maxByteLength: bytes });
}

/** An array of which nothing is left. */
function detached<A extends ArrayBufferView>(array: A): A {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
  return array;
}


describe("arrays of every kind", () => {
  const filled = (array: Float32Array, buffer: ArrayBufferLike) => {
    const copy = new Float32Array(buffer);
    copy.set(array);
    return copy;
  };

  test.each<[string, (array: Float32Array) => Float32Array]>([
    ["shared", (array) => filled(array, new SharedArrayBuffer(array.byteLength))],
    ["resizable", (array) => filled(array, resizableBuffer(array.byteLength))],
    ["of another realm", (array) => runInNewContext("Float32Array.from(array)", { array }) as Float32Array],
    ["shared in another realm", (array) =>
      filled(array, runInNewContext(`new SharedArrayBuffer(${array.byteLength})`) as SharedArrayBuffer)],
    ["in the middle of others", (array) => Float32Array.of(NaN, ...array, NaN).subarray(1, -1)],
  ])("%s are what they hold", (_, make) => {
    const [net, plain] = [network(), network()];
    expect(net.trainStep(make(x), y)).toBe(plain.trainStep(x, y));
    expect(net.predict(make(x))).toEqual(plain.predict(x));
    const bias = Float32Array.of(1, 2, 3, 4, 5);
    net.set("dense1/bias", make(bias));
    expect(net.get("dense1/bias")).toEqual(bias);
    const { tensors, ...rest } = plain.state();
    net.restore({ ...rest, tensors: { ...tensors, "dense1/weight": make(tensors["dense1/weight"]!) } });
    expect(net.state()).toEqual(plain.state());
  });

  test("a Buffer is the bytes that it holds, of which a data set keeps no view", () => {
    const bytes = Buffer.from(images);
    const one = Dataset.fromImages({ images: bytes, labels: Buffer.from(labels), inputs, classes });
    bytes.fill(9);
    expect(one.parts()).toEqual(data.parts());
  });
});

const shrunk = () => {
  const buffer = resizableBuffer(96);
  const array = new Float32Array(buffer, 0, 24);
  buffer.resize(8);
  return array;
};
/** Values that belong nowhere. */
const wrong: [string, () => unknown][] = [
  ["undefined", () => undefined], ["null", () => null], ["a number", () => -1], ["a huge number", () => 1e308],
  ["a fraction", () => 0.5], ["NaN", () => NaN], ["Infinity", () => Infinity], ["2 ** 53", () => 2 ** 53],
  ["true", () => true], ["a string", () => "x"], ["a symbol", () => Symbol("x")], ["a bigint", () => 1n],
  ["a function", () => () => x], ["an array", () => [...x]], ["an empty one", () => []],
  ["an object", () => ({ length: 24, 0: 1 })], ["without a prototype", () => Object.create(null) as unknown],
  ["a date", () => new Date(0)], ["a map", () => new Map()], ["a promise", () => Promise.resolve(x)],
  ["Float64Array", () => new Float64Array(24)], ["Int8Array", () => new Int8Array(4)],
  ["a short one", () => new Float32Array(3)],
  ["DataView", () => new DataView(new ArrayBuffer(96))], ["a buffer", () => new ArrayBuffer(96)],
  ["a proxy", () => new Proxy({}, {})], ["a proxy of an array", () => new Proxy(x, {})],
  ["a detached one", () => detached(x.slice())], ["a shrunk one", shrunk],
  ["one with NaN", () => x.map((v, i) => (i === 23 ? NaN : v))],
  ["a large one", () => new Float32Array(2 ** 14 * inputs).fill(Infinity)],
];
const calls: [string, (net: Network, value: never) => unknown][] = [
  ["trainStep's x", (net, value) => net.trainStep(value, y)],
  ["trainStep's labels", (net, value) => net.trainStep(x, value)],
  ["trainStep's rows", (net, value) => net.trainStep(data, value)],
  ["gradients' x", (net, value) => net.gradients(value, y)],
  ["predict's x", (net, value) => net.predict(value)],
  ["evaluate's x", (net, value) => net.evaluate(value, y)],
  ["evaluate's labels", (net, value) => net.evaluate(x, value)],
  ["set's values", (net, value) => net.set("dense1/weight", value)],
  ["get's name", (net, value) => net.get(value)],
  ["gradient's name", (net, value) => net.gradient(value)],
  ["dropoutMask's name", (net, value) => net.dropoutMask(value)],
  ["shape's name", (net, value) => net.shape(value)],
  ["restore's state", (net, value) => net.restore(value)],
  ["a state's array", (net, value) => {
    const state = net.state();
    net.restore({ ...state, steps: 9, optimizer: { ...state.optimizer, "m/dense1/weight": value } });
  }],
  ["a state's steps", (net, value) => net.restore({ ...net.state(), steps: value })],
  ["a description", (_, value) => new Network(module, value)],
  ["a description's hidden", (_, value) => new Network(module, { ...description, hidden: [value] })],
  ["a module", (_, value) => new Network(value, description)],
  ["bytes' module", (_, value) => Network.bytes(value, description)],
  ["a sampler's options", (_, value) => new Sampler(module, value)],
  ["rows' iteration", (_, value) =>
    new Sampler(module, { size: 3, batchSize: 2, sampling: "epochs", seed: 0 }).rows(value)],
  ["images", (_, value) => Dataset.fromImages({ images: value, labels, inputs, classes })],
  ["labels", (_, value) => Dataset.fromImages({ images, labels: value, inputs, classes })],
  ["a source", (_, value) => Dataset.fromImages(value)],
  ["rows of floats", (_, value) => Dataset.fromRows({ rows: value, labels, inputs, classes })],
  ["targets", (_, value) => Dataset.fromImages({ images, targets: value, inputs, outputs: 1 })],
  ["outputs", (_, value) => Dataset.fromImages({ images, targets: new Float32Array(10), inputs, outputs: value })],
  ["take's n", (_, value) => data.take(value)],
  ["slice's start", (_, value) => data.slice(value, 3)],
  ["saveNetwork's network", (_, value) => saveNetwork(value)],
  ["saveNetwork's steps", (net, value) => saveNetwork(net, { steps: value ?? (null as never) })],
  ["encodeModel's description", (net, value) =>
    encodeModel({ description: value, tensors: net.state().tensors, metadata: {} })],
  ["loadNetwork's bytes", (_, value) => loadNetwork(module, value)],
  ["decodeModel's bytes", (_, value) => decodeModel(value)],
  ["decodeSafetensors' bytes", (_, value) => decodeSafetensors(value)],
  ["gradients' labels", (net, value) => net.gradients(x, value)],
  ["set's name", (net, value) => net.set(value, x)],
  ["a state's tensors", (net, value) => net.restore({ ...net.state(), tensors: value })],
  ["a state's optimizer", (net, value) => net.restore({ ...net.state(), optimizer: value })],
  ["a description's inputs", (_, value) => new Network(module, { ...description, inputs: value })],
  ["a description's output", (_, value) => new Network(module, { ...description, output: { units: value } })],
  ["a description's units", (_, value) => new Network(module, { ...description, hidden: [{ units: value }] })],
  ["a description's optimizer", (_, value) => new Network(module, { ...description, optimizer: value })],
  ["a description's batchSize", (_, value) => new Network(module, { ...description, batchSize: value })],
  ["bytes' description", (_, value) => Network.bytes(module, value)],
  ["a sampler's size", (_, value) => new Sampler(module, { size: value, batchSize: 1, sampling: "epochs", seed: 0 })],
  ["images' inputs", (_, value) => Dataset.fromImages({ images, labels, inputs: value, classes })],
  ["parts", (_, value) => Dataset.fromParts(value)],
];

/** Where a wrong value is right after all. */
const allowed: Record<string, string[]> = {
  "trainStep's rows": ["undefined"],
  "saveNetwork's steps": ["undefined"],
  "a description's optimizer": [],
};

test.each(calls)("%s: others are refused in a sentence, and nothing changes", (call, perform) => {
  const net = network();
  net.trainStep(x, y);
  const before = net.state();
  for (const [name, make] of wrong) {
    if (allowed[call]?.includes(name)) continue;
    expect(refusal(() => perform(net, make() as never)), name).toMatch(/^[^\n]{5,400}$/);
  }
  expect(net.state()).toEqual(before);
});

test("compile's source", async () => {
  for (const [name, make] of wrong) {
    if (["undefined", "a string"].includes(name)) continue;
    await expect(compile(make() as never), name).rejects.toBeInstanceOf(UsagiError);
  }
  const { buffer } = new Uint8Array(await (await import("node:fs/promises")).readFile(
    new URL("../../bindings/usagi.wasm", import.meta.url),
  ));
  const bytes = new Uint8Array(new SharedArrayBuffer(buffer.byteLength));
  bytes.set(new Uint8Array(buffer));
  expect(new Network(await compile(bytes as never), description).predict(x)).toEqual(network().predict(x));
  await expect(compile(detached(new Uint8Array(8)).buffer)).rejects.toBeInstanceOf(UsagiError);
  const empty = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0);
  await expect(compile(empty)).rejects.toThrow("the given source is not usagi-nn's usagi.wasm: put");
  const other = await WebAssembly.compile(empty);
  expect(refusal(() => new Network(other, description))).toContain("it must be what compile() gives");
});

describe("what was meant, and how to write it", () => {
  const pixels = { data: new Uint8ClampedArray(96), width: 4, height: 6, [Symbol.toStringTag]: "ImageData" };
  test.each<[string, () => unknown, string]>([
    ["Float64Array", () => network().predict(new Float64Array(6) as never),
      "x is a Float64Array of 6 values; it must be a Float32Array or a Dataset, like Float32Array.from(x)"],
    ["numbers", () => network().predict([0, 1] as never),
      "x is an array of 2; it must be a Float32Array or a Dataset, like Float32Array.from(x)"],
    ["rows", () => network().predict([[0, 1], [2, 3]] as never),
      "x is an array of 2; it must be a Float32Array or a Dataset, all rows in one: Float32Array.from(x.flatMap((row) => [...row]))"],
    ["pixels", () => network().predict(images as never),
      "x is a Uint8Array of 60 values; it must be a Float32Array or a Dataset, of pixels / 255, like " +
        "Float32Array.from(x, (pixel) => pixel / 255)"],
    ["a canvas", () => network().predict(pixels as never),
      "x is an ImageData; it must be a Float32Array or a Dataset, a value a pixel, like " +
        "Float32Array.from({ length: x.data.length / 4 }, (_, i) => x.data[4 * i] / 255)"],
    ["a buffer", () => network().predict(new ArrayBuffer(24) as never),
      "x is an ArrayBuffer; it must be a Float32Array or a Dataset, like new Float32Array(x)"],
    ["labels", () => network().trainStep(x, [0, 1, 2, 0] as never),
      "labels is an array of 4; it must be a Uint8Array, like Uint8Array.from(labels)"],
    ["Int32Array", () => network().trainStep(x, Int32Array.of(0, 1, 2, 0) as never),
      "labels is an Int32Array of 4 values; it must be a Uint8Array, like Uint8Array.from(labels)"],
    ["BigInt64Array", () => network().evaluate(x, BigInt64Array.of(0n, 1n) as never),
      "labels is a BigInt64Array of 2 values; it must be a Uint8Array, like Uint8Array.from(labels, Number)"],
    ["rows of a data set", () => network().trainStep(data, [0, 1] as never),
      "rows is an array of 2; it must be a Uint32Array, like Uint32Array.from(rows)"],
    ["values", () => network().set("dense1/bias", [0, 1, 2, 3, 4] as never),
      "values for dense1/bias is an array of 5; it must be a Float32Array, like Float32Array.from(values)"],
    ["a data set that was posted", () => network().predict(structuredClone(data)),
      "x is an object; it must be a Dataset: Dataset.fromParts(x) makes one of what was posted"],
    ["a promise", () => network().predict(Promise.resolve(x) as never),
      "x is a Promise; it must be a Float32Array or a Dataset"],
    ["a proxy of a network", () => saveNetwork(new Proxy(network(), {})),
      "network is a proxy of a Network; hand over the network itself"],
    ["a method of one", () => new Proxy(network(), {}).predict(x), "network is a proxy of a Network"],
    ["what only inherits from one", () => (Object.create(Network.prototype) as Network).steps, "must be a Network"],
    ["state of another optimizer", () =>
      new Network(module, { ...description, optimizer: "sgd" }).restore(network().state()),
      'state.optimizer has arrays, and sgd keeps none'],
    ["too many layers", () => Network.bytes(module, { ...description, hidden: Array<number>(130_000).fill(1) }),
      "hidden has 130000 layers; it must have at most 1000"],
    ["a bigint", () => new Network(module, { ...description, inputs: 1n as never }), "inputs is 1n; it must be a whole"],
    ["a negative variance", () => network().set("batchNorm1/runningVariance", Float32Array.of(1, -1, 0, -2, 3)),
      "values for batchNorm1/runningVariance[1] is -1; it must be at least 0"],
    ["no model", () => encodeModel(undefined as never), "model is undefined; it must be an object"],
    ["a word for an option", () => new Network(module, { ...description, hidden: [{ units: 3, dropout: "half" as never }] }),
      'hidden[0].dropout is "half"; it must be false, a ratio or an object with some of ratio, scaling'],
    ["one class", () => new Network(module, { ...description, output: { units: 1 } }),
      "output.units is 1; with one class every answer is that class, so there is nothing to learn: take 2 units"],
    ["batch norm of one row", () => new Network(module, { ...description, batchSize: 1 }),
      "batchSize is 1 and hidden[0] has batchNorm: one row alone has no variance"],
  ])("%s", (_, call, message) => {
    expect(refusal(call)).toContain(message);
  });
});

test("shorthands stand for what they do in experiment files", () => {
  const short = new Network(module, {
    inputs, hidden: [8, { units: 4, dropout: 0.2, batchNorm: true }], output: { units: classes }, optimizer: "adam",
    schedule: "constant", batchSize: 4,
  });
  const long = new Network(module, {
    inputs, hidden: [{ units: 8 }, { units: 4, dropout: { ratio: 0.2 }, batchNorm: {} }], output: { units: classes },
    optimizer: { name: "adam" }, batchSize: 4,
  });
  expect(short.description).toEqual(long.description);
  expect(short.description).not.toHaveProperty("schedule");
});

describe("data sets from parts", () => {
  const parts = (): DatasetParts => {
    const { labels: l, records, offsets, ...sizes } = data.parts();
    return { ...sizes, labels: l.slice(), records: records.slice(), offsets: offsets.slice() };
  };
  test("are those that they came from, in part and in shared memory too", () => {
    const shared = Dataset.fromImages({ images, labels, inputs, classes, shared: true });
    for (const whole of [data, shared]) {
      for (const one of [whole, whole.slice(2, 7), whole.take(0)]) {
        const again = Dataset.fromParts(one.parts());
        expect(again.parts()).toEqual(one.parts());
        expect(again.records.buffer).toBe(one.records.buffer);
      }
    }
  });

  test.each(["labels", "records", "offsets"] as const)("whose %s were transferred later are refused", (which) => {
    const p = parts();
    const lost = Dataset.fromParts(p);
    detached(p[which]!);
    const net = network();
    for (const rows of [undefined, Uint32Array.of(0)]) {
      expect(refusal(() => net.predict(lost, rows))).toContain("lost its memory");
    }
  });
});

describe("wrong parts of a data set", () => {
  const parts = data.parts();
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
    ["a count too high", records((halves) => (halves[0] = 7)), "record 0 of parts.records holds 7 values"],
    ["a count of 65535", records((halves) => (halves[0] = 65535)), "record 0"],
    ["a column too high", records((halves) => (halves[4] = 6)), "record 0 of parts.records has the column number 6 at 3"],
    ["columns that go back", records((halves) => (halves[2] = halves[1]!)), "has the column number"],
    ["no end mark", records((halves) => (halves[1 + halves[0]!] = 2)), "has no end mark"],
    ["fewer inputs", { ...parts, inputs: 2 }, "record 0"],
  ])("%s", (_, wrong, message) => {
    expect(() => Dataset.fromParts(wrong)).toThrow(message);
    expect(() => Dataset.fromParts(wrong)).toThrow(UsagiError);
  });

  test("any change of a record is refused, or is one of a data set that stays within bounds", () => {
    const net = network();
    fc.assert(
      fc.property(fc.nat({ max: parts.records.length * 4 - 1 }), fc.nat({ max: 255 }), (at, value) => {
        const changed = records((_, bytes) => (bytes[at] = value));
        let made: Dataset;
        try {
          made = Dataset.fromParts(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(UsagiError);
          return;
        }
        net.evaluate(made);
        net.gradients(made, Uint32Array.of(0, 9, 4));
      }),
      { numRuns: 500 },
    );
  });
});

test("the description of a network cannot be changed", () => {
  const net = network();
  const output = net.description.output as { units: number };
  expect(() => (output.units = 200)).toThrow(TypeError);
  expect(() => ((net as { description: unknown }).description = {})).toThrow(TypeError);
  expect(net.predict(x)).toHaveLength(4 * classes);
});

describe("at the same time", () => {
  test("digest is that of the moment of the call", async () => {
    const net = network();
    const [before, now] = [await net.digest(), net.digest()];
    net.trainStep(x, y);
    const later = net.digest();
    net.dispose();
    expect(await now).toBe(before);
    expect(await later).not.toBe(before);
  });

  test("what is disposed says so", () => {
    const [net, sampler] = [network(), new Sampler(module, { size: 3, batchSize: 2, sampling: "epochs", seed: 0 })];
    for (const one of [net, net, sampler, sampler]) one.dispose();
    expect(refusal(() => net.predict(x))).toBe("the network is disposed: make a new one");
    expect(refusal(() => sampler.rows(0))).toBe("the sampler is disposed: make a new one");
  });

  test("a network cannot be handed to another thread", () => {
    const net = network();
    expect(structuredClone(net)).not.toBeInstanceOf(Network);
  });
});
