/** One number out of many: what tables and plots say of the runs of an arm. */

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
