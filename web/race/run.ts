// One arm with one seed: its thread, and all that is known of it so far.

import { batch, type Signal, signal } from "@preact/signals";
import type { Course } from "../../experiment/explain/again.ts";
import { addNorms, type LayerNorms } from "../../experiment/layers.ts";
import { LearningRate, measuredAt } from "../../experiment/learning-rate.ts";
import { metricsIn, scoreOf } from "../../experiment/metrics.ts";
import type { ResolvedArm, ResolvedDataset } from "../../experiment/resolve.ts";
import type { RunResult } from "../../experiment/results.ts";
import { type Metrics, noMetrics } from "../../experiment/training.ts";
import type { Change, EvaluationPoint, Progress, Snapshot } from "../../experiment/worker/training-worker.ts";
import { TrainingWorker } from "../../experiment/worker/training-worker.ts";
import { confusionRows } from "../../report/confusion.ts";
import { meanLoss } from "../../report/statistics/series.ts";
import type { Data } from "../data/data.ts";
import { threadUrl } from "../site.ts";
import { bytesOf, thin } from "./moments.ts";
import type { Racer } from "./scheduler.ts";

export type RunState = "waiting" | "running" | "paused" | "complete" | "failed";
/** Whether nothing more comes of a run. */
export const isFinal = (state: RunState) => state === "complete" || state === "failed";

export interface RunOptions {
  /** What it starts as. */
  arm: ResolvedArm;
  /** The arm's place in the experiment, which is its colour's. */
  index: number;
  seed: number;
  dataset: ResolvedDataset;
  data: Data;
  module: WebAssembly.Module;
  /** Other arms that take over on the way. */
  changes?: readonly Change[];
  /** Resolves when it may start its thread. */
  turn?: (() => Promise<void>) | undefined;
}

/** What the weights of a run are a function of. Names change nothing. */
export function keyOf({ arm, seed, dataset, changes = [] }: Pick<RunOptions, "arm" | "seed" | "dataset" | "changes">): string {
  const nameless = (named: ResolvedArm) => ({ ...named, name: undefined, search: undefined });
  return JSON.stringify([nameless(arm), seed, dataset, changes.map(({ at, arm: changed }) => [at, nameless(changed)])]);
}

/** What a finished run came to, as it is kept over a reload. */
export interface RunRecord {
  /** All that its thread told, at once. */
  readonly progress: Progress;
  /** The first look at its network, and the last. */
  readonly moments: readonly Snapshot[];
}

/** Its arrays only grow; the signals say when. */
export class Run implements Racer {
  readonly key: string;
  readonly seed: number;
  readonly state = signal<RunState>("waiting");
  readonly iteration = signal(0);
  /** How many evaluations there are. */
  readonly evaluations = signal(0);
  /** Before the first step: not in `metrics`, as results do not have it. */
  readonly start: Signal<EvaluationPoint | undefined> = signal(undefined);
  /** Norms of each trained layer at the first step, whether that is evaluated or not. */
  readonly firstStep: Signal<LayerNorms<number>[] | undefined> = signal(undefined);
  readonly metrics: Metrics;
  /** Norms of each trained layer at each evaluation. */
  readonly layers: LayerNorms<number[]>[] = [];
  /** Of every step; empty where it is constant. */
  readonly learningRate: number[] = [];
  /** At each evaluation, the mean loss of the steps since the one before. */
  readonly meanLoss: number[] = [];
  /** The newest look at the network. */
  readonly snapshot = signal<Snapshot | undefined>(undefined);
  /** What is kept of the looks so far, ascending; the newest is among them. */
  moments: readonly Snapshot[] = [];
  failure: string | undefined;
  /** Whether it failed by its thread, not by its numbers: another try may do better. */
  crashed = false;
  /** Why it ended before its last iteration, if it did. */
  stopped: string | undefined;
  /** Whether it was trained in an earlier visit. */
  revived = false;
  /** Of a fork: what it left, and after how many iterations. */
  branch: { readonly of: Run; readonly at: number } | undefined;
  #arm: ResolvedArm;
  #index: number;
  readonly #options: Pick<RunOptions, "arm" | "module" | "changes" | "turn">;
  /** Until it has ended: it may be kept for long. */
  #data: Data | undefined;
  #rate: LearningRate;
  readonly #scheduled: boolean;
  /** Those still to come. */
  #changes: readonly Change[];
  readonly #abort = new AbortController();
  #worker: Promise<TrainingWorker> | undefined;
  /** Resolves once it stands. */
  #standing: Promise<void> = Promise.resolve();
  #advance: { to: number; resolve: () => void } | undefined;
  #looking: Promise<void> | undefined;
  /** Bytes that its moments may take. */
  #allowance = Infinity;

  constructor(options: RunOptions) {
    const { arm, index, seed, data, changes = [] } = options;
    this.key = keyOf(options);
    this.seed = seed;
    this.metrics = noMetrics(data.validation !== undefined, scoreOf(arm).task);
    this.#arm = changes.at(-1)?.arm ?? arm;
    this.#index = index;
    this.#options = { arm, module: options.module, changes, turn: options.turn };
    this.#data = data;
    this.#rate = new LearningRate(arm);
    this.#changes = changes;
    this.#scheduled = [arm, ...changes.map(({ arm: changed }) => changed)].some(({ schedule }) => schedule);
  }

  /** What it ends as. */
  get arm(): ResolvedArm {
    return this.#arm;
  }

  get index(): number {
    return this.#index;
  }

  get ended(): boolean {
    return isFinal(this.state.peek());
  }

  /** Where it ended with its best network: after how many iterations that was. */
  get best(): number | undefined {
    return this.snapshot.peek()?.best;
  }

  /** Steps taken, as a racer. */
  get at(): number {
    return this.iteration.peek();
  }

  /** The last iteration, if nothing ends it before. */
  get end(): number {
    return this.arm.training.iterations;
  }

  /** Steps between evaluations. */
  get every(): number {
    return this.arm.training.evaluateEvery;
  }

  /** What its steps are a function of, but for the data. */
  get course(): Course {
    const { arm, changes = [] } = this.#options;
    return { arm, seed: this.seed, changes };
  }

  /** Takes a place, and a name, in an experiment: its key is the same. */
  moveTo(arm: ResolvedArm, index: number, branch: { of: Run; at: number } | undefined): void {
    this.#arm = arm;
    this.#index = index;
    this.branch = branch;
  }

  /** Takes so many steps, fewer where it ends; resolves when it stands again. One advance at a time. */
  advance(steps: number): Promise<void> {
    this.#standing = this.#standing.then(() => this.#step(steps));
    return this.#standing;
  }

  /** Resolves when the steps that it was asked for are made. */
  stand(): Promise<void> {
    return this.#standing;
  }

  /** Takes a snapshot of where it stands, unless there is one; resolves when it has come. */
  look(): Promise<void> {
    if (!this.#worker || this.ended || this.snapshot.peek()?.iteration === this.at) return Promise.resolve();
    this.#looking ??= this.#look(this.#worker).finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  get looking(): boolean {
    return this.#looking !== undefined;
  }

  /** Bytes that its moments may take; the newest stays whatever it takes. */
  allow(bytes: number): void {
    this.#allowance = bytes;
    this.moments = thin(this.moments, bytes);
  }

  /** Bytes of its moments. */
  get bytes(): number {
    return this.moments.reduce((sum, moment) => sum + bytesOf(moment), 0);
  }

  /** Ends the thread. */
  dispose(): void {
    this.#abort.abort();
    this.#advance?.resolve();
  }

  /** What it came to, once it has ended. */
  get record(): RunRecord {
    const { iterations, loss } = this.metrics;
    const evaluations = iterations.map((iteration, i) => ({
      ...measuredAt(this.metrics, i),
      iteration,
      layers: this.layers.map(({ name, gradient, update, weight }) =>
        ({ name, gradient: gradient[i]!, update: update[i]!, weight: weight[i]! })),
    }));
    const start = this.start.peek();
    const firstStep = this.firstStep.peek();
    const progress: Progress = {
      iteration: this.at, iterations: this.end, loss, evaluations,
      state: this.state.peek() === "complete" ? "finished" : "failed",
      ...(start && { start }),
      ...(firstStep && { firstStep }),
      ...(this.failure !== undefined && { failure: this.failure }),
      ...(this.stopped !== undefined && { stopped: this.stopped }),
    };
    return { progress, moments: this.moments.filter((_, i) => i === 0 || i === this.moments.length - 1) };
  }

  /** Takes over what a run with the same key came to in an earlier visit. */
  revive({ progress, moments }: RunRecord): void {
    this.revived = true;
    this.#record(progress);
    this.failure = progress.failure;
    this.moments = moments.slice(0, -1);
    this.#end(progress.state === "finished" ? "complete" : "failed", moments.at(-1));
  }

  /** What the command line would write of it. */
  result(): RunResult {
    const { seed, metrics, failure, stopped, best } = this;
    const snapshot = this.snapshot.peek();
    const started = this.at > 0;
    return {
      arm: this.arm.name,
      seed,
      status: this.ended ? (this.state.peek() as "complete" | "failed") : started ? "interrupted" : "not started",
      ...(failure === undefined ? {} : { failure }),
      ...(stopped === undefined ? {} : { stopped }),
      ...(best === undefined ? {} : { best }),
      ...metrics,
      layers: this.layers,
      ...(this.#scheduled && { learningRate: this.learningRate }),
      confusion: snapshot?.confusion ? confusionRows(snapshot.confusion, Math.sqrt(snapshot.confusion.length)) : [],
      digest: snapshot?.digest ?? "",
      seconds: { training: 0, evaluation: 0 },
    };
  }

  async #step(steps: number): Promise<void> {
    if (this.ended || this.#abort.signal.aborted) return;
    const worker = await this.#thread();
    if (!worker || this.ended) return;
    const arrival = new Promise<void>((resolve) => {
      this.#advance = { to: this.at + steps, resolve };
    });
    worker.step(steps);
    await arrival;
    this.#advance = undefined;
  }

  /** Its thread; none where it cannot be started, which ends the run, or where it was disposed of. */
  async #thread(): Promise<TrainingWorker | undefined> {
    this.#worker ??= this.#start();
    return this.#worker.catch((error: unknown) => {
      if (!this.#abort.signal.aborted) this.#crash((error as Error).message);
      return undefined;
    });
  }

  async #start(): Promise<TrainingWorker> {
    const { seed } = this;
    const { arm, module, changes = [], turn } = this.#options;
    await turn?.();
    const worker = await TrainingWorker.start({
      arm, seed, ...this.#data!, url: threadUrl, module, paused: true, evaluateStart: true, changes, signal: this.#abort.signal,
    });
    worker.addEventListener("progress", ({ detail }) => this.#hear(worker, detail));
    await this.#look(Promise.resolve(worker));
    return worker;
  }

  async #look(worker: Promise<TrainingWorker>): Promise<void> {
    try {
      this.#keep(await (await worker).snapshot());
    } catch {
      // The thread has ended; its last snapshot comes with its end.
    }
  }

  #keep(snapshot: Snapshot): void {
    if (this.#abort.signal.aborted || snapshot === this.snapshot.peek()) return;
    // What it has recorded until then is in this run's arrays already.
    snapshot.metrics = noMetrics(false);
    snapshot.layers = [];
    const earlier = this.moments.filter(({ iteration }) => iteration < snapshot.iteration);
    this.moments = thin([...earlier, snapshot], this.#allowance);
    this.snapshot.value = snapshot;
  }

  #hear(worker: TrainingWorker, progress: Progress): void {
    if (this.#abort.signal.aborted || this.ended) return;
    this.#record(progress);
    switch (progress.state) {
      case "finished":
        void worker.finished.then((snapshot) => this.#end("complete", snapshot));
        break;
      case "failed":
        worker.finished.then(
          (snapshot) => {
            this.failure = progress.failure;
            this.#end("failed", snapshot);
          },
          () => this.#crash(progress.failure ?? ""),
        );
        break;
      case "stopped":
        this.#crash("the training thread was ended");
        break;
      default:
        if (this.#advance && progress.iteration >= this.#advance.to) this.#advance.resolve();
    }
  }

  #record(progress: Progress): void {
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
    batch(() => {
      if (progress.start) this.start.value = progress.start;
      if (progress.firstStep) this.firstStep.value = progress.firstStep;
      this.iteration.value = progress.iteration;
      this.evaluations.value = iterations.length;
    });
  }

  /** Of the steps up to an iteration, as far as they are not recorded. */
  #recordRates(iteration: number): void {
    if (!this.#scheduled) return;
    for (let step = this.learningRate.length; step < iteration; step++) {
      if (this.#changes[0]?.at === step) this.#takeOver(this.#changes[0].arm);
      this.learningRate.push(this.#rate.of(step));
    }
  }

  /** The rate of the arm that takes over, which knows the evaluations so far. */
  #takeOver(arm: ResolvedArm): void {
    this.#changes = this.#changes.slice(1);
    this.#rate = new LearningRate(arm);
    for (let i = 0; i < this.meanLoss.length; i++) this.#rate.see(measuredAt(this.metrics, i));
  }

  #crash(failure: string): void {
    this.failure = failure;
    this.crashed = true;
    this.#end("failed");
  }

  #end(state: "complete" | "failed", snapshot?: Snapshot): void {
    if (this.ended || this.#abort.signal.aborted) return;
    batch(() => {
      if (snapshot) this.#keep(snapshot);
      this.state.value = state;
    });
    this.#worker = undefined;
    this.#data = undefined;
    this.#advance?.resolve();
  }
}
