/** Training and test accuracy, or RMSE, of each arm at the end, and how far they are apart. */
import * as Plot from "@observablehq/plot";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { closeAxis } from "../axis.ts";
import { decimalsOf } from "../format.ts";
import { seriesStyle } from "../palette.ts";
import { type ArmResults, armResults, finalMetric } from "../statistics/arms.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { scoreWords } from "../words.ts";
import { trainingBasis } from "./curves.ts";
import { defaultWidth, keyBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { beyond, beyondNote, isWithin, rowsPlot, toEdge } from "./rows.ts";

const texts = {
  en: {
    title: (name: string) => `${name}: training and test`,
    describe: (score: string, ends: string) => `Training and test ${score} at the end. ${ends}.`,
    atEnd: (score: string) => `${score} at the end`,
    test: (score: string) => `test ${score}`,
    training: (score: string) => `training ${score}`,
    gap: "the gap, whose size is on the right",
  },
  ja: {
    title: (name: string) => `${name}：訓練とテスト`,
    describe: (score: string, ends: string) => `最終的な訓練とテストの${score}。${ends}。`,
    atEnd: (score: string) => `最終的な${score}`,
    test: (score: string) => `テスト${score}`,
    training: (score: string) => `訓練${score}`,
    gap: "訓練とテストの差（大きさは右の数値）",
  },
};

/** Training further ahead of the test than this is overfitting: of accuracies so much, of errors this share of the test's. */
const largeGap = { accuracy: 0.05, error: 0.25 };
const isLarge = ({ train, test, sign }: { train: number; test: number; sign: 1 | -1 }) =>
  sign * (train - test) > (sign < 0 ? largeGap.error * test : largeGap.accuracy);

/** What keeps a network from learning its training data by heart. */
const restraints = ({ network: { hidden, output }, optimizer, training, l2Penalty, labelSmoothing, inputNoise, augment }: ResolvedArm) => [
  inputNoise, augment,
  ...[...hidden, output].map(({ l1, l2, maxNorm }) => [l1, l2, maxNorm]),
  hidden.map(({ dropout }) => dropout),
  "weightDecay" in optimizer ? optimizer.weightDecay : 0,
  training.stop, l2Penalty, labelSmoothing,
];

const ends = (arm: ArmResults) => {
  const { train, test, sign } = scoreOf(arm.settings);
  return { train: finalMetric(arm, train).mean, test: finalMetric(arm, test).mean, sign };
};

/** Whether it is overfitting that the experiment is about, or that it shows. */
export function isOfOverfitting({ experiment: { arms } }: PlottedResults, results: ArmResults[]): boolean {
  const kinds = new Set(arms.map((arm) => JSON.stringify(restraints(arm))));
  return kinds.size > 1 || arms.some(({ training }) => training.trainAccuracy === "all") || results.map(ends).some(isLarge);
}

/** None where overfitting is not the subject. */
export function gapPlot(results: PlottedResults, { document, width = defaultWidth, language = "en" }: PlotOptions): SVGSVGElement | undefined {
  const all = armResults(results);
  if (!isOfOverfitting(results, all)) return undefined;
  const score = scoreOf(results.experiment.arms[0]);
  const { sign } = score;
  const say = texts[language];
  const name = scoreWords[score.name][language];
  const arms = all
    .map((arm, index) => {
      const { train, test } = ends(arm);
      const gap = train - test;
      const size = Math.abs(gap).toFixed(sign < 0 ? decimalsOf(test) - 1 : 3);
      return { name: arm.name, train, test, text: `${gap < 0 ? "−" : "+"}${size}`, color: seriesStyle(index).stroke };
    })
    .filter(({ train, test }) => Number.isFinite(train) && Number.isFinite(test));
  if (arms.length === 0) return undefined;

  const inner = width - 2 * margin;
  const x = closeAxis(arms.map(({ train, test }) => [train, test]), sign);
  const rows = arms.map(({ train, test, color }, row) => ({ row, color, train, test, from: toEdge(test, x), to: toEdge(train, x) }));
  const outside = rows.filter(({ train, test }) => !isWithin(train, x) || !isWithin(test, x));
  const plot = rowsPlot(document, {
    width: inner, rows: arms, x, label: say.atEnd(name),
    marks: [
      Plot.ruleY(rows, { y: "row", x1: "from", x2: "to", stroke: "color", strokeWidth: 4, strokeOpacity: 0.35 }),
      Plot.dot(rows.filter(({ test }) => isWithin(test, x)), { y: "row", x: "test", fill: "color", r: 4.5 }),
      Plot.dot(rows.filter(({ train }) => isWithin(train, x)), { y: "row", x: "train", stroke: "color", strokeWidth: 2, r: 4 }),
      beyond(outside, x, sign),
    ],
  });
  const title = say.title(replaceUnprintable(results.experiment.name));
  const described = arms.map(({ name: arm, train, test }) => `${arm} ${train.toFixed(3)}, ${test.toFixed(3)}`).join("; ");
  return stack(document, width, title, say.describe(name, described), [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [
      { sample: "disc", text: say.test(name) },
      { sample: "ring", text: `${say.training(name)}${trainingBasis(results, language)}` },
      { sample: "bar", text: say.gap },
    ]),
    plotBlock(plot),
    ...(outside.length > 0 ? [noteBlock(document, inner, beyondNote(sign, language))] : []),
  ]);
}
