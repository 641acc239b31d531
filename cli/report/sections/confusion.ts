/** The confusion matrix of each arm. */
import { addMatrices, commonestConfusions, confusionCells, mostMatrixClasses } from "../../../report/confusion.ts";
import { formatPercent } from "../../../report/format.ts";
import type { ArmResults } from "../../../report/statistics/arms.ts";
import { make, row, table } from "../elements.ts";
import { mostDigits } from "../style.ts";
import { armCards, note, type Section } from "./section.ts";

const text =
  "Test images at the end, those of all seeds added up: a row for each true class, a column for each " +
  "predicted one. Blue is right, orange is wrong; the stronger, the larger the share of its row.";

export const confusion: Section = {
  title: "Confusion matrices",
  id: "confusion",
  content: ({ arms }) => [make("p", {}, text), armCards(arms, confusionOf, { wide: needsWidth(arms) })],
};

function confusionOf(arm: ArmResults): Element[] {
  const matrix = addMatrices(arm.counted.map((run) => run.confusion));
  if (matrix.length === 0) return [note("Not evaluated.")];
  return [matrix.length > mostMatrixClasses ? confusionList(matrix) : confusionMatrix(matrix)];
}

/** More classes than this need a card as wide as the page. */
const mostNarrow = 12;

const needsWidth = (arms: ArmResults[]) => arms.some(({ counted }) => (counted[0]?.confusion.length ?? 0) > mostNarrow);

function confusionMatrix(matrix: number[][]): Element {
  const rows = confusionCells(matrix).map((cells, truth) => make(
    "tr", {}, make("th", { scope: "row" }, String(truth)),
    ...cells.map(({ count, right, heat }) => make("td", { class: `${right ? "right" : "wrong"}-${heat}` }, String(count))),
  ));
  // So that the columns are alike.
  const digits = Math.max(...matrix.flat().map((count) => String(count).length));
  return table(["", ...matrix.map((_, predicted) => String(predicted))], rows, `matrix digits-${Math.min(digits, mostDigits)}`);
}

function confusionList(matrix: number[][]): Element {
  const rows = commonestConfusions(matrix).map(({ truth, predicted, count, share }) =>
    row([String(truth), String(predicted), String(count), formatPercent(share)]),
  );
  return table(["true class", "predicted", "images", "of the class"], rows);
}
