// Which images an experiment needs, in which pieces they are, and the pieces put together.

import { Dataset } from "../../bindings/dataset.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";

/** The rows from `start` up to `end`, which is not included. */
export interface Range {
  start: number;
  end: number;
}
export type Bounds = Range;

/** What is trained on and, where there is some, what is set aside: the last images. */
export function rangesOf(
  { train, test, validation }: ResolvedDataset, totals: Readonly<Record<"train" | "test", number>>,
): Record<"train" | "test", Range[]> {
  const first = totals.train - (validation ?? 0);
  const aside = validation === undefined ? [] : [{ start: first, end: totals.train }];
  return {
    train: [{ start: 0, end: Math.min(train ?? first, first) }, ...aside],
    test: [{ start: 0, end: typeof test === "number" ? test : totals.test }],
  };
}

const meets = (a: Range, b: Range) => a.start < b.end && b.start < a.end;

/** The pieces with some of the ranges' rows that are not held. */
export function missingOf(ranges: readonly Range[], bounds: readonly Bounds[], held: ReadonlyMap<number, unknown>): number[] {
  return bounds.flatMap((piece, i) => (ranges.some((range) => meets(range, piece)) && !held.has(i) ? [i] : []));
}

/** Rows of several pieces, all of which are held. */
export function join(range: Range, bounds: readonly Bounds[], held: ReadonlyMap<number, Dataset>): Dataset {
  const parts = bounds.flatMap((piece, i) => {
    if (!meets(range, piece)) return [];
    const start = Math.max(range.start, piece.start) - piece.start;
    return [held.get(i)!.slice(start, Math.min(range.end, piece.end) - piece.start)];
  });
  if (parts.length === 1) return parts[0]!;
  const { inputs, image, classes } = parts[0]!;
  const labels = new Uint8Array(range.end - range.start);
  const words = (part: Dataset) => part.records.subarray(part.offsets[0], part.offsets.at(-1));
  const records = new Uint32Array(parts.reduce((sum, part) => sum + words(part).length, 0));
  const offsets = new Uint32Array(labels.length + 1);
  let row = 0;
  let word = 0;
  for (const part of parts) {
    labels.set(part.labels, row);
    records.set(words(part), word);
    const shift = word - part.offsets[0]!;
    part.offsets.forEach((offset, i) => (offsets[row + i] = offset + shift));
    row += part.size;
    word += words(part).length;
  }
  return Dataset.fromParts({ inputs, image, classes, labels, records, offsets });
}
