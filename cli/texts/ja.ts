/** コマンドラインの日本語。英語（en.ts）と同じことを言います。コマンド・キー・値は入力するとおりに残します。 */
import type { Texts } from "./en.ts";

/** "a"、"b" */
const named = (names: readonly string[]) => names.map((name) => JSON.stringify(name)).join("、");

export const ja: Texts = {
  error: "エラー：",
  warning: "警告：",
  unexpected: (error) => `予期しないエラーです。報告してください：${error}`,
  outputUnwritten: (reason) => `出力を書けませんでした：${reason}`,
  hasProblems: (file, problems) => `${file} に問題が${problems}件あります：`,
  packagesOwn: (name) => `ここに ${name} はありません。usagi-nn に付属のものを使います：`,
  extent: ({ arms, seeds, trials, train, validation, test, images, by, threads, wide }) => {
    const all = trials
      ? `${arms}条件 × ${trials.count}試行${trials.seeds === 1 ? "" : ` × ${trials.seeds}シード`}、そのあと各${seeds}シード`
      : `${arms}条件 × ${seeds}シード`;
    const unit = images ? "枚" : "行";
    const rows = `訓練${train}${unit}${validation === undefined ? "" : `・検証${validation}${unit}`}・テスト${test}${unit}`;
    return `${all}、${rows}、${by === undefined ? `${threads}スレッド` : `${by} のワーカーが訓練`}${wide ? "、256ビット" : ""}`;
  },
  part: ({ index, of }) => `（${of}分割の${index}）`,
  tooManyThreads: (asked, started, each) =>
    `--threads ${asked}：${started}個だけ起動します（コアごとに${each}個まで）。それ以上はメモリーを使うだけで速くなりません`,
  stopping: "現在のステップのあとで止まります。もう一度押すと、保存せずにすぐ終了します。",
  saved: (folder) => `${folder} に保存しました：`,
  interruptedSaved: (folder) => `中断しました。そこまでの結果を ${folder} に保存しました：`,
  trialsSaved: (over, trials, folder) => `中断しました。${trials}試行のうち${over}試行を ${folder} に保存しました。`,
  firstTrialsSaved: (folder) => `最初の試行の途中で中断しました。そこまでを ${folder} に保存しました。`,
  nothingSaved: (command) => `最初のステップの前に中断しました。保存するものはありません。続けるには：${command}`,
  goOn: (command) => `続けるには：${command}`,
  unsaved: (what, command) => `${what.replace(/。$/, "")}。それまでに保存したものは無事です。直したら、続けるには：${command}`,
  resultsUnsaved: (folder, reason, command) =>
    `${folder}：結果を保存できませんでした：${reason}。ネットワークは保存してあります。直したら、続けるには：${command}`,
  wrote: (file) => `${file} に書きました`,
  theRun: "実験の実行結果",
  more: (rest) => `… ほか${rest}件`,
  moreInJson: (rest) => `… ほか${rest}行は --json で表示します`,

  // 学習中
  goesOn: (arm, seed, iteration, iterations) => `${arm}、シード${seed}：${iterations}回のうち${iteration}回目から続けます`,
  seedsDone: (done) => `${done}シード`,
  trialsDone: (done) => `${done}試行`,
  measured: (what, value) => `${what} ${value}`,
  rate: (steps) => `${steps}ステップ/秒`,
  left: (time) => `残り${time}`,

  // run・resume・report・merge
  otherVersion: (folder, begun, version) =>
    `${folder}：usagi-nn ${begun} で始めた実行を ${version} で続けます。結果はどちらのバージョンとも異なる可能性があります`,
  fromFirstStep: (folder) => `${folder}：チェックポイントがないため、最初のステップから学習します。同じビットになります。`,
  nothingLeft: (folder, ended) => `${folder}：この実行は${ended === "complete" ? "完了しています" : "失敗で終わっています"}。残っているものはありません。`,
  reportAgain: (command) => `レポートを書き直すには：${command}`,
  trainOn: (command) => `さらに学習するには：${command}`,
  wroteIn: (folder) => `${folder} に書きました：`,
  chosenAtEnd: "範囲の端で選ばれた設定があります。範囲の外に、より良い設定があるかもしれません。外側も探索するには：",
  noneChosen: "なし（最後まで進んだ試行がありません）",
  noneYet: "まだありません",
  rangeEnd: { min: "（下端）", max: "（上端）" },
  lost: (run, failure, others, command) => `${run}：${failure.replace(/。$/, "")}${others > 0 ? `（ほか${others}件）` : ""}。やり直すには：${command}`,
  run: (arm, seed) => `${arm}、シード${seed}`,
  partInterrupted: (folder) => `中断しました。そこまでの結果を ${folder} に保存しました。`,
  partDone: (index, of, folder) => `${of}分割の${index}番目が終わりました：${folder}`,
  mergeThem: (command) => `すべての部分が終わったら、まとめるには：${command}`,
  partsHave: (trials, done, runs, next, of) =>
    `${trials ? `${trials.of}試行のうち${trials.over}試行、` : ""}${runs}件の実行のうち${done}件があります。次は${of}分割のうち${next}個の部分です：`,
  thenAgain: (command) => `そのあとで、もう一度：${command}`,
  orHere: (command) => `残りをここで学習するには：${command}`,

  // init・optimizers
  wroteStarter: (file, about, command) => `${file} に書きました。${about}学習するには：${command}`,
  starter: {
    schema: "このファイルの形式。エディターがキーを補い、値を確かめます。",
    results: "結果は runs/<name> に入ります。",
    description: "バッチ正規化とドロップアウトは小さなネットワークに役立つか",
    hidden: "最初からの隠れ層。出力層はクラスごとに1ユニットです。",
    oneOf: named,
    init: (names) => `0.01 のような標準偏差、または ${named(names)}`,
    evaluateEvery: "10回ごとに、すべてのテストデータで評価",
    sampling: "または \"replacement\"：バッチごとに引き直す",
    trainAccuracy: "または \"all\"：すべての訓練データで測る",
    optimizers: (names) => `${named(names)}。名前だけなら、すべて既定値です。`,
    weights: "すべての層の重みに対する罰則。",
    seeds: "条件ごとに、各シードで1回ずつ学習します。同じシードでは、どの条件も同じ初期値と同じバッチになります。",
    arms: "比べる条件。それぞれ変える点だけを書き、残りは上のとおりです。",
  },
  csvStarter: {
    columns: (rows) => `${rows}行。列：`,
    numbers: (low, high) => `${low} から ${high} までの数`,
    texts: (different) => `文字、${different}種類`,
    moreThan: (number) => `${number}より多い`,
    missing: (number) => `欠損${number}個`,
    moreColumns: (number) => `… ほか${number}列`,
    label: '予測する列。数の列なら、代わりに "target" と書き、"loss": "meanSquaredError" を加えます',
    target: '予測する列。クラスの列なら、代わりに "label" と書き、loss を外します',
    standardizeTargets: "（値 − 平均）÷ 標準偏差 を学習します。予測値とRMSEは元の単位です",
    ignore: "行の番号や名前で、ほかの行については何も分からない列",
    decimal: "数の小数点はコンマです（1,5 など）",
    meansFor: (number) => `欠損${number}個：数は訓練データの平均で補います`,
    test: "テストに使う行の割合、または別のCSVファイル",
    seed: "行の順序を決め、どの行をテストに使うかも決まります",
    loss: '出力を数に近づけます。"huber" は、少数の大きな誤差に左右されにくい損失です。',
    hidden: (each) => `最初からの隠れ層。出力層は${each === "class" ? "クラス" : "目標値"}ごとに1ユニットです。`,
    iterations: (rows, times) => `訓練データ${rows}行を、それぞれ約${times}回使います`,
    evaluateEvery: "すべてのテストデータで評価",
    trainAccuracy: (measure) => `または "batch"：訓練の${measure === "accuracy" ? "正解率" : "RMSE"}を現在のバッチで測る`,
    baseline: (isClass) => `比較のための${isClass ? "ロジスティック回帰" : "線形回帰"}`,
    armNames: ["隠れ層あり", "隠れ層なし", "L2"],
    predicts: (column, isClass, features) => `${features}列から、${isClass ? "クラス" : "数"} ${column} を予測します。`,
    lacking: (number) => `この値のない行が${number}行あるので、先にファイルから除いてください。`,
  },
  titleOf: (optimizer, paper) => `${optimizer}：${paper}`,
  oneOfThem: (command) => `1つを詳しく見るには：${command}`,
  inBrackets: "角括弧の中は、その形だけのものです。",
  searches: (ranges) => `"search": "default" では、${ranges} を対数の目盛りで探索します。`,

  // evaluate・predict
  evaluated: (count, noun, file) => `${file} の${count}${noun === "image" ? "枚" : "行"}`,
  detailsOfOne: "1つを詳しく見るには、--arm と --seed で選びます。",
  overflow: "オーバーフロー",
  right: (right, total) => `${total} のうち ${right}`,
  crossEntropy: "交差エントロピーの平均",
  ofStandardized: () => "標準化した目標値",
  confusionMatrix: "行が正解のクラス、列が予測したクラス：",
  noConfusion: (noun) => `ほかのクラスと間違えた${noun === "image" ? "画像" : "行"}はありません。`,
  commonest: "最も多い間違い：",
  output: (k) => `出力${k}`,
  otherClasses: (count) => `ほか${count}`,
  preparations: {
    inverted: "明るい地に暗い線なので、反転した", stretched: "コントラストを最大にした",
    centred: "28 × 28画素の中の20 × 20に収め、重心を中央に合わせた",
  },
  preparationWords: { inverted: "反転", stretched: "コントラスト", centred: "中央" },
  asItIs: "MNISTの画像と同じ形なので、そのまま使いました。",
  preparedLike: "MNISTの画像と同じように整えました：",
  withRaw: "--raw を付けると、そのまま使います。",

  // explain
  explainedBy: (folder, made, version) =>
    `${folder}：usagi-nn ${made} による実行を ${version} で説明します。ステップが異なる可能性があります`,
  oneWeight: (command) => `1つの重みの作られ方を見るには：${command}`,
  trainingAgain: (step, iteration) => `ステップ${step}まで学習し直しています：${iteration}`,
  ofUnit: (unit) => `ユニット${unit}のもの`,
  pixel: (row, column) => `${row}行${column}列の画素`,
  input: (input, name) => `入力${input}${name === undefined ? "" : `（${name}）`}`,
  unitBefore: (unit) => `前の層のユニット${unit}`,
  fromTo: (from, unit) => `${from}からユニット${unit}への重み`,
  stepOf: (folder, arm, seed, step, iterations) => `${folder}：${arm}、シード${seed}、${iterations}ステップのうち${step}番目`,
  begunWith: (start) => `始まり：${start}`,
  lossBefore: (loss, batchSize, rate, of) => `ステップ前の損失 ${loss}（大きさ${batchSize}のバッチ）、学習率 ${rate}${of}`,
  byTheSchedule: (base, schedule) => `（${base} にスケジュール ${schedule} を適用）`,
  normsMeant: "各層の重み（バッチ正規化では γ）のノルムです。|g| は最適化手法が受け取った勾配、|Δw| はステップによる変化、" +
    "|w| はステップ後の重みのノルムです。",
  causes: {
    data: "このバッチの勾配", l1: "L1", l2: "L2", decay: "重み減衰", memory: "それまでのステップ", limit: "ノルムの上限",
  },
  due: (value, cause) => `${cause}による ${value}`,
  theGradient: "勾配 g",
  meanLoss: "バッチの平均損失の勾配（正則化項を除く）",
  theStep: (optimizer) => `${optimizer} のステップ`,
  beforeStep: "ステップの前の値",
  theLimit: "ノルムの上限（maxNorm）",
  inAll: (change) => `合計 Δw = ${change}`,
  ofIt: (shares) => `  内訳：${shares}`,

  // inspect
  kinds: { network: "学習済みのネットワーク", checkpoint: "チェックポイント", arrays: "配列", onnx: "ONNXモデル" },
  bytes: (number) => `${number.toLocaleString("en")}バイト`,
  parameters: (number) => `${number.toLocaleString("en")}パラメーター`,
  allParameters: "合計",
  badLine: (file, line, reason) => `${file}：${line}行目 ${reason}`,
};
