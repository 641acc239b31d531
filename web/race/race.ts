// All arms and seeds of an experiment: who races with whom, what is kept of it, and what an experiment before had done
// of it already.

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import type { Change } from "../../experiment/worker/training-worker.ts";
import type { Data } from "../data/data.ts";
import { identityOf } from "../data/held.ts";
import type { Kept } from "./kept.ts";
import { keyOf, Run, type RunOptions } from "./run.ts";
import { type Clock, frontOf, type Goal, Scheduler, type Speed } from "./scheduler.ts";

/** Each thread has a copy of the data. */
const mostThreads = 12;
/** What all moments of a race may take. */
const momentBytes = 48 * 2 ** 20;
/** Between looks at least, and between those at iterations without an evaluation. */
const lookMilliseconds = { evaluated: 80, other: 400 };

/** An arm of the experiment that is a twin of another one until it changes. */
export interface Fork {
  /** Its place in the experiment. */
  readonly index: number;
  /** Of which arm, and after how many iterations. */
  readonly of: number;
  readonly at: number;
}

/** Where a race stands. */
export interface Standing {
  readonly seed: number;
  /** Which of how many groups of arms races, counted from 0: more than twelve do not race at once. */
  readonly heat: number;
  readonly heats: number;
  readonly iteration: number;
  /** The last iteration of those that race. */
  readonly end: number;
}

export interface RaceOptions {
  /** With an arm for each fork. */
  experiment: ResolvedExperiment;
  forks: readonly Fork[];
  data: Data;
  module: WebAssembly.Module;
  /** Finished runs of earlier races. */
  kept: Kept;
  clock: Clock;
  speed: Speed;
  rested: (why: "over" | "goal" | "paused") => void;
}

export class Race {
  readonly experiment: ResolvedExperiment;
  readonly data: Data;
  readonly module: WebAssembly.Module;
  /** Seeds outer. */
  readonly runs: readonly Run[];
  readonly standing: ReadonlySignal<Standing>;
  readonly #standing: ReturnType<typeof signal<Standing>>;
  readonly #heats: readonly (readonly Run[])[];
  readonly #scheduler: Scheduler<Run>;
  readonly #clock: Clock;
  readonly #rested: RaceOptions["rested"];
  #racing: readonly Run[] = [];
  /** Whether single steps are to be seen. */
  #slow: boolean;
  #looked = -Infinity;
  #lookDue = 0;
  #disposed = false;

  /** @param before What takes its place: what is the same in both goes on. */
  constructor(options: RaceOptions, before?: Race) {
    const { experiment, forks, data, module, kept, clock, speed, rested } = options;
    this.experiment = experiment;
    this.data = data;
    this.module = module;
    this.#clock = clock;
    this.#rested = rested;
    this.#slow = isSlow(speed);
    const earlier = (before?.runs ?? []).filter(({ crashed }) => !crashed);
    const turn = inTurn(clock);
    const runs: Run[] = [];
    for (const seed of experiment.seeds) {
      const changes: (readonly Change[])[] = [];
      const own: Run[] = [];
      for (const [index, arm] of experiment.arms.entries()) {
        const fork = forks.find((one) => one.index === index);
        changes[index] = fork ? [...changes[fork.of]!.filter(({ at }) => at < fork.at), { at: fork.at, arm }] : [];
        const first = fork ? own[fork.of]!.course.arm : arm;
        const run: RunOptions = { arm: first, index, seed, dataset: identityOf(experiment.dataset), data, module, changes: changes[index], turn };
        own.push(takeFrom(earlier, keyOf(run)) ?? kept.take(keyOf(run)) ?? begin(run, kept));
        own[index]!.moveTo(arm, index, fork && { of: own[fork.of]!, at: fork.at });
      }
      runs.push(...own);
    }
    this.runs = runs;
    this.#heats = experiment.seeds.flatMap((seed) => heatsOf(runs.filter((run) => run.seed === seed)));
    this.#scheduler = new Scheduler({
      heats: this.#heats,
      clock,
      speed,
      stood: () => this.#stood(),
      rested: (why) => this.#rest(why),
    });
    before?.dispose(kept, new Set(runs));
    for (const run of runs) if (!run.ended) rest(run); // what goes on from before may have been running
    this.#standing = signal(this.#stand());
    this.standing = this.#standing as ReadonlySignal<Standing>;
  }

  /** Whether there is anything to see of it. */
  get started(): boolean {
    return this.runs.some((run) => run.at > 0);
  }

  get over(): boolean {
    return this.runs.every(({ ended }) => ended);
  }

  set speed(speed: Speed) {
    this.#scheduler.speed = speed;
    this.#slow = isSlow(speed);
  }

  go(goal: Goal): void {
    this.#enter();
    for (const run of this.#racing) if (!run.ended) run.state.value = "running";
    this.#scheduler.go(goal);
  }

  pause(): void {
    this.#scheduler.pause();
  }

  /** Ends its threads; finished runs are kept, but for those that go on in another race. */
  dispose(kept?: Kept, elsewhere: ReadonlySet<Run> = new Set()): void {
    this.#disposed = true;
    this.#scheduler.pause();
    for (const run of this.runs) {
      if (elsewhere.has(run)) continue;
      if (kept && run.ended && !run.crashed) kept.put(run);
      else run.dispose();
    }
  }

  #stand(): Standing {
    const { heat } = this.#scheduler;
    const [{ seed }] = heat as [Run];
    const ofSeed = this.#heats.filter(([run]) => run!.seed === seed);
    const iteration = frontOf(heat) ?? Math.max(...heat.map((run) => run.at));
    return { seed, heat: ofSeed.indexOf(heat), heats: ofSeed.length, iteration, end: Math.max(...heat.map((run) => run.end)) };
  }

  /** Another heat may begin. */
  #enter(): void {
    const { heat } = this.#scheduler;
    if (heat === this.#racing) return;
    this.#racing = heat;
    const begun = this.runs.filter((run) => heat.includes(run) || run.moments.length > 0);
    for (const run of begun) run.allow(momentBytes / begun.length);
  }

  #stood(): void {
    if (this.#disposed) return;
    batch(() => {
      this.#enter();
      for (const run of this.#racing) if (!run.ended) run.state.value = "running";
      this.#standing.value = this.#stand();
    });
    const { iteration } = this.#standing.value!;
    const evaluated = this.#racing.some(({ every, end }) => iteration % every === 0 || iteration === end);
    const rest = evaluated || this.#slow ? lookMilliseconds.evaluated : lookMilliseconds.other;
    if (this.#clock.now() >= Math.max(this.#lookDue, this.#looked + rest)) this.#look();
  }

  /** All at once, so that the timeline has the same moments of all. A large network is looked at less often. */
  #look(): void {
    if (this.#racing.some(({ looking }) => looking)) return;
    const started = this.#clock.now();
    this.#looked = started;
    void Promise.all(this.#racing.map((run) => run.look())).then(() => {
      const took = this.#clock.now() - started;
      this.#lookDue = started + 2 * took;
    });
  }

  #rest(why: "over" | "goal" | "paused"): void {
    if (this.#disposed) return;
    batch(() => {
      for (const run of this.#racing) if (!run.ended) rest(run);
      this.#standing.value = this.#stand();
      this.#rested(why);
    });
    void Promise.all(this.#racing.map((run) => run.look())).then(() => {
      for (const run of this.#racing) void run.look(); // where one was under way, of a step before
    });
  }
}

/** A thread is handed a copy of the data: each in a task of its own, so that the page does not stand still for all. */
function inTurn(clock: Clock): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => (last = last.then(() => new Promise((resolve) => void clock.after(0, resolve))));
}

function rest(run: Run): void {
  run.state.value = run.at > 0 ? "paused" : "waiting";
}

const isSlow = (speed: Speed) => speed !== "full" && speed <= 10;

/** At its start, or where it ended in an earlier visit. */
function begin(options: RunOptions, kept: Kept): Run {
  const run = new Run(options);
  const record = kept.record(run.key);
  if (record) run.revive(record);
  return run;
}

function takeFrom(runs: Run[], key: string): Run | undefined {
  const found = runs.findIndex((run) => run.key === key);
  return found < 0 ? undefined : runs.splice(found, 1)[0];
}

function heatsOf(runs: readonly Run[]): Run[][] {
  const heats: Run[][] = [];
  for (let i = 0; i < runs.length; i += mostThreads) heats.push(runs.slice(i, i + mostThreads));
  return heats;
}
