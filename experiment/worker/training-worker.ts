// The page's side of training in a worker.

import { compile } from "../../bindings/compile.ts";
import { requireModule } from "../../bindings/core.ts";
import type { Dataset, DatasetParts } from "../../bindings/dataset.ts";
import { requireDataset } from "../../bindings/dataset.ts";
import { requireBoolean, requireInteger, requireKeys, show, UsagiError } from "../../bindings/errors.ts";
import type { TargetScale } from "../data/coding.ts";
import type { ResolvedArm } from "../resolve.ts";
import { copyArm } from "../training.ts";
import { splitSeed } from "../../bindings/seed.ts";
import type { Change, Progress, Reply, Request, Snapshot } from "./messages.ts";

export type { Change, EvaluationPoint, Progress, Snapshot } from "./messages.ts";

/** A script of some kilobytes has loaded by then, or never will. */
const START_MILLISECONDS = 30_000;

export interface StartOptions {
  /** One of the `arms` of an experiment that `checkExperiment` of usagi-nn/experiment accepts. */
  arm: ResolvedArm;
  /** Decides initial weights, batches and dropout masks: a whole number from 0 to 2^53 − 1. */
  seed: number;
  /** Arrays over shared memory are shared with the thread; others are copied, and stay yours. */
  train: Dataset;
  test: Dataset;
  /** What plateaus and early stopping go by. */
  validation?: Dataset | undefined;
  /** How the targets were standardized, where they were (`datasetsOf` says it): the RMSE of a single one is in its own unit then. */
  targetScales?: readonly TargetScale[] | undefined;
  /** Address of usagi-nn's thread.js, where it does not lie beside this module. */
  url?: string | URL;
  /** What `compile()` gave; by default start() calls it. */
  module?: WebAssembly.Module;
  /** Wait for `resume()` or `step()`. Default false. */
  paused?: boolean;
  /**
   * Evaluate the network before its first step too, and report that as the `start` of a Progress, and the norms of that step
   * as its `firstStep`. Default false.
   */
  evaluateStart?: boolean;
  /**
   * Other arms that take over on the way, in the order of their iterations: of the same network, evaluated as often. An
   * optimizer of the same name goes on with what it has gathered, another one begins anew. Default none.
   */
  changes?: readonly Change[];
  /** Aborting ends the thread at once; what is awaited then rejects with the signal's reason. */
  signal?: AbortSignal;
}

interface ProgressEvents {
  addEventListener(
    type: "progress", listener: ((event: CustomEvent<Progress>) => void) | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
  removeEventListener(
    type: "progress", listener: ((event: CustomEvent<Progress>) => void) | null,
    options?: boolean | EventListenerOptions,
  ): void;
}
const ProgressTarget = EventTarget as new () => ProgressEvents & EventTarget;

/**
 * Trains one arm with one seed in a thread of its own, to the same bits as anywhere else. It dispatches
 * "progress", a CustomEvent whose `detail` is a Progress, whenever the state changes and about 20 times a
 * second while it runs. Where listeners are added later than right after `start`, start it paused, so that no
 * event is missed.
 */
export class TrainingWorker extends ProgressTarget {
  /**
   * Resolves when the training ended by itself, by a diverging loss or by `stop()`, and its thread with it.
   * Rejects when it was terminated or aborted, or when the thread crashed.
   */
  readonly finished: Promise<Snapshot>;
  readonly #worker: Worker;
  readonly #signal: AbortSignal | undefined;
  readonly #started: Promise<void>;
  #progress: Progress;
  readonly #snapshots = new Map<number, (snapshot: Snapshot) => void>();
  readonly #watching = new AbortController();
  #nextId = 0;
  #ended = false;
  #onStarted!: () => void;
  #onFinished!: (snapshot: Snapshot) => void;
  #onLost!: (reason: unknown) => void;

  /** Use `TrainingWorker.start`. */
  private constructor(worker: Worker, iterations: number, signal: AbortSignal | undefined) {
    super();
    this.#worker = worker;
    this.#signal = signal;
    this.#progress = { iteration: 0, iterations, loss: [], evaluations: [], state: "paused" };
    this.#started = new Promise((resolve) => (this.#onStarted = resolve));
    this.finished = new Promise((resolve, reject) => {
      this.#onFinished = resolve;
      this.#onLost = reject;
    });
    this.finished.catch(() => {}); // nobody has to wait for it
    worker.onmessage = ({ data }: MessageEvent<Reply>) => this.#receive(data);
    signal?.addEventListener("abort", this.#abort);
  }

  /**
   * Starts a thread and hands it the data. Rejects with a UsagiError where there are no workers (Node), where
   * the thread's script cannot be loaded or usagi.wasm is missing, and where the arm or the data are wrong.
   */
  static async start(options: StartOptions): Promise<TrainingWorker> {
    requireKeys("options", options, ["arm", "seed", "train", "test", "validation", "targetScales", "url", "module", "paused", "evaluateStart", "changes", "signal"]);
    const { seed, train, test, validation, targetScales, url = threadBeside(), paused = false, evaluateStart = false, signal } = options;
    const arm = copyArm(options.arm);
    const changes = copyChanges(options.changes ?? []);
    splitSeed(seed);
    requireBoolean("paused", paused);
    requireBoolean("evaluateStart", evaluateStart);
    if (!(typeof url === "string" || url instanceof URL)) {
      throw new UsagiError(`url is ${show(url)}; it must be an address`);
    }
    if (!(signal === undefined || signal instanceof AbortSignal)) {
      throw new UsagiError(`signal is ${show(signal)}; it must be an AbortSignal`);
    }
    signal?.throwIfAborted();
    if (typeof Worker !== "function") {
      throw new UsagiError(
        "TrainingWorker needs the Worker of a browser; elsewhere use Training of usagi-nn/experiment",
      );
    }
    const module = requireModule(options.module ?? (await unlessAborted(compile(), signal)));
    const worker = startThread(url);
    const training = new TrainingWorker(worker, arm.training.iterations, signal);
    let loaded = false;
    worker.onerror = (event) => {
      event.preventDefault();
      const reason =
        loaded || event.message ? `the training thread failed: ${event.message}` : loadFailure(url);
      void Promise.resolve(reason).then((message) => training.#lose(new UsagiError(message)));
    };
    const late = `the training thread ${url} did not answer within ${START_MILLISECONDS / 1000} seconds`;
    const timer = setTimeout(() => training.#lose(new UsagiError(late)), START_MILLISECONDS);
    try {
      const transfer: Transferable[] = [];
      const data = {
        train: parcel(train, transfer),
        test: parcel(test, transfer),
        ...(validation && { validation: parcel(validation, transfer) }),
      };
      const request: Request = { type: "start", module, arm, seed, ...data, targetScales, paused, evaluateStart, changes };
      worker.postMessage(request, transfer);
      await Promise.race([training.#started, training.finished]);
      loaded = true;
      return training;
    } catch (error) {
      training.#lose(error);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The last one that was dispatched; right after the start, an empty one. */
  get progress(): Progress {
    return this.#progress;
  }

  /** Rests after the step that is being taken. */
  pause(): void {
    this.#send({ type: "pause" });
  }

  resume(): void {
    this.#send({ type: "resume" });
  }

  /** Takes n steps while paused, and reports them. While it runs it does nothing. */
  step(n = 1): void {
    this.#send({ type: "step", steps: requireInteger("n", n, 1, Number.MAX_SAFE_INTEGER) });
  }

  /** Ends the training after the step that is being taken; `finished` resolves with what it came to. */
  stop(): void {
    this.#send({ type: "stop" });
  }

  /** The training as it is now, while it goes on; after its end, the final one. Rejects when it was lost. */
  snapshot(): Promise<Snapshot> {
    const id = this.#nextId++;
    const answer = new Promise<Snapshot>((resolve) => this.#snapshots.set(id, resolve));
    this.#send({ type: "snapshot", id });
    return Promise.race([answer, this.finished]);
  }

  /** Ends the thread at once. What it has not sent is lost: `finished` rejects. */
  terminate(): void {
    this.#lose(new UsagiError("the training was terminated"), "stopped");
  }

  readonly #abort = () => this.#lose(this.#signal?.reason, "stopped");

  #send(request: Request): void {
    this.#worker.postMessage(request);
  }

  #receive(reply: Reply): void {
    switch (reply.type) {
      case "started":
        this.#progress = reply.progress;
        if (reply.lock !== undefined) this.#watch(reply.lock);
        this.#onStarted();
        break;
      case "progress":
        this.#report(reply.progress);
        break;
      case "snapshot":
        this.#snapshots.get(reply.id)?.(reply.snapshot);
        this.#snapshots.delete(reply.id);
        break;
      case "ended":
        this.#release();
        this.#onFinished(reply.snapshot);
        this.#report(reply.progress);
        break;
      case "error":
        this.#lose(new UsagiError(reply.message));
    }
  }

  #report(progress: Progress): void {
    this.#progress = progress;
    this.dispatchEvent(new CustomEvent("progress", { detail: progress }));
  }

  /** A thread that dies, as for want of memory, does not say so; but the lock that it holds becomes free. */
  #watch(lock: string): void {
    const died = () => this.#lose(new UsagiError("the training thread died, perhaps for want of memory: start it again"));
    navigator.locks.request(lock, { signal: this.#watching.signal }, died).catch(() => {}); // it has ended
  }

  /** Ends the thread, and rejects `finished`. */
  #lose(reason: unknown, state: "failed" | "stopped" = "failed"): void {
    if (this.#ended) return;
    this.#release();
    this.#onLost(reason);
    const failure = state === "failed" ? { failure: (reason as Error).message } : {};
    this.#report({ ...this.#progress, loss: [], evaluations: [], state, ...failure });
  }

  #release(): void {
    this.#ended = true;
    this.#watching.abort();
    this.#worker.onmessage = null;
    this.#worker.terminate();
    this.#signal?.removeEventListener("abort", this.#abort);
  }
}

function copyChanges(changes: readonly Change[]): Change[] {
  const given: unknown = changes;
  if (!Array.isArray(given)) throw new UsagiError(`changes is ${show(given)}; it must be an array of { at, arm }`);
  let before = -1;
  return changes.map((change, i) => {
    requireKeys(`changes[${i}]`, change, ["at", "arm"]);
    const at = requireInteger(`changes[${i}].at`, change.at, before + 1, Number.MAX_SAFE_INTEGER);
    before = at;
    return { at, arm: copyArm(change.arm) };
  });
}

/** Where thread.js is by default. */
function threadBeside(): URL {
  try {
    return new URL("./thread.js", import.meta.url);
  } catch (error) {
    throw new UsagiError(
      "thread.js cannot be found from a script that is no ES module: give start() the url of usagi-nn's thread.js",
      { cause: error },
    );
  }
}

function startThread(url: string | URL): Worker {
  try {
    return new Worker(url, { type: "module", name: "usagi-nn" });
  } catch (error) {
    const { message } = error as Error;
    throw new UsagiError(
      `the browser does not start the training thread ${url} (${message}): put usagi-nn's thread.js on the ` +
        "page's own origin, and give start() its url",
      { cause: error },
    );
  }
}

/** A failed worker does not say why; asking for its script tells. */
async function loadFailure(url: string | URL): Promise<string> {
  const script = `the training thread ${url}`;
  const remedy = "put usagi-nn's thread.js there, or give start() its url";
  let response: Response;
  try {
    response = await fetch(url);
  } catch (error) {
    return `${script} could not be loaded (${(error as Error).message}): ${remedy}`;
  }
  const { ok, headers } = response;
  if (!ok) {
    const status = `${response.status} ${response.statusText}`.trim();
    return `${script} could not be loaded (the server answered ${status}): ${remedy}`;
  }
  const type = headers.get("content-type") ?? "no type";
  if (!type.includes("javascript")) {
    return `${script} is served as ${type}, not as text/javascript: ${remedy}`;
  }
  if (globalThis.crossOriginIsolated && !headers.has("cross-origin-embedder-policy")) {
    return `${script} must be served with Cross-Origin-Embedder-Policy: require-corp, as the page is`;
  }
  return `${script} is blocked: the page's Content-Security-Policy must allow it in worker-src`;
}

/** What to post of a data set: shared memory as it is, else a copy of its rows, to be transferred. */
function parcel(data: Dataset, transfer: Transferable[]): DatasetParts {
  const { inputs, classes, outputs, image, ...arrays } = requireDataset("train, test or validation", data).parts();
  const { labels, targets, records, offsets, rows } = arrays;
  const isShared = Object.values(arrays).some(({ buffer }) => !(buffer instanceof ArrayBuffer));
  const sizes = { inputs, classes, outputs, image };
  if (isShared) return { ...sizes, ...arrays };
  const first = offsets[0] ?? 0;
  const copies = {
    labels: labels.slice(),
    targets: targets.slice(),
    records: records.slice(first, offsets.at(-1)),
    offsets: offsets.map((at) => at - first),
    rows: rows.slice(),
  };
  transfer.push(...Object.values(copies).map(({ buffer }) => buffer));
  return { ...sizes, ...copies };
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}
