/** How large the gradient and the step of each layer are over the iterations. */
import { type Axis, logAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { meanCurve } from "../statistics/series.ts";
import { type Block, margin, stack, textBlock } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { defaultWidth, keyBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { lastStep, type Line, lineMarks, steps, toPoints } from "./lines.ts";
import { alongSteps, panelsPlot } from "./panels.ts";
import { type LayerNorm, layerNames } from "../layers.ts";

/** More points than this cannot be told apart in a panel. */
const mostPoints = 150;

/** Every so many, and the last. */
function thinned<Point>(points: Point[]): Point[] {
  const stride = Math.ceil(points.length / mostPoints);
  return points.filter((_, index) => (points.length - 1 - index) % stride === 0);
}

interface ArmLayers {
  name: string;
  layers: Line[];
}

const parts = ["gradient", "update"] as const satisfies readonly LayerNorm[];

const texts = {
  en: {
    gradient: "|g|, the norm of the gradient",
    update: "|Δw|, the norm of a step",
    nothing: "nothing recorded",
    title: (name: string) => `${name}: layers`,
    describe: (layers: string) => `Norms of gradients and steps of ${layers} by iteration, a panel for each arm.`,
  },
  ja: {
    gradient: "|g|（勾配のノルム）",
    update: "|Δw|（1ステップの変化のノルム）",
    nothing: "記録なし",
    title: (name: string) => `${name}：層`,
    describe: (layers: string) => `反復回数に対する ${layers} の勾配とステップのノルム。条件ごとに1つのパネル。`,
  },
};

/** Where the lines are, without what is 0 or no number: neither has a place on a logarithmic axis. */
function normAxis(arms: ArmLayers[]): Axis | undefined {
  const values = arms.flatMap(({ layers }) => layers.flatMap(({ points }) => points.map(({ y }) => y)));
  return values.length === 0 ? undefined : logAxis(Math.min(...values), Math.max(...values));
}

/** None where no norms were recorded. */
export function layersPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const names = layerNames(results.runs);
  if (names.length === 0) return undefined;
  const say = texts[language];
  const inner = width - 2 * margin;
  const all = armResults(results);
  const armsOf = (norm: LayerNorm): ArmLayers[] => all.map(({ name, runs }) => ({
    name,
    layers: names.map((layer, index): Line => {
      const curve = meanCurve(runs, (run) => run.layers?.find((one) => one.name === layer)?.[norm] ?? []);
      const points = toPoints(thinned(curve.filter(({ mean }) => mean > 0))).map((point) => ({ ...point, deviation: NaN }));
      return { name: layer, ...seriesStyle(index), strokeWidth: 1.5, points, failures: [] };
    }).filter(({ points }) => points.length > 0),
  }));
  const plots = parts.flatMap((norm): Block[] => {
    const arms = armsOf(norm);
    const y = normAxis(arms);
    if (!y) return [];
    const plot = panelsPlot(document, {
      width: inner,
      panels: arms.map(({ name, layers }) => ({
        name,
        note: layers.length === 0 ? say.nothing : undefined,
        marks: (facet) => layers.flatMap((line) => lineMarks(line, y, facet, 0)),
      })),
      x: alongSteps(steps(lastStep(arms.flatMap(({ layers }) => layers)))),
      y,
      height: 110,
    });
    return [textBlock(document, inner, say[norm], { "font-size": 13, "font-weight": 600 }), plotBlock(plot)];
  });
  if (plots.length === 0) return undefined;
  const title = say.title(replaceUnprintable(results.experiment.name));
  const described = say.describe(names.join(", "));
  return stack(document, width, title, described, [
    titleBlock(document, inner, title),
    keyBlock(document, inner, names.map((name, index) => {
      const { stroke, strokeDasharray } = seriesStyle(index);
      return { sample: "solid", text: name, color: stroke, dashes: strokeDasharray };
    })),
    ...plots,
  ]);
}
