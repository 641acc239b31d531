/** How sure the order of the arms is. */
import { scoreOf } from "../../../experiment/metrics.ts";
import { pairedTables } from "../../../report/tables/paired.ts";
import { replaceUnprintable } from "../../../report/text.ts";
import { scoreWords } from "../../../report/words.ts";
import { note, type Section, tableElement } from "./section.ts";

const texts = {
  en: {
    about: (score: string) =>
      `Every arm had the same seeds, so that arms are compared seed by seed: the mean difference of the final test ${score}, ` +
      "its 95% interval (Student's t), in how many seeds which was higher, and p corrected by Holm for all pairs. " +
      "What differs with p below 0.05 is called ahead.",
    rest: (leader: string, lower: boolean, pairs: number) =>
      `Only those to ${leader}, the ${lower ? "lowest" : "highest"} in the mean; all ${pairs} pairs are in paired.csv.`,
  },
  ja: {
    about: (score: string) =>
      `すべての条件に同じシードを使い、シードごとに比べています。最終テスト${score}の差の平均、その95%信頼区間（スチューデントのt）、` +
      "高かった・低かったシードの数、すべての組についてホルムの方法で補正した p を示します。p が0.05未満なら「差がある」とします。",
    rest: (leader: string, lower: boolean, pairs: number) =>
      `平均が最も${lower ? "低い" : "高い"}${leader}との差だけを示します。全${pairs}組は paired.csv にあります。`,
  },
};

export const differences: Section = {
  title: { en: "Differences", ja: "条件間の差" },
  id: "differences",
  content: ({ results: { experiment }, arms, language }) => {
    const tables = pairedTables(replaceUnprintable(experiment.name), arms, experiment.seeds, language);
    if (!tables) return [];
    const score = scoreOf(arms[0]?.settings);
    const say = texts[language];
    const rest = tables.leader === undefined
      ? undefined
      : note(say.rest(tables.leader, score.sign < 0, tables.all.rows.length));
    return [note(say.about(scoreWords[score.name][language]), "about"), tableElement(tables.shown), rest];
  },
};
