// Live curves with Observable Plot. Loaded on its own, after the page has been painted.

import * as Plot from "@observablehq/plot";
import { formatTick, lossAxis, rateAxis, shareAxis } from "../../report/axis.ts";
import { nameEnds } from "../../report/ends.ts";
import { emsOf, replaceUnprintable, shorten } from "../../report/text.ts";
import { armColor, armDashes } from "../parts/swatch.tsx";

export interface Point {
  iteration: number;
  value: number;
  /** One standard deviation around it, where there are several seeds. */
  low: number;
  high: number;
}

export interface Curve {
  name: string;
  /** Place of the arm. */
  arm: number;
  points: Point[];
  /** Drawn dotted, thinner and without a name. */
  secondary: boolean;
}

export interface Look {
  width: number;
  iterations: number;
  /** Accuracies are from 0 to 1; losses and learning rates choose their axis. */
  measure: "accuracy" | "loss" | "rate";
  xLabel: string;
  /** On the axis of accuracies. */
  format: (value: number) => string;
  /** Under the pointer. */
  formatExact: (value: number) => string;
  formatCount: (value: number) => string;
  /** Show the values under the pointer. */
  readable: boolean;
}

const fontSize = 12;
const leader = 22;
const labelHeight = 16;
const mostLabels = 20;

export function drawCurves(curves: Curve[], look: Look): SVGSVGElement {
  const { width, measure, iterations, format, formatExact, formatCount, xLabel, readable } = look;
  const narrow = width < 480;
  const named = curves.filter(({ secondary, points }) => !secondary && points.length > 0);
  const labelled = named.length <= mostLabels;
  const margin = { top: 10, bottom: 38, left: measure === "accuracy" ? 44 : 40 };
  const height = Math.max(narrow ? 240 : 300, labelled ? named.length * labelHeight + 60 : 0);
  const names = named.map(({ name }) => shorten(replaceUnprintable(name), (width * 0.3) / fontSize, emsOf));
  // Without names there is room for the half of the last tick's text that reaches over the frame.
  const right = labelled && names.length > 0
    ? leader + fontSize * Math.max(...names.map(emsOf)) + 4
    : 4 + (fontSize * emsOf(formatCount(iterations))) / 2;

  const values = curves.map(({ points }) => points.map(({ value }) => value));
  const axis = { accuracy: () => shareAxis, loss: () => lossAxis(values), rate: () => rateAxis(values) }[measure]();
  const clamp = (value: number) => Math.min(axis.domain[1], Math.max(axis.domain[0], value));
  const tickFormat = (value: number) => (measure === "accuracy" ? format(value) : formatTick(value));

  const marks = curves.flatMap(({ arm, points, secondary }): Plot.Markish[] => {
    const shown = thin(points).map(({ iteration, value, low, high }) => {
      return { iteration, value: clamp(value), low: clamp(low), high: clamp(high) };
    });
    const stroke = armColor(arm);
    const dashes = secondary ? "0.5 3.5" : armDashes(arm);
    const banded = shown.some(({ low, high }) => high > low);
    return [
      ...(banded && !secondary
        ? [Plot.areaY(shown, { x: "iteration", y1: "low", y2: "high", fill: stroke, fillOpacity: 0.14 })]
        : []),
      Plot.lineY(shown, {
        x: "iteration", y: "value", stroke, strokeWidth: secondary ? 1.5 : 2, strokeDasharray: dashes,
        strokeLinecap: "round",
      }),
      ...(shown.length === 1 ? [Plot.dot(shown, { x: "iteration", y: "value", fill: stroke, r: 2.5 })] : []),
    ];
  });
  const readings = readable
    ? named.flatMap(({ name, points }) =>
        thin(points).map(({ iteration, value }) => {
          const title = `${name}\n${xLabel} ${formatCount(iteration)}: ${formatExact(value)}`;
          return { iteration, value: clamp(value), title };
        }),
      )
    : [];

  const plot = Plot.plot({
    width,
    height,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    marginRight: right,
    x: { domain: [0, Math.max(1, iterations)] },
    y: { type: axis.type, domain: axis.domain },
    marks: [
      Plot.gridY({ ticks: axis.ticks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: axis.ticks, tickFormat, tickSize: 0, label: null, fontSize }),
      Plot.axisX({
        ticks: Math.max(2, width / 120), tickFormat: formatCount, tickSize: 4, label: xLabel, labelAnchor: "center",
        labelArrow: "none", fontSize,
      }),
      ...marks,
      Plot.tip(readings, Plot.pointer({ x: "iteration", y: "value", title: "title", fontSize })),
    ],
  }) as SVGSVGElement & Plot.Plot;
  // Plot's own style sheet would be inline, which the page's policy forbids: style.css has its rules.
  plot.querySelector("style")?.remove();
  // The frame around it is described as a whole.
  for (const part of plot.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  if (!labelled) return plot;
  const position = (scale: "x" | "y", value: number) => Number(plot.scale(scale)?.apply(value));
  const ends = named.map(({ name, arm, points }, i) => {
    const { iteration, value } = points.at(-1)!;
    const [x, y] = [position("x", iteration), position("y", clamp(value))];
    return { name: replaceUnprintable(name), shown: names[i]!, stroke: armColor(arm), dashes: armDashes(arm), x, y };
  });
  const { top, bottom } = margin;
  nameEnds(document, plot, ends, { right: width - right, top, bottom: height - bottom, leader, labelHeight });
  return plot;
}

const mostPoints = 400;

/** A screen shows no more points than it has columns; the last one stays. */
function thin(points: Point[]): Point[] {
  const stride = Math.ceil(points.length / mostPoints);
  return stride > 1 ? points.filter((_, i) => (points.length - 1 - i) % stride === 0) : points;
}
