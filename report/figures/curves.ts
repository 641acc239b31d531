/**
 * Accuracy, or RMSE, and loss over the iterations. Both plots have one form: the arms over each other, then, if there are several,
 * a panel for each arm with its train and test curves.
 */
import type { Language } from "../../experiment/language.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { type Axis, formatTick, lossAxis, shareAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { armResults } from "../statistics/arms.ts";
import { intervalLoss, meanCurve } from "../statistics/series.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { margin, stack, textBlock } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { colon, scoreWords } from "../words.ts";
import type { RunResult } from "../../experiment/results.ts";
import { defaultWidth, keyBlock, type KeyItem, plotBlock, type PlotOptions, type PlottedResults, trainDashes } from "./frame.ts";
import { lastStep, type Line, lineMarks, mostLabels, namedLines, steps, toPoints } from "./lines.ts";
import { alongSteps, panelsPlot } from "./panels.ts";
import { rateStrip } from "./rates.ts";

const texts = {
  en: {
    basis: { batch: " (current batch)", all: " (all training data)" },
    training: (name: string) => `training ${name}`,
    test: (name: string) => `test ${name}`,
    loss: "loss",
    trainingLoss: "training loss with penalties, averaged between evaluations",
    nothing: "No run was evaluated: there is nothing to draw.",
    band: (seeds: number) => `mean of ${seeds} seeds ± one standard deviation`,
    tooMany: "Too many arms to name here: each has its panel below.",
    rate: "Learning rate",
    alone: { test: "test", train: "training" },
    cut: (most: string) => `Values above ${most} are cut off.`,
    unfinished: "Not finished: some runs have not come to their end.",
    failed: "×: a run failed.",
    kept: "A run that stopped early keeps its last value in the mean of its arm.",
    last: (value: string, iteration: number) => `${value} at ${iteration}`,
    none: "none",
    describe: (compared: "test" | "train", name: string, ends: string) =>
      `${{ test: "Test", train: "Training" }[compared]} ${name} by iteration. Last values: ${ends}.`,
    notEvaluated: "not evaluated",
  },
  ja: {
    basis: { batch: "（そのときのバッチ）", all: "（訓練データすべて）" },
    training: (name: string) => `訓練${name}`,
    test: (name: string) => `テスト${name}`,
    loss: "損失",
    trainingLoss: "訓練損失（正則化項を含む、評価と評価の間の平均）",
    nothing: "評価された実行がないため、描くものがありません。",
    band: (seeds: number) => `${seeds}シードの平均 ± 標準偏差`,
    tooMany: "条件が多いため、名前は下の各パネルに示します。",
    rate: "学習率",
    alone: { test: "テスト", train: "訓練" },
    cut: (most: string) => `${most}を超える値は切り取っています。`,
    unfinished: "途中経過です。まだ終わっていない実行があります。",
    failed: "×：失敗した実行です。",
    kept: "早期終了した実行は、最後の値のまま条件の平均に入っています。",
    last: (value: string, iteration: number) => `${value}（${iteration}回目）`,
    none: "なし",
    describe: (compared: "test" | "train", name: string, ends: string) =>
      `反復回数に対する${{ test: "テスト", train: "訓練" }[compared]}${name}。最後の値：${ends}。`,
    notEvaluated: "未評価",
  },
};

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
export function trainingBasis({ experiment }: PlottedResults, language: Language): string {
  const { basis } = texts[language];
  const measuredOn = new Set(experiment.arms.map((arm) => arm.training.trainAccuracy));
  return measuredOn.size > 1 ? "" : measuredOn.has("batch") ? basis.batch : basis.all;
}

/** Test and train accuracy against the iteration, from 0 to 1; where rows have targets RMSE. */
export function scorePlot(results: PlottedResults, options: PlotOptions): SVGSVGElement {
  const score = scoreOf(results.experiment.arms[0]);
  const { train, test, sign } = score;
  const { language = "en" } = options;
  const name = scoreWords[score.name][language];
  return figure(results, options, {
    name,
    train: (run) => run[train] ?? [],
    test: (run) => run[test] ?? [],
    trainLabel: `${texts[language].training(name)}${trainingBasis(results, language)}`,
    compared: "test",
    axisOf: sign < 0 ? lossAxis : () => shareAxis,
    format: sign < 0 ? lossText : (value) => value.toFixed(3),
  });
}

const lossText = (value: number) => {
  if (value >= 1e9 || value < 1e-3) return value.toExponential(1);
  return value >= 1e4 ? formatTick(value) : value.toFixed(value < 1 ? 3 : value < 100 ? 2 : 0);
};

/**
 * Training loss and test loss against the iteration. A point of the training loss is the mean of the steps
 * since the evaluation before. Below them the learning rate, where it is not the same all the time.
 */
export function lossPlot(results: PlottedResults, options: PlotOptions): SVGSVGElement {
  const say = texts[options.language ?? "en"];
  return figure(results, options, {
    name: say.loss,
    train: intervalLoss,
    test: (run) => run.testLoss,
    trainLabel: say.trainingLoss,
    compared: "train",
    withRates: true,
    axisOf: lossAxis,
    format: lossText,
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
  { document, width = defaultWidth, language = "en" }: PlotOptions,
  measure: Measure,
): SVGSVGElement {
  const say = texts[language];
  const arms = armResults(results).map((arm, index) => armSeries(arm, index, measure));
  const curves = arms
    .flatMap(({ train, test }) => [train.points, test.points])
    .filter((points) => points.length > 0);
  const inner = width - 2 * margin;
  const text = (content: string) => textBlock(document, inner, content, { opacity: 0.75 });
  const title = `${replaceUnprintable(results.experiment.name)}${colon[language]}${measure.name}`;
  const blocks = [textBlock(document, inner, title, { "font-size": 15, "font-weight": 600 })];

  const scale = curves.length > 0 ? measure.axisOf(curves.map((points) => points.map(({ y }) => y))) : undefined;
  const [first] = arms;
  if (scale === undefined || first === undefined) {
    blocks.push(text(say.nothing));
  } else {
    const test: KeyItem = { sample: "solid", text: say.test(measure.name) };
    const train: KeyItem = { sample: "dotted", text: measure.trainLabel };
    const compared: KeyItem = measure.compared === "test" ? test : { ...train, sample: "solid" };
    const withBands = curves.some((points) => points.some(({ deviation }) => !Number.isNaN(deviation)));
    const band: KeyItem[] = withBands ? [{ sample: "band", text: say.band(results.experiment.seeds.length) }] : [];
    const scheduled = measure.withRates && arms.some(({ arm }) => arm.settings.schedule);
    const draw = (all: Line[]) => {
      const lines = all.filter(({ points }) => points.length > 0);
      const x = steps(lastStep(lines), language);
      const { plot, marginRight } = namedLines(document, { width: inner, lines, x, y: scale, format: measure.format });
      const notes = lines.length > mostLabels ? [text(say.tooMany)] : [];
      const rates = scheduled
        ? [text(say.rate), plotBlock(rateStrip(document, { width: inner, marginRight, x }, arms.map(({ arm }) => arm)))]
        : [];
      return [plotBlock(plot), ...notes, ...rates];
    };
    if (arms.length === 1) {
      const dotted = { ...first.train, name: say.alone.train, strokeDasharray: trainDashes };
      blocks.push(
        keyBlock(document, inner, [test, train, ...band]),
        ...draw([{ ...first.test, name: say.alone.test }, dotted]),
      );
    } else {
      blocks.push(
        keyBlock(document, inner, [compared, ...band]),
        ...draw(arms.map((arm) => arm[measure.compared])),
        keyBlock(document, inner, [test, train], 14),
        plotBlock(armPanels(document, inner, arms, scale, language)),
      );
    }
    const highest = Math.max(...curves.flatMap((points) => points.map(({ y }) => y)));
    const top = scale.domain[1];
    if (highest > top) blocks.push(text(say.cut(measure.format(top))));
    if (results.runs.some(({ status }) => status === "interrupted" || status === "not started")) {
      blocks.push(text(say.unfinished));
    }
    if (arms.some((arm) => arm[measure.compared].failures.length > 0)) blocks.push(text(say.failed));
    if (arms.some(({ arm: { runs } }) => runs.length > 1 && runs.some(({ stopped }) => stopped !== undefined))) {
      blocks.push(text(say.kept));
    }
  }
  return stack(document, width, title, describe(arms, measure, language), blocks);
}

/** For readers who do not see the picture. */
function describe(arms: ArmSeries[], measure: Measure, language: Language): string {
  const say = texts[language];
  const ends = arms.map((arm) => {
    const last = arm[measure.compared].points.at(-1);
    const value = last === undefined ? say.none : say.last(measure.format(last.y), last.x);
    return `${arm.arm.name} ${value}`;
  });
  return say.describe(measure.compared, measure.name, ends.join("; "));
}

/** A panel for each arm, all with the same axes: test solid, training dotted. */
function armPanels(document: Document, width: number, arms: ArmSeries[], y: Axis, language: Language): SVGSVGElement {
  return panelsPlot(document, {
    width,
    panels: arms.map(({ arm: { name }, train, test }) => ({
      name,
      note: test.points.length === 0 ? texts[language].notEvaluated : undefined,
      marks: (facet) => [
        ...lineMarks({ ...test, strokeDasharray: "none", strokeWidth: 1.5 }, y, facet, 0.2),
        ...lineMarks({ ...train, strokeDasharray: trainDashes, strokeWidth: 1.5 }, y, facet, 0.08),
      ],
    })),
    x: alongSteps(steps(lastStep(arms.flatMap(({ train, test }) => [train, test])))),
    y,
  });
}
