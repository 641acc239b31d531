import { type EachMetric, type MetricName, metricRow } from "./metrics.ts";

/** What plateaus and early stopping go by: whether evaluations on the validation data still bring anything better. */
export class Patience {
  /** The metric that it watches. */
  readonly on: MetricName;
  readonly #sign: 1 | -1;
  readonly #patience: number;
  readonly #minDelta: number;
  #best = Infinity;
  #waited = 0;

  /** `patience` evaluations in a row may bring nothing better by more than `minDelta`. */
  constructor({ on, patience, minDelta }: { on: MetricName; patience: number; minDelta: number }) {
    this.on = on;
    this.#sign = metricRow(on).better === "lower" ? 1 : -1;
    this.#patience = patience;
    this.#minDelta = minDelta;
  }

  /** Takes the values of one evaluation; whether it is the best so far. The first that is a number always is. */
  see(measured: EachMetric<number>): boolean {
    const value = this.#sign * measured[this.on]!;
    const better = value < this.#best - this.#minDelta;
    if (better) this.#best = value;
    this.#waited = better ? 0 : this.#waited + 1;
    return better;
  }

  /** Whether it is at its end. */
  get exhausted(): boolean {
    return this.#waited >= this.#patience;
  }

  /** Waits anew, for something better than the best so far. */
  renew(): void {
    this.#waited = 0;
  }
}
