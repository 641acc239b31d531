// The columns of the table of variants, and its order.

import type { Standing } from "./standing.ts";

/** What the networks at the shown moment say besides: means over the seeds of which there is one. */
export interface Looked {
  readonly nearZero: number;
  /** From where it started: the norm of the difference of all weights. */
  readonly distance: number;
}
export type Row = Standing & Looked;

/** Which way is better: "up" the larger. */
type Better = "up" | "down";

export const columns = {
  testAccuracy: { of: (row: Row) => row.testAccuracy, better: "up", format: "percent" },
  best: { of: (row: Row) => row.best, better: "up", format: "percent" },
  reached: { of: (row: Row) => (row.reached.seeds > 0 ? row.reached.at : NaN), better: "down", format: "count" },
  trainAccuracy: { of: (row: Row) => row.trainAccuracy, better: "up", format: "percent" },
  gap: { of: (row: Row) => row.gap, better: "down", format: "points" },
  testLoss: { of: (row: Row) => row.testLoss, better: "down", format: "number" },
  nearZero: { of: (row: Row) => row.nearZero, better: "up", format: "percent" },
  distance: { of: (row: Row) => row.distance, better: "up", format: "number" },
} as const satisfies Record<string, { of: (row: Row) => number; better: Better; format: "percent" | "count" | "points" | "number" }>;

export type Column = keyof typeof columns;
export const columnNames = Object.keys(columns) as Column[];

export interface Sorting {
  readonly column: Column;
  readonly direction: "ascending" | "descending";
}

/** A press on a header: the better end first, then the other, then the experiment's order. */
export function pressed(sorting: Sorting | undefined, column: Column): Sorting | undefined {
  const first = columns[column].better === "up" ? "descending" : "ascending";
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
