/**
 * Accuracy and loss as SVG, drawn into any document: nothing here is of Node, so that a web page can draw
 * them too.
 *
 * Both plots have one form: the arms over each other, then, if there are several, a panel for each arm with
 * its train and test curves.
 */
import * as Plot from "@observablehq/plot";
import type { Results, RunResult } from "../experiment/results.ts";
import { type Axis, formatTick, lossAxis, rateAxis, shareAxis } from "./axis.ts";
import { nameEnds } from "./ends.ts";
import { seriesStyle } from "./palette.ts";
import { armResults, intervalLoss, meanCurve, rateCurve } from "./statistics.ts";
import type { ArmResults, CurvePoint } from "./statistics.ts";
import { element, fontSize, lineHeight, margin, stack, textBlock } from "./svg.ts";
import type { Block } from "./svg.ts";
import { emsOf, replaceUnprintable, shorten } from "./text.ts";

export interface PlotOptions {
  document: Document;
  /** Pixels, the height follows. Default 880; 400 suits a phone. */
  width?: number;
}

type PlottedResults = Pick<Results, "experiment" | "runs">;

type Metric = (run: RunResult) => (number | null)[];

/** What distinguishes the two plots. */
interface Measure {
  name: string;
  train: Metric;
  test: Metric;
  trainLabel: string;
  /** Which of the two the arms are compared by. */
  compared: "train" | "test";
  axisOf: (curves: number[][]) => Axis;
  format: (value: number) => string;
  /** Draw the learning rates below, where one is not constant. */
  withRates?: true;
}

/** Test and train accuracy against the iteration, from 0 to 1. */
export function accuracyPlot(results: PlottedResults, options: PlotOptions): SVGSVGElement {
  const measuredOn = new Set(results.experiment.arms.map((arm) => arm.training.trainAccuracy));
  const basis =
    measuredOn.size > 1 ? "" : measuredOn.has("batch") ? " (current batch)" : " (all training images)";
  return figure(results, options, {
    name: "accuracy",
    train: (run) => run.trainAccuracy,
    test: (run) => run.testAccuracy,
    trainLabel: `training accuracy${basis}`,
    compared: "test",
    axisOf: () => shareAxis,
    format: (value) => value.toFixed(3),
  });
}

/**
 * Training loss and test loss against the iteration. A point of the training loss is the mean of the steps
 * since the evaluation before. Below them the learning rate, where it is not the same all the time.
 */
export function lossPlot(results: PlottedResults, options: PlotOptions): SVGSVGElement {
  return figure(results, options, {
    name: "loss",
    train: intervalLoss,
    test: (run) => run.testLoss,
    trainLabel: "training loss with penalties, averaged between evaluations",
    compared: "train",
    withRates: true,
    axisOf: lossAxis,
    format: (value) =>
      value >= 1e4 || value < 1e-3
        ? value.toExponential(1)
        : value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0),
  });
}

/** One line with its band. */
interface Series {
  name: string;
  stroke: string;
  strokeDasharray: string;
  strokeWidth: number;
  points: CurvePoint[];
  /** Where runs failed. */
  failures: CurvePoint[];
}

interface ArmSeries {
  arm: ArmResults;
  train: Series;
  test: Series;
}

/** More names than this would make the plot too high. */
const mostLabels = 36;
const trainDashes = "0.5 3.5";

function armSeries(arm: ArmResults, index: number, measure: Measure): ArmSeries {
  const series = (metric: Metric): Series => ({
    name: arm.name,
    ...seriesStyle(index),
    strokeWidth: 2,
    points: meanCurve(arm.runs, metric),
    failures: arm.runs
      .filter((run) => run.status === "failed")
      .flatMap((run) => meanCurve([run], metric).slice(-1)),
  });
  return { arm, train: series(measure.train), test: series(measure.test) };
}

function figure(
  results: PlottedResults,
  { document, width = 880 }: PlotOptions,
  measure: Measure,
): SVGSVGElement {
  const arms = armResults(results).map((arm, index) => armSeries(arm, index, measure));
  const curves = arms
    .flatMap(({ train, test }) => [train.points, test.points])
    .filter((points) => points.length > 0);
  const inner = width - 2 * margin;
  const text = (content: string) => textBlock(document, inner, content, { opacity: 0.75 });
  const title = `${replaceUnprintable(results.experiment.name)}: ${measure.name}`;
  const blocks = [textBlock(document, inner, title, { "font-size": 15, "font-weight": 600 })];

  const scale = curves.length > 0 ? measure.axisOf(curves.map((points) => points.map(({ mean }) => mean))) : undefined;
  const [first] = arms;
  if (scale === undefined || first === undefined) {
    blocks.push(text("No run was evaluated: there is nothing to draw."));
  } else {
    const test: KeyItem = { sample: "solid", text: `test ${measure.name}` };
    const train: KeyItem = { sample: "dotted", text: measure.trainLabel };
    const compared: KeyItem = measure.compared === "test" ? test : { ...train, sample: "solid" };
    const withBands = curves.some((points) => points.some(({ count }) => count > 1));
    const meanOf = `mean of ${results.experiment.seeds.length} seeds ± one standard deviation`;
    const band: KeyItem[] = withBands ? [{ sample: "band", text: meanOf }] : [];
    const scheduled = measure.withRates && arms.some(({ arm }) => arm.settings.schedule);
    const draw = (all: Series[]) => {
      const lines = all.filter(({ points }) => points.length > 0);
      const note = "Too many arms to name here: each has its panel below.";
      const { plot, marginRight } = overlayPlot(document, inner, lines, scale, measure);
      const notes = lines.length > mostLabels ? [text(note)] : [];
      const last = lastIteration(lines);
      const rates = scheduled
        ? [text("Learning rate"), plotBlock(ratesPlot(document, { width: inner, marginRight, last }, arms))]
        : [];
      return [plotBlock(plot), ...notes, ...rates];
    };
    if (arms.length === 1) {
      const dotted = { ...first.train, name: "training", strokeDasharray: trainDashes };
      blocks.push(
        keyBlock(document, inner, [test, train, ...band]),
        ...draw([{ ...first.test, name: "test" }, dotted]),
      );
    } else {
      blocks.push(
        keyBlock(document, inner, [compared, ...band]),
        ...draw(arms.map((arm) => arm[measure.compared])),
        keyBlock(document, inner, [test, train], 14),
        plotBlock(panelsPlot(document, inner, arms, scale)),
      );
    }
    const highest = Math.max(...curves.flatMap((points) => points.map(({ mean }) => mean)));
    const top = scale.domain[1];
    if (highest > top) blocks.push(text(`Values above ${measure.format(top)} are cut off.`));
    if (arms.some((arm) => arm[measure.compared].failures.length > 0)) blocks.push(text("×: a run failed."));
    if (arms.some(({ arm: { runs } }) => runs.length > 1 && runs.some(({ stopped }) => stopped !== undefined))) {
      blocks.push(text("A run that stopped early keeps its last value in the mean of its arm."));
    }
  }
  return stack(document, width, title, describe(arms, measure), blocks);
}

/** For readers who do not see the picture. */
function describe(arms: ArmSeries[], measure: Measure): string {
  const ends = arms.map((arm) => {
    const last = arm[measure.compared].points.at(-1);
    const value = last === undefined ? "none" : `${measure.format(last.mean)} at ${last.iteration}`;
    return `${arm.arm.name} ${value}`;
  });
  const subject = measure.compared === "test" ? "Test" : "Training";
  return `${subject} ${measure.name} by iteration. Last values: ${ends.join("; ")}.`;
}

/** Values beyond the axis run along its edge. */
function withinScale(points: CurvePoint[], { domain: [low, high] }: Axis) {
  const clamp = (value: number) => Math.min(high, Math.max(low, value));
  return points.map(({ iteration, mean, deviation }) => ({
    iteration,
    mean: clamp(mean),
    low: clamp(mean - deviation),
    high: clamp(mean + deviation),
  }));
}

function curveMarks(
  series: Series,
  scale: Axis,
  facet: { fx?: () => number; fy?: () => number },
  fillOpacity: number,
) {
  const points = withinScale(series.points, scale);
  const { stroke, strokeDasharray, strokeWidth } = series;
  const title = () => series.name;
  const alone = points.length === 1 ? points : [];
  return [
    Plot.areaY(points, { x: "iteration", y1: "low", y2: "high", fill: stroke, fillOpacity, ...facet }),
    Plot.lineY(points, { x: "iteration", y: "mean", stroke, strokeDasharray, strokeWidth, title, ...facet }),
    Plot.dot(alone, { x: "iteration", y: "mean", fill: stroke, r: 2.5, title, ...facet }),
  ];
}

function lastIteration(series: Series[]): number {
  return Math.max(1, ...series.map(({ points }) => points.at(-1)?.iteration ?? 0));
}

/** All lines over each other, each named at its end while the names have room. */
function overlayPlot(
  document: Document,
  width: number,
  lines: Series[],
  scale: Axis,
  measure: Measure,
): { plot: SVGSVGElement; marginRight: number } {
  const narrow = width < 600;
  const top = 12;
  const bottom = 42;
  const labelHeight = 15;
  const labelled = lines.length <= mostLabels;
  const height = Math.max(narrow ? 260 : 340, labelled ? lines.length * labelHeight + top + bottom : 0);
  const leader = 26;
  const values = lines.map(({ points }) => (narrow ? "" : ` ${measure.format(points.at(-1)?.mean ?? NaN)}`));
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
    x: { domain: [0, lastIteration(lines)] },
    y: { type: scale.type, domain: scale.domain },
    marks: [
      Plot.gridY({ ticks: scale.ticks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: scale.ticks, tickFormat: formatTick, tickSize: 0, label: null }),
      Plot.axisX({
        ticks: width / 110,
        tickSize: 4,
        label: "iteration",
        labelAnchor: "center",
        labelArrow: "none",
      }),
      ...lines.flatMap((line) => curveMarks(line, scale, {}, 0.15)),
      ...lines.map(({ failures, stroke }) =>
        Plot.dot(withinScale(failures, scale), { x: "iteration", y: "mean", symbol: "times", r: 5, stroke }),
      ),
    ],
  }) as SVGSVGElement & Plot.Plot;
  if (!labelled) return { plot, marginRight };

  const position = (axis: "x" | "y", value: number) => Number(plot.scale(axis)?.apply(value));
  const ends = lines.map(({ name, stroke, strokeDasharray, points }, index) => {
    const end = withinScale(points, scale).at(-1);
    const [x, y] = [position("x", end?.iteration ?? 0), position("y", end?.mean ?? 0)];
    return { name, shown: names[index]!, value: values[index], stroke, dashes: strokeDasharray, x, y };
  });
  nameEnds(document, plot, ends, { right: width - marginRight, top, bottom: height - bottom, leader, labelHeight });
  return { plot, marginRight };
}

/** The learning rates of all arms, as wide as the plot above. */
function ratesPlot(
  document: Document, { width, marginRight, last }: { width: number; marginRight: number; last: number }, arms: ArmSeries[],
): SVGSVGElement {
  const lines = arms.map(({ arm, train }): Series => ({ ...train, points: rateCurve(arm.settings, arm.runs), failures: [] }));
  const scale = rateAxis(lines.map(({ points }) => points.map(({ mean }) => mean)));
  return Plot.plot({
    document,
    width,
    height: 130,
    marginTop: 8,
    marginRight,
    marginBottom: 24,
    marginLeft: 40,
    x: { domain: [0, last] },
    y: { type: scale.type, domain: scale.domain },
    marks: [
      Plot.gridY({ ticks: scale.fewTicks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: scale.fewTicks, tickFormat: formatTick, tickSize: 0, label: null }),
      Plot.axisX({ ticks: width / 110, tickSize: 4, label: null }),
      ...lines.flatMap((line) => curveMarks(line, scale, {}, 0.15)),
    ],
  }) as SVGSVGElement;
}

/** A panel for each arm, all with the same axes: test solid, training dotted. */
function panelsPlot(document: Document, width: number, arms: ArmSeries[], scale: Axis): SVGSVGElement {
  const left = 40;
  const bottom = 24;
  const heading = 26;
  const panelHeight = 90;
  const rows = Math.ceil(arms.length / Math.max(1, Math.floor((width - left) / 150)));
  const columns = Math.ceil(arms.length / rows);
  const step = panelHeight + heading;
  const gap = 30;
  const panelWidth = (width - left - 12 - gap * (columns - 1)) / columns;
  const indexes = (count: number) => Array.from({ length: count }, (_, index) => index);

  return Plot.plot({
    document,
    width,
    height: rows * step + bottom,
    marginTop: heading,
    marginRight: 12,
    marginBottom: bottom,
    marginLeft: left,
    fx: {
      domain: indexes(columns),
      axis: null,
      paddingInner: gap / (panelWidth + gap),
      paddingOuter: 0,
      round: false,
    },
    fy: { domain: indexes(rows), axis: null, paddingInner: heading / step, paddingOuter: 0, round: false },
    x: { domain: [0, lastIteration(arms.flatMap(({ train, test }) => [train, test]))] },
    y: { type: scale.type, domain: scale.domain },
    marks: [
      Plot.gridY({ ticks: scale.fewTicks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: scale.fewTicks, tickFormat: formatTick, tickSize: 0, label: null }),
      Plot.axisX({ ticks: 2, tickFormat: formatIteration, tickSize: 4, label: null }),
      ...arms.flatMap(({ arm, train, test }, index) => {
        const facet = { fx: () => index % columns, fy: () => Math.floor(index / columns) };
        const note = test.points.length === 0 ? ["not evaluated"] : [];
        return [
          ...curveMarks({ ...test, strokeDasharray: "none", strokeWidth: 1.5 }, scale, facet, 0.2),
          ...curveMarks({ ...train, strokeDasharray: trainDashes, strokeWidth: 1.5 }, scale, facet, 0.08),
          Plot.text(note, { ...facet, frameAnchor: "middle", fillOpacity: 0.7 }),
          Plot.text([shorten(arm.name, panelWidth / fontSize / 1.1, emsOf)], {
            ...facet,
            frameAnchor: "top-left",
            lineAnchor: "bottom",
            dy: -5,
            fontWeight: 600,
            title: () => arm.name,
          }),
        ];
      }),
    ],
  }) as SVGSVGElement;
}

const formatIteration = (value: number) => (value >= 10_000 ? `${value / 1000}k` : String(value));

interface KeyItem {
  sample: "solid" | "dotted" | "band";
  text: string;
}

/** What the lines and bands mean: samples with their text, side by side as far as the width goes. */
function keyBlock(document: Document, width: number, items: KeyItem[], top = 0): Block {
  const node = element(document, "g", { opacity: 0.75 });
  const sampleWidth = 28;
  let x = 0;
  let height = top;
  for (const { sample, text } of items) {
    const block = textBlock(document, width - sampleWidth, text);
    const itemWidth = sampleWidth + emsOf(text) * fontSize + 20;
    if (height === top || x + itemWidth > width) {
      x = 0;
      height += lineHeight;
    }
    const y = height - lineHeight / 2;
    const line = { "x1": x, "x2": x + 20, "y1": y, "y2": y, "stroke": "currentColor", "stroke-width": 2 };
    node.append(
      sample === "band"
        ? element(document, "rect", { x, "y": y - 5, "width": 20, "height": 10, "fill-opacity": 0.25 })
        : element(document, "line", {
            ...line,
            "stroke-linecap": "round",
            "stroke-dasharray": sample === "dotted" ? trainDashes : "none",
          }),
    );
    block.node.setAttribute("transform", `translate(${x + sampleWidth},${height - lineHeight})`);
    node.append(block.node);
    x += itemWidth;
    height += block.height - lineHeight;
  }
  return { node, height };
}

function plotBlock(plot: SVGSVGElement): Block {
  // Plot's own style sheet sets a white background and inline sizes, for a plot that stands alone in a page.
  plot.querySelector("style")?.remove();
  plot.removeAttribute("class");
  plot.setAttribute("font-size", String(fontSize));
  plot.setAttribute("overflow", "visible");
  return { node: plot, height: Number(plot.getAttribute("height")) };
}
