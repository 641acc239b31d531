/** Shows how far the runs are: a table that is redrawn on a terminal, or a line now and then elsewhere. */
import stringWidth from "string-width";
import type { Task } from "../../experiment/metrics.ts";
import type { RunStatus } from "../../experiment/results.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { padEnd } from "../pad.ts";
import { heading, said } from "../texts/language.ts";
import { formatTime, mean, type Output, Screen, type ScreenOptions, tableLines } from "./screen.ts";
import type { Started, Update } from "./worker.ts";

interface RunProgress extends Partial<Update> {
  iteration: number;
  /** Where it began: not 0 where it goes on from a checkpoint. */
  first: number;
  status?: RunStatus;
}

interface ArmProgress {
  name: string;
  iterations: number;
  runs: RunProgress[];
  /** By the clock of the threads: when the first run began, and when the newest update was sent. */
  started: number;
  updated: number;
  /** Tenths of the work that plain lines have reported. */
  reportedTenths: number;
}

/** From which on a running arm has a rate. */
const leastSeconds = 0.1;

export interface Plan {
  arms: { name: string; iterations: number }[];
  seeds: number;
  /** What the rows have: of targets errors are shown. Default labels. */
  task?: Task;
}

export class Progress {
  readonly #arms: ArmProgress[];
  readonly #seeds: number;
  readonly #hasTargets: boolean;
  readonly #screen: Screen;

  constructor(stream: Output, plan: Plan, options: ScreenOptions) {
    this.#seeds = plan.seeds;
    this.#hasTargets = plan.task === "targets";
    this.#arms = plan.arms.map(({ name, iterations }) => ({
      name: replaceUnprintable(name),
      iterations,
      started: Infinity,
      updated: 0,
      runs: Array.from({ length: plan.seeds }, () => ({ iteration: 0, first: 0 })),
      reportedTenths: 0,
    }));
    this.#screen = new Screen(stream, options);
    this.#screen.show(() => this.lines());
  }

  /** Runs are numbered arms outer, seeds inner. */
  update(update: Update): void {
    const arm = this.#armOf(update.run);
    Object.assign(arm.runs[update.run % this.#seeds] ?? {}, update);
    arm.updated = Math.max(arm.updated, update.time);
    if (!this.#screen.isLive) this.#report(arm);
  }

  /** A run begins, or goes on from a checkpoint. */
  started({ run, time, restored }: Pick<Started, "run" | "time" | "restored">, seed: number): void {
    const arm = this.#armOf(run);
    arm.started = Math.min(arm.started, time);
    if (!restored) return;
    const { iteration, finished } = restored;
    Object.assign(arm.runs[run % this.#seeds] ?? {}, { first: iteration });
    if (!finished) this.note(said().goesOn(arm.name, seed, iteration, arm.iterations));
  }

  ended(run: number, status: RunStatus): void {
    const arm = this.#armOf(run);
    Object.assign(arm.runs[run % this.#seeds] ?? {}, { status });
    if (!this.#screen.isLive && status === "failed") this.note(`${arm.name}  ${heading("failed")}`);
  }

  note(text: string): void {
    this.#screen.note(text);
  }

  close(): void {
    this.#screen.close();
  }

  #armOf(run: number): ArmProgress {
    const arm = this.#arms[Math.floor(run / this.#seeds)];
    if (!arm) throw new RangeError(`there is no run ${run}`);
    return arm;
  }

  /** The table. */
  lines(): string[] {
    const head: Cells = {
      seeds: "seeds",
      iteration: "iteration",
      loss: "  loss",
      train: this.#hasTargets ? "train RMSE" : "train",
      test: this.#hasTargets ? "test RMSE" : " test",
      rate: "steps/s",
      left: "left",
    };
    const rows = this.#arms.map((arm) => ({ name: arm.name, cells: this.#cells(arm) }));
    const keys = (Object.keys(head) as (keyof Cells)[]).filter((key) => key !== "seeds" || this.#seeds > 1);
    return tableLines({ name: "arm", cells: head }, rows, keys, this.#screen, ({ left }) => left);
  }

  /** Plain output: a line for each tenth of an arm's work. */
  #report(arm: ArmProgress): void {
    const tenths = Math.floor((10 * doneOf(arm)) / totalOf(arm));
    if (tenths <= arm.reportedTenths) return;
    arm.reportedTenths = tenths;
    const { seeds, iteration, loss, train, test } = this.#cells(arm);
    const { rate, left } = this.#pace(arm);
    const words = said();
    const widest = Math.max(...this.#arms.map(({ name }) => stringWidth(name)));
    const fields = [
      padEnd(arm.name, widest),
      ...(this.#seeds > 1 ? [words.seedsDone(seeds)] : []),
      iteration,
      words.measured(heading("loss"), loss),
      words.measured(heading(this.#hasTargets ? "train RMSE" : "train"), train),
      words.measured(heading(this.#hasTargets ? "test RMSE" : "test"), test),
      ...(rate === undefined ? [] : [words.rate(rate.toFixed(0))]),
      ...(left === undefined || left === 0 ? [] : [words.left(formatTime(left))]),
    ];
    this.note(fields.join("  "));
  }

  /** Sums of iterations, and means over the seeds that have such a value. */
  #cells(arm: ArmProgress): Cells {
    const total = totalOf(arm);
    const done = doneOf(arm);
    const { rate, left } = this.#pace(arm);
    const fates = arm.runs.map(({ status }) => status).filter((status) => status !== "not started");
    const running = fates.filter((status) => status === undefined).length;
    const worst = (["failed", "interrupted"] as const).find((fate) => fates.includes(fate));
    return {
      seeds: `${fates.length - running}/${fates.length}`,
      iteration: `${done}/${total}`,
      loss: mean(arm.runs.map(({ loss }) => loss), this.#hasTargets ? "error" : 4),
      train: mean(arm.runs.map(({ train }) => train), this.#hasTargets ? "error" : 3),
      test: mean(arm.runs.map(({ test }) => test), this.#hasTargets ? "error" : 3),
      rate: rate === undefined ? "–" : rate.toFixed(0),
      left: fates.length === 0 ? "–" : running === 0 ? (worst ?? "done") : left === undefined ? "–" : formatTime(left),
    };
  }

  /** Steps a second and seconds left; neither before there is something to measure. */
  #pace(arm: ArmProgress): { rate?: number; left?: number } {
    const done = doneOf(arm);
    const first = arm.runs.reduce((sum, run) => sum + run.first, 0);
    const seconds = (arm.updated - arm.started) / 1000;
    const remaining = totalOf(arm) - done;
    // The first step takes longer than others. What has ended is measured, however short it was.
    if (done === first || seconds <= 0 || (remaining > 0 && seconds < leastSeconds)) return {};
    const rate = (done - first) / seconds;
    return { rate, left: remaining / rate };
  }
}

type Cells = Record<"seeds" | "iteration" | "loss" | "train" | "test" | "rate" | "left", string>;

function doneOf({ runs }: ArmProgress): number {
  return runs.reduce((sum, { iteration }) => sum + iteration, 0);
}

/** Steps of all runs; one that is over, by stopping early say, makes no more than it has made, and one of another part none. */
function totalOf({ runs, iterations }: ArmProgress): number {
  const isOver = (status: RunStatus | undefined) => status === "complete" || status === "not started";
  return runs.reduce((sum, { iteration, status }) => sum + (isOver(status) ? iteration : iterations), 0);
}
