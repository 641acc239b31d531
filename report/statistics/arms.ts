/** Results arm by arm: the numbers that the table, the plots and the report show. */
import { bestOf, type MetricName, scoreOf } from "../../experiment/metrics.ts";
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
  /** Names of the classes, fit to print; none where they are their numbers. */
  classNames?: readonly string[];
}

export function armResults(results: Pick<Results, "experiment" | "runs" | "classNames">): ArmResults[] {
  const classNames = results.classNames?.map(replaceUnprintable);
  return results.experiment.arms.map((settings) => {
    const runs = results.runs.filter((run) => run.arm === settings.name);
    const evaluated = runs.filter((run) => run.iterations.length > 0);
    const complete = evaluated.filter((run) => run.status === "complete");
    return {
      name: replaceUnprintable(settings.name),
      settings,
      runs,
      counted: complete.length > 0 ? complete : evaluated,
      ...(classNames && { classNames }),
    };
  });
}

/** The evaluation, by its index, of the network that a run ended with: its best, where it kept that, or the last. */
export const finalIndex = ({ iterations, best }: Pick<RunResult, "iterations"> & { best?: number | undefined }) =>
  best === undefined ? iterations.length - 1 : iterations.indexOf(best);

/** A metric of the network that each run ended with. */
export const finalMetric = (arm: ArmResults, name: MetricName) =>
  statistic(arm.counted.map((run) => run[name]?.[finalIndex(run)] ?? NaN));

/** What arms are compared by: accuracy, or RMSE where rows have targets. */
export const finalScore = (arm: ArmResults) => finalMetric(arm, scoreOf(arm.settings).test);

export function bestScore({ settings, counted }: ArmResults) {
  const score = scoreOf(settings);
  return statistic(counted.map((run) => bestOf(score, run[score.test] ?? [])));
}

/** The runs of an arm on their way to a target: their test accuracy, or R² where rows have targets. */
export function towardsGoal({ settings }: Pick<ArmResults, "settings">, runs: readonly RunResult[]) {
  const { goal: { metric } } = scoreOf(settings);
  return runs.map((run) => ({ iterations: run.iterations, values: run[metric] ?? [] }));
}

/** When the runs first reached their goal: the median iteration of those that did, and how many did. */
export function firstReached(arm: ArmResults): { iteration: number; count: number } {
  const { median, reached } = stepsToTarget(towardsGoal(arm, arm.counted), scoreOf(arm.settings).goal.value);
  return { iteration: median, count: reached };
}

/** Seconds of a run, mean of the counted runs. */
export const meanSeconds = (arm: ArmResults, part: keyof RunResult["seconds"]) =>
  statistic(arm.counted.map((run) => run.seconds[part])).mean;
