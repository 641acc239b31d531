/** The error of each of several targets. */
import { targetTables } from "../../../report/tables/targets.ts";
import { note, type Section, tableElement } from "./section.ts";

const texts = {
  en: {
    about:
      "Of the test rows and the networks as they ended: RMSE in each target's own unit, and R², the same in any unit: 1 is right, " +
      "0 no better than always the mean. Of several seeds the mean ± sample standard deviation; all numbers are in targets.csv.",
    worst: (all: number, shown: number) => ` Of ${all} targets the ${shown} with the lowest R² are shown.`,
  },
  ja: {
    about:
      "テストデータでの、最終的なネットワークの成績です。RMSEはそれぞれの目標の元の単位で、R²はどの単位でも同じです（1なら正確、" +
      "0ならつねに平均を答えるのと同じ）。シードが複数なら平均 ± 標本標準偏差です。すべての数値は targets.csv にあります。",
    worst: (all: number, shown: number) => `${all}個の目標のうち、R²の低い${shown}個を示します。`,
  },
};

export const targets: Section = {
  title: { en: "Each target", ja: "目標ごとの成績" },
  id: "targets",
  content: ({ results: { experiment }, arms, language }) => {
    const tables = targetTables(experiment.name, arms, language);
    if (!tables) return [];
    const { shown, count } = tables;
    const say = texts[language];
    const many = count.all > count.shown ? say.worst(count.all, count.shown) : "";
    return [note(say.about + many, "about"), tableElement(shown)];
  },
};
