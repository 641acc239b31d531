import { prose } from "../../../report/optimizers.ts";
import type { Chapter } from "../chapter.ts";
import { ended, learnt, type Outcome } from "../outcome.ts";
import { ofTheReport, sgd as withRate } from "./settings.ts";

/** The first layer's gradient at the first evaluation. */
const firstGradient = ({ layers }: Outcome) => layers[0]?.gradient[0] ?? NaN;

/** The gradients with small initial weights and with Xavier's, and which variants stand still, at which accuracies. */
function seenIn(outcomes: readonly Outcome[]) {
  const [small, , xavier] = outcomes;
  const still = outcomes.filter((outcome) => ended(outcome) < learnt);
  return { little: firstGradient(small!), much: firstGradient(xavier!), still, at: still.map(ended) };
}

export const sgd: Chapter = {
  id: "sgd",
  experiment: {
    name: "story sgd",
    seeds: [2],
    ...ofTheReport,
    arms: [
      { name: "η 0.01", optimizer: withRate(0.01) },
      { name: "η 0.3", optimizer: withRate(0.3) },
      { name: "Xavier η 0.3", network: { init: "xavier" }, optimizer: withRate(0.3) },
    ],
  },
  formulas: prose.sgd.formula,
  bet: { kind: "first", target: 0.8 },
  panels: ["curves", "why", "landscape"],
  en: {
    title: "SGD stands still, and why",
    theory: [
      "Stochastic gradient descent moves every weight against its slope g, with one learning rate η for all.",
      "On its way back the error is multiplied, layer by layer, by weights and by the sigmoid's slope, at most ¼: where weights are near 0, hardly any of it arrives at the first layer.",
      "A step of η times almost nothing is almost nothing: that is a plateau.",
    ],
    variants: ["the report's: initial weights of about 0.01", "the same, thirty times the rate", "initial weights that fit the layers' sizes"],
    found: (outcomes, { percent, rough, list }) => {
      const { little, much, still, at } = seenIn(outcomes);
      return [
        ...(much > little
          ? [`In the first layer the gradient is ${rough(little)} with small initial weights and ${rough(much)} with Xavier's${little > 0 ? `, ${rough(much / little)} times as much` : ""}.`]
          : [`This time Xavier's initial weights give the first layer no larger gradient: ${rough(much)} against ${rough(little)}.`]),
        still.length === 0
          ? "This time none stands still."
          : `${list(still.map(({ name }) => name))} stood still, at ${list([...new Set(at.map(percent))])}: always naming the same digit would do as well.`,
      ];
    },
  },
  ja: {
    title: "SGDが動かない理由",
    theory: [
      "確率的勾配降下法（SGD）は、どの重みも同じ学習率 η で、傾き g と逆の向きに動かします。",
      "誤差は後ろの層から戻るたびに、重みと、最大でも¼のシグモイドの傾きを掛けられます。重みが0に近いと、最初の層にはほとんど届きません。",
      "η にほぼ0を掛けても、ほぼ0です。これがプラトー（平らな場所）です。",
    ],
    variants: ["レポートの設定：重みの初期値は0.01程度", "同じ初期値で、学習率は30倍", "層の大きさに合わせた初期値"],
    found: (outcomes, { percent, rough, list }) => {
      const { little, much, still, at } = seenIn(outcomes);
      return [
        ...(much > little
          ? [`最初の層の勾配は、小さな初期値では${rough(little)}、Xavierでは${rough(much)}です${little > 0 ? `（${rough(much / little)}倍）` : ""}。`]
          : [`今回はXavierの初期値でも最初の層の勾配は大きくなりませんでした（${rough(much)}と${rough(little)}）。`]),
        still.length === 0
          ? "今回は、動かなかった条件はありません。"
          : `${list(still.map(({ name }) => name))}は動かず、${list([...new Set(at.map(percent))])}のままでした。いつも同じ数字を答えるのと変わりません。`,
      ];
    },
  },
};
