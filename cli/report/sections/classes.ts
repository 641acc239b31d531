/** Precision and recall of each class. */
import { mostMatrixClasses } from "../../../report/confusion.ts";
import { armClassesTable } from "../../../report/tables/classes.ts";
import { armCards, note, type Section, tableElement } from "./section.ts";

const texts = {
  en: {
    about:
      "Precision: of what is taken for a class, the share that is of it. Recall: of what is of a class, the share that is found. " +
      "F1: their harmonic mean. AUC: the share of pairs, one of the class and one of another, in which the first has the " +
      "higher probability of it. Test data at the end, those of all seeds together; all numbers are in classes.csv.",
    worst: (all: number, shown: number) => ` Of ${all} classes the ${shown} with the lowest F1 are shown.`,
    none: "Not evaluated.",
  },
  ja: {
    about:
      "適合率：あるクラスと予測したもののうち、本当にそのクラスである割合。再現率：あるクラスのもののうち、正しく見つけた割合。" +
      "F1：両者の調和平均。AUC：そのクラスのものとほかのクラスのものの組のうち、前者の確率のほうが高い割合。" +
      "最終的なテストデータについて全シードを合わせたものです。すべての数値は classes.csv にあります。",
    worst: (all: number, shown: number) => `${all}クラスのうち、F1の低い${shown}クラスを示します。`,
    none: "評価していません。",
  },
};

/** Arms up to here show their tables at once. */
const mostOpen = 2;

export const classes: Section = {
  title: { en: "Precision and recall", ja: "適合率と再現率" },
  id: "precision-recall",
  content: ({ arms, language }) => {
    const count = Math.max(...arms.flatMap(({ counted }) => counted.map(({ confusion }) => confusion.length)), 0);
    if (count === 0) return [];
    const say = texts[language];
    const many = count > mostMatrixClasses ? say.worst(count, mostMatrixClasses) : "";
    const scores = (arm: (typeof arms)[number]) => {
      const table = armClassesTable(arm, mostMatrixClasses, language);
      return [table ? tableElement(table) : note(say.none)];
    };
    return [note(say.about + many, "about"), armCards(arms, scores, { open: arms.length <= mostOpen })];
  },
};
