/** How the seeds of each arm spread: a dot a seed, and the mean with its 95% interval. */
import * as Plot from "@observablehq/plot";
import { closeAxis } from "../axis.ts";
import { finalAccuracies } from "../final-accuracies.ts";
import { formatStatistic } from "../format.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { summarize } from "../statistics/summary.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { defaultWidth, keyBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { below, belowNote, isWithin, rowsPlot, toEdge } from "./rows.ts";

/** Final test accuracies; none where no arm has two seeds. */
export function seedsPlot(results: PlottedResults, { document, width = defaultWidth }: PlotOptions): SVGSVGElement | undefined {
  const arms = armResults(results)
    .map((arm, index) => {
      const values = finalAccuracies(arm, results.experiment.seeds).filter(Number.isFinite);
      const summary = summarize(values);
      return { name: arm.name, text: formatStatistic(summary), values, ...summary, color: seriesStyle(index).stroke };
    })
    .filter(({ values }) => values.length > 0);
  if (!arms.some(({ count }) => count > 1)) return undefined;

  const inner = width - 2 * margin;
  const x = closeAxis(arms.map(({ values }) => values));
  const dots = arms.flatMap(({ values, color }, row) =>
    values.filter((value) => isWithin(value, x)).map((value) => ({ row, value, color })));
  const outside = arms.flatMap(({ values, color }, row) => (values.every((value) => isWithin(value, x)) ? [] : [{ row, color }]));
  const means = arms.flatMap(({ mean, interval: [low, high], color }, row) =>
    isWithin(mean, x) ? [{ row, mean, low: toEdge(low, x), high: toEdge(high, x), color }] : []);
  const several = means.filter(({ low, high }) => high > low);
  const plot = rowsPlot(document, {
    width: inner, rows: arms, x, label: "final test accuracy",
    marks: [
      Plot.ruleY(several, { y: "row", x1: "low", x2: "high", stroke: "color", strokeWidth: 2 }),
      Plot.tickX(several, { y: "row", x: "low", stroke: "color", strokeWidth: 2, inset: 7 }),
      Plot.tickX(several, { y: "row", x: "high", stroke: "color", strokeWidth: 2, inset: 7 }),
      Plot.dot(dots, { y: "row", x: "value", fill: "color", fillOpacity: 0.55, r: 3 }),
      Plot.tickX(means, { y: "row", x: "mean", stroke: "currentColor", strokeWidth: 2, inset: 4 }),
      below(outside, x),
    ],
  });
  const title = `${replaceUnprintable(results.experiment.name)}: seeds`;
  const described = arms.map(({ name, text }) => `${name} ${text}`).join("; ");
  return stack(document, width, title, `Final test accuracy of each arm's seeds. ${described}.`, [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [
      { sample: "dot", text: "one seed" }, { sample: "tick", text: "mean" }, { sample: "interval", text: "its 95% interval (Student's t)" },
    ]),
    plotBlock(plot),
    ...(outside.length > 0 ? [noteBlock(document, inner, belowNote)] : []),
  ]);
}
