/** Sequences of points between 0 and 1: the same for every arm, and a longer one begins with the shorter. */
import { philox, scaleTo, streams } from "../philox.ts";

/** The bases of Halton's sequence: one for each path of a search, at most. */
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53] as const;
export const mostDimensions = primes.length;

/** Of a trial, which counts from 0: a number from 0 to 1. */
type Share = (trial: number) => number;

/** The numbers below n, shuffled: one order for each place of each dimension. */
function permutation(seed: number, dimension: number, place: number, n: number): number[] {
  const order = Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const [high, low] = philox(seed, streams.trials, dimension, place, i);
    const other = scaleTo(high, low, i + 1);
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}

/**
 * A coordinate of Halton's sequence with scrambled digits.
 * Source: Halton (1960); scrambling by a random permutation for every place, Owen, "A randomized Halton algorithm in R" (2017).
 */
export function halton(seed: number, dimension: number): Share {
  const base = primes[dimension]!;
  const places: number[][] = [];
  // As many as a float64 holds, so that the quotient below is all that is rounded.
  let denominator = 1;
  for (; denominator * base <= 2 ** 53; denominator *= base) places.push(permutation(seed, dimension, places.length, base));
  return (trial) => {
    let rest = trial;
    let numerator = 0;
    for (const digits of places) {
      numerator = numerator * base + digits[rest % base]!;
      rest = Math.floor(rest / base);
    }
    return numerator / denominator;
  };
}

/** As `halton`, each coordinate drawn for itself. */
export function random(seed: number, dimension: number): Share {
  return (trial) => {
    const [high, low] = philox(seed, streams.trials, dimension, trial, 0);
    return (high * 2 ** 21 + (low >>> 11)) / 2 ** 53;
  };
}

/**
 * How many points of each dimension a grid of at most so many trials has. `sizes`: how many values a list has; an
 * interval takes two or more, as many as there is room for, the first ones before the last. Undefined where there is none.
 */
export function gridSizes(trials: number, sizes: readonly (number | undefined)[]): number[] | undefined {
  const counts = sizes.map((size = 2) => size);
  const points = () => counts.reduce((product, count) => product * count, 1);
  if (points() > trials) return undefined;
  for (;;) {
    const all = points();
    const [next] = Array.from(counts.keys())
      .filter((i) => sizes[i] === undefined && (all / counts[i]!) * (counts[i]! + 1) <= trials)
      .sort((a, b) => counts[a]! - counts[b]! || a - b);
    if (next === undefined) return counts;
    counts[next]!++;
  }
}

/** A coordinate of a grid in which the last dimension changes first; intervals have both their ends. */
export function grid(sizes: readonly number[], dimension: number, isList: boolean): Share {
  const size = sizes[dimension]!;
  const stride = sizes.slice(dimension + 1).reduce((product, other) => product * other, 1);
  return (trial) => {
    const index = Math.floor(trial / stride) % size;
    return isList ? (index + 0.5) / size : index / (size - 1);
  };
}
