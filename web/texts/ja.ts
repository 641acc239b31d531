// ページ全体の日本語の文言。各部分の文言はそれぞれのフォルダーにあります。

import type { Texts } from "./en.ts";

export const ja: Texts = {
  title: "usagi-nn – ニューラルネットワークの学習を見る",
  heading: "ニューラルネットワークの学習を見る",
  description:
    "最適化手法が手書き数字の学習で競うようすを、ブラウザの中でそのまま見られます。学習曲線、損失の地形、差がつく理由。" +
    "数字を書いて、答えを見てみましょう。",
  lead: (variants, optimizers, digits) => {
    const how = optimizers ? `${variants}つの最適化手法で` : `${variants}つの条件で`;
    return `${digits ? "手書き数字を見分ける" : "データから予測する"}ネットワークを、${variants === 1 ? "" : how}いま学習しています。計算はすべてこのブラウザの中です。`;
  },
  skip: "学習曲線へ移動",
  languageChoice: "言語",
  footer:
    "計算はすべてお使いの端末のWebAssemblyで行い、どこにも送信しません。一度読み込めばオフラインでも動きます。" +
    "数字の画像はMNIST（Y. LeCun, C. Cortes, C. J. C. Burges）です。",
  handbook: "ハンドブック",

  choose: "実験を選ぶ",
  ownExperiment: (name) => `${name}（カスタム）`,
  lookFor: "この実験の見どころ",
  open: "ファイルを開く…",
  orDrop: "実験または自分のデータ。ページのどこにでもドロップできます",
  dropHere: "ここにドロップすると、実験または自分のデータが開きます",

  settings: "設定",
  optimizers: {
    sgd: "SGD", momentum: "モメンタム", nesterov: "ネステロフ", adagrad: "AdaGrad", rmsprop: "RMSProp", adam: "Adam",
    adamw: "AdamW", nadam: "NAdam", radam: "RAdam", adamax: "Adamax", adadelta: "Adadelta", lion: "Lion",
  },
  schedule: "学習率のスケジュール",

  again: "もう一度試す",
  partMissing: "ページのこの部分を読み込めませんでした。もう一度試しても変わらなければ、ページを再読み込みしてください。",

  curves: "学習曲線",

  metrics: {
    trainAccuracy: "訓練正解率", testAccuracy: "テスト正解率", testLoss: "テスト損失",
    trainRmse: "訓練RMSE", testRmse: "テストRMSE", testR2: "テストR²", validationRmse: "検証RMSE", validationR2: "検証R²",
    validationAccuracy: "検証正解率", validationLoss: "検証損失",
  },
  loss: "損失",
  nearZero: "ほぼ0",
  progressOf: (name) => `${name}の進み具合`,
  ofIterations: (done, all) => `${done} / ${all} 回`,
  states: { waiting: "待機中", running: "学習中", paused: "一時停止中", complete: "完了", failed: "失敗" },
  stoppedEarly: "早期終了",
  digestOf: (name) => `${name}のハッシュ値`,
  digestLater: "最初のステップのあとにハッシュ値が出ます。",
  digestNeedsSecurity: "ブラウザはhttpsかlocalhostでのみハッシュ値を計算します。",
  copy: "コピー",
  copied: "コピーしました",
  copyByHand: "ここからコピーしてください",
  lookInto: "中を見る",

  bestSoFar: (name, metric, value, iteration) => `現在の最良は${name}、反復${iteration}で${metric}${value}です。`,
};
