/** Shows how far the runs are: a table that is redrawn on a terminal, or a line now and then elsewhere. */
import { createLogUpdate } from "log-update";
import type { Colors } from "picocolors/types.js";
import type { RunStatus } from "../../experiment/results.ts";
import { columnsOf, printable, shorten } from "../../report/text.ts";
import type { Update } from "./worker.ts";

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
  /** When the first step was reported and when the last run ended, by the clock given. */
  started?: number;
  ended?: number;
  /** Tenths of the work that plain lines have reported. */
  reportedTenths: number;
}

export interface ProgressOptions {
  /** A terminal: redraw. */
  live: boolean;
  colors: Colors;
  /** Milliseconds, from any start. */
  clock?: () => number;
}

const redrawMilliseconds = 100;

export class Progress {
  readonly #arms: ArmProgress[];
  readonly #seeds: number;
  readonly #stream: NodeJS.WritableStream & { columns?: number };
  readonly #colors: Colors;
  readonly #clock: () => number;
  readonly #redraw: ReturnType<typeof createLogUpdate> | undefined;
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(
    stream: NodeJS.WritableStream & { columns?: number },
    plan: { arms: { name: string; iterations: number }[]; seeds: number },
    { live, colors, clock = () => performance.now() }: ProgressOptions,
  ) {
    this.#stream = stream;
    this.#seeds = plan.seeds;
    this.#arms = plan.arms.map(({ name, iterations }) => ({
      name: printable(name),
      iterations,
      runs: Array.from({ length: plan.seeds }, () => ({ iteration: 0, first: 0 })),
      reportedTenths: 0,
    }));
    this.#colors = colors;
    this.#clock = clock;
    if (!live) return;
    this.#redraw = createLogUpdate(stream);
    this.#timer = setInterval(() => this.#draw(), redrawMilliseconds);
    this.#draw();
  }

  /** Runs are numbered arms outer, seeds inner. */
  update(update: Update): void {
    const arm = this.#armOf(update.run);
    Object.assign(arm.runs[update.run % this.#seeds] ?? {}, update);
    arm.started ??= this.#clock();
    if (!this.#redraw) this.#report(arm);
  }

  /** A run goes on from a checkpoint. */
  restored(run: number, { iteration, finished }: { iteration: number; finished: boolean }, seed: number): void {
    const arm = this.#armOf(run);
    Object.assign(arm.runs[run % this.#seeds] ?? {}, { first: iteration });
    if (!finished) this.note(`${arm.name}, seed ${seed}: goes on from iteration ${iteration} of ${arm.iterations}`);
  }

  ended(run: number, status: RunStatus): void {
    const arm = this.#armOf(run);
    Object.assign(arm.runs[run % this.#seeds] ?? {}, { status });
    if (arm.runs.every((other) => other.status !== undefined)) arm.ended = this.#clock();
    if (!this.#redraw && status === "failed") this.#stream.write(`${arm.name}  failed\n`);
  }

  /** A message that stays, above the table. */
  note(text: string): void {
    if (this.#redraw) this.#redraw.persist(text);
    else this.#stream.write(`${text}\n`);
  }

  /** Takes the table away; the results follow. */
  close(): void {
    clearInterval(this.#timer);
    this.#redraw?.clear();
    this.#redraw?.done();
  }

  #armOf(run: number): ArmProgress {
    const arm = this.#arms[Math.floor(run / this.#seeds)];
    if (!arm) throw new RangeError(`there is no run ${run}`);
    return arm;
  }

  #draw(): void {
    this.#redraw?.(this.lines().join("\n"));
  }

  /** The table: at most 80 columns, the name takes what the numbers leave. */
  lines(): string[] {
    const { dim, green, red, yellow } = this.#colors;
    const width = Math.min(this.#stream.columns ?? 80, 80);
    const head: Cells = {
      seeds: "seeds",
      iteration: "iteration",
      loss: "  loss",
      train: "train",
      test: " test",
      rate: "steps/s",
      left: "left",
    };
    const rows = this.#arms.map((arm) => ({ arm, cells: this.#cells(arm) }));
    const keys = (Object.keys(head) as (keyof Cells)[]).filter((key) => key !== "seeds" || this.#seeds > 1);
    const all = [head, ...rows.map(({ cells }) => cells)];
    const widths = keys.map((key) => [key, Math.max(...all.map((cells) => cells[key].length))] as const);
    const numbers = (cells: Cells) =>
      widths.map(([key, width]) => `  ${cells[key].padStart(width)}`).join("");
    const room = Math.max(4, width - numbers(head).length);
    const nameWidth = Math.min(room, Math.max(3, ...this.#arms.map(({ name }) => columnsOf(name))));
    const line = (name: string, cells: Cells) => {
      const shown = shorten(name, nameWidth, columnsOf);
      const whole = `${shown}${" ".repeat(Math.max(0, nameWidth - columnsOf(shown)))}${numbers(cells)}`;
      return shorten(whole, width, columnsOf);
    };
    const paint = new Map([["failed", red], ["interrupted", yellow], ["done", green]]);
    return [
      dim(line("arm", head)),
      ...rows.map(({ arm, cells }) => (paint.get(cells.left) ?? String)(line(arm.name, cells))),
    ];
  }

  /** Plain output: a line for each tenth of an arm's work. */
  #report(arm: ArmProgress): void {
    const tenths = Math.floor((10 * doneOf(arm)) / (arm.iterations * this.#seeds));
    if (tenths <= arm.reportedTenths) return;
    arm.reportedTenths = tenths;
    const { seeds, iteration, loss, train, test, rate, left } = this.#cells(arm);
    const widest = Math.max(...this.#arms.map(({ name }) => columnsOf(name)));
    const fields = [
      arm.name + " ".repeat(widest - columnsOf(arm.name)),
      ...(this.#seeds > 1 ? [`${seeds} seeds`] : []),
      iteration,
      `loss ${loss}`,
      `train ${train}`,
      `test ${test}`,
      `${rate} steps/s`,
      ...(left === "0:00" ? [] : [`${left} left`]),
    ];
    this.#stream.write(`${fields.join("  ")}\n`);
  }

  /** Sums of iterations, and means over the seeds that have such a value. */
  #cells(arm: ArmProgress): Cells {
    const total = arm.iterations * this.#seeds;
    const done = doneOf(arm);
    const seconds = arm.started === undefined ? 0 : ((arm.ended ?? this.#clock()) - arm.started) / 1000;
    const first = arm.runs.reduce((sum, run) => sum + run.first, 0);
    const rate = seconds > 0 ? (done - first) / seconds : 0;
    const running = arm.runs.filter(({ status }) => status === undefined).length;
    const fates = arm.runs.map(({ status }) => status);
    const worst = (["failed", "interrupted"] as const).find((fate) => fates.includes(fate));
    return {
      seeds: `${this.#seeds - running}/${this.#seeds}`,
      iteration: `${done}/${total}`,
      loss: mean(arm.runs.map(({ loss }) => loss), 4),
      train: mean(arm.runs.map(({ trainAccuracy }) => trainAccuracy), 3),
      test: mean(arm.runs.map(({ testAccuracy }) => testAccuracy), 3),
      rate: rate > 0 ? rate.toFixed(0) : "–",
      left: running === 0 ? (worst ?? "done") : rate > 0 ? formatTime((total - done) / rate) : "–",
    };
  }
}

type Cells = Record<"seeds" | "iteration" | "loss" | "train" | "test" | "rate" | "left", string>;

function doneOf({ runs }: ArmProgress): number {
  return runs.reduce((sum, { iteration }) => sum + iteration, 0);
}

function mean(values: (number | undefined)[], digits: number): string {
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return "–";
  const value = known.reduce((sum, one) => sum + one, 0) / known.length;
  // Losses are logged with penalties and can be large.
  return Math.abs(value) >= 1000 ? value.toExponential(1) : value.toFixed(digits);
}

/** `0:07`, `12:30` or `3:00:00` */
function formatTime(seconds: number): string {
  const whole = Math.ceil(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(whole % 60)}`;
}
