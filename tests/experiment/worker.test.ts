import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { resolve } from "../../experiment/resolve.ts";
import type { ExperimentFile } from "../../experiment/schema.ts";
import { evaluate } from "../../experiment/evaluation.ts";
import { Training } from "../../experiment/training.ts";
import type { Optimizer } from "../../bindings/index.ts";
import { compile, Dataset, Network, UsagiError } from "../../bindings/index.ts";
import { serve } from "../../experiment/worker/trainer.ts";
import type { Progress } from "../../experiment/worker/training-worker.ts";
import { TrainingWorker } from "../../experiment/worker/training-worker.ts";

// The thread's code behind a message channel instead of in a thread: all but the loading of its script, which
// tests/packaging does in browsers.

const { MessageChannel } = globalThis;

/** What the thread wakes itself with. Node would let a real channel that feeds itself starve all others. */
class WakingChannel {
  static generation = 0;
  readonly #generation = WakingChannel.generation;
  readonly port1 = { onmessage: () => {} };
  readonly port2 = {
    postMessage: () => setImmediate(() => {
      if (this.#generation === WakingChannel.generation) this.port1.onmessage();
    }),
  };
}

class ChannelWorker {
  static readonly started: ChannelWorker[] = [];
  onerror: ((event: Partial<ErrorEvent>) => void) | null = null;
  readonly #channel = new MessageChannel();

  constructor() {
    serve(this.#channel.port2);
    ChannelWorker.started.push(this);
  }

  set onmessage(listener: MessagePort["onmessage"]) {
    this.#channel.port1.onmessage = listener;
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.#channel.port1.postMessage(message, transfer);
  }

  terminate(): void {
    this.#channel.port1.close();
  }
}

let module: WebAssembly.Module;
beforeAll(async () => {
  module = await compile();
});
beforeEach(() => {
  vi.stubGlobal("Worker", ChannelWorker);
  vi.stubGlobal("MessageChannel", WakingChannel);
});
afterEach(() => {
  WakingChannel.generation++; // ends threads that were given up
  vi.unstubAllGlobals();
});

function dataset(size: number, shared = false): Dataset {
  const images = Uint8Array.from({ length: size * 16 }, (_, i) => ((i * i) % 7 < 3 ? 0 : (i * 31) % 256));
  const labels = Uint8Array.from({ length: size }, (_, i) => i % 3);
  return Dataset.fromImages({ images, labels, inputs: 16, classes: 3, shared });
}
const train = dataset(60);
const test_ = dataset(30);

function arm(changes: Omit<Partial<ExperimentFile>, "optimizer"> & { optimizer?: Optimizer } = {}) {
  const file = {
    name: "small",
    network: { hidden: [8, 6], dropout: { ratio: 0.25 }, batchNorm: true },
    training: { iterations: 60, batchSize: 10, evaluateEvery: 20, sampling: "epochs" },
    optimizer: { name: "adam" },
    ...changes,
  };
  return resolve(file as ExperimentFile).arms[0]!;
}
const endless = arm({ training: { iterations: 10_000_000, batchSize: 10, evaluateEvery: 1000 } });

function start(options: Partial<Parameters<typeof TrainingWorker.start>[0]> = {}) {
  return TrainingWorker.start({ arm: arm(), seed: 7, train, test: test_, module, ...options });
}

function record(training: TrainingWorker): Progress[] {
  const events: Progress[] = [];
  training.addEventListener("progress", ({ detail }) => events.push(detail));
  return events;
}

/** The next progress that has what is looked for. */
function progress(training: TrainingWorker, wanted: (progress: Progress) => boolean): Promise<Progress> {
  return new Promise((resolve) => {
    training.addEventListener("progress", function listen({ detail }) {
      if (!wanted(detail)) return;
      training.removeEventListener("progress", listen);
      resolve(detail);
    });
  });
}

describe("a training that finishes", () => {
  test("reports the norms of its first step where its start is evaluated, and comes to the same bits", async () => {
    const direct = new Training(module, arm({ training: { iterations: 60, batchSize: 10, evaluateEvery: 1, sampling: "epochs" } }), 7, {
      train, test: test_,
    });
    direct.step();
    const norms = direct.layers.map(({ name, gradient, update, weight }) =>
      ({ name, gradient: gradient[0], update: update[0], weight: weight[0] }));
    const training = await start({ evaluateStart: true, paused: true });
    const events = record(training);
    training.resume();
    const { digest } = await training.finished;
    expect(events.flatMap(({ firstStep }) => (firstStep ? [firstStep] : []))).toEqual([norms]);
    const plain = await start({ paused: true });
    const others = record(plain);
    plain.resume();
    expect((await plain.finished).digest).toBe(digest);
    expect(others.some(({ firstStep }) => firstStep)).toBe(false);
  });

  test("has the RMSE of a standardized target in its own unit, from its start on", async () => {
    const rows = Float32Array.from({ length: 40 }, (_, i) => i / 20 - 1);
    const data = Dataset.fromRows({ rows, inputs: 1, targets: rows.map((value) => value * value), outputs: 1 });
    const errors = async (targetScales?: { mean: number; deviation: number }[]) => {
      const training = await start({ arm: arm({ loss: "meanSquaredError" }), train: data, test: data, evaluateStart: true, paused: true, targetScales });
      const events = record(training);
      training.resume();
      const { metrics } = await training.finished;
      return [...events.flatMap((event) => (event.start ? [event.start.testRmse!] : [])), ...metrics.testRmse!];
    };
    const plain = await errors();
    expect(plain).toHaveLength(4);
    expect(await errors([{ mean: 5, deviation: 8 }])).toEqual(plain.map((value) => 8 * value));
  });

  test("comes to the bits and the metrics of Training, and tells all of them", async () => {
    const direct = new Training(module, arm(), 7, { train, test: test_ });
    while (!direct.finished) {
      direct.step();
      if (direct.due) direct.record(evaluate(direct));
    }

    const training = await start();
    expect(training.progress).toEqual({
      iteration: 0, iterations: 60, loss: [], evaluations: [], state: "running",
    });
    const events = record(training);
    const snapshot = await training.finished;
    expect(snapshot.digest).toBe(await direct.network.digest());
    expect(snapshot.metrics).toEqual(direct.metrics);
    expect(snapshot.layers).toEqual(direct.layers);
    expect(snapshot.confusion).toEqual(direct.confusion);
    expect(snapshot.iteration).toBe(60);
    expect(events.flatMap(({ loss }) => loss)).toEqual(direct.metrics.loss);
    const evaluations = events.flatMap((event) => event.evaluations);
    expect(evaluations.map(({ iteration }) => iteration)).toEqual([20, 40, 60]);
    expect(evaluations.map(({ testLoss }) => testLoss)).toEqual(direct.metrics.testLoss);
    for (const [i, { name, gradient, update, weight }] of direct.layers.entries()) {
      expect(evaluations.map(({ layers }) => layers[i])).toEqual(
        [0, 1, 2].map((at) => ({ name, gradient: gradient[at], update: update[at], weight: weight[at] })),
      );
    }
    expect(events.at(-1)!.state).toBe("finished");
    expect(training.progress).toBe(events.at(-1));
    expect(await training.snapshot()).toBe(snapshot);
  });

  test("stops early as Training does, and ends with the same best network", async () => {
    const stopping = resolve({
      name: "early", dataset: { name: "mnist", validation: 10 }, network: { hidden: [8] },
      training: { iterations: 500, batchSize: 10, evaluateEvery: 5, stop: { patience: 3, minDelta: 0.01 } },
      optimizer: { name: "adam", learningRate: 0.05 },
    }).arms[0]!;
    const validation = dataset(24);
    const direct = new Training(module, stopping, 7, { train, test: test_, validation });
    while (!direct.finished) {
      direct.step();
      if (direct.due) direct.record(evaluate(direct));
    }
    expect(direct.iteration).toBeLessThan(500);

    const training = await start({ arm: stopping, validation });
    const { iteration, best, digest, metrics } = await training.finished;
    expect({ iteration, best, digest, metrics }).toEqual({
      iteration: direct.iteration, best: direct.best, digest: await direct.network.digest(),
      metrics: direct.metrics,
    });
    expect(training.progress).toMatchObject({ state: "finished", iteration: direct.iteration });
  });

  test("the network is evaluated before its first step where that is asked for, which changes no bit", async () => {
    const training = await start({ evaluateStart: true, paused: true });
    const { start: point } = await progress(training, ({ start }) => start !== undefined);
    const untrained = new Training(module, arm(), 7, { train, test: test_ }).network.evaluate(test_);
    expect(point).toMatchObject({ iteration: 0, testAccuracy: untrained.accuracy, testLoss: untrained.loss, layers: [] });
    expect(point!.trainAccuracy).toBeGreaterThanOrEqual(0);
    const events = record(training);
    training.resume();
    const { digest, metrics } = await training.finished;
    expect(events.some(({ start }) => start)).toBe(false);
    expect({ digest, metrics }).toEqual((({ digest, metrics }) => ({ digest, metrics }))(await (await start()).finished));
  });

  test.each([
    ["goes on with what its optimizer has gathered", arm({ optimizer: { name: "adam", learningRate: 0.1 } }), true],
    ["begins anew with another optimizer", arm({ optimizer: { name: "momentum" } }), false],
  ] as const)("an arm that takes over %s", async (_, other, gathered) => {
    const data = { train, test: test_ };
    const before = new Training(module, arm(), 7, data);
    while (before.iteration < 30) {
      before.step();
      if (before.due) before.record(evaluate(before));
    }
    const after = new Training(module, other, 7, data);
    const { network, ...state } = before.state();
    const { optimizer } = gathered ? network : after.network.state();
    after.restore({ ...state, network: { ...network, optimizer } });
    while (!after.finished) {
      after.step();
      if (after.due) after.record(evaluate(after));
    }
    const training = await start({ changes: [{ at: 30, arm: other }] });
    const { digest, metrics, iteration } = await training.finished;
    expect({ digest, metrics, iteration }).toEqual({ digest: await after.network.digest(), metrics: after.metrics, iteration: 60 });
    expect(metrics.loss.slice(0, 30)).toEqual(before.metrics.loss);
    expect(digest).not.toBe((await (await start()).finished).digest);
  });

  test("a snapshot makes the same network", async () => {
    const training = await start();
    const { description, tensors, digest, dropoutMasks, batchRows } = await training.finished;
    const network = new Network(module, description);
    for (const [name, values] of Object.entries(tensors)) network.set(name, values);
    expect(await network.digest()).toBe(digest);
    expect(Object.keys(dropoutMasks)).toEqual(["dropout1", "dropout2"]);
    expect(dropoutMasks["dropout1"]).toHaveLength(10 * 8);
    expect(batchRows).toHaveLength(10);
  });

  test("a diverging loss ends it with its reason", async () => {
    const hot = arm({
      network: { hidden: [8], activation: "identity" },
      training: { iterations: 1000, batchSize: 10 },
      optimizer: { name: "sgd", learningRate: 1e6 },
    });
    const training = await start({ arm: hot });
    const { iteration } = await training.finished;
    expect(training.progress).toMatchObject({ state: "failed", iteration });
    expect(training.progress.failure).toMatch(/^the loss became .* at iteration \d+/);
  });
});

describe("pause, step, resume, stop", () => {
  test("started paused, it waits; steps are taken and reported; then it runs and stops", async () => {
    const training = await start({ arm: endless, paused: true });
    const events = record(training);
    const none = { iteration: 0, dropoutMasks: {}, batchRows: new Uint32Array() };
    expect(await training.snapshot()).toMatchObject(none);

    const stepped = progress(training, ({ iteration }) => iteration === 1);
    training.step();
    expect(await stepped).toMatchObject({ state: "paused", loss: [expect.any(Number)] });
    training.step(4);
    await progress(training, ({ iteration }) => iteration === 5);
    expect(events.every(({ state }) => state === "paused")).toBe(true);

    training.resume();
    await progress(training, ({ state, iteration }) => state === "running" && iteration > 100);
    training.pause();
    const { iteration } = await progress(training, ({ state }) => state === "paused");
    expect((await training.snapshot()).iteration).toBe(iteration);

    training.resume();
    training.stop();
    const last = await training.finished;
    expect(training.progress.state).toBe("stopped");
    expect(events.flatMap(({ loss }) => loss)).toEqual(last.metrics.loss);
  });

  test("while it runs, snapshots are of one moment and step does nothing", async () => {
    const training = await start({ arm: endless });
    training.step(3);
    const [first, second] = await Promise.all([training.snapshot(), training.snapshot()]);
    expect(first.metrics.loss).toHaveLength(first.iteration);
    expect(second.iteration).toBeGreaterThanOrEqual(first.iteration);
    expect(training.progress.state).toBe("running");
    training.terminate();
  });

  test("steps count from 1", async () => {
    const training = await start({ paused: true });
    expect(() => training.step(0)).toThrow("n is 0; it must be a whole number from 1 to 9007199254740991");
    training.terminate();
  });
});

describe("data sets", () => {
  test.each([false, true])("stay the caller's, shared: %s", async (shared) => {
    const data = dataset(60, shared);
    const digests = [];
    for (let i = 0; i < 2; i++) digests.push((await (await start({ train: data })).finished).digest);
    expect(data.size).toBe(60);
    expect(data.labels).toHaveLength(60);
    expect(digests[0]).toBe(digests[1]);
  });

  const floats = Dataset.fromRows({
    rows: Float32Array.from({ length: 90 * 16 }, (_, i) => ((i * i) % 31) / 15 - 1), inputs: 16,
    labels: Uint8Array.from({ length: 90 }, (_, i) => i % 3), classes: 3,
  });
  test.each([["bytes", dataset(90)], ["floats", floats]])("some rows of a larger one are those rows: %s", async (_, whole) => {
    const slice = { train: whole.slice(20, 80), test: whole.slice(80, 90) };
    const direct = new Training(module, arm(), 7, slice);
    while (!direct.finished) {
      direct.step();
      if (direct.due) direct.record(evaluate(direct));
    }
    const { metrics } = await (await start(slice)).finished;
    expect(metrics).toEqual(direct.metrics);
  });
});

describe("what goes wrong", () => {
  test("no Worker", async () => {
    vi.stubGlobal("Worker", undefined);
    await expect(start()).rejects.toThrow(
      "TrainingWorker needs the Worker of a browser; elsewhere use Training of usagi-nn/experiment",
    );
  });

  test("an error in the thread is the UsagiError that it was", async () => {
    const wrong = arm();
    const failed = start({ arm: { ...wrong, training: { ...wrong.training, batchSize: -1 } } });
    await expect(failed).rejects.toThrow(UsagiError);
    await expect(failed).rejects.toThrow("batchSize is -1; it must be a whole number from 1 to");
  });

  test("arguments that are wrong are reported before a thread is started", async () => {
    const Worker = vi.fn();
    vi.stubGlobal("Worker", Worker);
    for (const [wrong, message] of [
      [{ arm: undefined }, "arm is undefined; it must be an object"],
      [{ arm: {} }, "arm.network is undefined"],
      [{ seed: -1 }, "seed is -1"],
      [{ seed: Symbol("x") }, "seed is Symbol(x)"],
      [{ module: () => 1 }, "module is a function; it must be what compile() gives"],
      [{ url: Symbol("x") }, "url is Symbol(x); it must be an address"],
      [{ paused: 1 }, "paused is 1; it must be true or false"],
      [{ evaluateStart: 1 }, "evaluateStart is 1; it must be true or false"],
      [{ changes: {} }, "changes is an object; it must be an array of { at, arm }"],
      [{ changes: [{ at: -1, arm: arm() }] }, "changes[0].at is -1"],
      [{ changes: [{ at: 5, arm: arm() }, { at: 5, arm: arm() }] }, "changes[1].at is 5; it must be a whole number from 6"],
      [{ signal: {} }, "signal is an object; it must be an AbortSignal"],
      [{ threads: 2 }, 'options has the unknown key "threads"'],
    ] as const) {
      await expect(start(wrong as never)).rejects.toThrow(UsagiError);
      await expect(start(wrong as never)).rejects.toThrow(message);
    }
    await expect(TrainingWorker.start(undefined as never)).rejects.toThrow("options is undefined; it must be an object");
    expect(Worker).not.toHaveBeenCalled();
  });

  test("a Worker that the browser refuses", async () => {
    vi.stubGlobal("Worker", function () {
      throw new Error("of another origin");
    });
    await expect(start({ url: "https://cdn.example/thread.js" })).rejects.toThrow(
      "the browser does not start the training thread https://cdn.example/thread.js (of another origin): " +
        "put usagi-nn's thread.js on the page's own origin, and give start() its url",
    );
  });

  const served = (type: string) => new Response("", { headers: { "content-type": type } });
  test.each([
    [new Response("", { status: 404 }), "could not be loaded (the server answered 404): put usagi-nn's"],
    [served("text/plain"), "is served as text/plain, not as text/javascript"],
    [served("text/javascript"), "is blocked: the page's Content-Security-Policy must allow it in worker-src"],
    [new Error("offline"), "could not be loaded (offline): put usagi-nn's thread.js there"],
  ])("a script that does not load: %#", async (answer, message) => {
    vi.stubGlobal("fetch", async () => {
      if (answer instanceof Error) throw answer;
      return Promise.resolve(answer);
    });
    vi.stubGlobal("Worker", class {
      onerror?: (event: object) => void;
      postMessage() {
        setTimeout(() => this.onerror?.({ preventDefault: () => {} }));
      }
      terminate() {}
    });
    await expect(start({ url: "/thread.js" })).rejects.toThrow(`the training thread /thread.js ${message}`);
  });

  test("a thread that never answers", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("Worker", class {
      postMessage() {}
      terminate() {}
    });
    const failed = expect(start({ url: "/thread.js" })).rejects.toThrow(
      "the training thread /thread.js did not answer within 30 seconds",
    );
    await vi.advanceTimersByTimeAsync(30_000);
    await failed;
    vi.useRealTimers();
  });

  test("a thread that crashes loses the training", async () => {
    const training = await start({ arm: endless });
    ChannelWorker.started.at(-1)!.onerror!({ message: "out of memory", preventDefault: () => {} });
    const failure = "the training thread failed: out of memory";
    await expect(training.finished).rejects.toThrow(failure);
    await expect(training.snapshot()).rejects.toThrow(UsagiError);
    expect(training.progress).toMatchObject({ state: "failed", failure });
  });
});

describe("abort and terminate", () => {
  test("aborted before the start", async () => {
    await expect(start({ signal: AbortSignal.abort("changed my mind") })).rejects.toBe("changed my mind");
  });

  test("aborted during the start", async () => {
    const controller = new AbortController();
    const failed = start({ signal: controller.signal });
    controller.abort("too slow");
    await expect(failed).rejects.toBe("too slow");
  });

  test("aborted while it runs", async () => {
    const controller = new AbortController();
    const training = await start({ arm: endless, signal: controller.signal });
    const pending = training.snapshot();
    controller.abort("enough");
    await expect(training.finished).rejects.toBe("enough");
    await expect(pending).rejects.toBe("enough");
    expect(training.progress.state).toBe("stopped");
  });

  test("an abort after the end changes nothing", async () => {
    const controller = new AbortController();
    const training = await start({ signal: controller.signal });
    const snapshot = await training.finished;
    controller.abort();
    training.terminate();
    expect(await training.finished).toBe(snapshot);
    expect(training.progress.state).toBe("finished");
  });

  test("terminate", async () => {
    const training = await start({ arm: endless });
    training.terminate();
    await expect(training.finished).rejects.toThrow(new UsagiError("the training was terminated"));
    expect(training.progress.state).toBe("stopped");
  });
});
