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

const parts: readonly { norm: LayerNorm; heading: string }[] = [
  { norm: "gradient", heading: "|g|, the norm of the gradient" },
  { norm: "update", heading: "|Δw|, the norm of a step" },
];

/** Where the lines are, without what is 0 or no number: neither has a place on a logarithmic axis. */
function normAxis(arms: ArmLayers[]): Axis | undefined {
  const values = arms.flatMap(({ layers }) => layers.flatMap(({ points }) => points.map(({ y }) => y)));
  return values.length === 0 ? undefined : logAxis(Math.min(...values), Math.max(...values));
}

/** None where no norms were recorded. */
export function layersPlot(results: PlottedResults, { document, width = defaultWidth }: PlotOptions): SVGSVGElement | undefined {
  const names = layerNames(results.runs);
  if (names.length === 0) return undefined;
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
  const plots = parts.flatMap(({ norm, heading }): Block[] => {
    const arms = armsOf(norm);
    const y = normAxis(arms);
    if (!y) return [];
    const plot = panelsPlot(document, {
      width: inner,
      panels: arms.map(({ name, layers }) => ({
        name,
        note: layers.length === 0 ? "nothing recorded" : undefined,
        marks: (facet) => layers.flatMap((line) => lineMarks(line, y, facet, 0)),
      })),
      x: alongSteps(steps(lastStep(arms.flatMap(({ layers }) => layers)))),
      y,
      height: 110,
    });
    return [textBlock(document, inner, heading, { "font-size": 13, "font-weight": 600 }), plotBlock(plot)];
  });
  if (plots.length === 0) return undefined;
  const title = `${replaceUnprintable(results.experiment.name)}: layers`;
  const described = `Norms of gradients and steps of ${names.join(", ")} by iteration, a panel for each arm.`;
  return stack(document, width, title, described, [
    titleBlock(document, inner, title),
    keyBlock(document, inner, names.map((name, index) => {
      const { stroke, strokeDasharray } = seriesStyle(index);
      return { sample: "solid", text: name, color: stroke, dashes: strokeDasharray };
    })),
    ...plots,
  ]);
}
