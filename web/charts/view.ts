// A chart's data in pixels: scales and paths.

import { scaleLinear, scaleLog } from "d3-scale";
import { area, line } from "d3-shape";
import type { ValueAxis } from "./axes.ts";
import type { Frame } from "./layout.ts";
import { type Curve, type Point, thin } from "./series.ts";

export interface View {
  frame: Frame;
  axis: ValueAxis;
  /** The last iteration of the axis. */
  iterations: number;
  iterationTicks: number[];
  curves: readonly Curve[];
  x: (iteration: number) => number;
  y: (value: number) => number;
  /** The iteration at a place, between two that are whole. */
  iterationAt: (x: number) => number;
}

export function viewOf(curves: readonly Curve[], frame: Frame, axis: ValueAxis, iterations: number): View {
  const { left, right, top, bottom } = frame;
  const x = scaleLinear([0, iterations], [left, right]);
  const y = axis.type === "log" ? scaleLog(axis.domain, [bottom, top]) : scaleLinear(axis.domain, [bottom, top]);
  const far = bottom - top;
  return {
    frame, axis, iterations, curves, x,
    iterationTicks: x.ticks(Math.max(2, (right - left) / 110)).filter(Number.isInteger),
    // What lies far outside is as good as at its edge, and no path takes infinite numbers.
    y: (value) => Math.max(top - far, Math.min(bottom + far, y(value))),
    iterationAt: (place) => x.invert(Math.max(left, Math.min(right, place))),
  };
}

const isDrawn = ({ value }: Point) => !Number.isNaN(value);

/** The curve as a path; one place after the point where it is a number. */
export function linePath({ x, y, iterations }: View, points: readonly Point[]): string {
  return line<Point>((point) => x(point.iteration), (point) => y(point.value))
    .defined(isDrawn).digits(1)(thin(points, iterations)) ?? "";
}

/** Its band of one standard deviation; none where there is one seed. */
export function bandPath({ x, y, iterations }: View, points: readonly Point[]): string | undefined {
  if (!points.some(({ low, high }) => high > low)) return undefined;
  return area<Point>((point) => x(point.iteration), (point) => y(point.low), (point) => y(point.high))
    .defined(isDrawn).digits(1)(thin(points, iterations)) ?? undefined;
}

/** What lies between two curves that were measured at the same iterations. */
export function betweenPath({ x, y, iterations }: View, upper: readonly Point[], lower: readonly Point[]): string {
  const pairs = upper.slice(0, lower.length).map(({ iteration, value }, i) => {
    return { iteration, value, low: lower[i]!.value, high: value };
  });
  return area<Point>((point) => x(point.iteration), (point) => y(point.low), (point) => y(point.high))
    .defined(({ low, high }) => !Number.isNaN(low + high)).digits(1)(thin(pairs, iterations)) ?? "";
}
