/** One number out of many: what tables and plots say of the runs of an arm. */
import { tQuantile } from "./distribution.ts";

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

/** `p` of the sorted values lie below: between two of them in proportion (type 7 of Hyndman and Fan, as in R and NumPy). */
export function quantile(sorted: readonly number[], p: number): number {
  const place = p * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] ?? NaN;
  return low + (place - below) * ((sorted[below + 1] ?? low) - low);
}

export interface Summary extends Statistic {
  /** Of the mean, from Student's t distribution: NaN when there are fewer than two values. */
  interval: [low: number, high: number];
  median: number;
  /** The first and the third. */
  quartiles: [first: number, third: number];
  minimum: number;
  maximum: number;
}

/** Of the finite values only; what there are too few values for is NaN. */
export function summarize(values: readonly (number | null)[], confidence = 0.95): Summary {
  const one = statistic(values);
  const sorted = values.filter((value): value is number => Number.isFinite(value)).sort((a, b) => a - b);
  return {
    ...one,
    interval: meanInterval(one, confidence),
    median: quantile(sorted, 0.5),
    quartiles: [quantile(sorted, 0.25), quantile(sorted, 0.75)],
    minimum: sorted[0] ?? NaN,
    maximum: sorted.at(-1) ?? NaN,
  };
}

/** Holds the mean of all possible runs in `confidence` of all samples, where these are normally distributed. */
export function meanInterval({ mean, deviation, count }: Statistic, confidence = 0.95): [low: number, high: number] {
  const half = (tQuantile(0.5 + confidence / 2, count - 1) * deviation) / Math.sqrt(count);
  return [mean - half, mean + half];
}
