/** What a budget buys: the expected best validation accuracy of so many trials. */
import { closeAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { expectedBest } from "../statistics/budget.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { type Trial, tunedArms } from "../tuned.ts";
import { defaultWidth, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { type Line, mostLabels, namedLines } from "./lines.ts";

/** A trial that was ended early counts as what it had reached: as 0 it would make halving look like a worse search. */
const worth = ({ fate, value, reached }: Trial) => (fate === "halved" ? reached : value);

/** None without at least two trials of an arm. */
export function budgetPlot(results: PlottedResults, { document, width = defaultWidth }: PlotOptions): SVGSVGElement | undefined {
  const lines = tunedArms(results).filter(({ chosen }) => chosen).map(({ name, index, trials }): Line => ({
    name, ...seriesStyle(index), strokeWidth: 2, failures: [],
    points: expectedBest(trials.filter(({ fate }) => fate !== "unfinished").map(worth)).map((y, k) => ({ x: k + 1, y, deviation: NaN })),
  }));
  const most = Math.max(0, ...lines.map(({ points }) => points.length));
  if (most < 2) return undefined;
  const inner = width - 2 * margin;
  // The first trials alone would press the end together, where arms differ.
  const y = closeAxis(lines.map(({ points }) => points.map((point) => point.y).slice(Math.min(2, points.length - 1))));
  const { plot } = namedLines(document, {
    width: inner, lines, y, format: (value) => value.toFixed(3),
    x: { type: "linear", domain: [1, most], label: "trials" },
  });
  const title = `${replaceUnprintable(results.experiment.name)}: expected best of so many trials`;
  const described = lines.map(({ name, points }) => `${name} ${points.at(-1)!.y.toFixed(3)}`).join("; ");
  const lowest = Math.min(...lines.flatMap(({ points }) => points.map((point) => point.y)));
  return stack(document, width, title, `Expected best validation accuracy by the number of trials. Of all trials: ${described}.`, [
    titleBlock(document, inner, title),
    plotBlock(plot),
    ...(lines.length > mostLabels ? [noteBlock(document, inner, "Too many arms to name here.")] : []),
    ...(lowest < y.domain[0] ? [noteBlock(document, inner, `Values below ${y.domain[0].toFixed(2)} are drawn at the lower edge.`)] : []),
  ]);
}
