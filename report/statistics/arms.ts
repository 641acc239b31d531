/** Results arm by arm: the numbers that the table, the plots and the report show. */
import type { MetricName } from "../../experiment/metrics.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import type { Results, RunResult } from "../../experiment/results.ts";
import { replaceUnprintable } from "../text.ts";
import { statistic } from "./summary.ts";
import { stepsToTarget } from "./target.ts";

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
  const runs = arm.counted.map(({ iterations, testAccuracy }) => ({ iterations, values: testAccuracy }));
  const { median, reached } = stepsToTarget(runs, accuracy);
  return { iteration: median, count: reached };
}

/** Seconds of a run, mean of the counted runs. */
export const meanSeconds = (arm: ArmResults, part: keyof RunResult["seconds"]) =>
  statistic(arm.counted.map((run) => run.seconds[part])).mean;
