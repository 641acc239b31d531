/** Learning rates over the steps, where one is not the same all the time. */
import * as Plot from "@observablehq/plot";
import { type Axis, formatTick, rateAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { type ArmResults, armResults } from "../statistics/arms.ts";
import { rateCurve } from "../statistics/series.ts";
import { margin, stack, textBlock } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { defaultWidth, plotBlock, type PlotOptions, type PlottedResults } from "./frame.ts";
import { type Along, lastStep, type Line, lineMarks, mostLabels, namedLines, steps, toPoints } from "./lines.ts";

const texts = {
  en: {
    title: (name: string) => `${name}: learning rate`,
    tooMany: "Too many arms to name here.",
    describe: (ends: string) => `Learning rate by iteration. Last rates: ${ends}.`,
  },
  ja: {
    title: (name: string) => `${name}：学習率`,
    tooMany: "条件が多いため、名前は省きます。",
    describe: (ends: string) => `反復回数に対する学習率。最後の学習率：${ends}。`,
  },
};

function rateLines(arms: ArmResults[]): { lines: Line[]; y: Axis } {
  const lines = arms.map(({ name, settings, runs }, index): Line => (
    { name, ...seriesStyle(index), strokeWidth: 2, points: toPoints(rateCurve(settings, runs)), failures: [] }
  ));
  return { lines, y: rateAxis(lines.map(({ points }) => points.map((point) => point.y))) };
}

/** Each arm's learning rate, named; none where all are constant. */
export function ratesPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const arms = armResults(results);
  if (!arms.some(({ settings, runs }) => settings.schedule && runs.some(({ loss }) => loss.length > 0))) return undefined;
  const all = rateLines(arms);
  const lines = all.lines.filter(({ points }) => points.length > 0);
  const say = texts[language];
  const inner = width - 2 * margin;
  const title = say.title(replaceUnprintable(results.experiment.name));
  const { plot } = namedLines(document, {
    width: inner, lines, x: steps(lastStep(lines), language), y: all.y, format: formatTick, height: 260,
  });
  const last = lines.map(({ name, points }) => `${name} ${formatTick(points.at(-1)!.y)}`).join("; ");
  return stack(document, width, title, say.describe(last), [
    textBlock(document, inner, title, { "font-size": 15, "font-weight": 600 }),
    plotBlock(plot),
    ...(lines.length > mostLabels ? [textBlock(document, inner, say.tooMany, { opacity: 0.75 })] : []),
  ]);
}

/** The learning rates of all arms as a strip, as wide as the plot above. */
export function rateStrip(
  document: Document, { width, marginRight, x }: { width: number; marginRight: number; x: Along }, arms: ArmResults[],
): SVGSVGElement {
  const { lines, y } = rateLines(arms);
  return Plot.plot({
    document,
    width,
    height: 130,
    marginTop: 8,
    marginRight,
    marginBottom: 24,
    marginLeft: 40,
    x: { domain: x.domain },
    y: { type: y.type, domain: y.domain },
    marks: [
      Plot.gridY({ ticks: y.fewTicks, strokeOpacity: 0.12 }),
      Plot.axisY({ ticks: y.fewTicks, tickFormat: formatTick, tickSize: 0, label: null }),
      Plot.axisX({ ticks: width / 110, tickSize: 4, label: null }),
      ...lines.flatMap((line) => lineMarks(line, y, {}, 0.15)),
    ],
  }) as SVGSVGElement;
}
