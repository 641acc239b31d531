/** Which images an experiment needs, and the pieces put together. */
import { expect, test } from "vitest";
import { Dataset } from "../../../bindings/dataset.ts";
import { join, missingOf, rangesOf } from "../../../web/data/pieces.ts";

const totals = { train: 60, test: 10 };
const bounds = [{ start: 0, end: 20 }, { start: 20, end: 40 }, { start: 40, end: 60 }];

test("an experiment trains on the first images, and sets the last ones aside", () => {
  expect(rangesOf({ name: "mnist" }, totals)).toEqual({ train: [{ start: 0, end: 60 }], test: [{ start: 0, end: 10 }] });
  expect(rangesOf({ name: "mnist", train: 5, test: 3, validation: 8 }, totals)).toEqual({
    train: [{ start: 0, end: 5 }, { start: 52, end: 60 }], test: [{ start: 0, end: 3 }],
  });
  expect(rangesOf({ name: "mnist", validation: 8 }, totals).train[0]).toEqual({ start: 0, end: 52 });
});

test("only the pieces with such images are missing", () => {
  const { train } = rangesOf({ name: "mnist", train: 5, validation: 8 }, totals);
  expect(missingOf(train, bounds, new Map())).toEqual([0, 2]);
  expect(missingOf(train, bounds, new Map([[0, 0]]))).toEqual([2]);
});

test("pieces put together are the rows that they were cut from", () => {
  const images = Uint8Array.from({ length: 60 * 4 }, (_, i) => (i * 7) % 5 * 50);
  const labels = Uint8Array.from({ length: 60 }, (_, i) => i % 10);
  const image = { rows: 1, columns: 4 };
  const whole = Dataset.fromImages({ images, labels, inputs: 4, image, classes: 10 });
  const held = new Map(bounds.map(({ start, end }, i) => {
    const cut = { images: images.slice(4 * start, 4 * end), labels: labels.slice(start, end), inputs: 4, image, classes: 10 };
    return [i, Dataset.fromImages(cut)] as const;
  }));
  const joined = join({ start: 15, end: 43 }, bounds, held);
  const expected = join({ start: 0, end: 28 }, [{ start: 0, end: 28 }], new Map([[0, whole.slice(15, 43)]]));
  expect(joined.size).toBe(28);
  expect(joined.image).toEqual(image);
  expect(Array.from(joined.labels)).toEqual(Array.from(labels.slice(15, 43)));
  const rowsOf = ({ records, offsets }: Dataset) =>
    Array.from({ length: offsets.length - 1 }, (_, row) => Array.from(records.subarray(offsets[row], offsets[row + 1])));
  expect(rowsOf(joined)).toEqual(rowsOf(expected));
});
