// What the charts say.

import type { LossName } from "../../bindings/parts/losses.ts";
import { inLanguages } from "../texts/language.ts";

const losses = {
  en: {
    softmaxCrossEntropy: "mean cross-entropy", binaryCrossEntropy: "mean binary cross-entropy", meanSquaredError: "mean squared error",
    huber: "mean Huber loss",
  },
  ja: {
    softmaxCrossEntropy: "交差エントロピーの平均", binaryCrossEntropy: "二値交差エントロピーの平均", meanSquaredError: "平均二乗誤差",
    huber: "Huber損失の平均",
  },
} satisfies Record<string, Record<LossName, string>>;

const en = {
  iteration: "iteration",
  testAccuracy: "Test accuracy",
  testRmse: "Test RMSE",
  trainingLoss: "Training loss",
  trainingLossNote: "with penalties, averaged between evaluations",
  testLoss: "Test loss",
  testLossNote: (loss: LossName | undefined) => `${loss ? `${losses.en[loss]}, ` : ""}without penalties`,
  learningRate: "Learning rate",
  learningRateNote: "of each step, as its schedule has it",
  training: { labels: "training accuracy", targets: "training RMSE" },
  withTrainingAll: (score: string) => `${score}, dotted (all training data)`,
  withTrainingBatch: (score: string) => `${score}, dotted (current batch)`,
  oneSeed: (seed: number, all: number) => `Line: seed ${seed}, the first of ${all}.`,
  seeds: (count: number, all: number) =>
    `Line: mean of ${count === all ? count : `${count} of ${all}`} seeds. Band: ± one standard deviation over ${count} seeds.`,
  thinSeed: (seed: number) => `Thin: seed ${seed}.`,
  scaleOf: (title: string) => `Scale of ${title}`,
  scales: { full: "0–100%", close: "80–100%", linear: "linear", log: "log" },
  cut: (value: string) => `up to ${value}`,
  chart: (title: string) => `${title} by iteration`,
  /** For screen readers. */
  ends: (title: string, values: string) => `${title}, now: ${values}. Arrow keys read other iterations.`,
  empty: (title: string) => `${title}: nothing measured yet`,
  running: "Training. Arrow keys read the values, Enter goes to an iteration.",
  reading: (iteration: string, values: string) => `iteration ${iteration}: ${values}`,
  none: "none",
};

const ja: typeof en = {
  iteration: "反復",
  testAccuracy: "テスト正解率",
  testRmse: "テストRMSE",
  trainingLoss: "訓練損失",
  trainingLossNote: "正則化項を含む、評価の間の平均",
  testLoss: "テスト損失",
  testLossNote: (loss) => (loss ? `${losses.ja[loss]}（正則化項なし）` : "正則化項なし"),
  learningRate: "学習率",
  learningRateNote: "各ステップでの、スケジュールに従う値",
  training: { labels: "訓練正解率", targets: "訓練RMSE" },
  withTrainingAll: (score) => `${score}（点線、全訓練データ）`,
  withTrainingBatch: (score) => `${score}（点線、現在のバッチ）`,
  oneSeed: (seed, all) => `線：全${all}個のうち最初のシード（${seed}）。`,
  seeds: (count, all) =>
    `線：${count === all ? `${count}個` : `${all}個中${count}個`}のシードの平均。帯：${count}個のシードでの ± 標準偏差。`,
  thinSeed: (seed) => `細線：シード${seed}。`,
  scaleOf: (title) => `${title}の目盛り`,
  scales: { full: "0–100%", close: "80–100%", linear: "線形", log: "対数" },
  cut: (value) => `最大 ${value}`,
  chart: (title) => `${title}（反復ごと）`,
  ends: (title, values) => `${title}、現在：${values}。矢印キーで各反復の値を読めます。`,
  empty: (title) => `${title}：まだ測定値がありません`,
  running: "学習中。矢印キーで値を読み、Enterでその反復に移動します。",
  reading: (iteration, values) => `反復${iteration}：${values}`,
  none: "なし",
};

export const texts = inLanguages({ en, ja });
