// One arm with one seed: its thread, and all that is known of it so far.

import type { ResolvedArm } from "../../experiment/resolve.ts";
import { addNorms, type LayerNorms } from "../../experiment/layers.ts";
import { LearningRate } from "../../experiment/learning-rate.ts";
import { metricsIn } from "../../experiment/metrics.ts";
import type { RunResult } from "../../experiment/results.ts";
import type { Progress, Snapshot } from "../../experiment/worker/training-worker.ts";
import { type Metrics, noMetrics } from "../../experiment/training.ts";
import { TrainingWorker } from "../../experiment/worker/training-worker.ts";
import { confusionRows } from "../../report/confusion.ts";
import { meanLoss } from "../../report/statistics/series.ts";
import type { Data } from "../data/data.ts";
import { classes } from "../data/data.ts";
import { threadUrl } from "../site.ts";

/** How many times as long as a look took the thread is left alone after it. */
const restAfterLook = 4;

export type RunState = "waiting" | "running" | "paused" | "complete" | "failed";

export class Run {
  readonly arm: ResolvedArm;
  /** The arm's place in the experiment, which is its colour's. */
  readonly index: number;
  readonly seed: number;
  state: RunState = "waiting";
  iteration = 0;
  failure: string | undefined;
  /** Why it ended before its last iteration, if it did. */
  stopped: string | undefined;
  readonly metrics: Metrics;
  /** Norms of each trained layer at each evaluation. */
  readonly layers: LayerNorms<number[]>[] = [];
  /** Of every step; empty where it is constant. */
  readonly learningRate: number[] = [];
  /** At each evaluation, the mean loss of the steps since the one before. */
  readonly meanLoss: number[] = [];
  /** The latest look at the network. */
  snapshot: Snapshot | undefined;
  readonly #rate: LearningRate;
  readonly #changed: () => void;
  readonly #abort = new AbortController();
  #worker: Promise<TrainingWorker> | undefined;
  #looking = false;
  #nextLook = 0;

  /** @param validation Whether images are set aside. */
  constructor(arm: ResolvedArm, index: number, seed: number, validation: boolean, changed: () => void) {
    this.arm = arm;
    this.metrics = noMetrics(validation);
    this.#rate = new LearningRate(arm);
    this.index = index;
    this.seed = seed;
    this.#changed = changed;
  }

  get ended(): boolean {
    return this.state === "complete" || this.state === "failed";
  }

  /** Whether it has a thread. */
  get alive(): boolean {
    return this.#worker !== undefined && !this.ended;
  }

  /** Starts or goes on; resolves when it has ended. */
  async train(module: WebAssembly.Module, data: Data): Promise<void> {
    this.state = "running";
    const worker = await this.#thread(module, data);
    if (this.state === "running") worker?.resume();
  }

  /** One iteration, in a thread that rests before and after it. */
  async step(module: WebAssembly.Module, data: Data): Promise<void> {
    this.state = "paused";
    (await this.#thread(module, data))?.step();
  }

  pause(): void {
    if (!this.alive) return;
    this.state = "paused";
    void this.#worker?.then((worker) => worker.pause(), () => {});
  }

  /** Ends the thread. */
  dispose(): void {
    this.#abort.abort();
  }

  /** Takes a new snapshot if there was a step since the last. A large network is looked at less often. */
  async look(): Promise<void> {
    const started = performance.now();
    if (!this.alive || this.#looking || this.iteration === (this.snapshot?.iteration ?? 0)) return;
    if (this.state === "running" && started < this.#nextLook) return;
    this.#looking = true;
    try {
      this.snapshot = await (await this.#worker!).snapshot();
      this.#changed();
    } catch {
      // The thread has ended; its last snapshot comes with its end.
    } finally {
      this.#looking = false;
      const ended = performance.now();
      this.#nextLook = ended + restAfterLook * (ended - started);
    }
  }

  /** Where it ended with its best network: after how many iterations that was. */
  get best(): number | undefined {
    return this.snapshot?.best;
  }

  /** What the command line would write of it. */
  result(): RunResult {
    const { seed, metrics, snapshot } = this;
    return {
      arm: this.arm.name,
      seed,
      status: this.ended ? (this.state as "complete" | "failed") : this.iteration > 0 ? "interrupted" : "not started",
      ...(this.failure === undefined ? {} : { failure: this.failure }),
      ...(this.stopped === undefined ? {} : { stopped: this.stopped }),
      ...(this.best === undefined ? {} : { best: this.best }),
      ...metrics,
      layers: this.layers,
      ...(this.arm.schedule && { learningRate: this.learningRate }),
      confusion: snapshot?.confusion ? confusionRows(snapshot.confusion, classes) : [],
      digest: snapshot?.digest ?? "",
      seconds: { training: 0, evaluation: 0 },
    };
  }

  /** Its thread; none where it cannot be started, which ends the run, or where it was disposed of. */
  async #thread(module: WebAssembly.Module, data: Data): Promise<TrainingWorker | undefined> {
    this.#worker ??= this.#start(module, data);
    return this.#worker.catch((error: unknown) => {
      if (!this.#abort.signal.aborted) this.#end("failed", (error as Error).message);
      return undefined;
    });
  }

  async #start(module: WebAssembly.Module, data: Data): Promise<TrainingWorker> {
    const worker = await TrainingWorker.start({
      arm: this.arm, seed: this.seed, ...data, url: threadUrl, module, paused: true, signal: this.#abort.signal,
    });
    worker.addEventListener("progress", ({ detail }) => this.#hear(worker, detail));
    return worker;
  }

  #hear(worker: TrainingWorker, progress: Progress): void {
    if (this.#abort.signal.aborted) return;
    this.iteration = progress.iteration;
    const { loss, iterations } = this.metrics;
    let counted = iterations.at(-1) ?? 0;
    for (const value of progress.loss) loss.push(value);
    for (const evaluation of progress.evaluations) {
      const { iteration } = evaluation;
      iterations.push(iteration);
      for (const name of metricsIn(this.metrics)) this.metrics[name]!.push(evaluation[name]!);
      for (const { name } of this.layers.length === 0 ? evaluation.layers : []) {
        this.layers.push({ name, gradient: [], update: [], weight: [] });
      }
      addNorms(this.layers, evaluation.layers);
      this.meanLoss.push(meanLoss(loss.slice(counted, iteration)));
      this.#recordRates(iteration);
      this.#rate.see(evaluation);
      counted = iteration;
    }
    this.#recordRates(loss.length);
    this.stopped = progress.stopped;
    if (progress.state === "finished" || progress.state === "failed") {
      worker.finished.then((snapshot) => (this.snapshot = snapshot), () => {}).finally(() => {
        this.#end(progress.state === "finished" ? "complete" : "failed", progress.failure);
      });
    } else {
      this.#changed();
      if (progress.state === "paused") void this.look();
    }
  }

  /** Of the steps up to an iteration, as far as they are not recorded. */
  #recordRates(iteration: number): void {
    if (!this.arm.schedule) return;
    for (let step = this.learningRate.length; step < iteration; step++) this.learningRate.push(this.#rate.of(step));
  }

  #end(state: "complete" | "failed", failure?: string): void {
    if (this.ended) return;
    this.state = state;
    this.failure = failure;
    this.#changed();
  }
}
