/** 結果から分かったことの日本語の文。 */
import type { Sentences } from "./en.ts";
import type { Level, RmseScore } from "./finding.ts";
import { bound, percent, plusMinus, rangeText, settingText, share } from "./numbers.ts";

/** 文の一部と紛れやすい名前は、かぎ括弧に入れます。 */
const named = (arm: string) => (/^\p{Ll}|[,;:、]/u.test(arm) ? `「${arm}」` : arm);

function list(parts: readonly string[], most = 5): string {
  const shown = parts.length > most ? parts.slice(0, most - 1) : parts;
  const rest = parts.length - shown.length;
  return shown.length === 2 && rest === 0 ? shown.join("と") : shown.join("、") + (rest > 0 ? `、ほか${rest}件` : "");
}

const names = (arms: readonly string[]) => list(arms.map(named));
const levelText = ({ arm, value, within }: Level, limit?: number) => `${named(arm)}（${share(value, within, limit)}）`;
const levels = (all: readonly Level[], limit?: number) => list(all.map((level) => levelText(level, limit)));
const inSeeds = (some: number, all: number) => (some < all ? `${all}シード中${some}シード` : `${all}シードすべて`);

/** 正解率と誤差（低いほど良い）の言い方。 */
const wordsOf = (score?: RmseScore) => score
  ? { noun: "RMSE", best: "低", beyond: "下回", none: "上", better: "下がりました", sign: -1, limit: score.decimals }
  : { noun: "正解率", best: "高", beyond: "上回", none: "下", better: "上がりました", sign: 1, limit: undefined };
/** 最低、最高などの値：正解率は2桁、誤差は大きさに応じた桁。 */
const endText = (value: number, score?: RmseScore) => (score ? share(value, undefined, score.decimals) : share(value, 0.01));
/** 達する目標：正解率またはR²。 */
const goalText = (target: number, of?: "r2") => (of ? `R² ${target}` : percent(target));

const settingNames: Readonly<Record<string, string>> = {
  "optimizer.learningRate": "学習率", "optimizer.momentum": "モメンタム", "optimizer.decay": "ρ ",
  "optimizer.beta1": "β₁ ", "optimizer.beta2": "β₂ ", "optimizer.epsilon": "ε ", "optimizer.weightDecay": "重み減衰",
  "regularization.l1": "L1 ", "regularization.l2": "L2 ", "network.dropout": "ドロップアウト", "training.batchSize": "バッチサイズ",
};
const settingName = (path: string) => settingNames[path] ?? `${path} `;

export const ja: Sentences = {
  missing: ({ runs, complete, interrupted, notStarted, ended }) => {
    const parts = [
      ...(interrupted > 0 ? [`中断${interrupted}件`] : []), ...(notStarted > 0 ? [`未開始${notStarted}件`] : []),
      ...(ended > 0 ? [`実行環境の都合で終了${ended}件`] : []),
    ].join("、");
    if (complete === 0) return `完了した学習がないため（${parts}）、まだ何も言えません。`;
    return `学習${runs}件のうち、完了したのは${complete}件です（${parts}）。以下は完了したものだけの結果です。`;
  },

  identical: ({ arms, seeds }) =>
    `${names(arms)}は、${seeds > 1 ? `${seeds}シードすべてで` : "このシードで"}最後の1ビットまで同じネットワークになりました。差はまったくありません。`,

  alone: ({ level: { arm, value, within }, of, lowest, highest, seeds, score }) => {
    const { noun, limit } = wordsOf(score);
    const [low, high] = [lowest, highest].map((end) => share(end, undefined, limit));
    const spread = seeds > 1 ? `（${seeds}シードの平均、${low}～${high}）` : "";
    const text = seeds > 1 ? plusMinus(value, within, limit) : share(value, undefined, limit);
    return of > 1
      ? `学習したのは${named(arm)}だけで、最終的なテスト${noun}は${text}です${spread}。`
      : `${named(arm)}の最終的なテスト${noun}は${text}です${spread}。`;
  },

  order: ({ levels: [first, ...others], of, seed, score }) => {
    const { noun, best, none, limit } = wordsOf(score);
    const rest = of - others.length - 1;
    return `シード${seed}では、最終的なテスト${noun}は${named(first!.arm)}が最も${best}く（${share(first!.value, undefined, limit)}）、` +
      `${others.map((level) => levelText(level, limit)).join("、")}が続きます${rest > 0 ? `（ほか${rest}件はそれ以${none}）` : ""}。`;
  },

  together: ({ measure, levels: all, allPairs, within, best, leads, seeds }) => {
    const [first, ...others] = all as [Level, ...Level[]];
    const whole = measure.name === "steps";
    const { noun, best: most, limit } = wordsOf(measure.name === "rmse" ? measure : undefined);
    const what = whole ? "早さ" : `テスト${noun}`;
    const told = allPairs
      ? best && !whole
        ? `テスト${noun}が${most}いのは${levels(all, limit)}ですが、互いに差があるとは言えません`
        : `${levels(all, limit)}の${what}に差があるとは言えません`
      : `${levels(others, limit)}は、${best && !whole ? `最も${most}い` : ""}${levelText(first, limit)}と差があるとは言えません`;
    const though = leads === seeds && !whole ? `ただし、どのシードでも${named(first.arm)}が最も${most}い値でした。` : "";
    return `${told}（${seeds}シードで、差の95%信頼区間は${bound(within, whole ? 0 : limit)}以内）。${though}`;
  },

  ahead: ({ measure, leaders, only, other, difference: { mean, within, ahead, seeds }, also, best }) => {
    const several = leaders.length > 1;
    const who = names(leaders.map(({ arm }) => arm));
    const subject = only ? `${measure.name === "steps" ? "" : "このうち"}${who}だけが、` : several ? `${who}はいずれも、` : "";
    const least = several ? "少なくとも" : "";
    const many = `（${several && ahead < seeds ? "少なくとも" : ""}${inSeeds(ahead, seeds)}で）`;
    const these = only ? (several ? "これらは、" : "これは、") : "";
    if (measure.name === "steps") {
      const further = also.length > 0 ? `${these}${names(also)}よりも早く達しています。` : "";
      const reached = only ? "達したと言えます" : "達しました";
      return `${subject || `${who}は、`}${named(other.arm)}より${least}${plusMinus(mean, within, 0)}ステップ早く` +
        `${goalText(measure.target, measure.of)}に${reached}${many}。${further}`;
    }
    const { noun, best: most, beyond, sign, limit } = wordsOf(measure.name === "rmse" ? measure : undefined);
    const further = also.length > 0 ? `${these}${names(also)}も${beyond}っています。` : "";
    const by = `${levelText(other, limit)}を${least}${plusMinus(mean, within, limit)}${beyond}りました${many}。${further}`;
    if (subject) return `${subject}${by}`;
    const [leader] = leaders as [Level];
    return best && sign * (leader.value - other.value) > 0
      ? `最終的なテスト${noun}は${levelText(leader, limit)}が最も${most}く、${by}`
      : `${levelText(leader, limit)}は、${by}`;
  },

  scattered: ({ arms, score }) =>
    `${list(arms.map(({ arm, lowest, highest }) => `${named(arm)}（${endText(lowest, score)}～${endText(highest, score)}）`))}は、` +
    "シードによる違いが大きく、順位を決められません。",

  unlearned: ({ arms, chance, tuned, score }) => {
    const { noun, limit } = wordsOf(score);
    const settings = tuned ? "" : "この設定では";
    const always = arms.filter(({ seeds, of }) => seeds === of);
    const some = arms.filter(({ seeds, of }) => seeds < of);
    const sometimes = some.map(({ level, seeds, of }) => `${named(level.arm)}は${inSeeds(seeds, of)}`);
    const rest = sometimes.length > 0 ? `${sometimes.join("、")}で${settings && `、${settings}`}学習しませんでした。` : "";
    const never = [false, true].flatMap((isWorse) => {
      const alike = always.filter(({ worse = false }) => worse === isWorse);
      const [one] = alike;
      if (!one) return [];
      const same = score
        ? `常に目標値の平均を答える場合${isWorse ? "より悪い結果です" : "と変わりません"}。`
        : `常に最も多いクラスを答える場合（${share(chance, 0)}）と変わりません。`;
      return alike.length === 1
        ? `${named(one.level.arm)}は${settings}学習しませんでした。${one.steps}ステップ後の${noun}は${share(one.level.value, 0, limit)}で、${same}`
        : `${levels(alike.map(({ level }) => level), limit)}は${settings}学習しませんでした。${same}`;
    });
    return `${never.join("")}${rest}`;
  },

  diverged: ({ arms }) => {
    const some = arms.some(({ seeds, of }) => seeds < of);
    const text = arms.map(({ arm, seeds, of }) => `${named(arm)}は${inSeeds(seeds, of)}`);
    const rest = some ? "数値は残りのシードだけのものなので、実際よりよく見えます。" : "";
    return `${text.join("、")}で発散しました。${rest}`;
  },

  reached: ({ target, times, not, seeds, of: metric }) => {
    const text = times.map(({ steps, arms, seeds, of }) => `${names(arms)}が${steps}${seeds < of ? `（${inSeeds(seeds, of)}）` : ""}`);
    const shown = text.length > 6 ? [...text.slice(0, 5), `ほか${text.length - 5}件はそれ以上`] : text;
    const median = seeds > 1 ? `（${seeds}シードの中央値）` : "";
    const missed = not.length > 0 ? `${names(not)}は達しませんでした。` : "";
    const goal = metric ? `テストR² ${target}` : `テスト正解率${percent(target)}`;
    return `${goal}に達するまでのステップ数${median}は、${shown.join("、")}です。${missed}`;
  },

  both: ({ target, highest, both, of }) => {
    const goal = goalText(target, of);
    const { noun, best } = of ? { noun: "RMSE", best: "低い" } : { noun: "正解率", best: "高い" };
    if (both.length === 0) return `最終的な${noun}が最も${best}${names(highest)}は、${goal}に最も早く達した条件ではありません。`;
    return highest.length > 1
      ? `${names(both)}は、最終的な${noun}でも${goal}に達する早さでも上位です。`
      : `最終的な${noun}が最も${best}${names(both)}は、${goal}に達する早さでも上位です。`;
  },

  gap: ({ gap, train, test, seeds, labelNoise, onBatch, score }) => {
    const within = seeds > 1 ? gap.within : 0;
    const { noun, limit } = wordsOf(score);
    const width = seeds > 1 ? plusMinus(gap.value, within, limit) : share(gap.value, within, limit);
    const noise = labelNoise === undefined ? "" : `（ラベルの${percent(labelNoise)}は誤り）`;
    return `過学習：${named(gap.arm)}の最終的な${noun}は訓練${onBatch ? "（最後のバッチ）" : ""}${share(train, within, limit)}${noise}、テスト${share(test, within, limit)}で、差は${width}です。`;
  },

  remedies: ({ base, narrower, of, narrowest, higher, seeds, score }) => {
    const { noun, better, limit } = wordsOf(score);
    if (narrower === 0) return `${named(base)}の訓練とテストの差を縮めた条件はありません。`;
    const who = of === 1 ? "もう一方の条件は、" : narrower === of ? `ほかの${of}条件はすべて、` : `ほかの${of}条件のうち${narrower}件は、`;
    const to = share(narrowest.value, narrowest.within || 0, limit);
    const gap = `訓練とテストの差が${named(base)}より小さくなり`;
    const most = of === 1 ? `（${to}）` : `（最小は${named(narrowest.arm)}の${to}）`;
    const means = seeds > 1 ? `（${seeds}シードの平均）` : "";
    if (higher.length > 0) return `${who}${gap}${most}、${names(higher)}ではテスト${noun}も${better}${means}。`;
    const [not, some] = score ? ["下がりませんでした", "下がった"] : ["上がりませんでした", "上がった"];
    const none = of === 1 ? `テスト${noun}は${not}` : `テスト${noun}が${some}ものはありません`;
    return `${who}${gap}ましたが${most}、${none}${means}。`;
  },

  fellBack: ({ arms, score }) => {
    const { noun } = wordsOf(score);
    const best = score ? "最低" : "最高";
    const all = list(arms.map((one) => `${named(one.arm)}（${best}${endText(one.best, score)}、最終${endText(one.final, score)}）`));
    return `${all}は、一度達したテスト${noun}を保てませんでした。`;
  },

  tuned: ({ trials, fewest, arms, seeds, untuned, diverged, halved }) => {
    const lost = [
      ...(diverged > 0 ? [`${diverged}回は発散`] : []), ...(halved > 0 ? [`${halved}回は途中で打ち切り`] : []),
    ].join("、");
    const not = untuned.length > 0 ? `${names(untuned)}は調整していません。` : "";
    return `${arms}条件の設定を、検証データを使った各${fewest < trials ? `${fewest}～` : ""}${trials}回の試行で調整し${lost ? `（うち${lost}）` : ""}、` +
      `選ばれた設定を新しい${seeds}シードで学習し直しました。${not}`;
  },

  chosen: ({ arms }) => {
    const text = arms.map(({ arm, settings }) =>
      `${named(arm)}は${settings.map(({ path, value }) => `${settingName(path)}${settingText(value)}`).join("・")}`);
    const rest = text.length > 6 ? `、ほか${text.length - 6}件` : "";
    return `選ばれた設定：${text.slice(0, 6).join("、")}${rest}。`;
  },

  edge: ({ edges }) => {
    const side = { min: "下端", max: "上端" };
    const text = edges.map(({ arm, path, value, end, fromOne }) =>
      `${named(arm)}の${fromOne ? "1 − " : ""}${settingName(path).trimEnd()}（${settingText(value)}、${side[end]}）`);
    const { path, wider } = edges[0]!;
    const further = wider ? `範囲を広げるには：${rangeText(path, wider)}` : "";
    return `${list(text)}は探索範囲の端で選ばれたため、範囲の外にもっと良い値があるかもしれません。${further}`;
  },

  sensitivity: ({ within, arms, of }) => {
    const text = arms.map(({ arm, decades, open }) => `${named(arm)}が${decades.toFixed(1)}桁${open ? "以上" : ""}`);
    return `検証${of ? "R²" : "正解率"}が最良から${within}以内だった学習率の幅は、${list(text)}です。`;
  },

  unchosen: ({ arms }) =>
    `${names(arms)}は、発散せずに最後まで学習した試行がなかったため、設定を選べませんでした。もっと小さい学習率を探索してください。`,

  untuned: () =>
    "どの設定も調整していないため、最適化手法だけでなく設定の良し悪しも比べていることになります。実験ファイルの「search」で調整できます。",

  fewSeeds: ({ seeds, set }) => (seeds === 1
    ? `シード1つで分かることはわずかで、別のシードでは順位が変わるかもしれません。シードを増やすには：${set}`
    : `${seeds}シードで分かるのは大きな差だけです。小さな差を見るには、シードを増やします：${set}`),

  method: ({ comparisons, score }) => {
    const { beyond } = wordsOf(score);
    const half = "±は95%信頼区間の半幅です（結果の表では標準偏差）。";
    return comparisons === 0
      ? half
      : `${half}「${beyond}る」「早い」は、対応のあるt検定で、${comparisons}組の比較をHolmの方法で補正してp < 0.05であることを表します。`;
  },
};
