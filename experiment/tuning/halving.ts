/**
 * Successive halving: all trials train for a part of their steps, the better ones for more, the best for all.
 * Source: Jamieson & Talwalkar, "Non-stochastic Best Arm Identification and Hyperparameter Optimization" (AISTATS 2016).
 */
import { halvingOptions } from "../options.ts";

/** A stage of the trials of an arm. */
export interface Rung {
  /** How many trials, the best of the rung before, take part. */
  readonly trials: number;
  /** They have made one in so many of their steps when the rung ends. */
  readonly divisor: number;
}

/**
 * The rungs of so many trials; without a factor there is one, in which all of them train to the end.
 * @param from The least share of its steps that a trial makes.
 */
export function rungsOf(trials: number, factor?: number, from: number = halvingOptions.from.default): Rung[] {
  if (factor === undefined) return [{ trials, divisor: 1 }];
  const counts = [trials];
  let divisor = 1;
  for (let left = Math.floor(trials / factor); left >= 1 && divisor * factor * from <= 1; left = Math.floor(left / factor)) {
    counts.push(left);
    divisor *= factor;
  }
  return counts.map((count, i) => ({ trials: count, divisor: divisor / factor ** i }));
}

/** After how many steps a trial has reached the end of a rung. */
export const stepsAt = ({ divisor }: Rung, iterations: number) => Math.max(1, Math.floor(iterations / divisor));

/** The best so many of the trials with a value, in their order; of equals the first. */
export function survivors(values: readonly (number | null | undefined)[], count: number): number[] {
  const trials = Array.from(values.keys()).filter((trial) => typeof values[trial] === "number");
  return trials.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count).sort((a, b) => a - b);
}
