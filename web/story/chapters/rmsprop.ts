import { prose } from "../../../report/optimizers.ts";
import type { Chapter } from "../chapter.ts";
import { lastStep } from "../outcome.ts";
import { adagrad, ofTheReport, rmsprop as withRmsprop } from "./settings.ts";

export const rmsprop: Chapter = {
  id: "rmsprop",
  experiment: { name: "story rmsprop", seeds: [5], ...ofTheReport, arms: [adagrad, withRmsprop] },
  formulas: prose.rmsprop.formula,
  bet: { kind: "first", target: 0.9 },
  panels: ["curves", "why", "landscape"],
  en: {
    title: "RMSProp",
    theory: [
      "RMSProp mends what stops AdaGrad: h is no sum but a moving average, which forgets old gradients by the factor ρ at each step.",
      "So steps follow the size of recent gradients and do not die out, and shallow minima hold it less.",
      "It seldom needs its settings tuned.",
    ],
    variants: ["h adds up", "h forgets: ρ 0.99"],
    found: ([summing, forgetting], { rough }) => {
      const [sum, mean] = [lastStep(summing!), lastStep(forgetting!)];
      return [
        mean > sum
          ? `At the end a step of RMSProp is longer than AdaGrad's in the first layer: ${rough(mean)} against ${rough(sum)}${sum > 0 ? `, ${rough(mean / sum)} times as long` : ""}.`
          : `This time RMSProp's last steps are no longer than AdaGrad's: ${rough(mean)} against ${rough(sum)} in the first layer.`,
      ];
    },
  },
  ja: {
    title: "RMSProp",
    theory: [
      "RMSPropはAdaGradの欠点を改良したものです。h は合計ではなく移動平均で、古い勾配を毎回 ρ 倍にして忘れます。",
      "更新の大きさは最近の勾配に応じて決まり、小さくなり続けることはなく、浅い極小にも捕まりにくくなります。",
      "ハイパーパラメータの調整が必要な場面も多くありません。",
    ],
    variants: ["h は合計", "h は忘れる（ρ 0.99）"],
    found: ([summing, forgetting], { rough }) => {
      const [sum, mean] = [lastStep(summing!), lastStep(forgetting!)];
      return [
        mean > sum
          ? `最後の更新は、最初の層ではRMSPropが${rough(mean)}、AdaGradが${rough(sum)}です${sum > 0 ? `（${rough(mean / sum)}倍）` : ""}。`
          : `今回はRMSPropの最後の更新がAdaGradより大きくなりませんでした（最初の層で${rough(mean)}と${rough(sum)}）。`,
      ];
    },
  },
};
