/** The final test accuracies of an arm, seed by seed. */
import { type ArmResults, finalIndex } from "./statistics/arms.ts";

/** One for each of the seeds; NaN where its run does not count. */
export const finalAccuracies = ({ counted }: ArmResults, seeds: readonly number[]): number[] =>
  seeds.map((seed) => {
    const run = counted.find((one) => one.seed === seed);
    return run?.testAccuracy[finalIndex(run)] ?? NaN;
  });
