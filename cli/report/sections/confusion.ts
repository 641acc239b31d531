/** The confusion matrix of each arm. */
import type { Language } from "../../../experiment/language.ts";
import { scoreOf } from "../../../experiment/metrics.ts";
import { addMatrices, className, commonestConfusions, confusionCells, mostMatrixClasses } from "../../../report/confusion.ts";
import { formatPercent } from "../../../report/format.ts";
import type { ArmResults } from "../../../report/statistics/arms.ts";
import { make, row, table } from "../elements.ts";
import { mostDigits } from "../style.ts";
import { armCards, note, type Section } from "./section.ts";

const texts = {
  en: {
    about:
      "Test data at the end, those of all seeds added up: a row for each true class, a column for each " +
      "predicted one. Blue is right, orange is wrong; the stronger, the larger the share of its row.",
    none: "Not evaluated.",
    heads: ["true class", "predicted", "count", "of the class"],
  },
  ja: {
    about:
      "最終的なテストデータについて、全シードを合計したものです。行が正解のクラス、列が予測したクラスです。" +
      "青は正解、橙は誤りで、濃いほどその行に占める割合が大きくなります。",
    none: "評価していません。",
    heads: ["正解のクラス", "予測", "個数", "クラス内の割合"],
  },
};

export const confusion: Section = {
  title: { en: "Confusion matrices", ja: "混同行列" },
  id: "confusion",
  content: ({ arms, language }) => (scoreOf(arms[0]?.settings).task === "targets"
    ? []
    : [make("p", {}, texts[language].about), armCards(arms, (arm) => confusionOf(arm, language), { wide: needsWidth(arms) })]),
};

function confusionOf(arm: ArmResults, language: Language): Element[] {
  const matrix = addMatrices(arm.counted.map((run) => run.confusion));
  if (matrix.length === 0) return [note(texts[language].none)];
  const nameOf = (label: number) => className(arm.classNames, label);
  return [matrix.length > mostMatrixClasses ? confusionList(matrix, nameOf, language) : confusionMatrix(matrix, nameOf)];
}

/** More classes than this need a card as wide as the page. */
const mostNarrow = 12;

const needsWidth = (arms: ArmResults[]) => arms.some(({ counted }) => (counted[0]?.confusion.length ?? 0) > mostNarrow);

function confusionMatrix(matrix: number[][], nameOf: (label: number) => string): Element {
  const rows = confusionCells(matrix).map((cells, truth) => make(
    "tr", {}, make("th", { scope: "row" }, nameOf(truth)),
    ...cells.map(({ count, right, heat }) => make("td", { class: `${right ? "right" : "wrong"}-${heat}` }, String(count))),
  ));
  // So that the columns are alike.
  const digits = Math.max(...matrix.flat().map((count) => String(count).length));
  return table(["", ...matrix.map((_, predicted) => nameOf(predicted))], rows, `matrix digits-${Math.min(digits, mostDigits)}`);
}

function confusionList(matrix: number[][], nameOf: (label: number) => string, language: Language): Element {
  const rows = commonestConfusions(matrix).map(({ truth, predicted, count, share }) =>
    row([nameOf(truth), nameOf(predicted), String(count), formatPercent(share)]),
  );
  return table(texts[language].heads, rows);
}
