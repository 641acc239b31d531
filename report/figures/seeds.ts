/** How the seeds of each arm spread: a dot a seed, and the mean with its 95% interval. */
import * as Plot from "@observablehq/plot";
import { closeAxis } from "../axis.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { finalScores } from "../final-scores.ts";
import { formatStatistic } from "../format.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { summarize } from "../statistics/summary.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { scoreWords } from "../words.ts";
import { defaultWidth, keyBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { beyond, beyondNote, isWithin, rowsPlot, toEdge } from "./rows.ts";

const texts = {
  en: {
    label: (score: string) => `final test ${score}`,
    title: (name: string) => `${name}: seeds`,
    describe: (score: string, arms: string) => `Final test ${score} of each arm's seeds. ${arms}.`,
    dot: "one seed", tick: "mean", interval: "its 95% interval (Student's t)",
  },
  ja: {
    label: (score: string) => `最終テスト${score}`,
    title: (name: string) => `${name}：シード`,
    describe: (score: string, arms: string) => `各条件のシードごとの最終テスト${score}。${arms}。`,
    dot: "1つのシード", tick: "平均", interval: "平均の95%信頼区間（スチューデントのt）",
  },
};

/** Final test accuracies, or RMSEs; none where no arm has two seeds. */
export function seedsPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const score = scoreOf(results.experiment.arms[0]);
  const { sign } = score;
  const say = texts[language];
  const name = scoreWords[score.name][language];
  const arms = armResults(results)
    .map((arm, index) => {
      const values = finalScores(arm, results.experiment.seeds).filter(Number.isFinite);
      const summary = summarize(values);
      return { name: arm.name, text: formatStatistic(summary, sign < 0), values, ...summary, color: seriesStyle(index).stroke };
    })
    .filter(({ values }) => values.length > 0);
  if (!arms.some(({ count }) => count > 1)) return undefined;

  const inner = width - 2 * margin;
  const x = closeAxis(arms.map(({ values }) => values), sign);
  const dots = arms.flatMap(({ values, color }, row) =>
    values.filter((value) => isWithin(value, x)).map((value) => ({ row, value, color })));
  const outside = arms.flatMap(({ values, color }, row) => (values.every((value) => isWithin(value, x)) ? [] : [{ row, color }]));
  const means = arms.flatMap(({ mean, interval: [low, high], color }, row) =>
    isWithin(mean, x) ? [{ row, mean, low: toEdge(low, x), high: toEdge(high, x), color }] : []);
  const several = means.filter(({ low, high }) => high > low);
  const plot = rowsPlot(document, {
    width: inner, rows: arms, x, label: say.label(name),
    marks: [
      Plot.ruleY(several, { y: "row", x1: "low", x2: "high", stroke: "color", strokeWidth: 2 }),
      Plot.tickX(several, { y: "row", x: "low", stroke: "color", strokeWidth: 2, inset: 7 }),
      Plot.tickX(several, { y: "row", x: "high", stroke: "color", strokeWidth: 2, inset: 7 }),
      Plot.dot(dots, { y: "row", x: "value", fill: "color", fillOpacity: 0.55, r: 3 }),
      Plot.tickX(means, { y: "row", x: "mean", stroke: "currentColor", strokeWidth: 2, inset: 4 }),
      beyond(outside, x, sign),
    ],
  });
  const title = say.title(replaceUnprintable(results.experiment.name));
  const described = arms.map((arm) => `${arm.name} ${arm.text}`).join("; ");
  return stack(document, width, title, say.describe(name, described), [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [
      { sample: "dot", text: say.dot }, { sample: "tick", text: say.tick }, { sample: "interval", text: say.interval },
    ]),
    plotBlock(plot),
    ...(outside.length > 0 ? [noteBlock(document, inner, beyondNote(sign, language))] : []),
  ]);
}
