/** Runs over their iterations: the curves that plots and files have. */
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { RunResult } from "../../experiment/results.ts";
import { type Statistic, statistic } from "./summary.ts";

/** The mean loss of some steps; NaN where one of them is not finite. */
export function meanLoss(steps: readonly (number | null)[]): number {
  const { mean, count } = statistic(steps);
  return count === steps.length ? mean : NaN;
}

/**
 * Training loss at each evaluation: the mean of the steps since the evaluation before.
 * Null where one of these losses is not finite.
 */
export function intervalLoss(run: RunResult): (number | null)[] {
  return run.iterations.map((iteration, index) => {
    const mean = meanLoss(run.loss.slice(run.iterations[index - 1] ?? 0, iteration));
    return Number.isNaN(mean) ? null : mean;
  });
}

export interface CurvePoint extends Statistic {
  iteration: number;
}

/**
 * The runs' mean curve of a metric that has one value for each of `iterations`. A run that stopped early keeps its last
 * value while others go on: a mean of those alone would jump.
 */
export function meanCurve(runs: RunResult[], metric: (run: RunResult) => (number | null)[]): CurvePoint[] {
  const values = new Map<number, (number | null)[]>();
  const add = (iteration: number, value: number | null) => values.set(iteration, [...(values.get(iteration) ?? []), value]);
  for (const run of runs) {
    const measured = metric(run);
    run.iterations.forEach((iteration, index) => add(iteration, measured[index] ?? null));
    const end = run.iterations.at(-1);
    if (run.stopped === undefined || end === undefined) continue;
    const later = new Set(runs.flatMap(({ iterations }) => iterations.filter((iteration) => iteration > end)));
    for (const iteration of later) add(iteration, measured.at(-1) ?? null);
  }
  return Array.from(values, ([iteration, at]) => ({ iteration, ...statistic(at) }))
    .filter((point) => point.count > 0)
    .sort((a, b) => a.iteration - b.iteration);
}

/** More points than this cannot be told apart. */
const mostRatePoints = 600;

/** The learning rate of the step that led to each iteration: mean of the runs that made it. */
export function rateCurve(
  { optimizer }: ResolvedArm, runs: readonly Pick<RunResult, "loss" | "learningRate">[],
): CurvePoint[] {
  const length = runs.reduce((longest, { loss }) => Math.max(longest, loss.length), 0);
  const stride = Math.ceil(length / mostRatePoints);
  const steps = Array.from({ length }, (_, step) => step).filter((step) => (length - 1 - step) % stride === 0 || step === 0);
  return steps.map((step) => {
    const rates = runs.filter(({ loss }) => step < loss.length)
      .map(({ learningRate }) => learningRate?.[step] ?? optimizer.learningRate);
    return { iteration: step + 1, ...statistic(rates) };
  });
}
