// The columns of the table of variants, and its order.

import type { Score, Task } from "../../experiment/metrics.ts";
import type { Standing } from "./standing.ts";

/** What the networks at the shown moment say besides: means over the seeds of which there is one. */
export interface Looked {
  readonly nearZero: number;
  /** From where it started: the norm of the difference of all weights. */
  readonly distance: number;
}
export type Row = Standing & Looked;

interface ColumnRow {
  readonly of: (row: Row) => number;
  /** Which way is better: "up" the larger, "score" as of the score. */
  readonly better: "up" | "down" | "score";
  readonly format: "score" | "r2" | "percent" | "count" | "gap" | "number";
  /** Of rows with targets alone. */
  readonly task?: Task;
}

export const columns = {
  test: { of: (row) => row.test, better: "score", format: "score" },
  testR2: { of: (row) => row.testR2, better: "up", format: "r2", task: "targets" },
  best: { of: (row) => row.best, better: "score", format: "score" },
  reached: { of: (row) => (row.reached.seeds > 0 ? row.reached.at : NaN), better: "down", format: "count" },
  train: { of: (row) => row.train, better: "score", format: "score" },
  gap: { of: (row) => row.gap, better: "down", format: "gap" },
  testLoss: { of: (row) => row.testLoss, better: "down", format: "number" },
  nearZero: { of: (row) => row.nearZero, better: "up", format: "percent" },
  distance: { of: (row) => row.distance, better: "up", format: "number" },
} satisfies Record<string, ColumnRow>;

export type Column = keyof typeof columns;
const names = Object.keys(columns) as Column[];
const columnRow = (column: Column): ColumnRow => columns[column];
/** Those of a task. */
export const columnsOf = ({ task }: Score) => names.filter((column) => (columnRow(column).task ?? task) === task);

export interface Sorting {
  readonly column: Column;
  readonly direction: "ascending" | "descending";
}

/** A press on a header: the better end first, then the other, then the experiment's order. */
export function pressed(sorting: Sorting | undefined, column: Column, { sign }: Pick<Score, "sign">): Sorting | undefined {
  const { better } = columnRow(column);
  const first = better === "up" || (better === "score" && sign > 0) ? "descending" : "ascending";
  if (sorting?.column !== column) return { column, direction: first };
  if (sorting.direction !== first) return undefined;
  return { column, direction: first === "ascending" ? "descending" : "ascending" };
}

/** Places of the variants in order: those without a value last, those with the same in the experiment's order. */
export function ordered(rows: readonly Row[], sorting: Sorting | undefined): number[] {
  if (!sorting) return rows.map(({ index }) => index);
  const { of } = columns[sorting.column];
  const sign = sorting.direction === "ascending" ? 1 : -1;
  const compare = (a: Row, b: Row) => {
    const [x, y] = [of(a), of(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y));
    return sign * (x - y);
  };
  return [...rows].sort(compare).map(({ index }) => index);
}
