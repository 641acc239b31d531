/** Precision and recall of each class. */
import { mostMatrixClasses } from "../../../report/confusion.ts";
import { armClassesTable } from "../../../report/tables/classes.ts";
import { armCards, note, type Section, tableElement } from "./section.ts";

const text =
  "Precision: of the images taken for a class, the share that is of it. Recall: of the images of a class, the share that is " +
  "found. F1: their harmonic mean. Test images at the end, those of all seeds together; all numbers are in classes.csv.";

/** Arms up to here show their tables at once. */
const mostOpen = 2;

export const classes: Section = {
  title: "Precision and recall",
  id: "precision-recall",
  content: ({ arms }) => {
    const count = Math.max(...arms.flatMap(({ counted }) => counted.map(({ confusion }) => confusion.length)), 0);
    if (count === 0) return [];
    const many = count > mostMatrixClasses ? ` Of ${count} classes the ${mostMatrixClasses} with the lowest F1 are shown.` : "";
    const scores = (arm: (typeof arms)[number]) => {
      const table = armClassesTable(arm, mostMatrixClasses);
      return [table ? tableElement(table) : note("Not evaluated.")];
    };
    return [note(text + many, "about"), armCards(arms, scores, { open: arms.length <= mostOpen })];
  },
};
