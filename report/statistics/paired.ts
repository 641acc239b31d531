/** All arms against all others, seed by seed: what they share (first weights, batches) falls out of the difference. */
import { tPValue } from "./distribution.ts";
import { meanInterval, type Statistic, statistic } from "./summary.ts";

export interface PairedDifference extends Statistic {
  /** The arms, by their index; the difference is a − b. */
  a: number;
  b: number;
  /** 95 % interval of the mean difference. NaN with fewer than two pairs, and where all differ by the same, not 0. */
  interval: [low: number, high: number];
  /** Two-sided; NaN with fewer than two pairs. */
  p: number;
  /** By Holm's method over all pairs of arms that have a p. */
  adjusted: number;
  /** In how many seeds a is above b, below it, or equal. */
  ahead: number;
  behind: number;
  ties: number;
}

/** Differences of numbers this large have no more digits than that. */
const roundingOf = (values: readonly number[]) => 8 * Number.EPSILON * Math.max(...values.map(Math.abs));

function compare(first: readonly number[], second: readonly number[]): Omit<PairedDifference, "a" | "b" | "adjusted"> {
  const pairs = first.map((value, seed): [number, number] => [value, second[seed] ?? NaN])
    .filter((pair) => pair.every(Number.isFinite));
  const rounding = roundingOf(pairs.flat());
  const differences = pairs.map(([a, b]) => (Math.abs(a - b) <= rounding ? 0 : a - b));
  const measured = statistic(differences);
  const sides = {
    ahead: differences.filter((difference) => difference > 0).length,
    behind: differences.filter((difference) => difference < 0).length,
    ties: differences.filter((difference) => difference === 0).length,
  };
  const { mean, deviation, count } = measured;
  if (count < 2) return { ...measured, interval: [NaN, NaN], p: NaN, ...sides };
  if (deviation > rounding) {
    const t = mean / (deviation / Math.sqrt(count));
    return { ...measured, interval: meanInterval(measured), p: tPValue(t, count - 1), ...sides };
  }
  // No deviation to measure the mean by: the sign test, how likely it is that all lie on one side.
  const same = { ...measured, deviation: 0 };
  return sides.ties === count
    ? { ...same, interval: [0, 0], p: 1, ...sides }
    : { ...same, interval: [NaN, NaN], p: 2 ** (1 - count), ...sides };
}

/**
 * p values for that many tests at once: where none of them finds a real difference, one below .05 is found in 5 % of
 * all studies at most. NaN stays, and is no test. Source: Holm, "A simple sequentially rejective multiple test procedure" (1979).
 */
export function holm(values: readonly number[]): number[] {
  const ranks = Array.from(values.keys()).filter((index) => !Number.isNaN(values[index])).sort((a, b) => values[a]! - values[b]!);
  const adjusted = values.map(() => NaN);
  let highest = 0;
  ranks.forEach((index, rank) => {
    highest = Math.max(highest, Math.min(1, (ranks.length - rank) * values[index]!));
    adjusted[index] = highest;
  });
  return adjusted;
}

/** A difference counts where its p is below this after Holm's correction. */
const significance = 0.05;

/** Whether the arm with the higher mean is ahead, the one rule of sentences and tables; else the two cannot be told apart. */
export const canTellApart = ({ adjusted }: Pick<PairedDifference, "adjusted">): boolean => adjusted < significance;

/** `arms[arm][seed]`, the same seed at the same index; pairs of which one is not finite are left out. */
export function pairedDifferences(arms: readonly (readonly number[])[]): PairedDifference[] {
  const pairs = arms.flatMap((first, a) =>
    arms.slice(a + 1).map((second, offset) => ({ a, b: a + 1 + offset, ...compare(first, second) })));
  const adjusted = holm(pairs.map(({ p }) => p));
  return pairs.map((pair, index) => ({ ...pair, adjusted: adjusted[index]! }));
}
