/** Lines over each other, each named at its end. */
import * as Plot from "@observablehq/plot";
import { type Axis, formatTick } from "../axis.ts";
import { nameEnds } from "../ends.ts";
import type { Language } from "../../experiment/language.ts";
import type { CurvePoint } from "../statistics/series.ts";
import { fontSize } from "../svg.ts";
import { emsOf, shorten } from "../text.ts";

export interface LinePoint {
  x: number;
  y: number;
  /** The band around the line here reaches so far up and down; NaN where there is none. */
  deviation: number;
}

/** One line with its band. */
export interface Line {
  name: string;
  stroke: string;
  strokeDasharray: string;
  strokeWidth: number;
  points: LinePoint[];
  /** Where runs failed. */
  failures: LinePoint[];
}

/** The axis along which the lines go. */
export interface Along {
  type: "linear" | "log";
  domain: [number, number];
  label: string | null;
  ticks?: number | number[];
}

/** The iterations from 0 to the last. */
export const steps = (last: number, language: Language = "en"): Along =>
  ({ type: "linear", domain: [0, last], label: { en: "iteration", ja: "反復回数" }[language] });

/** A curve of means, with its standard deviations as the band. */
export const toPoints = (curve: CurvePoint[]): LinePoint[] =>
  curve.map(({ iteration, mean, deviation }) => ({ x: iteration, y: mean, deviation }));

export function lastStep(lines: Line[]): number {
  return Math.max(1, ...lines.map(({ points }) => points.at(-1)?.x ?? 0));
}

/** More names than this would make the plot too high. */
export const mostLabels = 36;

/** Values beyond the axis run along its edge. */
export function withinScale(points: LinePoint[], { domain: [low, high] }: Axis) {
  const clamp = (value: number) => Math.min(high, Math.max(low, value));
  return points.map(({ x, y, deviation }) => ({
    x, y: clamp(y), low: clamp(y - deviation), high: clamp(y + deviation),
  }));
}

export interface Facet {
  fx?: () => number;
  fy?: () => number;
}

export function lineMarks(line: Line, scale: Axis, facet: Facet, fillOpacity: number) {
  const points = withinScale(line.points, scale);
  const { stroke, strokeDasharray, strokeWidth } = line;
  const title = () => line.name;
  const alone = points.length === 1 ? points : [];
  return [
    Plot.areaY(points, { x: "x", y1: "low", y2: "high", fill: stroke, fillOpacity, ...facet }),
    Plot.lineY(points, { x: "x", y: "y", stroke, strokeDasharray, strokeWidth, title, ...facet }),
    Plot.dot(alone, { x: "x", y: "y", fill: stroke, r: 2.5, title, ...facet }),
  ];
}

export interface NamedLines {
  width: number;
  /** Default: 340, or 260 where it is narrow; more where the names need it. */
  height?: number;
  lines: Line[];
  x: Along;
  y: Axis;
  /** Of the last value, behind its name. */
  format: (value: number) => string;
  /** Beside the lines. */
  marks?: Plot.Markish[];
}

/** The plot; `marginRight` is what the names take. */
export function namedLines(
  document: Document, { width, lines, x, y, format, marks = [], ...options }: NamedLines,
): { plot: SVGSVGElement; marginRight: number } {
  const narrow = width < 600;
  const top = 12;
  const bottom = x.label === null ? 24 : 42;
  const labelHeight = 15;
  const labelled = lines.length <= mostLabels;
  const least = options.height ?? (narrow ? 260 : 340);
  const height = Math.max(least, labelled ? lines.length * labelHeight + top + bottom : 0);
  const leader = 26;
  const values = lines.map(({ points }) => (narrow ? "" : ` ${format(points.at(-1)?.y ?? NaN)}`));
  const valueWidth = fontSize * Math.max(0, ...values.map(emsOf));
  const nameLimit = width * 0.3 - leader - valueWidth;
  const names = lines.map(({ name }) => shorten(name, nameLimit / fontSize, emsOf));
  const nameWidth = fontSize * Math.max(0, ...names.map(emsOf));
  const marginRight = labelled ? Math.ceil(leader + nameWidth + valueWidth) : 16;

  const plot = Plot.plot({
    document,
    width,
    height,
    marginTop: top,
    marginRight,
    marginBottom: bottom,
    marginLeft: 40,
    x: { type: x.type, domain: x.domain },
    y: { type: y.type, domain: y.domain },
    marks: [
      Plot.gridY({ ticks: y.ticks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: y.ticks, tickFormat: formatTick, tickSize: 0, label: null }),
      Plot.axisX({
        ticks: x.ticks ?? width / 110,
        tickSize: 4,
        label: x.label,
        labelAnchor: "center",
        labelArrow: "none",
        ...(x.type === "log" ? { tickFormat: formatTick } : {}),
      }),
      ...marks,
      ...lines.flatMap((line) => lineMarks(line, y, {}, 0.15)),
      ...lines.map(({ failures, stroke }) =>
        Plot.dot(withinScale(failures, y), { x: "x", y: "y", symbol: "times", r: 5, stroke }),
      ),
    ],
  }) as SVGSVGElement & Plot.Plot;
  if (!labelled) return { plot, marginRight };

  const position = (axis: "x" | "y", value: number) => Number(plot.scale(axis)?.apply(value));
  const ends = lines.flatMap(({ name, stroke, strokeDasharray, points }, index) => {
    const end = withinScale(points, y).at(-1);
    if (end === undefined) return [];
    const place = { x: position("x", end.x), y: position("y", end.y) };
    return [{ name, shown: names[index]!, value: values[index], stroke, dashes: strokeDasharray, ...place }];
  });
  nameEnds(document, plot, ends, { right: width - marginRight, top, bottom: height - bottom, leader, labelHeight });
  return { plot, marginRight };
}
