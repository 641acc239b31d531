/** Shows how far a search is: each arm's trials and their best so far, then the runs of the settings that are chosen. */
import stringWidth from "string-width";
import type { Task } from "../../experiment/metrics.ts";
import type { RunStatus } from "../../experiment/results.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { padEnd } from "../pad.ts";
import { heading, said } from "../texts/language.ts";
import { formatTime, mean, type Output, Screen, type ScreenOptions, tableLines } from "./screen.ts";
import type { Started, Update } from "./worker.ts";

/** Work is counted in rows: what is left takes as long for each as what is done. */
export interface TuningPlan {
  /** `trials`: 0 where an arm's settings are given. */
  arms: { name: string; trials: number; runs: number }[];
  /** Of all trials and runs. */
  work: number;
  /** What the rows have: of targets R² and errors are shown. Default labels. */
  task?: Task;
}

/** A trial, or a run of chosen settings, that waits for a thread. */
export interface Queued {
  arm: number;
  kind: "trial" | "run";
  iterations: number;
  work: number;
}

interface InFlight extends Queued {
  begun: boolean;
  iteration: number;
  /** Where it began: not 0 where it goes on from a checkpoint. */
  first: number;
  test?: number | undefined;
}

interface ArmState {
  name: string;
  trials: { all: number; over: number; best: number };
  runs: { all: number; fates: RunStatus[]; tested: number[] };
  /** Fifths of trials and of runs that plain lines have reported. */
  reported: { trials: number; runs: number };
}

/** From which on there is a rate. */
const leastSeconds = 0.5;

export class TuningProgress {
  readonly #arms: ArmState[];
  readonly #flight = new Map<number, InFlight>();
  readonly #screen: Screen;
  /** By the clock of the threads: when the first began, and when the newest update was sent. */
  #started = Infinity;
  #updated = 0;
  /** Work that is neither over nor queued, and what this process has done of what is over. */
  #waiting: number;
  #done = 0;
  readonly #hasTargets: boolean;

  constructor(stream: Output, { arms, work, task }: TuningPlan, options: ScreenOptions) {
    this.#hasTargets = task === "targets";
    this.#arms = arms.map(({ name, trials, runs }) => ({
      name: replaceUnprintable(name),
      trials: { all: trials, over: 0, best: NaN },
      runs: { all: runs, fates: [], tested: [] },
      reported: { trials: 0, runs: 0 },
    }));
    this.#waiting = work;
    this.#screen = new Screen(stream, options);
    this.#screen.show(() => this.lines());
  }

  /** To be called for each before what follows. */
  queued(number: number, queued: Queued): void {
    this.#flight.set(number, { ...queued, begun: false, iteration: 0, first: 0 });
    this.#waiting -= queued.work;
  }

  /** It begins, or goes on from a checkpoint. Of a short one this comes when it has ended. */
  started({ run, time, restored }: Started, seed: number): void {
    this.#started = Math.min(this.#started, time);
    const found = this.#flight.get(run);
    if (!found) return;
    const { kind, arm, iterations } = found;
    found.begun = true;
    if (!restored) return;
    found.first = restored.iteration;
    if (kind === "trial" || restored.finished) return;
    this.note(said().goesOn(this.#arms[arm]!.name, seed, restored.iteration, iterations));
  }

  update({ run, iteration, test, time }: Update): void {
    Object.assign(this.#flight.get(run) ?? {}, { iteration, test });
    this.#updated = Math.max(this.#updated, time);
  }

  /** A run of chosen settings has ended after so many steps. */
  ended(run: number, status: RunStatus, { steps, test }: { steps: number; test: number | undefined }): void {
    const { arm } = this.#end(run, steps);
    const { runs } = this.#arms[arm]!;
    runs.fates.push(status);
    if (test !== undefined) runs.tested.push(test);
    this.#report(this.#arms[arm]!, "runs", runs.fates.length / runs.all);
  }

  /** A training of a trial has ended after so many steps, or in a process before; it may go on later. */
  tried(run: number, steps: number | undefined): void {
    this.#end(run, steps);
  }

  /** A trial of an arm has come to a validation accuracy, or R²; null where it diverged. */
  measured(arm: number, value: number | null): void {
    const { trials } = this.#arms[arm]!;
    if (value !== null && !(value <= trials.best)) trials.best = value;
  }

  /** A trial of an arm is over. */
  decided(arm: number): void {
    const { trials } = this.#arms[arm]!;
    trials.over++;
    this.#report(this.#arms[arm]!, "trials", trials.over / trials.all);
  }

  /** A message that stays, above the table. */
  note(text: string): void {
    this.#screen.note(text);
  }

  close(): void {
    this.#screen.close();
  }

  #end(run: number, steps: number | undefined): InFlight {
    const ended = this.#flight.get(run);
    if (!ended) throw new RangeError(`there is no run ${run}`);
    this.#flight.delete(run);
    if (steps !== undefined) this.#done += doneOf({ ...ended, iteration: steps });
    return ended;
  }

  /** The table. */
  lines(): string[] {
    const [best, test] = this.#hasTargets ? ["best R²", "test RMSE"] : ["best", "test"];
    const head = { trials: "trials", best, seeds: "seeds", test, state: "left" };
    const rows = this.#arms.map((arm, i) => ({ name: arm.name, cells: this.#cells(arm, i) }));
    const sum = (count: (arm: ArmState) => number) => this.#arms.reduce((total, arm) => total + count(arm), 0);
    const all = {
      trials: `${sum(({ trials }) => trials.over)}/${sum(({ trials }) => trials.all)}`,
      best: "",
      seeds: `${sum(({ runs }) => runs.fates.length)}/${sum(({ runs }) => runs.all)}`,
      test: "",
      state: this.#left === undefined ? "–" : formatTime(this.#left),
    };
    const keys = Object.keys(head) as (keyof typeof head)[];
    return tableLines({ name: "arm", cells: head }, [...rows, { name: heading("all"), cells: all }], keys, this.#screen, ({ state }) => state);
  }

  #cells({ trials, runs }: ArmState, index: number) {
    const running = [...this.#flight.values()].filter(({ arm, begun }) => arm === index && begun);
    // Trials see no test rows.
    const tested = running.flatMap(({ kind, test }) => (kind === "run" ? [test] : []));
    const worst = (["failed", "interrupted"] as const).find((fate) => runs.fates.includes(fate));
    const isRunning = running.some(({ kind }) => kind === "run") || runs.fates.length > 0;
    const isTuning = running.length > 0 || trials.over > 0;
    return {
      trials: trials.all === 0 ? "–" : `${trials.over}/${trials.all}`,
      best: Number.isNaN(trials.best) ? "–" : trials.best.toFixed(4),
      seeds: `${runs.fates.length}/${runs.all}`,
      test: mean([...runs.tested, ...tested], this.#hasTargets ? "error" : 4),
      state: runs.fates.length === runs.all ? worst ?? "done" : isRunning ? "running" : isTuning ? "tuning" : "waiting",
    };
  }

  /** Seconds left over everything; undefined before there is something to measure. */
  get #left(): number | undefined {
    const running = [...this.#flight.values()];
    const done = running.reduce((sum, run) => sum + doneOf(run), this.#done);
    const waiting = running.reduce((sum, { iteration, iterations, work }) => sum + work * (1 - iteration / iterations), this.#waiting);
    const seconds = (this.#updated - this.#started) / 1000;
    return done > 0 && seconds >= leastSeconds ? (waiting * seconds) / done : undefined;
  }

  /** Plain output: a line for each fifth of an arm's trials, and of its runs. */
  #report(arm: ArmState, what: "trials" | "runs", share: number): void {
    const fifths = Math.floor(5 * share);
    if (this.#screen.isLive || fifths <= arm.reported[what]) return;
    arm.reported[what] = fifths;
    const { trials, best, seeds, test } = this.#cells(arm, this.#arms.indexOf(arm));
    const words = said();
    const widest = Math.max(...this.#arms.map(({ name }) => stringWidth(name)));
    const left = this.#left;
    const fields = [
      padEnd(arm.name, widest),
      ...(what === "trials"
        ? [words.trialsDone(trials), words.measured(heading(this.#hasTargets ? "best R²" : "best"), best)]
        : [words.seedsDone(seeds), words.measured(heading(this.#hasTargets ? "test RMSE" : "test"), test)]),
      ...(left === undefined || left === 0 ? [] : [words.left(formatTime(left))]),
    ];
    this.note(fields.join("  "));
  }
}

/** What this process has done of it. */
const doneOf = ({ iteration, first, iterations, work }: InFlight) => (work * Math.max(0, iteration - first)) / iterations;
