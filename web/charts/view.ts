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
  /** Equal where the same points lie in the same places. */
  key: string;
}

export function viewOf(curves: readonly Curve[], frame: Frame, axis: ValueAxis, iterations: number): View {
  const { left, right, top, bottom } = frame;
  const x = scaleLinear([0, iterations], [left, right]);
  const y = axis.type === "log" ? scaleLog(axis.domain, [bottom, top]) : scaleLinear(axis.domain, [bottom, top]);
  const far = bottom - top;
  return {
    frame, axis, iterations, curves, x,
    key: [left, right, top, bottom, iterations, axis.type, ...axis.domain].join(" "),
    iterationTicks: x.ticks(Math.max(2, (right - left) / 110)).filter(Number.isInteger),
    // What lies far outside is as good as at its edge, and no path takes infinite numbers.
    y: (value) => Math.max(top - far, Math.min(bottom + far, y(Math.min(value, 1e300)))),
    iterationAt: (place) => x.invert(Math.max(left, Math.min(right, place))),
  };
}

const isDrawn = ({ value }: Point) => !Number.isNaN(value);

/** Of growing arrays of points: the path of their first ones, and in which view. */
const drawn = new WeakMap<readonly Point[], { key: string; count: number; path: string }>();

/** The curve as a path. Of an array that has grown, only what is new is written anew. */
export function linePath(view: View, points: readonly Point[]): string {
  const { x, y, iterations, key } = view;
  const shown = thin(points, iterations);
  const write = line<Point>((point) => x(point.iteration), (point) => y(point.value)).defined(isDrawn).digits(1);
  const before = shown === points ? drawn.get(points) : undefined;
  const goesOn = before?.key === key && before.count > 0 && isDrawn(points[before.count - 1]!);
  // The path goes on from its last point, whose own command is there already.
  const path = goesOn ? before.path + write(points.slice(before.count - 1))!.replace(/^M[^ML]*/, "") : (write(shown) ?? "");
  if (shown === points) drawn.set(points, { key, count: points.length, path });
  return path;
}

/** Its band of one standard deviation; none where there is one seed. */
export function bandPath(view: View, points: readonly Point[]): string | undefined {
  if (!points.some(({ low, high }) => high > low)) return undefined;
  return areaPath(view, points);
}

/** What lies between two curves that were measured at the same iterations. */
export function betweenPath(view: View, upper: readonly Point[], lower: readonly Point[]): string {
  const pairs = upper.slice(0, lower.length).map(({ iteration, value }, i) => {
    return { iteration, value, low: lower[i]!.value, high: value };
  });
  return areaPath(view, pairs);
}

/** What lies between the low and the high of points, where both are numbers. */
function areaPath({ x, y, iterations }: View, points: readonly Point[]): string {
  return area<Point>((point) => x(point.iteration), (point) => y(point.low), (point) => y(point.high))
    .defined(({ low, high }) => !Number.isNaN(low + high)).digits(1)(thin(points, iterations)) ?? "";
}
