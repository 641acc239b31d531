/** When runs got somewhere. */
import { quantile } from "./summary.ts";

export interface StepsToTarget {
  /** How many runs reached the target, of how many. */
  reached: number;
  count: number;
  /** Iterations until the first evaluation at or above it, of the runs that reached it; NaN where none did. */
  median: number;
  quartiles: [first: number, third: number];
}

export function stepsToTarget(
  runs: readonly { iterations: readonly number[]; values: readonly (number | null)[] }[], target: number,
): StepsToTarget {
  const steps = runs
    .map(({ iterations, values }) => iterations[values.findIndex((value) => value !== null && value >= target)])
    .filter((iteration) => iteration !== undefined)
    .sort((a, b) => a - b);
  return {
    reached: steps.length,
    count: runs.length,
    median: quantile(steps, 0.5),
    quartiles: [quantile(steps, 0.25), quantile(steps, 0.75)],
  };
}
