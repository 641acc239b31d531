import { inLanguages } from "../texts/language.ts";

const en = {
  title: "What came of it",
  threshold: "Threshold",
  nothing: "Nothing is measured yet.",
  anecdote: "One seed is an anecdote: with another one the order may differ.",
  seedsSoFar: (done: number, all: number) => `${done} of ${all} seeds ${done === 1 ? "is" : "are"} done so far.`,
  moreSeeds: (count: number) => `Train with ${count} seeds`,
  orInTerminal: "or in a terminal",
  table: (iteration: string, seeds: number) =>
    `At iteration ${iteration}${seeds > 1 ? `: means of ${seeds} seeds ± standard deviation` : ""}. A press on a heading sorts.`,
  tableAtEnd: (seeds: number) => `At the end${seeds > 1 ? `: means of ${seeds} seeds ± standard deviation` : ""}. A press on a heading sorts.`,
  tableEmpty: "A row a variant. A press on a heading sorts.",
  variant: "Variant",
  columns: {
    testR2: "Test R²", best: "Best", gap: "Gap", testLoss: "Test loss", nearZero: "Near zero", distance: "Distance",
  },
  columnsOf: {
    labels: { test: "Test accuracy", train: "Training accuracy" }, targets: { test: "Test RMSE", train: "Training RMSE" },
  },
  reached: (goal: string) => `Iterations to ${goal}`,
  meaningsTitle: "What the columns say",
  meanings: {
    testR2: "Share of the test targets' variance that is explained: 1 where all are predicted exactly, 0 of their mean",
    trainBatch: "On the current batch",
    testLoss: "Mean loss of the test data, without penalties",
    nearZero: "Share of the first layer's weights that are nearly 0",
    distance: "How far all weights together are from where they began",
  },
  meaningsOf: {
    labels: {
      test: "Share of the test data that is classified right",
      best: "Highest test accuracy of any evaluation so far",
      reached: "The first evaluation with this test accuracy; of several seeds the median, and how many came to it",
      train: "The same of all training data",
      gap: "Training less test accuracy, in percentage points",
    },
    targets: {
      test: "Root of the mean squared error on the test data, in the unit of what is predicted",
      best: "Lowest test RMSE of any evaluation so far",
      reached: "The first evaluation with this test R²; of several seeds the median, and how many came to it",
      train: "The same of all training data",
      gap: "Test less training RMSE",
    },
  },
  deviation: (points: string) => ` ± ${points}`,
  points: (value: string) => `${value} pt`,
  some: (at: string, reached: number, of: number) => `${at} (${reached}/${of})`,
  verify: "Verify it",
  verifyNote:
    "Save experiment.json and train it in a terminal with Node. Each run in its results.json has a digest: the same as here, " +
    "as the weights are the same to the last bit.",
  save: "Save experiment.json",
  seed: "Seed",
  digest: "Digest (SHA-256 of all weights at the end)",
  digestLater: "comes with the end",
  digestNone: "browsers compute it for https or localhost only",
  digestFork: "none: it changed on the way, which no file says",
};

export const texts = inLanguages<typeof en>({
  en,
  ja: {
    title: "分かったこと",
    threshold: "しきい値",
    nothing: "まだ測定値がありません。",
    anecdote: "シード1つの結果は一例にすぎません。別のシードでは順位が変わるかもしれません。",
    seedsSoFar: (done, all) => `${all}シード中${done}シードが終わったところです。`,
    moreSeeds: (count) => `${count}つのシードで学習`,
    orInTerminal: "コマンドラインでは",
    table: (iteration, seeds) => `反復${iteration}の値${seeds > 1 ? `（${seeds}シードの平均 ± 標準偏差）` : ""}。見出しを押すと並べ替えます。`,
    tableAtEnd: (seeds) => `最終的な値${seeds > 1 ? `（${seeds}シードの平均 ± 標準偏差）` : ""}。見出しを押すと並べ替えます。`,
    tableEmpty: "1行が1つの条件です。見出しを押すと並べ替えます。",
    variant: "条件",
    columns: {
      testR2: "テストR²", best: "最良", gap: "差", testLoss: "テスト損失", nearZero: "ほぼ0", distance: "移動距離",
    },
    columnsOf: {
      labels: { test: "テスト正解率", train: "訓練正解率" }, targets: { test: "テストRMSE", train: "訓練RMSE" },
    },
    reached: (goal) => `${goal}までの反復`,
    meaningsTitle: "各列の意味",
    meanings: {
      testR2: "テストの真の値の分散のうち、説明できた割合。すべて正確なら1、平均を答えれば0",
      trainBatch: "現在のバッチでの値",
      testLoss: "テストデータの平均損失（正則化項なし）",
      nearZero: "第1層の重みのうち、ほぼ0であるものの割合",
      distance: "すべての重みが初期値からどれだけ離れたか",
    },
    meaningsOf: {
      labels: {
        test: "正しく分類したテストデータの割合",
        best: "これまでの評価で最も高かったテスト正解率",
        reached: "このテスト正解率に初めて達した評価。複数のシードでは中央値と、達したシードの数",
        train: "すべての訓練データでの同じ値",
        gap: "訓練正解率からテスト正解率を引いた差（ポイント）",
      },
      targets: {
        test: "テストデータでの平均二乗誤差の平方根。単位は予測する数値と同じ",
        best: "これまでの評価で最も低かったテストRMSE",
        reached: "このテストR²に初めて達した評価。複数のシードでは中央値と、達したシードの数",
        train: "すべての訓練データでの同じ値",
        gap: "テストRMSEから訓練RMSEを引いた差",
      },
    },
    deviation: (points) => ` ± ${points}`,
    points: (value) => `${value}pt`,
    some: (at, reached, of) => `${at}（${reached}/${of}）`,
    verify: "検証する",
    verifyNote:
      "experiment.jsonを保存し、Nodeのあるターミナルで学習します。results.jsonにある各学習のdigest（ハッシュ値）は、ここの値と一致します。" +
      "重みが最後の1ビットまで同じだからです。",
    save: "experiment.jsonを保存",
    seed: "シード",
    digest: "ハッシュ値（最終的なすべての重みのSHA-256）",
    digestLater: "最後に出ます",
    digestNone: "ブラウザはhttpsかlocalhostでのみ計算します",
    digestFork: "なし（途中で変えた条件は、ファイルに書けません）",
  },
});
