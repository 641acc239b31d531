/** Results arm by arm: the numbers that the table, the plots and the report show. */
import type { MetricName } from "../experiment/metrics.ts";
import type { ResolvedArm } from "../experiment/resolve.ts";
import type { Results, RunResult } from "../experiment/results.ts";
import { replaceUnprintable } from "./text.ts";

export interface ArmResults {
  /** The arm's name, fit to print. */
  name: string;
  settings: ResolvedArm;
  runs: RunResult[];
  /** What the statistics are of: the complete runs or, if there are none, those that were evaluated. */
  counted: RunResult[];
}

export function armResults(results: Pick<Results, "experiment" | "runs">): ArmResults[] {
  return results.experiment.arms.map((settings) => {
    const runs = results.runs.filter((run) => run.arm === settings.name);
    const evaluated = runs.filter((run) => run.iterations.length > 0);
    const complete = evaluated.filter((run) => run.status === "complete");
    return {
      name: replaceUnprintable(settings.name),
      settings,
      runs,
      counted: complete.length > 0 ? complete : evaluated,
    };
  });
}

export interface Statistic {
  mean: number;
  /** Sample standard deviation (n − 1); NaN when there are fewer than two values. */
  deviation: number;
  count: number;
}

/** Of the finite values only; the mean of none is NaN. */
export function statistic(values: readonly (number | null)[]): Statistic {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  const count = finite.length;
  const mean = finite.reduce((sum, value) => sum + value, 0) / count;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : NaN, count };
}

/** The evaluation, by its index, of the network that a run ended with: its best, where it kept that, or the last. */
export const finalIndex = ({ iterations, best }: Pick<RunResult, "iterations"> & { best?: number | undefined }) =>
  best === undefined ? iterations.length - 1 : iterations.indexOf(best);

/** A metric of the network that each run ended with. */
export const finalMetric = (arm: ArmResults, name: MetricName) =>
  statistic(arm.counted.map((run) => run[name]?.[finalIndex(run)] ?? NaN));

export const finalTestAccuracy = (arm: ArmResults) => finalMetric(arm, "testAccuracy");

export const bestTestAccuracy = (arm: ArmResults) =>
  statistic(arm.counted.map((run) => Math.max(...run.testAccuracy)));

/** When the runs first reached a test accuracy: the median iteration of those that did, and how many did. */
export function firstReached(arm: ArmResults, accuracy: number): { iteration: number; count: number } {
  const reached = arm.counted
    .map((run) => run.iterations[run.testAccuracy.findIndex((value) => value >= accuracy)])
    .filter((iteration) => iteration !== undefined)
    .sort((a, b) => a - b);
  const middle = reached.length / 2;
  const iteration = ((reached[Math.ceil(middle) - 1] ?? NaN) + (reached[Math.floor(middle)] ?? NaN)) / 2;
  return { iteration, count: reached.length };
}

/** Seconds of a run, mean of the counted runs. */
export const meanSeconds = (arm: ArmResults, part: keyof RunResult["seconds"]) =>
  statistic(arm.counted.map((run) => run.seconds[part])).mean;

/** Weights nearer to 0 than this count as near zero. */
export const nearZero = 1e-3;

/** The share of weights that are near zero: what L1 brings. */
export function nearZeroShare(weight: Float32Array): number {
  let count = 0;
  for (const value of weight) if (Math.abs(value) < nearZero) count++;
  return count / weight.length;
}

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
