// The axis of values: which scale the reader chose, and how far it reaches. It grows with the curves and never jumps
// from one scale to the other.

import { formatTick, logAxis } from "../../report/axis.ts";
import type { Curve, Point } from "./series.ts";

/** "full" and "close" are of shares: 0 to 100 %, 80 to 100 %. */
export type ScaleName = "full" | "close" | "linear" | "log";

export interface ValueAxis {
  type: "linear" | "log";
  domain: [low: number, high: number];
  ticks: number[];
  /** The highest value, where it lies above the axis. */
  cut?: number;
}

export { formatTick };

const shares = {
  full: { type: "linear", domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] },
  close: { type: "linear", domain: [0.8, 1], ticks: [0.8, 0.85, 0.9, 0.95, 1] },
} satisfies Record<string, ValueAxis>;

/**
 * @param least What the axis has in any case: losses of ten classes begin near ln 10.
 */
export function valueAxis(scale: ScaleName, curves: readonly Curve[], least?: { low: number; high: number }): ValueAxis {
  if (scale === "full" || scale === "close") return shares[scale];
  const extents = curves.flatMap(({ points }) => extentOf(points) ?? []);
  const highest = Math.max(least?.high ?? 0, ...extents.map(({ high }) => high));
  const axis = scale === "log" ? logarithmic(extents, least) : linear(extents, least);
  return highest > axis.domain[1] ? { ...axis, cut: highest } : axis;
}

interface Extent {
  low: number;
  high: number;
  /** The lowest above 0. */
  positive: number;
}

function extentOf(points: readonly Point[]): Extent | undefined {
  let [low, high, positive] = [Infinity, -Infinity, Infinity];
  for (const { value } of points) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
    if (value > 0 && value < positive) positive = value;
  }
  return low <= high ? { low, high, positive } : undefined;
}

/** The highest peak of a curve, but for those some times as high as the middle one: what diverges is cut off. */
function topOf(extents: readonly Extent[], times: number): number {
  const peaks = extents.map(({ high }) => high).sort((a, b) => a - b);
  const middle = peaks[Math.floor((peaks.length - 1) / 2)] ?? 0;
  return peaks.findLast((peak) => peak <= times * middle) ?? middle;
}

const decadeOf = (value: number) => 10 ** Math.floor(Math.log10(value));
/** Steps of an axis' end, so that it moves seldom. */
const ends = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];
const roundUp = (value: number, steps: readonly number[]) => {
  const decade = decadeOf(value);
  // A hair above a step is the step.
  return steps.find((step) => step * decade >= value * (1 - 1e-9))! * decade;
};
const roundDown = (value: number, steps: readonly number[]) => {
  const decade = decadeOf(value);
  return steps.findLast((step) => step * decade <= value * (1 + 1e-9))! * decade;
};

function linear(extents: readonly Extent[], least?: { high: number }): ValueAxis {
  const top = Math.max(topOf(extents, 5), least?.high ?? 0);
  const high = roundUp(top > 0 ? top : 1, ends);
  const step = roundUp(high / 5, [1, 2, 2.5, 5, 10]);
  const ticks = Array.from({ length: Math.floor(high / step + 1e-9) + 1 }, (_, i) => i * step);
  return { type: "linear", domain: [0, high], ticks };
}

const powers = [1, 2, 5, 10];
/** A logarithmic axis shows no more than this ratio. */
const mostRange = 1e6;

function logarithmic(extents: readonly Extent[], least?: { low: number; high: number }): ValueAxis {
  const top = Math.max(topOf(extents, 100), least?.high ?? 0);
  const lowest = Math.min(least?.low ?? Infinity, ...extents.map(({ positive }) => positive));
  if (!(top > 0) || lowest > top) return logAxisOf(0.1, 1);
  return logAxisOf(roundDown(Math.max(lowest, top / mostRange), powers), roundUp(top, powers));
}

function logAxisOf(low: number, high: number): ValueAxis {
  const { type, domain, ticks } = logAxis(low, high);
  return { type, domain, ticks: ticks as number[] };
}
