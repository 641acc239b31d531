/** Several threads on one network: the same bits as one. */
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import * as fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { Arena } from "../../bindings/arena.ts";
import { instantiate, type Kernels, type Pointer } from "../../bindings/core.ts";
import { Crew, sharedModule } from "../../bindings/crew.ts";
import { compile, Dataset, Network, type NetworkDescription, UsagiError } from "../../bindings/index.ts";
import { answersFor, networks } from "../random-networks.ts";

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});

/** A data set for a network, half of its pixels 0. */
function dataFor(description: NetworkDescription, rows: number): Dataset {
  const { inputs } = description;
  const images = Uint8Array.from({ length: rows * inputs }, (_, i) => ((i * 2654435761) >>> 24) & ((i * 40503) & 64 ? 255 : 0));
  return Dataset.fromImages({ images, inputs, ...answersFor(description, rows).source });
}

/** All that training, evaluation and prediction give. */
async function outcome(description: NetworkDescription, threads: number) {
  const network = new Network(module, description);
  try {
    if (threads > 1) await network.useThreads(threads);
    expect(network.threads).toBe(threads);
    const data = dataFor(description, 300);
    const { batchSize, inputs } = description;
    const losses = [batchSize, 1, batchSize, Math.ceil(batchSize / 2)].map((n, step) =>
      network.trainStep(data, Uint32Array.from({ length: n }, (_, r) => (step * 31 + r * 11) % 300)));
    const x = Float32Array.from({ length: batchSize * inputs }, (_, i) => (i % 7) / 7 - 0.2);
    const { y } = answersFor(description, batchSize, 3);
    losses.push(network.trainStep(x, y), network.gradients(x, y));
    return {
      losses,
      state: network.state(),
      gradients: network.tensorNames().filter((name) => !name.includes("running")).map((name) => network.gradient(name)),
      evaluations: [network.evaluate(data), network.evaluate(x, y as never)],
      predictions: network.predict(data),
      digest: await network.digest(),
    };
  } finally {
    network.dispose();
  }
}

describe("the bits of one thread", () => {
  test("2, 3, 4 and 8 threads, networks of every form", async () => {
    await fc.assert(fc.asyncProperty(networks, async (description) => {
      const alone = await outcome(description, 1);
      for (const threads of [2, 3, 4, 8]) expect(await outcome(description, threads)).toEqual(alone);
    }), { numRuns: 5 });
  });
});

const description: NetworkDescription = {
  inputs: 20, hidden: [{ units: 12, batchNorm: true, dropout: 0.3 }, 9], output: { units: 3 }, optimizer: "adam",
  batchSize: 40,
};
const rows = Uint32Array.from({ length: 40 }, (_, r) => r * 5);

// The debug build does every share in one thread.
describe.skipIf(process.env["USAGI_GUARDED"])("threads", () => {
  /** Those that `act` starts. */
  async function startedBy(act: () => Promise<unknown>): Promise<Worker[]> {
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on("worker", note);
    try {
      await act();
    } finally {
      process.off("worker", note);
    }
    return workers;
  }
  const ended = (workers: Worker[]) => Promise.all(workers.map(async (worker) => (await once(worker, "exit")) as [number]));

  test("dispose and useThreads(1) end them", async () => {
    for (const way of ["dispose", "useThreads"] as const) {
      const network = new Network(module, description);
      const workers = await startedBy(() => network.useThreads(4));
      expect(workers.length).toBe(3);
      const exits = ended(workers);
      if (way === "dispose") network.dispose();
      else await network.useThreads(1);
      expect(await exits).toEqual([[0], [0], [0]]);
    }
  });

  test("more or fewer of them while a network trains, and what it was given before stays", async () => {
    const data = dataFor(description, 300);
    const [network, alone] = [1, 2].map(() => new Network(module, description)) as [Network, Network];
    for (const threads of [3, 2, 1, 4]) {
      for (const one of [network, alone]) one.trainStep(data, rows);
      await network.useThreads(threads);
      expect(network.threads).toBe(threads);
      expect(network.state()).toEqual(alone.state());
      expect(network.gradient("dense1/weight")).toEqual(alone.gradient("dense1/weight"));
      expect(network.dropoutMask("dropout1")).toEqual(alone.dropoutMask("dropout1"));
    }
    network.dispose();
  });

  test("one that is killed is reported, and another takes its place", async () => {
    const data = dataFor(description, 300);
    const [network, alone] = [1, 2].map(() => new Network(module, description)) as [Network, Network];
    const [worker] = await startedBy(() => network.useThreads(2));
    for (const one of [network, alone]) one.trainStep(data, rows);
    await worker!.terminate();
    expect(() => network.trainStep(data, rows)).toThrow(/^a thread of this network ended \(exit code 1\): useThreads\(\) starts others$/);
    expect(() => network.evaluate(data)).toThrow(UsagiError);
    expect(network.state()).toEqual(alone.state());
    await network.useThreads(2);
    expect(network.trainStep(data, rows)).toBe(alone.trainStep(data, rows));
    expect(await network.digest()).toBe(await alone.digest());
    network.dispose();
  });

  /** Two threads over a memory of their own, and `work` for the second, which it and not this one shall do. */
  async function runThere(work: (kernels: Kernels, at: Pointer) => void, patience?: number): Promise<Crew> {
    const shared = await sharedModule(module);
    const arena = new Arena();
    const at = arena.reserve(FLOATS * 4);
    const own = instantiate(shared, arena.share());
    arena.allocate(own);
    const crew = await Crew.start(shared, own, 2, 4, patience);
    try {
      for (;;) {
        crew.run((kernels, index) => {
          if (index === 1 && kernels !== own) work(kernels, at);
        });
        await setImmediate();
      }
    } catch (error) {
      expect(error).toBeInstanceOf(UsagiError);
      return Object.assign(crew, { message: (error as Error).message });
    }
  }
  const FLOATS = 2 ** 24;

  test("one that fails is reported", async () => {
    const crew = await runThere((kernels) => kernels.sumRows(16, 2 ** 32 - 16, 1000, 1000));
    const message = /^a thread of this network ended amid a pass \(RuntimeError: .*\): the network is lost, make a new one$/;
    expect(crew).toMatchObject({ lost: true, message: expect.stringMatching(message) as string });
    expect(() => crew.run(() => {})).toThrow(message);
  });

  test("one that gives no sign of life is given up", async () => {
    const crew = await runThere((kernels, at) => kernels.normalWeight(at, FLOATS, 1, 0, 0, 0), 10);
    expect(crew).toMatchObject({
      lost: true,
      message: "a thread of this network ended amid a pass (no sign of life for 0.01 seconds): the network is lost, make a new one",
    });
    crew.end();
  });
});

describe("useThreads", () => {
  test.each([0, 65, 1.5, "2", undefined])("refuses %s", async (threads) => {
    const network = new Network(module, description);
    await expect(network.useThreads(threads as number)).rejects.toThrow(/^threads is .*; it must be a whole number from 1 to 64$/);
  });

  test("refuses a module of another thread, and a network that is disposed, also meanwhile", async () => {
    const posted = new Network(structuredClone(module), description);
    await expect(posted.useThreads(2)).rejects.toThrow(
      "the network's module was compiled in another thread: call compile() in this one",
    );
    await posted.useThreads(1);
    const network = new Network(module, description);
    const started = network.useThreads(2);
    network.dispose();
    await expect(started).rejects.toThrow("the network is disposed: make a new one");
    await expect(network.useThreads(2)).rejects.toThrow("the network is disposed: make a new one");
  });

  test("twice at once: the last stays", async () => {
    const network = new Network(module, description);
    await Promise.all([network.useThreads(2), network.useThreads(3)]);
    expect([2, 3]).toContain(network.threads);
    network.trainStep(dataFor(description, 300), rows);
    network.dispose();
  });

  test("errors are those of one thread", async () => {
    const network = new Network(module, description);
    await network.useThreads(3);
    const data = dataFor(description, 300);
    const before = network.state();
    data.records[data.offsets[150]!] = 0xffff;
    expect(() => network.trainStep(data, rows)).toThrow("row 150 of the data set is not what it was");
    expect(() => network.evaluate(data)).toThrow("row 150 of the data set is not what it was");
    expect(() => network.trainStep(data, Uint32Array.of(300))).toThrow("rows[0] is 300; the data set has 300 rows");
    expect(network.state()).toEqual(before);
    network.dispose();
  });
});
