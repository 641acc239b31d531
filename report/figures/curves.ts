/**
 * Accuracy and loss over the iterations. Both plots have one form: the arms over each other, then, if there are several,
 * a panel for each arm with its train and test curves.
 */
import { type Axis, lossAxis, shareAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { intervalLoss, meanCurve } from "../statistics/series.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { margin, stack, textBlock } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import type { RunResult } from "../../experiment/results.ts";
import { defaultWidth, keyBlock, type KeyItem, plotBlock, type PlotOptions, type PlottedResults, trainDashes } from "./frame.ts";
import { lastStep, type Line, lineMarks, mostLabels, namedLines, steps, toPoints } from "./lines.ts";
import { alongSteps, panelsPlot } from "./panels.ts";
import { rateStrip } from "./rates.ts";

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

/** What the training accuracy was measured on, for a key; nothing where arms differ. */
export function trainingBasis({ experiment }: PlottedResults): string {
  const measuredOn = new Set(experiment.arms.map((arm) => arm.training.trainAccuracy));
  return measuredOn.size > 1 ? "" : measuredOn.has("batch") ? " (current batch)" : " (all training images)";
}

/** Test and train accuracy against the iteration, from 0 to 1. */
export function accuracyPlot(results: PlottedResults, options: PlotOptions): SVGSVGElement {
  return figure(results, options, {
    name: "accuracy",
    train: (run) => run.trainAccuracy,
    test: (run) => run.testAccuracy,
    trainLabel: `training accuracy${trainingBasis(results)}`,
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

interface ArmSeries {
  arm: ArmResults;
  train: Line;
  test: Line;
}

function armSeries(arm: ArmResults, index: number, measure: Measure): ArmSeries {
  const series = (metric: Metric): Line => ({
    name: arm.name,
    ...seriesStyle(index),
    strokeWidth: 2,
    points: toPoints(meanCurve(arm.runs, metric)),
    failures: arm.runs
      .filter((run) => run.status === "failed")
      .flatMap((run) => toPoints(meanCurve([run], metric).slice(-1))),
  });
  return { arm, train: series(measure.train), test: series(measure.test) };
}

function figure(
  results: PlottedResults,
  { document, width = defaultWidth }: PlotOptions,
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

  const scale = curves.length > 0 ? measure.axisOf(curves.map((points) => points.map(({ y }) => y))) : undefined;
  const [first] = arms;
  if (scale === undefined || first === undefined) {
    blocks.push(text("No run was evaluated: there is nothing to draw."));
  } else {
    const test: KeyItem = { sample: "solid", text: `test ${measure.name}` };
    const train: KeyItem = { sample: "dotted", text: measure.trainLabel };
    const compared: KeyItem = measure.compared === "test" ? test : { ...train, sample: "solid" };
    const withBands = curves.some((points) => points.some(({ deviation }) => !Number.isNaN(deviation)));
    const meanOf = `mean of ${results.experiment.seeds.length} seeds ± one standard deviation`;
    const band: KeyItem[] = withBands ? [{ sample: "band", text: meanOf }] : [];
    const scheduled = measure.withRates && arms.some(({ arm }) => arm.settings.schedule);
    const draw = (all: Line[]) => {
      const lines = all.filter(({ points }) => points.length > 0);
      const note = "Too many arms to name here: each has its panel below.";
      const x = steps(lastStep(lines));
      const { plot, marginRight } = namedLines(document, { width: inner, lines, x, y: scale, format: measure.format });
      const notes = lines.length > mostLabels ? [text(note)] : [];
      const rates = scheduled
        ? [text("Learning rate"), plotBlock(rateStrip(document, { width: inner, marginRight, x }, arms.map(({ arm }) => arm)))]
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
        plotBlock(armPanels(document, inner, arms, scale)),
      );
    }
    const highest = Math.max(...curves.flatMap((points) => points.map(({ y }) => y)));
    const top = scale.domain[1];
    if (highest > top) blocks.push(text(`Values above ${measure.format(top)} are cut off.`));
    if (results.runs.some(({ status }) => status === "interrupted" || status === "not started")) {
      blocks.push(text("Not finished: some runs have not come to their end."));
    }
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
    const value = last === undefined ? "none" : `${measure.format(last.y)} at ${last.x}`;
    return `${arm.arm.name} ${value}`;
  });
  const subject = measure.compared === "test" ? "Test" : "Training";
  return `${subject} ${measure.name} by iteration. Last values: ${ends.join("; ")}.`;
}

/** A panel for each arm, all with the same axes: test solid, training dotted. */
function armPanels(document: Document, width: number, arms: ArmSeries[], y: Axis): SVGSVGElement {
  return panelsPlot(document, {
    width,
    panels: arms.map(({ arm: { name }, train, test }) => ({
      name,
      note: test.points.length === 0 ? "not evaluated" : undefined,
      marks: (facet) => [
        ...lineMarks({ ...test, strokeDasharray: "none", strokeWidth: 1.5 }, y, facet, 0.2),
        ...lineMarks({ ...train, strokeDasharray: trainDashes, strokeWidth: 1.5 }, y, facet, 0.08),
      ],
    })),
    x: alongSteps(steps(lastStep(arms.flatMap(({ train, test }) => [train, test])))),
    y,
  });
}
