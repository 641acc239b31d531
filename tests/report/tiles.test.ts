import { beforeAll, expect, test, vi } from "vitest";
import { fullLevel, gap, gapLevel, negative, positive, tileSheet } from "../../report/tiles.ts";

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

// The page's painting of them: its data, and what a browser brings, are not needed.
vi.mock("../../web/data/data.ts", () => ({ imageSide: 2 }));
const path = "../../web/analysis/pictures.ts";
let paintWeights: (canvas: unknown, weight: Float32Array, units: number) => void;
beforeAll(async () => {
  vi.stubGlobal("ImageData", class {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
    constructor(width: number, height: number) {
      this.width = width;
      this.height = height;
      this.data = new Uint8ClampedArray(4 * width * height);
    }
  });
  ({ paintWeights } = (await import(path)) as { paintWeights: typeof paintWeights });
});

test("the page paints a negative weight blue and a positive one orange, by their size", () => {
  let picture: ImageData | undefined;
  const canvas = { getContext: () => ({ putImageData: (painted: ImageData) => (picture = painted) }) };
  paintWeights(canvas, Float32Array.of(-1, 1, 0.5, 0), 1);
  const { width, height, data } = picture!;
  const pixel = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 4)];
  expect([width, height]).toEqual([4, 4]);
  expect([pixel(1, 1), pixel(2, 1), pixel(1, 2)]).toEqual([[...negative, 255], [...positive, 255], [...positive, 128]]);
  expect(pixel(2, 2)[3]).toBe(0);
  expect(pixel(0, 1)).toEqual([...gap]);
});
