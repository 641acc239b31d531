import { expect, test } from "vitest";
import { fullLevel, gapLevel, sizeAt, tileSheet } from "../../report/tiles.ts";

test("full colour is the 99.5th percentile of the sizes; the largest where that is 0, 1 where all are", () => {
  // 1001 weights: five are larger than 2, the others smaller.
  const weight = Float32Array.from({ length: 1001 }, (_, i) => (i < 5 ? 100 : i === 5 ? -2 : 1 - 2 * (i % 2)));
  const image = { rows: 1, columns: 1001 };
  expect(tileSheet(weight, 1, image).scale).toBe(2);
  expect(tileSheet(weight.map((value) => (Math.abs(value) > 50 ? value : 0)), 1, image).scale).toBe(100);
  expect(tileSheet(new Float32Array(1001), 1, image).scale).toBe(1);
  expect(tileSheet(new Float32Array(4).fill(NaN), 1, { rows: 2, columns: 2 }).levels).not.toContain(1);
});

test("tiles of images that are not square, by sign and size, with lines between", () => {
  // Two units of (2, 3): the first's weights grow, the second's are negative.
  const weight = Float32Array.from({ length: 12 }, (_, i) => (i % 2 ? -6 : Math.floor(i / 2) + 1));
  const { width, height, levels, scale } = tileSheet(weight, 2, { rows: 2, columns: 3 });
  const [g, n] = [gapLevel, -fullLevel];
  const at = (part: number) => Math.round((fullLevel * part) / 6);
  expect({ width, height, scale }).toEqual({ width: 9, height: 4, scale: 6 });
  expect([...levels]).toEqual([
    [g, g, g, g, g, g, g, g, g],
    [g, at(1), at(2), at(3), g, n, n, n, g],
    [g, at(4), at(5), at(6), g, n, n, n, g],
    [g, g, g, g, g, g, g, g, g],
  ].flat());
});

test("as many units as are asked for, and a scale that is given", () => {
  const weight = Float32Array.from({ length: 12 }, (_, i) => i);
  const { width, height, levels, scale } = tileSheet(weight, 6, { rows: 1, columns: 2 }, { most: 2, scale: 8 });
  const at = (value: number) => Math.round((fullLevel * value) / 8);
  expect({ width, height, scale }).toEqual({ width: 7, height: 3, scale: 8 });
  expect([...levels.subarray(width, 2 * width)]).toEqual([gapLevel, at(0), at(6), gapLevel, at(1), at(7), gapLevel]);
});

test("the size at a place is what sorting gives", () => {
  const noise = (i: number) => Math.sin(i * 12.9898) * 10 ** ((i % 40) - 30);
  const values = Float32Array.from({ length: 5000 }, (_, i) => noise(i));
  values.set([0, -0, Infinity, -Infinity, NaN, 1e-45, -1e-45, 3.4e38, 0.5, -0.5, 0.5], 100);
  const view = values.subarray(1); // from an offset on
  const sorted = view.map(Math.abs).sort();
  for (const place of [0, 1, 17, 2499, 4970, 4990, 4995, 4996, 4997, 4998]) expect(sizeAt(view, place)).toBe(sorted[place]);
  expect(sizeAt(Float32Array.of(-3), 0)).toBe(3);
});
