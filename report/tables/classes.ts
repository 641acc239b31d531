/** How well each arm recognizes each class. */
import type { Language } from "../../experiment/language.ts";
import { addMatrices, className, classScores } from "../confusion.ts";
import { formatPercent } from "../format.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { type Column, makeTable, numberColumn, type Table, textColumn } from "./table.ts";

interface Row {
  arm: string;
  /** Undefined in the row of means. */
  label: number | undefined;
  /** Of the class; its number where it has none. */
  className: string;
  images: number;
  precision: number | null;
  recall: number | null;
  f1: number | null;
  auc: number | null;
}

const meanOf = (values: readonly number[]) =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;

const share = (value: number | null) => (value === null ? "–" : formatPercent(value));

/** Counts of all seeds added up; of the areas their mean. */
function rowsOf({ name, counted, classNames }: ArmResults): Row[] {
  return classScores(addMatrices(counted.map(({ confusion }) => confusion))).map((score, label) => (
    { arm: name, label, className: className(classNames, label), ...score, auc: meanOf(counted.flatMap(({ auc }) => auc?.[label] ?? [])) }));
}

/** The mean over the classes that have one. */
function meanRow(rows: Row[], language: Language): Row {
  const mean = (of: (row: Row) => number | null) => meanOf(rows.map(of).filter((value) => value !== null));
  return {
    arm: rows[0]!.arm, label: undefined, className: texts[language].mean, images: rows.reduce((sum, { images }) => sum + images, 0),
    precision: mean(({ precision }) => precision), recall: mean(({ recall }) => recall), f1: mean(({ f1 }) => f1), auc: mean(({ auc }) => auc),
  };
}

const texts = {
  en: { mean: "mean", count: "count", precision: "precision", recall: "recall", class: "class" },
  ja: { mean: "平均", count: "個数", precision: "適合率", recall: "再現率", class: "クラス" },
};

const scores = (language: Language): Column<Row>[] => [
  numberColumn(texts[language].count, "images", ({ images }) => images),
  numberColumn(texts[language].precision, "precision", ({ precision }) => precision, ({ precision }) => share(precision)),
  numberColumn(texts[language].recall, "recall", ({ recall }) => recall, ({ recall }) => share(recall)),
  numberColumn("F1", "f1", ({ f1 }) => f1, ({ f1 }) => share(f1)),
  numberColumn("AUC", "auc", ({ auc }) => auc, ({ auc }) => auc?.toFixed(4) ?? "–"),
];
const classColumn = (language: Language) =>
  numberColumn<Row>(texts[language].class, "class", ({ label }) => label, ({ className }) => className);
/** Beside a column of names. */
const numbered = numberColumn<Row>("class", "class", ({ label }) => label, ({ label }) => (label === undefined ? "" : String(label)));
const nameColumn = textColumn<Row>("class name", "class_name", ({ className }) => className);

/** Every class of every arm, by its number and, where it has one, its name: for a CSV. */
export function classesTable(arms: readonly ArmResults[]): Table {
  const names = arms.some(({ classNames }) => classNames) ? [nameColumn] : [];
  const columns = [textColumn<Row>("arm", "arm", ({ arm }) => arm), names.length > 0 ? numbered : classColumn("en"), ...names, ...scores("en")];
  return makeTable("classes", "Each class of each arm", columns, arms.flatMap(rowsOf));
}

/** The classes of one arm with their mean; undefined where it was not evaluated. @param most Of more, those with the lowest F1. */
export function armClassesTable(arm: ArmResults, most: number, language: Language = "en"): Table | undefined {
  const rows = rowsOf(arm);
  if (rows.length === 0) return undefined;
  const worst = rows.filter(({ images }) => images > 0).sort((a, b) => (a.f1 ?? 0) - (b.f1 ?? 0));
  const shown = rows.length > most ? worst.slice(0, most) : rows;
  return makeTable("classes", arm.name, [classColumn(language), ...scores(language)], [...shown, meanRow(rows, language)]);
}
