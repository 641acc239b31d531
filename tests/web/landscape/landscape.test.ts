/** What the map is drawn of: which networks, which part of the plane, which levels, and what is said of the ridge. */
import { expect, test } from "vitest";
import { resolveDescription } from "../../../bindings/description.ts";
import { farthest, learnt, lossOf } from "../../../web/landscape/choice.ts";
import { contoursOf, labelsOf, levelsOf } from "../../../web/landscape/contours.ts";
import { columnsOf, frameOf, heightsOf, newPoints, noHeights, placeOf, ratio, rowsOf, steps } from "../../../web/landscape/frame.ts";
import { lineOf } from "../../../web/landscape/ridge.ts";
import { dotEvery, momentAt, standAt } from "../../../web/landscape/walk.ts";

const network = (hidden: object, rest: object = {}) =>
  lossOf(resolveDescription({ inputs: 4, hidden: [{ units: 3, ...hidden }], output: { units: 2 }, optimizer: "adam", batchSize: 2, ...rest }));

test("runs share a landscape where the loss is the same function of the weights", () => {
  const plain = network({});
  expect(network({ init: 0.5, l2: 0.1 }, { optimizer: "sgd", seed: 5 })).toBe(plain);
  expect(network({ dropout: { ratio: 0.3, scaling: "train" } })).toBe(plain);
  expect(network({}, { loss: "meanSquaredError" })).not.toBe(plain);
  for (const other of [
    { units: 4 }, { activation: "tanh" }, { activation: { name: "leakyRelu", slope: 0.5 } }, { batchNorm: true },
    { dropout: { ratio: 0.3, scaling: "test" } },
  ]) {
    expect(network(other), JSON.stringify(other)).not.toBe(plain);
  }
});

test("those that have learnt are near the best, and the plane goes through the two whose ends are farthest apart", () => {
  expect(learnt([0.1, 0.92, 0.95, 0.85, 0.79])).toEqual([1, 2, 3]);
  expect(learnt([0.1, 0.9, 0.12])).toEqual([1, 2]);
  expect(learnt([0.1])).toEqual([0]);
  expect(learnt([])).toEqual([]);
  expect(farthest(Float64Array.of(0, 1, 5, 1, 0, 7, 5, 7, 0), 3)).toEqual([1, 2]);
  expect(farthest(Float64Array.of(0), 1)).toEqual([0, 0]);
});

test("the frame holds the two ways whole, and others as far as they do not make these small", () => {
  const whole = [{ x: 0, y: 0 }, { x: 10, y: 0 }, { x: 0, y: 6 }];
  const holds = (frame: ReturnType<typeof frameOf>, { x, y }: { x: number; y: number }) =>
    x >= frame.left && x <= frame.left + frame.width && y >= frame.bottom && y <= frame.bottom + frame.height;
  const frame = frameOf(whole, []);
  for (const place of whole) expect(holds(frame, place)).toBe(true);
  expect(frame.width / frame.height).toBeCloseTo(ratio, 9);
  expect(frame.width).toBeLessThan(15);
  expect(holds(frameOf(whole, [{ x: -9, y: 3 }]), { x: -9, y: 3 })).toBe(true);
  const wide = frameOf(whole, [{ x: 1e6, y: 3 }]);
  expect(holds(wide, { x: 1e6, y: 3 })).toBe(false);
  expect(wide.width).toBeLessThan(40);
});

test("each finer grid has the points of the one before, and measures only what is new", () => {
  const seen = new Set<number>();
  for (const step of steps) {
    const found = newPoints(step);
    expect(found.filter((index) => seen.has(index))).toEqual([]);
    found.forEach((index) => seen.add(index));
    expect(seen.size).toBe(columnsOf(step) * rowsOf(step));
  }
  expect(seen.size).toBe(noHeights().length);
  const frame = { left: -1, bottom: 2, width: 4, height: 3 };
  expect(placeOf(frame, 0)).toEqual({ x: -1, y: 2 });
  expect(placeOf(frame, noHeights().length - 1)).toEqual({ x: 3, y: 5 });
  const heights = noHeights().map((_, index) => placeOf(frame, index).x);
  expect(heightsOf(heights, 4).slice(0, columnsOf(4)).map((x) => x.toFixed(6))).toEqual(
    Array.from({ length: columnsOf(4) }, (_, i) => (-1 + (4 * i) / 12).toFixed(6)),
  );
});

test.each([
  ["ridge", [0.3, 0.8, 1.9, 0.5, 0.2], 1.9],
  ["ridge", [0.3, NaN, 0.2], Infinity],
  ["slope", [0.3, 0.31, 0.28, 0.2], 0.31],
  ["slope", [2, 1.5, 1, 0.5], 2],
  ["slope", [0.3, 0.32, 0.3], 0.32],
  ["trough", [0.3, 0.1, 0.2], 0.1],
] as const)("between two ends lies a %s: %j", (kind, losses, between) => {
  expect(lineOf(losses)).toEqual({ kind, first: losses[0], last: losses.at(-1), between });
});

test("levels are round numbers between the lowest and the highest, about a dozen whatever the range", () => {
  expect(levelsOf([0.08, 5.6])).toEqual([0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5]);
  expect(levelsOf([2.25, 2.35, NaN, Infinity])).toEqual([2.26, 2.27, 2.28, 2.29, 2.3, 2.31, 2.32, 2.33, 2.34]);
  expect(levelsOf([1e-7, 1e6]).length).toBeGreaterThan(3);
  expect(levelsOf([1, 1])).toEqual([]);
  expect(levelsOf([])).toEqual([]);
  for (let ratio = 1.01; ratio < 1e9; ratio *= 1.7) {
    const levels = levelsOf([0.3, 0.3 * ratio]);
    expect(levels.length, String(ratio)).toBeGreaterThanOrEqual(3);
    expect(levels.length, String(ratio)).toBeLessThanOrEqual(13);
    for (const level of levels) expect(level > 0.3 && level < 0.3 * ratio).toBe(true);
  }
});

test("contours lie where the loss is, with north up", () => {
  // Loss grows from left to right, tenfold; below the middle it is twice as high.
  const heights = noHeights().map((_, index) => {
    const { x, y } = placeOf({ left: 0, bottom: 0, width: 1, height: 1 }, index);
    return 10 ** x * (y < 0.5 ? 2 : 1);
  });
  for (const step of steps) {
    const five = contoursOf(heights, step).find(({ level }) => level === 5)!;
    const at = (y: number) => Math.min(...five.rings.flat().filter((spot) => Math.abs(spot[1] - y) < 0.06).map(([x]) => x));
    expect(at(0.25)).toBeCloseTo(Math.log10(5), 2); // upper half
    expect(at(0.75)).toBeCloseTo(Math.log10(2.5), 2);
  }
  expect(contoursOf(noHeights(), 1)).toEqual([]);
  const labels = labelsOf(contoursOf(heights, 1), { width: 600, height: 450 }, [[300, 100]], { width: 38, height: 18 });
  expect(labels.length).toBeGreaterThan(5);
  for (const { x, y } of labels) {
    expect(x > 20 && x < 580 && y > 9 && y < 441).toBe(true);
    expect(Math.abs(x - 300) > 38 || Math.abs(y - 100) > 18).toBe(true);
  }
});

test("a run stands at its last moment, or between two", () => {
  const point = (x: number) => ({ x, y: 2 * x, off: 0, distance: 0 });
  const walk = { iterations: [0, 10, 40], points: [point(0), point(1), point(4)] };
  expect([0, 9, 10, 39, 40, 99].map((iteration) => momentAt(walk, iteration))).toEqual([0, 0, 1, 1, 2, 2]);
  expect(standAt(walk, 25)).toEqual({ x: 2.5, y: 5 });
  expect(standAt(walk, 99)).toMatchObject({ x: 4, y: 8 });
  expect([1, 9, 60, 1000, 1500, 10000].map(dotEvery)).toEqual([1, 1, 5, 100, 200, 1000]);
});
