// What the experiments that come with the page are called, in the order of a lesson.

import { inLanguages } from "../texts/language.ts";

export const en: Readonly<Record<string, string>> = {
  "experiment.json": "Five optimizers",
  "experiments/learning-rate.json": "Learning rates: too small, right, too large",
  "experiments/optimizers-batch-norm.json": "Five optimizers with batch normalization",
  "experiments/schedules.json": "Schedules of the learning rate",
  "experiments/wrong-labels.json": "Overfitting: wrong labels learnt by heart",
  "experiments/overfitting.json": "Overfitting: the course report's nine variants",
  "experiments/decay.json": "L2 and weight decay under Adam",
  "experiments/nesterov.json": "Nesterov, right and with a slip",
  "experiments/adams.json": "Adam as six sources define it",
  "experiments/optimizers.json": "Five optimizers, four seeds",
  "experiments/fair.json": "Ten optimizers with their default settings",
};

export const ja: typeof en = {
  "experiment.json": "5つの最適化手法",
  "experiments/learning-rate.json": "学習率：小さすぎ・適切・大きすぎ",
  "experiments/optimizers-batch-norm.json": "5つの最適化手法＋バッチ正規化",
  "experiments/schedules.json": "学習率のスケジュール",
  "experiments/wrong-labels.json": "過学習：誤ったラベルの丸暗記",
  "experiments/overfitting.json": "過学習：レポートの9つの条件",
  "experiments/decay.json": "AdamでのL2と重み減衰",
  "experiments/nesterov.json": "ネステロフ：正しい形と誤った形",
  "experiments/adams.json": "6つの出典のAdam",
  "experiments/optimizers.json": "5つの最適化手法（シード4つ）",
  "experiments/fair.json": "10の最適化手法（既定の設定）",
};

export const names = inLanguages({ en, ja });
