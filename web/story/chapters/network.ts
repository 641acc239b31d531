import type { Chapter } from "../chapter.ts";
import { ended } from "../outcome.ts";
import { sgd, withRelu } from "./settings.ts";

export const network: Chapter = {
  id: "network",
  experiment: {
    name: "story network",
    seeds: [1],
    ...withRelu,
    optimizer: sgd(0.1),
    arms: [
      { name: "784-10", network: { hidden: [] } },
      { name: "784-10-10", network: { hidden: [10] } },
      { name: "784-100-10", network: { hidden: [100] } },
    ],
  },
  formulas: ["y = f(x W + b);  E = −mean(log p)", "w −= η ∂E/∂w"],
  bet: { kind: "highest" },
  panels: ["curves", "pad", "inside"],
  en: {
    title: "The network and a digit",
    theory: [
      "A digit is 28 × 28 = 784 grey values: each layer multiplies them by weights, adds a bias and bends the sum, and the last one gives ten probabilities.",
      "The error E is small where the right digit has a high probability p.",
      "Learning is gradient descent: for 100 images at a time, every weight takes a step against its slope.",
    ],
    variants: ["no hidden layer", "one hidden layer of 10 units", "one hidden layer of 100 units"],
    found: ([none, , many], { points }) => {
      const ahead = ended(many!) - ended(none!);
      return [
        ahead > 0
          ? `The 100 hidden units are worth ${points(ahead)} points here: each can look for a shape of its own.`
          : `This time the 100 hidden units did not help: the network without any is ${points(-ahead)} points ahead.`,
        "Write a digit on the pad: the three networks answer, at every moment of their training.",
      ];
    },
  },
  ja: {
    title: "ネットワークと数字",
    theory: [
      "手書き数字は28 × 28 = 784個の濃淡の値です。各層は重みを掛け、バイアスを足し、活性化関数に通し、最後の層が10個の確率を出します。",
      "正解の数字の確率 p が高いほど、誤差 E は小さくなります。",
      "学習とは勾配降下法です。画像100枚ごとに、どの重みも傾きと逆の向きへ少し動きます。",
    ],
    variants: ["隠れ層なし", "隠れ層1つ（10ユニット）", "隠れ層1つ（100ユニット）"],
    found: ([none, , many], { points }) => {
      const ahead = ended(many!) - ended(none!);
      return [
        ahead > 0
          ? `100個の隠れユニットの効果は${points(ahead)}ポイントでした。ユニットごとに別の形を探せるからです。`
          : `今回は100個の隠れユニットが役に立たず、隠れ層なしが${points(-ahead)}ポイント上回りました。`,
        "手書き欄に数字を書くと、3つのネットワークが学習のどの時点でも答えます。",
      ];
    },
  },
};
