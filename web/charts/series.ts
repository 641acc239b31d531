// What charts draw, as points: one run's values, or the mean of several runs.

import { type Statistic, statistic } from "../../report/statistics/summary.ts";

export interface Point {
  iteration: number;
  value: number;
  /** One standard deviation around the mean of several seeds; where there is one, the value itself. */
  low: number;
  high: number;
}

export interface Curve {
  name: string;
  /** Place of the arm, which gives its colour and dashes. */
  arm: number;
  /**
   * "main" is drawn bold and has its name at its end, "training" is dotted beside it, "seed" is thin: one seed where
   * the main curve is a mean.
   */
  kind: "main" | "training" | "seed";
  /** Ascending by iteration. */
  points: readonly Point[];
  /** Its first point lies on another curve, which it leaves there. */
  branched?: boolean;
}

/** The values of one run. */
export interface Trace {
  iterations: readonly number[];
  values: readonly number[];
  /** It ended before its last iteration: while other seeds go on, its last value counts for the mean. */
  stopped: boolean;
}

const single = (iteration: number, value: number): Point => ({ iteration, value, low: value, high: value });

/** The points of one run, without the first ones. */
export function pointsOf({ iterations, values }: Trace, from = 0): Point[] {
  return iterations.slice(from, values.length).map((iteration, i) => single(iteration, values[from + i]!));
}

/** A mean with its standard deviation, which one value does not have. */
export function meanPoint(iteration: number, { mean, deviation }: Pick<Statistic, "mean" | "deviation">): Point {
  const spread = Number.isFinite(deviation) ? deviation : 0;
  return { iteration, value: mean, low: mean - spread, high: mean + spread };
}

/** Mean and standard deviation over runs that were evaluated at the same iterations. */
export function meanPoints(traces: readonly Trace[]): Point[] {
  if (traces.length === 1) return pointsOf(traces[0]!);
  const longest = traces.reduce<readonly number[]>(
    (best, { iterations }) => (iterations.length > best.length ? iterations : best), [],
  );
  return longest.flatMap((iteration, i) => {
    const values = traces.flatMap(({ values, stopped }) => values[i] ?? (stopped ? (values.at(-1) ?? []) : []));
    const found = statistic(values);
    return found.count === 0 ? [] : [meanPoint(iteration, found)];
  });
}

/** A fork's own points from iteration `at` on, after the point of its parent that it left from. */
export function branchPoints(own: readonly Point[], parent: readonly Point[], at: number): Point[] {
  const left = parent.findLast(({ iteration }) => iteration <= at);
  return [...(left ? [left] : []), ...own.filter(({ iteration }) => iteration > at)];
}

/** A screen cannot show more of a curve than this many columns. */
const columns = 300;

/**
 * Of a curve with many points the lowest and the highest in each column, in their order, and the last: its shape. The
 * columns stand still while the curve grows.
 */
export function thin(points: readonly Point[], iterations: number): readonly Point[] {
  if (points.length <= 2 * columns) return points;
  const kept: Point[] = [];
  const columnOf = ({ iteration }: Point) => Math.floor((iteration / iterations) * columns);
  for (let first = 0; first < points.length;) {
    const column = columnOf(points[first]!);
    let [low, high, next] = [first, first, first];
    for (; next < points.length && columnOf(points[next]!) === column; next++) {
      // Values that are no numbers come first, so that a gap stays one.
      if (!(points[next]!.value >= points[low]!.value)) low = next;
      if (points[next]!.value > points[high]!.value) high = next;
    }
    for (const i of low === high ? [low] : [Math.min(low, high), Math.max(low, high)]) kept.push(points[i]!);
    first = next;
  }
  const last = points.at(-1)!;
  return kept.at(-1) === last ? kept : [...kept, last];
}
