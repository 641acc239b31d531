import type { Chapter } from "../chapter.ts";
import { ended, learnt } from "../outcome.ts";
import { ofTheReport, sgd } from "./settings.ts";

export const batchNorm: Chapter = {
  id: "batch-norm",
  experiment: {
    name: "story batch norm",
    seeds: [8],
    ...ofTheReport,
    training: { ...ofTheReport.training, iterations: 600 },
    arms: [
      { name: "SGD 0.1", optimizer: sgd(0.1) },
      { name: "SGD 0.1 + BN", network: { batchNorm: true }, optimizer: sgd(0.1) },
      { name: "SGD 1 + BN", network: { batchNorm: true }, optimizer: sgd(1) },
    ],
  },
  formulas: ["x̂ = (x − μ)/√(σ² + ε);  y = γx̂ + β"],
  bet: { kind: "first", target: 0.8 },
  panels: ["curves", "why", "inside"],
  en: {
    title: "Batch normalization",
    theory: [
      "Batch normalization gives what enters each unit mean 0 and variance 1 over the batch, then a scale γ and a shift β that are learnt.",
      "So signals neither fade nor explode from layer to layer, whatever the initial weights are, and gradients arrive at the first layer.",
      "Training bears larger learning rates and depends less on the initial weights.",
    ],
    variants: ["η 0.1, without", "η 0.1, with batch normalization", "ten times the rate, with it"],
    found: ([plain, normed, fast], { percent }) => [
      ended(plain!) < learnt && ended(normed!) >= learnt
        ? `The same SGD that stands still at ${percent(ended(plain!))} ends at ${percent(ended(normed!))} with batch normalization.`
        : ended(normed!) > ended(plain!)
          ? `With batch normalization SGD ends at ${percent(ended(normed!))}, without at ${percent(ended(plain!))}.`
          : `This time batch normalization did not help: ${percent(ended(normed!))} with it, ${percent(ended(plain!))} without.`,
      ended(fast!) > ended(normed!)
        ? `It bears ten times the rate, too, and ends at ${percent(ended(fast!))}.`
        : `Ten times the rate is not better this time: it ends at ${percent(ended(fast!))}.`,
    ],
  },
  ja: {
    title: "バッチ正規化",
    theory: [
      "バッチ正規化は、各ユニットへの入力をバッチの中で平均0・分散1にそろえ、学習される γ 倍と β の加算を加えます。",
      "重みの初期値によらず、信号は層を重ねても弱まったり膨らんだりせず、勾配が最初の層まで届きます。",
      "大きな学習率に耐え、初期値の影響も小さくなります。",
    ],
    variants: ["η 0.1、バッチ正規化なし", "η 0.1、あり", "10倍の学習率、あり"],
    found: ([plain, normed, fast], { percent }) => [
      ended(plain!) < learnt && ended(normed!) >= learnt
        ? `${percent(ended(plain!))}で動かなかったSGDが、バッチ正規化を加えるだけで${percent(ended(normed!))}になりました。`
        : ended(normed!) > ended(plain!)
          ? `SGDはバッチ正規化ありで${percent(ended(normed!))}、なしで${percent(ended(plain!))}です。`
          : `今回はバッチ正規化が役に立ちませんでした。ありで${percent(ended(normed!))}、なしで${percent(ended(plain!))}です。`,
      ended(fast!) > ended(normed!)
        ? `10倍の学習率にも耐え、${percent(ended(fast!))}で終わりました。`
        : `今回、10倍の学習率では良くならず、${percent(ended(fast!))}でした。`,
    ],
  },
};
