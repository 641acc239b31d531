// All arms and seeds of an experiment, trained side by side: as many threads at once as the machine has
// cores, the others wait.

import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import type { Data } from "../data/data.ts";
import { Run } from "./run.ts";

const cores = navigator.hardwareConcurrency || 4;
/** Each thread has a copy of the data. */
const mostThreads = 12;
const lookMilliseconds = 250;

export type SessionState = "ready" | "running" | "paused" | "finished";

export class Session {
  readonly experiment: ResolvedExperiment;
  readonly data: Data;
  /** On first pieces of the data, until all have arrived. */
  readonly preview: boolean;
  /** Seeds outer, so that the arms of one seed train together. */
  readonly runs: readonly Run[];
  /** Of which seed the networks are looked at while they train. */
  watched: number;
  state: SessionState = "ready";
  readonly #module: WebAssembly.Module;
  readonly #changed: () => void;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(options: {
    experiment: ResolvedExperiment;
    data: Data;
    preview: boolean;
    module: WebAssembly.Module;
    changed: () => void;
  }) {
    const { experiment, data, preview, module, changed } = options;
    this.experiment = experiment;
    this.data = data;
    this.preview = preview;
    this.#module = module;
    this.#changed = changed;
    this.watched = experiment.seeds[0]!;
    this.runs = experiment.seeds.flatMap((seed) =>
      experiment.arms.map((arm, index) => new Run(arm, index, seed, data.validation !== undefined, () => this.#hear())),
    );
    this.#timer = setInterval(() => {
      for (const run of this.runs) if (run.seed === this.watched) void run.look();
    }, lookMilliseconds);
  }

  resume(): void {
    if (this.state === "finished") return;
    this.state = "running";
    this.#fill();
    this.#changed();
  }

  pause(): void {
    if (this.state !== "running") return;
    this.state = "paused";
    for (const run of this.runs) run.pause();
    this.#changed();
  }

  /** One iteration of every arm, of the first seed that is not done. */
  step(): void {
    this.pause();
    const seed = this.runs.find((run) => !run.ended)?.seed;
    if (seed === undefined) return;
    this.state = "paused";
    const arms = this.runs.filter((run) => run.seed === seed && !run.ended).slice(0, mostThreads);
    for (const run of arms) void run.step(this.#module, this.data);
    this.#changed();
  }

  dispose(): void {
    clearInterval(this.#timer);
    for (const run of this.runs) run.dispose();
  }

  #hear(): void {
    if (this.runs.every((run) => run.ended)) {
      this.state = "finished";
      clearInterval(this.#timer);
    } else if (this.state === "running") {
      this.#fill();
    }
    this.#changed();
  }

  #fill(): void {
    let free = Math.min(cores, mostThreads) - this.runs.filter((run) => run.state === "running").length;
    for (const run of this.runs) {
      if (free <= 0) break;
      if (run.ended || run.state === "running") continue;
      void run.train(this.#module, this.data);
      free--;
    }
  }
}
