/** How the weights and the outputs of each layer are spread in the end: a row for each arm, a panel for each layer. */
import * as Plot from "@observablehq/plot";
import type { RunResult } from "../../experiment/results.ts";
import { formatTick } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { type Block, element, fontSize, margin, stack, textBlock } from "../svg.ts";
import { emsOf, replaceUnprintable, shorten } from "../text.ts";
import { column, defaultWidth, flowBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";

type Kind = keyof NonNullable<RunResult["histograms"]>;
type Histogram = NonNullable<RunResult["histograms"]>[Kind][number];

const kinds: readonly Kind[] = ["weights", "activations"];

const texts = {
  en: {
    weights: "Weights",
    activations: "Outputs of the hidden layers, of the first training rows",
    title: (name: string) => `${name}: weights and outputs`,
    describe: (arms: string) => `Histograms of each layer's weights and outputs in the end: ${arms}.`,
    note: (seed: number | undefined) => `Seed ${seed}. The fullest bin of each panel is as high as the panel.`,
  },
  ja: {
    weights: "重み",
    activations: "隠れ層の出力（訓練データの先頭）",
    title: (name: string) => `${name}：重みと出力`,
    describe: (arms: string) => `最終的な各層の重みと出力のヒストグラム：${arms}。`,
    note: (seed: number | undefined) => `シード${seed}。各パネルで最も多い区間をパネルの高さとしています。`,
  },
};

const panelHeight = 66;

/** The share of the values that lie in the fullest bin is the full height. */
function panel(document: Document, width: number, { name, start, width: bin, counts }: Histogram, color: string): Block {
  // Steps of one area, not a bar each: a report of many arms is a tenth smaller so.
  const steps = [...counts, counts.at(-1) ?? 0].map((count, index) => ({ count, edge: start + index * bin }));
  const plot = Plot.plot({
    document,
    width,
    height: panelHeight,
    marginTop: 16,
    marginRight: 14,
    marginBottom: 22,
    marginLeft: 14,
    x: { domain: [start, start + bin * Math.max(1, counts.length)] },
    y: { domain: [0, Math.max(1, ...counts)], axis: null },
    marks: [
      Plot.areaY(steps, { x: "edge", y: "count", fill: color, curve: "step-after" }),
      Plot.ruleY([0], { strokeOpacity: 0.3 }),
      Plot.axisX({ ticks: 2, tickFormat: formatTick, tickSize: 3, label: null }),
      Plot.text([shorten(name, width / fontSize / 1.1, emsOf)], { frameAnchor: "top-left", lineAnchor: "bottom", dy: -3, fillOpacity: 0.75 }),
    ],
  }) as SVGSVGElement;
  return plotBlock(plot);
}

/** None where no run has recorded any. */
export function histogramsPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const arms = armResults(results).flatMap(({ name, runs }, index) => {
    const { histograms, seed } = runs.find((run) => run.histograms !== undefined) ?? {};
    return histograms === undefined ? [] : [{ name, seed, histograms, color: seriesStyle(index).stroke }];
  });
  if (arms.length === 0) return undefined;
  const say = texts[language];
  const inner = width - 2 * margin;
  const blocks = kinds.flatMap((kind): Block[] => {
    const most = Math.max(...arms.map(({ histograms }) => histograms[kind].length));
    if (most === 0) return [];
    const across = Math.max(2, Math.min(most, Math.floor(inner / 130)));
    const rows = arms.flatMap(({ name, histograms, color }): Block[] => [
      textBlock(document, inner, name, { "font-weight": 600 }),
      flowBlock(
        document, inner,
        histograms[kind].map((one) => ({ ...panel(document, inner / across, one, color), width: inner / across })), 4,
      ),
    ]);
    const space = { node: element(document, "g", {}), height: 10 };
    return [space, column(document, [textBlock(document, inner, say[kind], { "font-size": 13, "font-weight": 600 }), ...rows])];
  });
  const title = say.title(replaceUnprintable(results.experiment.name));
  const described = say.describe(arms.map(({ name }) => name).join(", "));
  return stack(document, width, title, described, [
    titleBlock(document, inner, title),
    noteBlock(document, inner, say.note(arms[0]!.seed)),
    ...blocks,
  ]);
}
