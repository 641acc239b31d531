import { prose } from "../../../report/optimizers.ts";
import type { Chapter } from "../chapter.ts";
import { ended, learnt } from "../outcome.ts";
import { momentum as withMomentum, ofTheReport, sgd } from "./settings.ts";

export const momentum: Chapter = {
  id: "momentum",
  experiment: { name: "story momentum", seeds: [3], ...ofTheReport, arms: [{ name: "SGD", optimizer: sgd(0.3) }, withMomentum] },
  formulas: prose.momentum.formula,
  bet: { kind: "first", target: 0.8 },
  panels: ["curves", "valley", "landscape"],
  en: {
    title: "Momentum",
    theory: [
      "Momentum keeps a part μ of the step before: a velocity v, as of a ball that rolls.",
      "Steps in the same direction add up, to 1/(1 − μ) times a plain step: it crosses plateaus, runs along valleys, and shallow hollows do not hold it.",
      "The price: where it is steep it runs past the lowest place and swings before it settles.",
    ],
    variants: ["η 0.3", "η 0.3 and μ 0.9"],
    found: ([plain, rolling], { percent, points }) => {
      const best = Math.max(...rolling!.testAccuracy);
      const lines: string[] = [];
      if (ended(rolling!) < learnt) lines.push(`This time momentum did not get off the plateau either: it ends at ${percent(ended(rolling!))}.`);
      else if (ended(plain!) < learnt) {
        lines.push(`With the same η, momentum leaves the plateau and ends at ${percent(ended(rolling!))}; without it, training ends at ${percent(ended(plain!))}.`);
      } else lines.push(`This time SGD leaves the plateau too and ends at ${percent(ended(plain!))}; momentum at ${percent(ended(rolling!))}.`);
      if (best > ended(rolling!)) lines.push(`Momentum had ${percent(best)} and lost ${points(best - ended(rolling!))} points again: it swings.`);
      return lines;
    },
  },
  ja: {
    title: "モメンタム",
    theory: [
      "モメンタムは、前回の更新の一部 μ を残します。転がるボールのような速度 v です。",
      "同じ向きの更新は重なって最大で1/(1 − μ)倍になり、プラトーを越え、谷に沿って速く進み、浅い窪みにも捕まりにくくなります。",
      "そのかわり、傾きが急だと最も低い所を行き過ぎ、なかなか落ち着きません。",
    ],
    variants: ["η 0.3", "η 0.3、μ 0.9"],
    found: ([plain, rolling], { percent, points }) => {
      const best = Math.max(...rolling!.testAccuracy);
      const lines: string[] = [];
      if (ended(rolling!) < learnt) lines.push(`今回はモメンタムもプラトーを抜けられず、${percent(ended(rolling!))}で終わりました。`);
      else if (ended(plain!) < learnt) {
        lines.push(`同じ η でも、モメンタムはプラトーを抜けて${percent(ended(rolling!))}に達し、SGDは${percent(ended(plain!))}のままでした。`);
      } else lines.push(`今回はSGDもプラトーを抜け、${percent(ended(plain!))}で終わりました。モメンタムは${percent(ended(rolling!))}です。`);
      if (best > ended(rolling!)) lines.push(`モメンタムは一度${percent(best)}になり、そこから${points(best - ended(rolling!))}ポイント下がりました。揺れているのです。`);
      return lines;
    },
  },
};
