// Threads that share the stages of one network's passes. The calls of kernels that make a share are written down in
// shared memory, by running its work with kernels that only note their arguments: so a thread needs to know nothing of
// networks. It takes a share that is open and makes the calls; the thread that owns the network does one share itself
// and whatever no other has taken, so that one that sleeps, is kept off its core or has died holds nobody up.

import type { Kernels } from "./core.ts";
import { widestTile } from "./engine.ts";
import { UsagiError } from "./errors.ts";
import type { Team, Work } from "./plan.ts";

export { sharedModule } from "./shared.ts";

// What the threads share, int32: the number of the stage, below 0 once they shall end; how many threads sleep; whether
// the owner does; then for each share its turn, and how many calls were made of it.
const [ROUND, SLEEPERS, OWNER_SLEEPS, TURNS] = [0, 1, 2, 3];
// A turn is 4 × the number of its stage, which nobody mistakes for that of another, and one of these.
const [OPEN, TAKEN, DONE, FAILED] = [0, 1, 2, 3];
/** Stages are numbered in 28 bits. */
const LAST_ROUND = 2 ** 28 - 1;

/** How long a thread looks for something to do before it sleeps: waking takes as long as a small stage. */
const SPIN_MILLISECONDS = 0.1;
/** A thread that has not ended a single call for so long is taken for dead: the largest take some seconds. */
const PATIENCE_MILLISECONDS = 60_000;
/** In so many parts, so that the time of a machine that sleeps does not count. */
const PARTS = 60;
/** A thread starts within some milliseconds, or not at all. */
const START_MILLISECONDS = 30_000;

/** The whole script of a thread. As text, because so it is wherever the library is, whatever bundled it. */
const script = `"use strict";
const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
const answer = (text) => (node ? node.parentPort : self).postMessage(text);
function serve({ module, memory, names, control, programs, share, spin, widest }) {
  const own = new WebAssembly.Instance(module, { env: { memory, abort() { throw new Error("assert failed"); } } }).exports;
  own.setWidest(widest);
  const kernels = names.map((name) => own[name]);
  const count = programs.length;
  answer("ready");
  for (let round = 0;;) {
    for (const end = performance.now() + spin; Atomics.load(control, 0) === round && performance.now() < end;);
    if (Atomics.load(control, 0) === round) {
      Atomics.add(control, 1, 1);
      Atomics.wait(control, 0, round);
      Atomics.sub(control, 1, 1);
    }
    round = Atomics.load(control, 0);
    if (round < 0) return;
    for (let i = 0; i < count; i++) {
      const k = (share + i) % count;
      const turn = 3 + k;
      if (Atomics.compareExchange(control, turn, 4 * round, 4 * round + 1) !== 4 * round) continue;
      let state = 2;
      const cells = programs[k];
      try {
        for (let at = 1; at < cells[0];) {
          const call = cells[at++];
          const args = Array(cells[at++]);
          for (let a = 0; a < args.length; a++) args[a] = cells[at++];
          kernels[call].apply(undefined, args);
          Atomics.add(control, turn + count, 1);
        }
      } catch (error) {
        const text = String(error).slice(0, cells.length - 1);
        for (let c = 0; c < text.length; c++) cells[1 + c] = text.charCodeAt(c);
        cells[0] = text.length;
        state = 3;
      }
      Atomics.store(control, turn, 4 * round + state);
      if (Atomics.load(control, 2) !== 0) Atomics.notify(control, turn);
      if (state === 3) return;
    }
  }
}
if (node) serve(node.workerData);
else onmessage = ({ data }) => { serve(data); close(); };
`;

/** What a thread is told when it starts. */
interface Start {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Names of the kernels, by their numbers in programs. */
  readonly names: readonly string[];
  readonly control: Int32Array;
  readonly programs: readonly Float64Array[];
  /** The share that it looks at first. */
  readonly share: number;
  readonly spin: number;
  readonly widest: number;
}

export class Crew implements Team {
  readonly #kernels: Kernels;
  readonly #control: Int32Array;
  readonly #recorders: readonly Recorder[];
  readonly #patience: number;
  #threads: readonly Thread[] = [];
  #round = 0;
  #failure: string | undefined;
  #lost = false;

  private constructor(kernels: Kernels, control: Int32Array, recorders: readonly Recorder[], patience: number) {
    this.#kernels = kernels;
    this.#control = control;
    this.#recorders = recorders;
    this.#patience = patience;
  }

  /**
   * Starts threads, one fewer than there are shares. `kernels` are those of `module` over the same shared memory;
   * `callsEach` are the most calls of a share. Rejects with a UsagiError where there can be no threads.
   */
  static async start(
    module: WebAssembly.Module, kernels: Kernels, shares: number, callsEach: number, patience = PATIENCE_MILLISECONDS,
  ): Promise<Crew> {
    const { memory } = kernels;
    const names = WebAssembly.Module.exports(module).filter(({ kind }) => kind === "function").map(({ name }) => name);
    const control = new Int32Array(new SharedArrayBuffer((TURNS + 2 * shares) * 4));
    const recorders = Array.from({ length: shares }, () => new Recorder(names, callsEach));
    const programs = recorders.map(({ cells }) => cells);
    const all = { module, memory, names, control, programs, spin: SPIN_MILLISECONDS, widest: widestTile() };
    const crew = new Crew(kernels, control, recorders, patience);
    const threads = Array.from({ length: shares - 1 }, (_, i) =>
      startThread({ ...all, share: i + 1 }, (reason) => {
        crew.#failure ??= `a thread of this network ended (${reason}): useThreads() starts others`;
      }));
    crew.#threads = threads;
    const late = setTimeout(() => {
      for (const { fail } of threads) fail(`no answer within ${START_MILLISECONDS / 1000} seconds`);
    }, START_MILLISECONDS);
    // All at once, because Node aborts as a whole where a thread is ended while it loads its code.
    const started = await Promise.allSettled(threads.map(({ ready }) => ready));
    clearTimeout(late);
    const failed = started.find((result) => result.status === "rejected");
    if (!failed) return crew;
    crew.end();
    throw failed.reason;
  }

  /** Whether a thread ended amid a stage: what the network's memory holds then is of no use. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Ends all threads. */
  end(): void {
    Atomics.store(this.#control, ROUND, -1);
    Atomics.notify(this.#control, ROUND);
    for (const { release } of this.#threads) release();
  }

  run(work: Work): void {
    if (this.#failure !== undefined) throw new UsagiError(this.#failure);
    const control = this.#control;
    const round = this.#round === LAST_ROUND ? 1 : this.#round + 1;
    this.#round = round;
    const shared: number[] = [];
    for (let k = 1; k < this.#recorders.length; k++) {
      if (!this.#recorders[k]!.record(work, k)) continue;
      shared.push(k);
      Atomics.store(control, TURNS + k, 4 * round + OPEN);
    }
    if (shared.length > 0) {
      Atomics.store(control, ROUND, round);
      if (Atomics.load(control, SLEEPERS) > 0) Atomics.notify(control, ROUND);
    }
    try {
      work(this.#kernels, 0);
      for (const k of shared.toReversed()) {
        if (Atomics.compareExchange(control, TURNS + k, 4 * round + OPEN, 4 * round + TAKEN) !== 4 * round + OPEN) continue;
        Atomics.store(control, TURNS + k, 4 * round + DONE);
        work(this.#kernels, k);
      }
    } finally {
      for (const k of shared) this.#await(k, 4 * round);
    }
  }

  /** Returns once a share is done that a thread has taken. */
  #await(k: number, turn: number): void {
    const control = this.#control;
    const at = TURNS + k;
    for (const end = performance.now() + SPIN_MILLISECONDS; Atomics.load(control, at) === turn + TAKEN;) {
      if (performance.now() > end) break;
    }
    for (let silent = 0, calls = -1; Atomics.load(control, at) === turn + TAKEN;) {
      const made = Atomics.load(control, at + this.#recorders.length);
      silent = made === calls ? silent + 1 : 0;
      calls = made;
      if (silent > PARTS) this.#lose(`no sign of life for ${this.#patience / 1000} seconds`);
      Atomics.store(control, OWNER_SLEEPS, 1);
      wait(control, at, turn + TAKEN, this.#patience / PARTS);
      Atomics.store(control, OWNER_SLEEPS, 0);
    }
    if (Atomics.load(control, at) === turn + FAILED) this.#lose(this.#recorders[k]!.text());
  }

  #lose(reason: string): never {
    this.#lost = true;
    this.#failure = `a thread of this network ended amid a pass (${reason}): the network is lost, make a new one`;
    throw new UsagiError(this.#failure);
  }
}

/** Kernels that note their arguments: a program that any thread can run. */
class Recorder {
  /** How many cells are used; then of each call its kernel's number, how many arguments it has, and these. */
  readonly cells: Float64Array;
  readonly #kernels: Kernels;
  #end = 1;

  constructor(names: readonly string[], calls: number) {
    const MOST_ARGUMENTS = 20;
    this.cells = new Float64Array(new SharedArrayBuffer((1 + calls * (2 + MOST_ARGUMENTS)) * 8));
    const note = (kernel: number) => (...args: number[]) => {
      const { cells } = this;
      let end = this.#end;
      cells[end++] = kernel;
      cells[end++] = args.length;
      for (let i = 0; i < args.length; i++) cells[end++] = args[i]!;
      this.#end = end;
    };
    this.#kernels = Object.fromEntries(names.map((name, kernel) => [name, note(kernel)])) as unknown as Kernels;
  }

  /** Whether there is anything to do. */
  record(work: Work, index: number): boolean {
    this.#end = 1;
    work(this.#kernels, index);
    this.cells[0] = this.#end;
    return this.#end > 1;
  }

  /** What a thread that failed has left. */
  text(): string {
    return String.fromCharCode(...this.cells.subarray(1, 1 + this.cells[0]!));
  }
}

interface Thread {
  readonly ready: Promise<void>;
  /** Gives it up before it is ready. */
  readonly fail: (reason: string) => void;
  /** It may end. */
  readonly release: () => void;
}

/** Starts a thread; `onEnd` hears why it ended before it was released. */
function startThread(data: Start, onEnd: (reason: string) => void): Thread {
  let resolve!: () => void;
  let reject!: (error: UsagiError) => void;
  let released = false;
  const ready = new Promise<void>((...settle) => ([resolve, reject] = settle));
  const fail = (reason: string, cause?: unknown) => {
    reject(new UsagiError(`a thread of the network could not be started (${reason})`, { cause }));
    if (!released) onEnd(reason);
  };
  const release = () => void (released = true);
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  try {
    if (node) {
      const worker = new node.Worker(script, { eval: true, workerData: data, execArgv: [] });
      worker.once("message", () => {
        worker.unref(); // a process ends by itself where a network is not disposed
        resolve();
      });
      worker.once("error", (error) => fail(error.message, error));
      worker.once("exit", (code) => fail(`exit code ${code}`));
    } else {
      const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
      const worker = new Worker(url, { name: "usagi-nn" });
      worker.onmessage = () => {
        URL.revokeObjectURL(url);
        resolve();
      };
      worker.onerror = (event) => {
        event.preventDefault();
        fail(event.message || "a Content-Security-Policy must allow blob: in worker-src");
      };
      worker.postMessage(data);
    }
  } catch (error) {
    fail((error as Error).message, error);
  }
  return { ready, fail, release };
}

/** Sleeps until it is woken or the time is over; looks on instead on a page's main thread, which must not sleep. */
let wait = (control: Int32Array, at: number, value: number, milliseconds: number): void => {
  try {
    Atomics.wait(control, at, value, milliseconds);
  } catch {
    wait = (control, at, value, milliseconds) => {
      for (const end = performance.now() + milliseconds; Atomics.load(control, at) === value;) {
        if (performance.now() > end) return;
      }
    };
  }
};
