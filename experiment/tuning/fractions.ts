/** Sequences of points between 0 and 1: the same for every arm, and a longer one begins with the shorter. */
import { philox, streams } from "../philox.ts";

/** The bases of Halton's sequence: one for each path of a search, at most. */
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53] as const;
export const mostDimensions = primes.length;

/** From so many digits on nothing changes in a fraction of 32 bits. */
const digitsOf = (base: number) => Math.ceil(32 / Math.log2(base));
/** Counters of the generator: digits of Halton's sequence stand below it. */
const RANDOM_STEP = 64;

/** The digits 0 … base − 1 in the order that the seed gives to one place of one dimension. */
function permutation(seed: number, dimension: number, place: number, base: number): number[] {
  const keys = Array.from({ length: base }, (_, digit) => philox(seed, streams.trials, dimension, place, digit)[0]);
  return Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
}

/**
 * A coordinate of Halton's sequence with scrambled digits, for trials that count from 0.
 * Source: Halton (1960); scrambling by a random permutation for every place, Owen, "A randomized Halton algorithm in R" (2017).
 */
export function halton(seed: number, dimension: number): (trial: number) => number {
  const base = primes[dimension]!;
  const places = Array.from({ length: digitsOf(base) }, (_, place) => permutation(seed, dimension, place, base));
  return (trial) => {
    let rest = trial;
    let fraction = 0;
    let unit = 1;
    for (const digits of places) {
      unit /= base;
      fraction += digits[rest % base]! * unit;
      rest = Math.floor(rest / base);
    }
    return fraction;
  };
}

/** As `halton`, each coordinate drawn for itself. */
export function random(seed: number, dimension: number): (trial: number) => number {
  return (trial) => philox(seed, streams.trials, dimension, RANDOM_STEP, trial)[0] / 2 ** 32;
}

/**
 * How many points of each dimension a grid of at most so many trials has. `sizes`: how many values a list has; a
 * range takes as many as there is room for. Undefined where the lists alone are more.
 */
export function gridSizes(trials: number, sizes: readonly (number | undefined)[]): number[] | undefined {
  const lists = sizes.reduce<number>((product, size = 1) => product * size, 1);
  const ranges = sizes.filter((size) => size === undefined).length;
  let points = 1;
  while (ranges > 0 && lists * (points + 1) ** ranges <= trials) points++;
  return lists > trials ? undefined : sizes.map((size) => size ?? points);
}

/** A coordinate of a grid in which the last dimension changes first; ranges have both their ends. */
export function grid(sizes: readonly number[], dimension: number, isList: boolean): (trial: number) => number {
  const size = sizes[dimension]!;
  const stride = sizes.slice(dimension + 1).reduce((product, other) => product * other, 1);
  return (trial) => {
    const index = Math.floor(trial / stride) % size;
    if (isList) return (index + 0.5) / size;
    return size === 1 ? 0.5 : index / (size - 1);
  };
}
