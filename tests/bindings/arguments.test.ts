/** Whatever JavaScript hands over: it is used right, or a UsagiError says why not and nothing has changed. */
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
const size = 9;
const description: NetworkDescription = {
  inputs, hidden: [{ units: 5, batchNorm: true }], output: { units: classes },
  optimizer: { name: "adam" }, batchSize: 4, seed: 1,
};
const images = Uint8Array.from({ length: size * inputs }, (_, i) => (i % 4 === 0 ? 0 : (i * 37) % 256));
const labels = Uint8Array.from({ length: size }, (_, i) => i % classes);
const data = Dataset.fromImages({ images, labels, inputs, classes });
const x = Float32Array.from({ length: 4 * inputs }, (_, i) => (i * 7) % 5);
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

  test("with memory that can shrink are refused", () => {
    const p = parts();
    for (const which of ["labels", "records", "offsets"] as const) {
      const bytes = new Uint8Array(resizableBuffer(p[which].byteLength));
      bytes.set(new Uint8Array(p[which].buffer));
      const array = which === "labels" ? bytes : new Uint32Array(bytes.buffer);
      expect(refusal(() => Dataset.fromParts({ ...p, [which]: array }))).toBe(
        `parts.${which} lies in a resizable ArrayBuffer; it must be in a fixed one`,
      );
    }
  });

  test("have no other way in", () => {
    const Constructor = Dataset as unknown as new (p: DatasetParts) => Dataset;
    expect(refusal(() => new Constructor({ ...parts(), offsets: new Uint32Array(10) }))).toContain("record 0");
    expect(() => Object.assign(data, { labels: new Uint8Array(1) })).toThrow(TypeError);
    const fake = Object.assign(Object.create(Dataset.prototype) as Dataset, parts());
    expect(refusal(() => network().predict(fake))).toContain("x is an object; it must be a Dataset");
  });

  test.each(["labels", "records", "offsets"] as const)("whose %s were transferred later are refused", (which) => {
    const p = parts();
    const lost = Dataset.fromParts(p);
    detached(p[which]);
    const net = network();
    for (const rows of [undefined, Uint32Array.of(0)]) {
      expect(refusal(() => net.predict(lost, rows))).toContain("lost its memory");
    }
  });
});

describe("arrays of every kind", () => {
  /** Says other things about itself at each reading. */
  class Liar extends Float32Array {
    #asked = 0;
    override get length() {
      return this.#asked++ % 2 === 0 ? 24 : 2 ** 20;
    }
    override subarray() {
      return new Float32Array(2 ** 20) as never;
    }
    override findIndex() {
      return -1;
    }
  }
  const shared = (array: Float32Array) => {
    const copy = new Float32Array(new SharedArrayBuffer(array.byteLength));
    copy.set(array);
    return copy;
  };
  const resizable = (array: Float32Array) => {
    const copy = new Float32Array(resizableBuffer(array.byteLength));
    copy.set(array);
    return copy;
  };

  test.each<[string, (array: Float32Array) => Float32Array]>([
    ["shared", shared],
    ["resizable", resizable],
    ["of a subclass that lies", (array) => new Liar(array)],
    ["without a prototype", (array) => Object.setPrototypeOf(array.slice(), null) as Float32Array],
    ["in the middle of others", (array) => Float32Array.of(NaN, ...array, NaN).subarray(1, -1)],
  ])("%s are what they hold", (_, make) => {
    const [net, plain] = [network(), network()];
    const y = labels.subarray(0, 4);
    expect(net.trainStep(make(x), y)).toBe(plain.trainStep(x, y));
    expect(net.predict(make(x))).toEqual(plain.predict(x));
    const bias = Float32Array.of(1, 2, 3, 4, 5);
    net.set("dense1/bias", make(bias));
    expect(net.get("dense1/bias")).toEqual(bias);
    const { tensors, ...rest } = plain.state();
    net.restore({ ...rest, tensors: { ...tensors, "dense1/weight": make(tensors["dense1/weight"]!) } });
    expect(net.state()).toEqual(plain.state());
  });

  const shrunk = () => {
    const buffer = resizableBuffer(96);
    const array = new Float32Array(buffer, 0, 24);
    buffer.resize(8);
    return array;
  };
  const wrong: [string, () => unknown][] = [
    ["undefined", () => undefined], ["null", () => null], ["a number", () => -1], ["a huge number", () => 1e308],
    ["NaN", () => NaN], ["a string", () => "x"], ["a symbol", () => Symbol("x")], ["a bigint", () => 1n],
    ["a function", () => () => x], ["an array", () => [...x]], ["an object", () => ({ length: 24, 0: 1 })],
    ["Float64Array", () => new Float64Array(24)], ["Int8Array", () => new Int8Array(4)],
    ["DataView", () => new DataView(new ArrayBuffer(96))], ["a buffer", () => new ArrayBuffer(96)],
    ["a false one", () => Object.create(Float32Array.prototype) as unknown],
    ["a proxy of one", () => new Proxy(x, {})],
    ["a detached one", () => detached(x.slice())], ["a shrunk one", shrunk],
    ["one with NaN", () => x.map((v, i) => (i === 23 ? NaN : v))],
    ["a large one", () => new Float32Array(2 ** 14 * inputs).fill(Infinity)],
  ];
  const y = labels.subarray(0, 4);
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
    ["take's n", (_, value) => data.take(value)],
    ["slice's start", (_, value) => data.slice(value, 3)],
    ["saveNetwork's network", (_, value) => saveNetwork(value)],
    ["saveNetwork's steps", (net, value) => saveNetwork(net, { steps: value ?? (null as never) })],
    ["encodeModel's description", (net, value) =>
      encodeModel({ description: value, tensors: net.state().tensors, metadata: {} })],
    ["loadNetwork's bytes", (_, value) => loadNetwork(module, value)],
    ["decodeModel's bytes", (_, value) => decodeModel(value)],
    ["decodeSafetensors' bytes", (_, value) => decodeSafetensors(value)],
  ];
  test.each(calls)("%s: others are refused, and nothing changes", (_, call) => {
    const net = network();
    net.trainStep(x, y);
    const before = net.state();
    for (const [name, make] of wrong) {
      const value = make();
      expect(refusal(() => call(net, value as never)), name).toMatch(/^[^\n]{5,400}$/);
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
    const other = await compile(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    expect(refusal(() => new Network(other, description))).toContain("it must be what compile() gives");
  });
});

test.each<[string, () => unknown, string]>([
  ["a proxy of a network", () => saveNetwork(new Proxy(network(), {})), "network is an object; it must be a Network"],
  ["what only inherits from one", () => saveNetwork(Object.create(Network.prototype) as Network), "must be a Network"],
  ["layers that nobody trains", () => Network.bytes(module, { ...description, hidden: Array(130_000).fill({ units: 1 }) }),
    "the number of hidden layers is 130000; it must be a whole number from 0 to 1000"],
  ["a bigint", () => new Network(module, { ...description, inputs: 1n as never }), "inputs is 1n; it must be a whole"],
  ["a revoked proxy", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return new Sampler(module, { size: proxy as never, batchSize: 1, sampling: "epochs", seed: 0 });
  }, "size is an object that cannot be read; it must be a whole number"],
  ["a negative variance", () => network().set("batchNorm1/runningVariance", Float32Array.of(1, -1, 0, -2, 3)),
    "values for batchNorm1/runningVariance[1] is -1; it must be at least 0"],
  ["no model", () => encodeModel(undefined as never), "model is undefined; it must be an object"],
  ["a getter that transfers what was read", () => {
    const parts = data.parts();
    const records = parts.records.slice();
    return Dataset.fromParts({ ...parts, records, get offsets() { detached(records); return parts.offsets; } });
  }, "there are 0 words"],
])("%s is refused", (_, call, message) => {
  expect(refusal(call)).toContain(message);
});

describe("objects that answer otherwise each time", () => {
  /** A copy of which every property counts how often it is read, and later gives nonsense. */
  function fickle<T>(value: T): T {
    if (typeof value !== "object" || value === null) return value;
    const copy: object = Array.isArray(value) ? [] : {};
    for (const [key, content] of Object.entries(value)) {
      let readings = 0;
      const inner = fickle(content as unknown);
      Object.defineProperty(copy, key, { enumerable: true, get: () => (readings++ === 0 ? inner : 2 ** 40) });
    }
    return copy as T;
  }

  test("a description is read once", () => {
    const net = new Network(module, fickle(description));
    expect(net.description).toEqual(network().description);
    expect(net.trainStep(x, labels.subarray(0, 4))).toBe(network().trainStep(x, labels.subarray(0, 4)));
  });

  test("so are a state, parts and a sampler's options", () => {
    const net = network();
    const { tensors, ...rest } = network().state();
    net.restore({ ...rest, get tensors() { return tensors; } });
    expect(Dataset.fromParts(fickleArrays(data.parts())).parts()).toEqual(data.parts());
    const options = { size: 7, batchSize: 3, sampling: "epochs", seed: 0 } as const;
    expect(new Sampler(module, fickle(options)).rows(2)).toEqual(new Sampler(module, options).rows(2));
  });

  function fickleArrays(parts: DatasetParts): DatasetParts {
    const readings: Record<string, number> = {};
    return new Proxy(parts, {
      get: (target, key: keyof DatasetParts) => {
        readings[key] = (readings[key] ?? 0) + 1;
        return readings[key] === 1 ? target[key] : 2 ** 40;
      },
    });
  }

  test("the description of a network cannot be changed", () => {
    const net = network();
    const output = net.description.output as { units: number };
    expect(() => (output.units = 200)).toThrow(TypeError);
    expect(() => ((net as { description: unknown }).description = {})).toThrow(TypeError);
    expect(net.predict(x)).toHaveLength(4 * classes);
  });

  test("what a getter throws comes through, and nothing has changed", () => {
    const net = network();
    const before = net.state();
    const state = { ...before, steps: 5, get optimizer(): never { throw new RangeError("mine"); } };
    expect(() => net.restore(state)).toThrow(new RangeError("mine"));
    expect(net.state()).toEqual(before);
  });
});

describe("calls inside calls", () => {
  test("a getter may use other networks, and the same one", async () => {
    const other = network();
    const expected = network();
    expected.trainStep(x, labels.subarray(0, 4));
    const made = new Network(module, {
      ...description,
      get hidden() {
        other.trainStep(x, labels.subarray(0, 4));
        return description.hidden;
      },
    });
    expect(await made.digest()).toBe(await network().digest());
    expect(await other.digest()).toBe(await expected.digest());
    const target = network();
    target.restore({
      ...other.state(),
      get tensors() {
        target.trainStep(x, labels.subarray(0, 4)); // overwritten by what is restored
        return other.state().tensors;
      },
    });
    expect(target.state()).toEqual(other.state());
  });

  test("a getter that disposes the network: the call says so", () => {
    const net = network();
    const state = net.state();
    expect(refusal(() => net.restore({ ...state, get tensors() { net.dispose(); return state.tensors; } }))).toContain(
      "the network is disposed",
    );
  });

  test("digest is that of the moment of the call", async () => {
    const net = network();
    const [before, now] = [await net.digest(), net.digest()];
    net.trainStep(x, labels.subarray(0, 4));
    const later = net.digest();
    net.dispose();
    expect(await now).toBe(before);
    expect(await later).not.toBe(before);
  });

  test("a disposed sampler says so", () => {
    const sampler = new Sampler(module, { size: 3, batchSize: 2, sampling: "epochs", seed: 0 });
    sampler.dispose();
    sampler.dispose();
    expect(refusal(() => sampler.rows(0))).toBe("the sampler is disposed: make a new one");
  });
});
