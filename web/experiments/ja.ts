// What the experiments that come with the page are called in Japanese.

export const ja: Readonly<Record<string, string>> = {
  "experiment.json": "5つの最適化手法",
  "experiments/learning-rate.json": "学習率：小さすぎ・適切・大きすぎ",
  "experiments/optimizers-batch-norm.json": "5つの最適化手法＋バッチ正規化",
  "experiments/schedules.json": "学習率のスケジュール",
  "experiments/wrong-labels.json": "過学習：誤ったラベルの丸暗記",
  "experiments/augmentation.json": "過学習：画像を動かす・ノイズ・ドロップアウト",
  "experiments/overfitting.json": "過学習：レポートの9つの条件",
  "experiments/decay.json": "AdamでのL2と重み減衰",
  "experiments/nesterov.json": "ネステロフ：正しい形と誤った形",
  "experiments/adams.json": "6つの出典のAdam",
  "experiments/optimizers.json": "5つの最適化手法（シード4つ）",
  "experiments/fair.json": "10の最適化手法（既定の設定）",
};
