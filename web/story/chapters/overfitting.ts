import type { Chapter } from "../chapter.ts";
import { ended, gap, type Outcome } from "../outcome.ts";
import { wronglyLabelled } from "./settings.ts";

/** Share of the training labels that are right. */
const right = 1 - wronglyLabelled.dataset.labelNoise;

/** Of the largest network: what it has at its end, where it was best on test images and what it has lost since. */
function largest([, , large]: readonly Outcome[]) {
  const { iterations, trainAccuracy, testAccuracy } = large!;
  const best = Math.max(...testAccuracy);
  return {
    training: trainAccuracy.at(-1) ?? 0,
    best,
    at: iterations[testAccuracy.indexOf(best)]!,
    lost: best - ended(large!),
    apart: gap(large!),
  };
}

export const overfitting: Chapter = {
  id: "overfitting",
  experiment: {
    name: "story overfitting",
    seeds: [9],
    ...wronglyLabelled,
    arms: [
      { name: "784-10", network: { hidden: [] } },
      { name: "784-10-10", network: { hidden: [10] } },
      { name: "784-100-100-10" },
    ],
  },
  formulas: ["784 · 100 + 100 · 100 + 100 · 10", "= 89400 ≫ 1000"],
  bet: { kind: "gap" },
  panels: ["curves", "overfitting", "inside"],
  en: {
    title: "Overfitting",
    theory: [
      "Overfitting: the training error becomes very small, the test error does not, and the two curves part.",
      "A network with 89,400 weights has the freedom to learn 1,000 images by heart, with all that is accidental in them.",
      "To make it plain, 30% of the labels here are wrong on purpose: those can only be learnt by heart.",
    ],
    variants: ["7,840 weights", "7,940 weights", "89,400 weights"],
    found: (outcomes, { percent, points, whole, count }) => {
      const { training, best, at, lost, apart } = largest(outcomes);
      return [
        training > right
          ? `The largest gives ${percent(training)} of the training images the label it was taught, though only ${whole(right)} are right: it has learnt mistakes by heart.`
          : `This time the largest has not learnt the mistakes by heart: ${percent(training)} of the training images, of which ${whole(right)} are labelled rightly.`,
        lost > 0
          ? `On test images it was best at iteration ${count(at)}, with ${percent(best)}; then it lost ${points(lost)} points. Its gap is ${points(apart)} points.`
          : `On test images it is best at its end, with ${percent(best)}. Its gap is ${points(apart)} points.`,
      ];
    },
  },
  ja: {
    title: "過学習",
    theory: [
      "過学習とは、訓練誤差は非常に小さくなるのにテスト誤差は下がらず、2つの曲線が離れていくことです。",
      "重みが89,400個あるネットワークは自由度が高く、1,000枚の画像を偶然の特徴ごと丸暗記できます。",
      "はっきり見えるように、ラベルの30%をわざと誤りにしました。誤ったラベルは暗記でしか覚えられません。",
    ],
    variants: ["重み7,840個", "重み7,940個", "重み89,400個"],
    found: (outcomes, { percent, points, whole, count }) => {
      const { training, best, at, lost, apart } = largest(outcomes);
      return [
        training > right
          ? `最大のネットワークは、正しいラベルが${whole(right)}しかない訓練画像の${percent(training)}に、教えられたとおりの答えを出します。誤りまで暗記したのです。`
          : `今回は最大のネットワークも誤りを暗記していません。訓練画像の正解率は${percent(training)}、正しいラベルは${whole(right)}です。`,
        lost > 0
          ? `テストでは反復${count(at)}の${percent(best)}が最高で、そこから${points(lost)}ポイント下がりました。訓練との差は${points(apart)}ポイントです。`
          : `テストでは最後の${percent(best)}が最高です。訓練との差は${points(apart)}ポイントです。`,
      ];
    },
  },
};
