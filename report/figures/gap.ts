/** Training and test accuracy of each arm at the end, and how far they are apart. */
import * as Plot from "@observablehq/plot";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { closeAxis } from "../axis.ts";
import { seriesStyle } from "../palette.ts";
import { type ArmResults, armResults, finalMetric } from "../statistics/arms.ts";
import { margin, stack } from "../svg.ts";
import { replaceUnprintable } from "../text.ts";
import { trainingBasis } from "./curves.ts";
import { defaultWidth, keyBlock, noteBlock, plotBlock, type PlotOptions, type PlottedResults, titleBlock } from "./frame.ts";
import { below, belowNote, isWithin, rowsPlot, toEdge } from "./rows.ts";

/** Training accuracy further above the test accuracy than this is overfitting. */
const largeGap = 0.05;

/** What keeps a network from learning its training images by heart. */
const restraints = ({ network: { hidden, output }, optimizer, training, l2Penalty, labelSmoothing }: ResolvedArm) => [
  ...[...hidden, output].map(({ l1, l2, maxNorm }) => [l1, l2, maxNorm]),
  hidden.map(({ dropout }) => dropout),
  "weightDecay" in optimizer ? optimizer.weightDecay : 0,
  training.stop, l2Penalty, labelSmoothing,
];

const gapOf = (arm: ArmResults) => finalMetric(arm, "trainAccuracy").mean - finalMetric(arm, "testAccuracy").mean;

/** Whether it is overfitting that the experiment is about, or that it shows. */
export function isOfOverfitting({ experiment: { arms } }: PlottedResults, results: ArmResults[]): boolean {
  const kinds = new Set(arms.map((arm) => JSON.stringify(restraints(arm))));
  return kinds.size > 1 || arms.some(({ training }) => training.trainAccuracy === "all") || results.some((arm) => gapOf(arm) > largeGap);
}

/** None where overfitting is not the subject. */
export function gapPlot(results: PlottedResults, { document, width = defaultWidth }: PlotOptions): SVGSVGElement | undefined {
  const all = armResults(results);
  if (!isOfOverfitting(results, all)) return undefined;
  const arms = all
    .map((arm, index) => {
      const [train, test] = [finalMetric(arm, "trainAccuracy").mean, finalMetric(arm, "testAccuracy").mean];
      const gap = train - test;
      return { name: arm.name, train, test, text: `${gap < 0 ? "−" : "+"}${Math.abs(gap).toFixed(3)}`, color: seriesStyle(index).stroke };
    })
    .filter(({ train, test }) => Number.isFinite(train) && Number.isFinite(test));
  if (arms.length === 0) return undefined;

  const inner = width - 2 * margin;
  const x = closeAxis(arms.map(({ train, test }) => [train, test]));
  const rows = arms.map(({ train, test, color }, row) => ({ row, color, train, test, from: toEdge(test, x), to: toEdge(train, x) }));
  const outside = rows.filter(({ train, test }) => !isWithin(train, x) || !isWithin(test, x));
  const plot = rowsPlot(document, {
    width: inner, rows: arms, x, label: "accuracy at the end",
    marks: [
      Plot.ruleY(rows, { y: "row", x1: "from", x2: "to", stroke: "color", strokeWidth: 4, strokeOpacity: 0.35 }),
      Plot.dot(rows.filter(({ test }) => isWithin(test, x)), { y: "row", x: "test", fill: "color", r: 4.5 }),
      Plot.dot(rows.filter(({ train }) => isWithin(train, x)), { y: "row", x: "train", stroke: "color", strokeWidth: 2, r: 4 }),
      below(outside, x),
    ],
  });
  const title = `${replaceUnprintable(results.experiment.name)}: training and test`;
  const described = arms.map(({ name, train, test }) => `${name} ${train.toFixed(3)}, ${test.toFixed(3)}`).join("; ");
  return stack(document, width, title, `Training and test accuracy at the end. ${described}.`, [
    titleBlock(document, inner, title),
    keyBlock(document, inner, [
      { sample: "disc", text: "test accuracy" },
      { sample: "ring", text: `training accuracy${trainingBasis(results)}` },
      { sample: "bar", text: "the gap, whose size is on the right" },
    ]),
    plotBlock(plot),
    ...(outside.length > 0 ? [noteBlock(document, inner, belowNote)] : []),
  ]);
}
