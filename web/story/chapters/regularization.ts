import type { Chapter } from "../chapter.ts";
import { ended, gap, type Outcome } from "../outcome.ts";
import { wronglyLabelled } from "./settings.ts";

/** What the test accuracy is without any remedy, and the remedies that raise it and those that do not. */
function remediesOf([none, ...remedies]: readonly Outcome[]) {
  const without = ended(none!);
  const better = remedies.filter((outcome) => ended(outcome) > without);
  return { without, better, worse: remedies.filter((outcome) => !better.includes(outcome)) };
}

export const regularization: Chapter = {
  id: "regularization",
  experiment: {
    name: "story regularization",
    seeds: [10],
    ...wronglyLabelled,
    arms: [
      { name: "λ 0" },
      { name: "L2 0.03", regularization: { l2: 0.03 } },
      { name: "L1 0.003", regularization: { l1: 0.003 } },
      { name: "dropout 0.5", network: { dropout: 0.5 } },
    ],
  },
  formulas: ["L2: g += λw", "L1: g += λ sign(w)", "dropout: y = m x;  m ∈ {0, 1}"],
  bet: { kind: "highest" },
  panels: ["curves", "overfitting", "inside"],
  en: {
    title: "L2, L1, dropout",
    theory: [
      "Regularization limits a network's freedom: L2 adds ½λΣw² to the error and pulls each weight towards 0, the larger the stronger.",
      "L1 adds λΣ|w|: its pull is the same for all, so that many weights end at nearly 0, a sparse network.",
      "Dropout switches units off at random, so each step trains another network; it learns more slowly, and hardly anything by heart.",
    ],
    variants: ["no regularization", "λ 0.03", "λ 0.003", "every other unit off"],
    found: (outcomes, { percent, points, list }) => {
      const { without, better, worse } = remediesOf(outcomes);
      return [
        better.length === 0
          ? `This time no remedy helps: without any the test accuracy is ${percent(without)}.`
          : `${list(better.map((outcome) => `${outcome.name} gains ${points(ended(outcome) - without)} points`))} over no regularization.`
            + (worse.length > 0 ? ` ${list(worse.map(({ name }) => name))} gains nothing.` : ""),
        `Training accuracy less test accuracy, in points: ${outcomes.map((outcome) => `${outcome.name}: ${points(gap(outcome))}`).join("; ")}.`,
      ];
    },
  },
  ja: {
    title: "L2・L1・ドロップアウト",
    theory: [
      "正則化はネットワークの自由度を制約します。L2は誤差に½λΣw²を加え、大きい重みほど強く0へ引き寄せます。",
      "L1はλΣ|w|を加えます。引く力はどの重みでも同じなので、多くの重みがほぼ0になります（スパース化）。",
      "ドロップアウトはユニットをランダムに消し、毎回別のネットワークを学習させます。学習は遅くなりますが、丸暗記しにくくなります。",
    ],
    variants: ["正則化なし", "λ 0.03", "λ 0.003", "ユニットの半分を消す"],
    found: (outcomes, { percent, points, list }) => {
      const { without, better, worse } = remediesOf(outcomes);
      return [
        better.length === 0
          ? `今回は、どの対策も効きませんでした。正則化なしの正解率（テスト）は${percent(without)}です。`
          : `正則化なしに比べ、${list(better.map((outcome) => `${outcome.name}は${points(ended(outcome) - without)}ポイント`))}上がりました。`
            + (worse.length > 0 ? `${list(worse.map(({ name }) => name))}は上がりませんでした。` : ""),
        `訓練とテストの正解率の差（ポイント）：${outcomes.map((outcome) => `${outcome.name}は${points(gap(outcome))}`).join("、")}。`,
      ];
    },
  },
};
