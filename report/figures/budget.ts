/** What a budget buys: the expected best validation accuracy, or R², of so many trials. */
import { chosenByText } from "../claims/words.ts";
import { closeAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { expectedBest } from "../statistics/budget.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { type Trial, tunedArms } from "../tuned.ts";
import { defaultWidth, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { type Line, mostLabels, namedLines } from "./lines.ts";

const texts = {
  en: {
    title: (name: string) => `${name}: expected best of so many trials`,
    describe: (score: string, ends: string) => `Expected best ${score} by the number of trials. Of all trials: ${ends}.`,
    trials: "trials",
    tooMany: "Too many arms to name here.",
    below: (least: string) => `Values below ${least} are drawn at the lower edge.`,
  },
  ja: {
    title: (name: string) => `${name}：試行回数ごとの最良値の期待値`,
    describe: (score: string, ends: string) => `試行回数に対する最良の${score}の期待値。すべての試行では ${ends}。`,
    trials: "試行回数",
    tooMany: "条件が多いため、名前は省きます。",
    below: (least: string) => `${least}より小さい値は下端に描いています。`,
  },
};

/** A trial that was ended early counts as what it had reached: as 0 it would make halving look like a worse search. */
const worth = ({ fate, value, reached }: Trial) => (fate === "halved" ? reached : value);

/** None without at least two trials of an arm. */
export function budgetPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const lines = tunedArms(results).filter(({ chosen }) => chosen).map(({ name, index, trials }): Line => ({
    name, ...seriesStyle(index), strokeWidth: 2, failures: [],
    points: expectedBest(trials.filter(({ fate }) => fate !== "unfinished").map(worth)).map((y, k) => ({ x: k + 1, y, deviation: NaN })),
  }));
  const most = Math.max(0, ...lines.map(({ points }) => points.length));
  if (most < 2) return undefined;
  const say = texts[language];
  const inner = width - 2 * margin;
  // The first trials alone would press the end together, where arms differ.
  const y = closeAxis(lines.map(({ points }) => points.map((point) => point.y).slice(Math.min(2, points.length - 1))));
  const { plot } = namedLines(document, {
    width: inner, lines, y, format: (value) => value.toFixed(3),
    x: { type: "linear", domain: [1, most], label: say.trials },
  });
  const title = say.title(replaceUnprintable(results.experiment.name));
  const described = lines.map(({ name, points }) => `${name} ${points.at(-1)!.y.toFixed(3)}`).join("; ");
  const lowest = Math.min(...lines.flatMap(({ points }) => points.map((point) => point.y)));
  const score = chosenByText(results.experiment.arms, language);
  return stack(document, width, title, say.describe(score, described), [
    titleBlock(document, inner, title),
    plotBlock(plot),
    ...(lines.length > mostLabels ? [noteBlock(document, inner, say.tooMany)] : []),
    ...(lowest < y.domain[0] ? [noteBlock(document, inner, say.below(y.domain[0].toFixed(2)))] : []),
  ]);
}
