// A thread that trains nothing, for runs in Node: it takes the steps that it is asked for, and says so.

import type { Progress, Snapshot, StartOptions } from "../../../experiment/worker/training-worker.ts";

export class FakeWorker extends EventTarget {
  /** All that were started, and have not ended. */
  static alive: FakeWorker[] = [];
  static started = 0;
  iteration = 0;
  readonly options: StartOptions;
  readonly finished: Promise<Snapshot>;
  #finish!: (snapshot: Snapshot) => void;
  #lose!: (reason: Error) => void;

  static start(options: StartOptions): Promise<FakeWorker> {
    return Promise.resolve(new FakeWorker(options));
  }

  constructor(options: StartOptions) {
    super();
    this.options = options;
    this.finished = new Promise((resolve, reject) => {
      this.#finish = resolve;
      this.#lose = reject;
    });
    this.finished.catch(() => {});
    FakeWorker.alive.push(this);
    FakeWorker.started++;
    options.signal?.addEventListener("abort", () => this.#leave());
  }

  step(steps: number): void {
    queueMicrotask(() => {
      if (!FakeWorker.alive.includes(this)) return;
      const { iterations, evaluateEvery } = this.options.arm.training;
      const from = this.iteration;
      this.iteration = Math.min(iterations, from + steps);
      const made = Array.from({ length: this.iteration - from }, (_, i) => from + i + 1);
      const evaluations = made.filter((at) => at % evaluateEvery === 0 || at === iterations).map((iteration) => {
        return { iteration, trainAccuracy: 0, testAccuracy: iteration / iterations, testLoss: 0, layers: [] };
      });
      const finished = this.iteration === iterations;
      if (finished) {
        this.#leave();
        this.#finish(this.#snapshot());
      }
      this.#tell({ loss: made.map(() => 1), evaluations, state: finished ? "finished" : "paused" });
    });
  }

  snapshot(): Promise<Snapshot> {
    return FakeWorker.alive.includes(this) ? Promise.resolve(this.#snapshot()) : this.finished;
  }

  /** It dies. */
  die(state: "failed" | "stopped"): void {
    this.#leave();
    this.#lose(new Error("dead"));
    this.#tell({ loss: [], evaluations: [], state, ...(state === "failed" && { failure: "dead" }) });
  }

  #leave(): void {
    FakeWorker.alive = FakeWorker.alive.filter((other) => other !== this);
  }

  #tell(news: Omit<Progress, "iteration" | "iterations">): void {
    const detail: Progress = { iteration: this.iteration, iterations: this.options.arm.training.iterations, ...news };
    this.dispatchEvent(new CustomEvent("progress", { detail }));
  }

  #snapshot(): Snapshot {
    return { iteration: this.iteration, tensors: { w: new Float32Array(256) }, dropoutMasks: {}, batchRows: new Uint32Array() } as unknown as Snapshot;
  }
}
