import type { Chapter } from "../chapter.ts";
import { ended, learnt } from "../outcome.ts";
import { prose } from "../../../report/optimizers.ts";
import { sgd, withRelu } from "./settings.ts";

export const rate: Chapter = {
  id: "learning-rate",
  experiment: {
    name: "story learning rate",
    seeds: [7],
    ...withRelu,
    arms: [
      { name: "η 0.001", optimizer: sgd(0.001) },
      { name: "η 0.1", optimizer: sgd(0.1) },
      { name: "η 2", optimizer: sgd(2) },
    ],
  },
  formulas: prose.sgd.formula,
  bet: { kind: "highest" },
  panels: ["curves", "valley", "settings"],
  en: {
    title: "The learning rate",
    theory: [
      "The learning rate η says how far a step goes down the slope.",
      "Too small, and it takes for ever, or ends in the nearest hollow; too large, and it jumps over the lowest place and never gets there.",
      "Hence schedules, which begin large and grow smaller, and optimizers that give each weight a rate of its own.",
    ],
    variants: ["short steps", "longer steps", "very long steps"],
    found: ([small, , large], { percent }) => {
      const [slow, wild] = [ended(small!), ended(large!)];
      const climbs = slow > (small!.testAccuracy[0] ?? 0);
      return [
        climbs ? `η 0.001 is at ${percent(slow)}, and still on its way.` : `This time η 0.001 is no better at its end than at its beginning: ${percent(slow)}.`,
        wild < learnt
          ? `η 2 jumps: it ends at ${percent(wild)}, where guessing would be.`
          : `This time η 2 did not jump out of everything: it ends at ${percent(wild)}.`,
      ];
    },
  },
  ja: {
    title: "学習率",
    theory: [
      "学習率 η は、傾きに沿って一度にどれだけ進むかを決めます。",
      "小さすぎると収束まで時間がかかり、近くの極小に捕まることもあります。大きすぎると最も低い所を飛び越え、いつまでもたどり着きません。",
      "そこで、大きく始めて徐々に小さくするスケジュールや、重みごとに学習率を変える最適化手法があります。",
    ],
    variants: ["小さな一歩", "大きめの一歩", "とても大きな一歩"],
    found: ([small, , large], { percent }) => {
      const [slow, wild] = [ended(small!), ended(large!)];
      const climbs = slow > (small!.testAccuracy[0] ?? 0);
      return [
        climbs ? `η 0.001は${percent(slow)}で、まだ途中です。` : `今回の η 0.001は、最初より良くならずに${percent(slow)}で終わりました。`,
        wild < learnt
          ? `η 2は飛び越え続け、当てずっぽうと変わらない${percent(wild)}で終わりました。`
          : `今回の η 2は飛び出さずに、${percent(wild)}で終わりました。`,
      ];
    },
  },
};
