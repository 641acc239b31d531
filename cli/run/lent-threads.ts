import { setImmediate } from "node:timers/promises";
import type { Training } from "../../experiment/training.ts";

/** The threads that a run may use, more of them once other runs are over. */
export class LentThreads {
  readonly #training: Training;
  readonly #iterations: number;
  readonly #allowed: () => number;
  readonly #begun: number;
  /** While threads start or end. */
  #change: Promise<void> | undefined;
  #refused = false;

  /** @param iterations After how many it ends. */
  constructor(training: Training, iterations: number, allowed: () => number) {
    this.#training = training;
    this.#iterations = iterations;
    this.#allowed = allowed;
    this.#begun = training.iteration;
  }

  /** To be called between two steps. The clock decides whether threads are of use; they change no bit. */
  async adjust(): Promise<void> {
    const { network } = this.#training;
    const allowed = this.#allowed();
    if (this.#change === undefined) {
      if (allowed === network.threads || this.#refused || !this.#worthwhile()) return;
      this.#change = network.useThreads(allowed).catch(() => {
        this.#refused = true; // for want of memory, say: it goes on as it is
      }).finally(() => {
        this.#change = undefined;
      });
    }
    await setImmediate(); // so that threads that have started can say so
  }

  /** Waits for threads that are starting: Node aborts as a whole where one is ended while it loads its code. */
  async settled(): Promise<void> {
    await this.#change;
  }

  /** Whether what is left to do takes longer than starting threads, and a step longer than their meetings. */
  #worthwhile(): boolean {
    const { iteration, seconds } = this.#training;
    if (iteration < this.#begun + FIRST_STEPS) return false;
    const each = (seconds.training + seconds.evaluation) / iteration;
    return each > LEAST_SECONDS_EACH && each * (this.#iterations - iteration) > LEAST_SECONDS_LEFT;
  }
}
/** Steps before their time is looked at: the first ones take longer. */
const FIRST_STEPS = 10;
const LEAST_SECONDS_EACH = 1e-4;
const LEAST_SECONDS_LEFT = 0.1;
