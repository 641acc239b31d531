/** Memory that callers can write after it was checked leads nowhere. */
import { runInNewContext } from "node:vm";
import { Worker } from "node:worker_threads";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { requireOwnArray } from "../../bindings/arrays.ts";
import type { NetworkDescription } from "../../bindings/index.ts";
import { compile, Dataset, Network, Sampler, UsagiError } from "../../bindings/index.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

const inputs = 40;
const classes = 3;
const size = 300; // more than an evaluation's pass
const description: NetworkDescription = {
  inputs, hidden: [{ units: 9, batchNorm: true }], output: { units: classes }, optimizer: { name: "adam" }, batchSize: 8,
};
const images = Uint8Array.from({ length: size * inputs }, (_, i) => ((i * i) % 7 < 3 ? 0 : (i * 37) % 256));
const labels = Uint8Array.from({ length: size }, (_, i) => i % classes);
const dataset = (shared = false) => Dataset.fromImages({ images, labels, inputs, classes, shared });
const batch = Uint32Array.of(0, 299, 17, 17);

const calls: Record<string, (net: Network, data: Dataset) => unknown> = {
  trainStep: (net, data) => net.trainStep(data, batch),
  gradients: (net, data) => net.gradients(data, batch),
  "evaluate all": (net, data) => net.evaluate(data),
  "evaluate rows": (net, data) => net.evaluate(data, batch),
  "predict all": (net, data) => net.predict(data),
  "predict rows": (net, data) => net.predict(data, batch),
};

/** The message of the UsagiError that a call throws; undefined where it does not. */
function refusal(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(UsagiError);
    return (error as UsagiError).message;
  }
}

describe("a data set whose arrays are written", () => {
  const halves = ({ records }: Dataset) => new Uint16Array(records.buffer);
  /** Where record 17 begins, in half-words. */
  const start = ({ offsets }: Dataset) => offsets[17]! * 2;
  test.each<[string, (data: Dataset) => void]>([
    ["a label", ({ labels: own }) => (own[17] = classes)],
    ["a count", (data) => (halves(data)[start(data)] = inputs + 1)],
    ["a column number too high", (data) => (halves(data)[start(data) + 1] = inputs)],
    ["a column number twice", (data) => (halves(data)[start(data) + 2] = halves(data)[start(data) + 1]!)],
    ["an end mark", (data) => (halves(data)[start(data) + 1 + halves(data)[start(data)]!] = 0)],
  ])("is refused with the row: %s", (_, write) => {
    const data = dataset();
    write(data);
    const net = new Network(module, description);
    const before = net.state();
    for (const call of Object.values(calls)) {
      expect(refusal(() => call(net, data))).toBe(
        "row 17 of the data set is not what it was: somebody has written into its arrays",
      );
    }
    expect(net.state()).toEqual(before);
  });

  test("of rows of floats is refused where a label is wrong, and gives what is written otherwise", () => {
    const rows = Float32Array.from(images, (pixel) => pixel / 255);
    const data = Dataset.fromRows({ rows, labels, inputs, classes, shared: true });
    const net = new Network(module, description);
    data.rows.fill(NaN, 17 * inputs, 18 * inputs);
    expect(net.predict(data, Uint32Array.of(17))).toEqual(new Float32Array(classes).fill(NaN));
    const before = net.state();
    data.labels[17] = classes;
    for (const call of Object.values(calls)) {
      expect(refusal(() => call(net, data))).toBe(
        "row 17 of the data set is not what it was: somebody has written into its arrays",
      );
    }
    expect(net.state()).toEqual(before);
  });

  test("takes no more room than there is", () => {
    const data = dataset();
    data.offsets.forEach((_, i) => (data.offsets[i] = i % 2 === 0 ? 0 : data.records.length));
    const net = new Network(module, description);
    // Each row is all records, of which the first 256 fit.
    expect(net.predict(data, new Uint32Array(256))).toEqual(net.predict(dataset().take(256)));
  });

  test("is refused, or gives a result, whatever is written", () => {
    const write = fc.record({
      array: fc.constantFrom("labels" as const, "records" as const, "offsets" as const),
      at: fc.nat(),
      value: fc.oneof(fc.nat({ max: 300 }), fc.integer({ min: 0, max: 2 ** 32 - 1 })),
    });
    const name = fc.constantFrom(...Object.keys(calls));
    let refused = 0;
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 5 }), name, (writes, call) => {
        const data = dataset();
        for (const { array, at, value } of writes) data[array][at % data[array].length] = value;
        const net = new Network(module, description);
        const before = net.state();
        if (refusal(() => calls[call]!(net, data)) !== undefined) {
          refused++;
          expect(net.state()).toEqual(before);
        }
        net.dispose();
      }),
      { numRuns: 300 },
    );
    expect(refused).toBeGreaterThan(30);
  });

  test("by another thread all the time", async () => {
    const data = dataset(true);
    const started = new Int32Array(new SharedArrayBuffer(4));
    const writer = new Worker(
      `const { workerData: { parts, started } } = require("node:worker_threads");
      const { labels, records, offsets } = parts;
      for (let i = 1; ; i = (i * 48271) % 2147483647) {
        records[i % records.length] ^= 1 << i % 32;
        if (i % 64 === 0) labels[i % labels.length] = i % 5;
        if (i % 1024 === 0) offsets[i % offsets.length] = i % records.length;
        Atomics.store(started, 0, 1);
        Atomics.notify(started, 0);
      }`,
      { eval: true, workerData: { parts: data.parts(), started } },
    );
    try {
      expect(Atomics.wait(started, 0, 0, 600_000)).not.toBe("timed-out");
      const net = new Network(module, description);
      let refused = 0;
      // As long as it takes the other thread to come in between.
      for (let i = 0; i < 200 || refused === 0; i++) {
        for (const call of Object.values(calls)) if (refusal(() => call(net, data)) !== undefined) refused++;
      }
    } finally {
      await writer.terminate();
    }
  });
});

test.each<[string, () => ArrayBuffer]>([
  ["of this realm", () => new SharedArrayBuffer(4) as never],
  ["of another realm", () => runInNewContext("new SharedArrayBuffer(4)") as ArrayBuffer],
])("shared memory %s is copied before it is checked", (_, make) => {
  const shared = new Uint8Array(make());
  const own = requireOwnArray("Uint8Array", "labels", shared);
  shared.fill(255);
  expect(own).toEqual(new Uint8Array(4));
});

test("a network goes by its own description, whatever is defined over it", () => {
  const net = new Network(module, description);
  const expected = net.predict(new Float32Array(inputs));
  const larger = { ...net.description, inputs: 4000, batchSize: 4000, output: { units: 200 } };
  Object.defineProperty(net, "description", { value: larger });
  expect(net.predict(new Float32Array(inputs))).toEqual(expected);
  expect(refusal(() => net.predict(new Float32Array(4001)))).toContain("whole number of rows of 40");
  expect(refusal(() => net.trainStep(new Float32Array(9 * inputs), new Uint8Array(9)))).toContain("rows is 9; it must");
  expect(refusal(() => net.trainStep(new Float32Array(inputs), Uint8Array.of(150)))).toContain("labels[0] is 150");
});

describe("a sampler", () => {
  test.each(["replacement", "epochs"] as const)("draws the same when its rows are written: %s", (sampling) => {
    const sampler = new Sampler(module, { size: 9, batchSize: 4, sampling, seed: 5 });
    const expected = Array.from(sampler.rows(1));
    const { buffer } = sampler.rows(1);
    expect(buffer.byteLength).toBe(16); // nothing else of the sampler's can be reached through it
    new Uint32Array(buffer).fill(2 ** 32 - 1);
    expect(Array.from(sampler.rows(1))).toEqual(expected);
  });

  test.each(["replacement", "epochs"] as const)("whose rows lead nowhere: %s", (sampling) => {
    const sampler = new Sampler(module, { size: 9, batchSize: 4, sampling, seed: 5 });
    const expected = [0, 1, 2].map((iteration) => sampler.rows(iteration));
    const set = vi.fn();
    Object.defineProperties(sampler.rows(0), { length: { value: 2 ** 20 }, set: { value: set } });
    expect(sampler.rows(1)).toEqual(expected[1]);
    const { buffer } = sampler.rows(1);
    structuredClone(buffer, { transfer: [buffer] });
    expect(sampler.rows(2)).toEqual(expected[2]);
    expect(set).not.toHaveBeenCalled();
  });

  test("says what needs the memory that there is not", () => {
    const options = { size: 2 ** 31 - 1, batchSize: 4, sampling: "epochs", seed: 0 } as const;
    expect(refusal(() => new Sampler(module, options))).toMatch(/^The order of the rows needs 8,589,9.* bytes/);
  });
});

describe("limits", () => {
  test("as many networks as the engine can hold", () => {
    const instance = vi.spyOn(WebAssembly, "Instance").mockImplementation(function () {
      throw new RangeError("Out of memory");
    });
    try {
      expect(refusal(() => new Network(module, description))).toBe(
        "there is no memory for one network or sampler more (Out of memory): dispose() of those you are through with",
      );
    } finally {
      instance.mockRestore();
    }
  });

  test("steps go as far as the streams of random numbers", () => {
    const net = new Network(module, description);
    const data = dataset();
    net.restore({ ...net.state(), steps: 2 ** 32 - 2 });
    net.trainStep(data, batch);
    const last = net.state();
    expect(last.steps).toBe(2 ** 32 - 1);
    expect(refusal(() => net.trainStep(data, batch))).toBe(
      "the number of steps taken is 4294967295; it must be a whole number from 0 to 4294967294",
    );
    net.restore(last);
    expect(net.state()).toEqual(last);
  });

  test("probabilities that no memory can hold", () => {
    const net = new Network(module, {
      inputs: 1, hidden: [], output: { units: 256 }, optimizer: { name: "sgd" }, batchSize: 1,
    });
    const one = Dataset.fromImages({ images: Uint8Array.of(1), labels: Uint8Array.of(0), inputs: 1, classes: 1 });
    expect(refusal(() => net.predict(one, new Uint32Array(2 ** 25)))).toBe(
      "the probabilities of 33554432 rows need 34359738368 bytes, more than there are: predict fewer at once",
    );
  });
});
