/** The confusion matrix of an arm in the report. */
import { make, row, table } from "./elements.ts";
import type { Arm } from "../../report/statistics.ts";
import { formatPercent } from "./table.ts";

/** Classes up to here make a matrix; more, a list of the commonest confusions. */
const mostClasses = 30;

export const confusionText =
  "Test images at the end, those of all seeds added up: a row for each true class, a column for each " +
  "predicted one. Blue is right, orange is wrong; the stronger, the larger the share of its row.";

export function confusion(arm: Arm): Element[] {
  const matrix = addUp(arm.counted.map((run) => run.confusion));
  if (matrix.length === 0) return [make("p", { class: "note" }, "Not evaluated.")];
  return [matrix.length > mostClasses ? commonestConfusions(matrix) : confusionMatrix(matrix)];
}

function addUp(matrices: number[][][]): number[][] {
  const total: number[][] = [];
  for (const matrix of matrices) {
    matrix.forEach((counts, truth) => {
      const sums = (total[truth] ??= counts.map(() => 0));
      counts.forEach((count, predicted) => (sums[predicted] = (sums[predicted] ?? 0) + count));
    });
  }
  return total;
}

const sumOf = (counts: number[]) => counts.reduce((sum, count) => sum + count, 0);

function confusionMatrix(matrix: number[][]): Element {
  const rows = matrix.map((counts, truth) => {
    const total = Math.max(1, sumOf(counts));
    const cells = counts.map((count, predicted) => {
      // The square root lets rare confusions show.
      const heat = Math.ceil(9 * Math.sqrt(count / total));
      return make("td", { class: `${truth === predicted ? "right" : "wrong"}-${heat}` }, String(count));
    });
    return make("tr", {}, make("th", { scope: "row" }, String(truth)), ...cells);
  });
  return table(["", ...matrix.map((_, predicted) => String(predicted))], rows, "matrix");
}

function commonestConfusions(matrix: number[][]): Element {
  const pairs = matrix.flatMap((counts, truth) => {
    const total = sumOf(counts);
    return counts.map((count, predicted) => ({ truth, predicted, count, share: count / total }));
  });
  const rows = pairs
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, 20)
    .map(({ truth, predicted, count, share }) =>
      row([String(truth), String(predicted), String(count), formatPercent(share)]),
    );
  return table(["true class", "predicted", "images", "of the class"], rows);
}
