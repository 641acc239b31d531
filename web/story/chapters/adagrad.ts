import { prose } from "../../../report/optimizers.ts";
import type { Chapter } from "../chapter.ts";
import { firstStep, lastStep } from "../outcome.ts";
import { adagrad as withAdagrad, momentum, ofTheReport } from "./settings.ts";

export const adagrad: Chapter = {
  id: "adagrad",
  experiment: { name: "story adagrad", seeds: [4], ...ofTheReport, arms: [momentum, withAdagrad] },
  formulas: prose.adagrad.formula,
  bet: { kind: "first", target: 0.8 },
  panels: ["curves", "why", "landscape"],
  en: {
    title: "AdaGrad",
    theory: [
      "AdaGrad gives every weight a learning rate of its own: h adds up its squared gradients, and η is divided by √h.",
      "A weight with small gradients takes large steps for it, so gentle slopes and plateaus are no obstacle.",
      "But h only grows and steps only shrink: training may come to rest at a saddle point before it is done.",
    ],
    variants: ["η 0.3 and μ 0.9", "η 0.1, divided by √h"],
    found: ([, adaptive], { rough }) => {
      const [first, last] = [firstStep(adaptive!), lastStep(adaptive!)];
      return [
        last < first
          ? `AdaGrad's steps shrink: in the first layer from ${rough(first)} to ${rough(last)}${last > 0 ? `, by a factor of ${rough(first / last)}` : ""}.`
          : `This time AdaGrad's steps do not shrink: in the first layer they go from ${rough(first)} to ${rough(last)}.`,
      ];
    },
  },
  ja: {
    title: "AdaGrad",
    theory: [
      "AdaGradは重みごとに学習率を調整します。勾配の2乗を h に足していき、η を √h で割ります。",
      "勾配の小さい重みほど大きく動くので、緩やかな斜面やプラトーでも進めます。",
      "ただし h は増える一方で、更新は小さくなる一方です。終わる前に鞍点で止まってしまうことがあります。",
    ],
    variants: ["η 0.3、μ 0.9", "η 0.1を√hで割る"],
    found: ([, adaptive], { rough }) => {
      const [first, last] = [firstStep(adaptive!), lastStep(adaptive!)];
      return [
        last < first
          ? `AdaGradの更新は小さくなっていきます。最初の層では${rough(first)}から${rough(last)}になりました${last > 0 ? `（${rough(first / last)}分の1）` : ""}。`
          : `今回はAdaGradの更新は小さくならず、最初の層では${rough(first)}から${rough(last)}になりました。`,
      ];
    },
  },
};
