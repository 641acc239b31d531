/** Predicted against true: a panel for each arm and output, of an output with the same axes, a dot for each test row. */
import * as Plot from "@observablehq/plot";
import { ticksWithin } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { targetName } from "../words.ts";
import { defaultWidth, keyBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { type Panel, panelsPlot } from "./panels.ts";

const texts = {
  en: {
    of: (name: string, output: string) => `${name}, ${output}`,
    title: (name: string) => `${name}: predicted against true`,
    describe: (arms: string) => `What each network gives over what it should, for test rows: ${arms}.`,
    dot: "a test row: its target across, the prediction up",
    line: "where both are the same",
    outside: "Predictions beyond the targets' range are drawn at the edge.",
    more: (shown: number, all: number) => `The first ${shown} of ${all} are shown.`,
  },
  ja: {
    of: (name: string, output: string) => `${name}、${output}`,
    title: (name: string) => `${name}：予測値と目標値`,
    describe: (arms: string) => `テストデータの各行で、目標値に対するネットワークの予測値：${arms}。`,
    dot: "テストデータの1行（横：目標値、縦：予測値）",
    line: "予測値と目標値が等しい線",
    outside: "目標値の範囲を超える予測値は端に描いています。",
    more: (shown: number, all: number) => `${all}個のうち最初の${shown}個を示しています。`,
  },
};

/** Panels that a figure has room for. */
const most = 24;

interface Dots {
  readonly name: string;
  readonly color: string;
  readonly output: number;
  readonly points: readonly { x: number; y: number }[];
}

/** The panels of one output, and whether some of its predictions are beyond the targets' range. */
function ofOutput(all: readonly Dots[]): { domain: [number, number]; panels: Panel[]; outside: boolean } {
  const targets = all.flatMap(({ points }) => points.map(({ x }) => x));
  const [low, high] = [Math.min(...targets), Math.max(...targets)];
  const room = 0.08 * (high - low) || 1;
  const domain: [number, number] = [low - room, high + room];
  const toEdge = (value: number) => Math.min(domain[1], Math.max(domain[0], value));
  const panels = all.map(({ name, color, points }): Panel => ({
    name,
    marks: (facet) => [
      Plot.line(domain, { ...facet, x: (d: number) => d, y: (d: number) => d, strokeOpacity: 0.5, strokeDasharray: "4 3" }),
      Plot.dot(points, { ...facet, x: "x", y: ({ y }: { y: number }) => toEdge(y), fill: color, fillOpacity: 0.45, r: 2 }),
    ],
  }));
  return { domain, panels, outside: all.some(({ points }) => points.some(({ y }) => toEdge(y) !== y)) };
}

/** None where rows have labels, or nothing was predicted. */
export function predictedPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const say = texts[language];
  const all = armResults(results).flatMap(({ name, runs }, index) => {
    const predicted = runs.find((run) => run.predictions !== undefined)?.predictions ?? [];
    return predicted.map(({ target, output }, k) => ({
      output: k, color: seriesStyle(index).stroke,
      name: predicted.length > 1 ? say.of(name, targetName(results.targetNames?.[k], k, language)) : name,
      points: target.map((x, i) => ({ x, y: output[i]! })),
    }));
  });
  if (all.length === 0) return undefined;
  const inner = width - 2 * margin;
  // A row of panels an output: each has a unit of its own.
  const panels = all.sort((a, b) => a.output - b.output).slice(0, most);
  const rows = [...new Set(panels.map(({ output }) => output))].map((output) => ofOutput(panels.filter((panel) => panel.output === output)));
  const plots = rows.map(({ domain, panels: shown }) => panelsPlot(document, {
    width: inner, height: 150,
    x: { type: "linear", domain, ticks: 3, tickFormat: ticksWithin(domain) },
    y: { type: "linear", domain, ticks: 5, fewTicks: 3, tickFormat: ticksWithin(domain) },
    panels: shown,
  }));
  const outside = rows.some((row) => row.outside);
  const title = say.title(replaceUnprintable(results.experiment.name));
  return stack(document, width, title, say.describe(panels.map(({ name }) => name).join("; ")), [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [{ sample: "dot", text: say.dot }, { sample: "dotted", text: say.line }]),
    ...plots.map(plotBlock),
    ...(outside ? [noteBlock(document, inner, say.outside)] : []),
    ...(all.length > most ? [noteBlock(document, inner, say.more(most, all.length))] : []),
  ]);
}
