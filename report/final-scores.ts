/** The final test scores of an arm, seed by seed: accuracies, or RMSEs where rows have targets. */
import { scoreOf } from "../experiment/metrics.ts";
import { type ArmResults, finalIndex } from "./statistics/arms.ts";

/** One for each of the seeds; NaN where its run does not count. */
export const finalScores = ({ counted, settings }: ArmResults, seeds: readonly number[]): number[] =>
  seeds.map((seed) => {
    const run = counted.find((one) => one.seed === seed);
    return run?.[scoreOf(settings).test]?.[finalIndex(run)] ?? NaN;
  });
