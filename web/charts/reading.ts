// What the crosshair reads: the values of all curves at one iteration.

import type { Curve, Point } from "./series.ts";

/** All iterations at which a named curve has a value, ascending. */
export function stopsOf(curves: readonly Curve[]): number[] {
  const named = curves.filter(({ kind }) => kind === "main");
  const [first, ...others] = named.map(({ points }) => points.map(({ iteration }) => iteration));
  const known = new Set(first);
  for (const iteration of others.flat()) known.add(iteration);
  return Array.from(known).sort((a, b) => a - b);
}

/** The index of the last of the ascending values that is at most `value`; −1 where there is none. */
function lastAtMost<Item>(items: readonly Item[], value: number, of: (item: Item) => number): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (of(items[middle]!) <= value) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The stop that is nearest to a place between them. */
export function nearest(stops: readonly number[], place: number): number | undefined {
  const index = lastAtMost(stops, place, (stop) => stop);
  const [before, after] = [stops[index], stops[index + 1]];
  if (before === undefined || after === undefined) return before ?? after;
  return place - before <= after - place ? before : after;
}

/** The stop that is `steps` further; from nowhere, the last, or with Infinity and −Infinity an end. */
export function further(stops: readonly number[], from: number | undefined, steps: number): number | undefined {
  const last = stops.length - 1;
  const index = from === undefined ? last + (steps > 0 ? 0 : 1) : lastAtMost(stops, from, (stop) => stop);
  return stops[Math.min(last, Math.max(0, index + steps))];
}

/** The last point at or before an iteration that the curve has reached. */
export function pointAt(points: readonly Point[], iteration: number): Point | undefined {
  const last = points.at(-1);
  if (!last || last.iteration < iteration) return undefined;
  return points[lastAtMost(points, iteration, (point) => point.iteration)];
}

/** The last point at or before an iteration whose value is a number. */
export const lastKnown = (points: readonly Point[], until: number): Point | undefined =>
  points.findLast(({ iteration, value }) => iteration <= until && !Number.isNaN(value));

/** Which values are better. */
export type Best = "highest" | "lowest";

export interface Reading {
  curve: Curve;
  /** None where the curve has not reached the iteration, or has ended before it. */
  point: Point | undefined;
}

/** The named curves' values at an iteration, best first; those without one come last. */
export function readingsAt(curves: readonly Curve[], iteration: number, best: Best): Reading[] {
  const sign = best === "highest" ? -1 : 1;
  const rank = ({ point }: Reading) => {
    if (!point) return Infinity;
    return Number.isNaN(point.value) ? Number.MAX_VALUE : sign * point.value;
  };
  return curves
    .filter(({ kind }) => kind === "main")
    .map((curve) => ({ curve, point: pointAt(curve.points, iteration) }))
    .sort((a, b) => (rank(a) === rank(b) ? a.curve.arm - b.curve.arm : rank(a) - rank(b)));
}
