/** How well each arm recognizes each class. */
import { addMatrices, classScores } from "../confusion.ts";
import { formatPercent } from "../format.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { type Column, makeTable, numberColumn, type Table, textColumn } from "./table.ts";

interface Row {
  arm: string;
  /** Undefined in the row of means. */
  label: number | undefined;
  images: number;
  precision: number | null;
  recall: number | null;
  f1: number | null;
}

const share = (value: number | null) => (value === null ? "–" : formatPercent(value));

/** Counts of all seeds added up. */
function rowsOf({ name, counted }: ArmResults): Row[] {
  return classScores(addMatrices(counted.map(({ confusion }) => confusion))).map((score, label) => ({ arm: name, label, ...score }));
}

/** The mean over the classes that have one. */
function meanRow(rows: Row[]): Row {
  const mean = (of: (row: Row) => number | null) => {
    const values = rows.map(of).filter((value) => value !== null);
    return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
  };
  return {
    arm: rows[0]!.arm, label: undefined, images: rows.reduce((sum, { images }) => sum + images, 0),
    precision: mean(({ precision }) => precision), recall: mean(({ recall }) => recall), f1: mean(({ f1 }) => f1),
  };
}

const scores: Column<Row>[] = [
  numberColumn("images", "images", ({ images }) => images),
  numberColumn("precision", "precision", ({ precision }) => precision, ({ precision }) => share(precision)),
  numberColumn("recall", "recall", ({ recall }) => recall, ({ recall }) => share(recall)),
  numberColumn("F1", "f1", ({ f1 }) => f1, ({ f1 }) => share(f1)),
];
const classColumn = numberColumn<Row>("class", "class", ({ label }) => label, ({ label }) => (label === undefined ? "mean" : String(label)));

/** Every class of every arm. */
export const classesTable = (arms: readonly ArmResults[]): Table =>
  makeTable("classes", "Each class of each arm", [textColumn<Row>("arm", "arm", ({ arm }) => arm), classColumn, ...scores], arms.flatMap(rowsOf));

/** The classes of one arm with their mean; undefined where it was not evaluated. @param most Of more, those with the lowest F1. */
export function armClassesTable(arm: ArmResults, most: number): Table | undefined {
  const rows = rowsOf(arm);
  if (rows.length === 0) return undefined;
  const worst = rows.filter(({ images }) => images > 0).sort((a, b) => (a.f1 ?? 0) - (b.f1 ?? 0));
  const shown = rows.length > most ? worst.slice(0, most) : rows;
  return makeTable("classes", arm.name, [classColumn, ...scores], [...shown, meanRow(rows)]);
}
