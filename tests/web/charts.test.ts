/** The pure parts of the live charts. */
import { describe, expect, test } from "vitest";
import { valueAxis } from "../../web/charts/axes.ts";
import { type End, frameOf, heightOf, placeLabels } from "../../web/charts/layout.ts";
import { placeNotes, wrap } from "../../web/charts/notes.ts";
import { further, nearest, pointAt, readingsAt, stopsOf } from "../../web/charts/reading.ts";
import { linePath, viewOf } from "../../web/charts/view.ts";
import { branchPoints, type Curve, meanPoints, type Point, pointsOf, thin } from "../../web/charts/series.ts";

const trace = (iterations: number[], values: number[], stopped = false) => ({ iterations, values, stopped });
const points = (...pairs: [iteration: number, value: number][]): Point[] =>
  pairs.map(([iteration, value]) => ({ iteration, value, low: value, high: value }));
const curve = (arm: number, given: Point[], kind: Curve["kind"] = "main"): Curve => ({ name: `arm ${arm}`, arm, kind, points: given });

describe("points", () => {
  test("of several seeds are their mean with one standard deviation around it", () => {
    const [first, second] = meanPoints([trace([10, 20], [1, 5]), trace([10], [3])]);
    expect(first).toEqual({ iteration: 10, value: 2, low: 2 - Math.SQRT2, high: 2 + Math.SQRT2 });
    expect(second).toEqual({ iteration: 20, value: 5, low: 5, high: 5 });
  });

  test("of a seed that stopped early keep its last value in the mean", () => {
    expect(meanPoints([trace([10, 20], [1, 5]), trace([10], [3], true)]).map(({ value }) => value)).toEqual([2, 4]);
    expect(meanPoints([])).toEqual([]);
  });

  test("of a fork begin on its parent", () => {
    const parent = points([0, 1], [10, 2], [20, 3], [30, 4]);
    const own = points([0, 1], [10, 2], [20, 3], [30, 9]);
    expect(branchPoints(own, parent, 20)).toEqual(points([20, 3], [30, 9]));
    expect(branchPoints([], parent, 25)).toEqual(points([20, 3]));
  });

  test("are thinned to their shape: lowest, highest and last stay, and what stood stays while a curve grows", () => {
    const values = Array.from({ length: 5000 }, (_, i) => (i === 1234 ? 9 : i === 4321 ? -9 : Math.sin(i / 50)));
    const all = pointsOf(trace(values.map((_, i) => i), values));
    const shown = thin(all, 5000);
    expect(shown.length).toBeLessThanOrEqual(601);
    expect(shown).toEqual(expect.arrayContaining([all[1234]!, all[4321]!]));
    expect(shown.at(-1)).toBe(all.at(-1));
    const before = thin(all.slice(0, 3001), 5000);
    expect(shown.slice(0, before.length - 2)).toEqual(before.slice(0, -2));
    expect(thin(all.slice(0, 600), 5000)).toHaveLength(600);
  });
});

describe("the axis of values", () => {
  test("of shares is what the reader chose, whatever the curves are", () => {
    expect(valueAxis("full", [curve(0, points([0, 0.97]))]).domain).toEqual([0, 1]);
    expect(valueAxis("close", []).domain).toEqual([0.8, 1]);
  });

  test("of losses has its length before there are data, and stays linear where they fall by a factor of a thousand", () => {
    const least = { low: 0.1, high: 2.5 };
    expect(valueAxis("linear", [], least)).toEqual({ type: "linear", domain: [0, 2.5], ticks: [0, 0.5, 1, 1.5, 2, 2.5] });
    const falling = [curve(0, points([0, 2.4], [10, 0.002]))];
    expect(valueAxis("linear", falling, least)).toMatchObject({ type: "linear", domain: [0, 2.5] });
    const log = valueAxis("log", falling, least);
    expect(log.type).toBe("log");
    expect(log.domain[0]).toBeLessThanOrEqual(0.002);
    expect(log.domain[1]).toBeGreaterThanOrEqual(2.5);
    expect(valueAxis("log", [curve(0, points([0, 2.4], [10, 0.0021]))], least)).toEqual(log);
  });

  test.each(["linear", "log"] as const)("%s: a curve that diverges does not press the others flat, and is said to be cut off", (scale) => {
    const usual = [0, 1, 2].map((arm) => curve(arm, points([0, 2.3], [10, 1])));
    const wild = curve(3, points([0, 2.3], [10, 1e9]));
    const axis = valueAxis(scale, [...usual, wild], { low: 0.1, high: 2.5 });
    expect(axis.domain[1]).toBeLessThan(1000);
    expect(axis.cut).toBe(1e9);
    expect(valueAxis(scale, usual, { low: 0.1, high: 2.5 }).cut).toBeUndefined();
  });

  test("takes values that are no numbers, and 0 on a logarithmic axis", () => {
    const odd = [curve(0, points([0, NaN], [1, Infinity], [2, 0]))];
    for (const scale of ["linear", "log"] as const) expect(valueAxis(scale, odd).domain.every(Number.isFinite)).toBe(true);
    expect(valueAxis("log", odd).domain[0]).toBeGreaterThan(0);
  });
});

describe("the path of a curve", () => {
  const frame = frameOf(600, ["a"], "100");
  const axis = valueAxis("linear", [], { low: 0.1, high: 2.5 });
  const values = [2, 1.5, 1, NaN, 0.5, Infinity, 0.4];
  const view = viewOf([], frame, axis, 100);
  const at = (count: number) => pointsOf(trace(values.slice(0, count).map((_, i) => i * 10), values.slice(0, count)));

  test("of points that grow is that of all at once, in another view too", () => {
    const growing: Point[] = [];
    for (let count = 1; count <= values.length; count++) {
      growing.push(...at(count).slice(growing.length));
      // Of a single point d3 closes the path, which draws a dot.
      expect(linePath(view, growing).replace("Z", "")).toBe(linePath(view, at(count)).replace("Z", ""));
    }
    const other = viewOf([], frame, valueAxis("log", [], { low: 0.1, high: 2.5 }), 100);
    expect(linePath(other, growing)).toBe(linePath(other, at(values.length)));
  });

  test("has no infinite numbers, and a gap where a value is none", () => {
    const path = linePath(view, at(values.length));
    expect(path).not.toMatch(/NaN|Infinity/);
    expect(path.match(/M/g)).toHaveLength(2);
  });
});

describe("the layout", () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `a rather long name of arm ${i}`);

  test.each([[1, 360], [5, 360], [25, 360], [1, 900], [5, 900], [25, 900], [64, 900]])(
    "%i names in %i pixels: room for the last tick, names apart and within the plot", (count, width) => {
      const frame = frameOf(width, names(count), "1,000,000");
      expect(frame.height).toBe(heightOf(width, count));
      expect(frame.width - frame.right).toBeGreaterThan(30);
      if (frame.labelHeight === 0) return;
      const ends: End[] = names(count).map((_, i) => ({ x: frame.right, y: frame.top + i / 10 }));
      const heights = placeLabels(ends, frame).map(({ y }) => y).sort((a, b) => a - b);
      heights.slice(1).forEach((y, i) => expect(y - heights[i]!).toBeGreaterThanOrEqual(frame.labelHeight - 0.11));
      expect(heights[0]).toBeGreaterThanOrEqual(0);
      expect(heights.at(-1)).toBeLessThanOrEqual(frame.bottom);
    },
  );

  test("names stand behind the foremost end; one that comes from far away is marked", () => {
    const frame = frameOf(900, names(2), "1,000");
    const [near, far] = placeLabels([{ x: 300, y: 50 }, { x: 100, y: 200 }], frame);
    expect(near).toMatchObject({ x: 318, y: 50, far: false });
    expect(far).toMatchObject({ x: 318, y: 200, far: true });
  });
});

describe("the crosshair", () => {
  const a = curve(0, points([0, 0.1], [10, 0.5], [20, 0.9]));
  const b = curve(1, points([0, 0.1], [5, 0.7], [15, 0.8]));
  const training = curve(0, points([7, 1]), "training");

  test("stops where a named curve has a value", () => {
    const stops = stopsOf([a, b, training]);
    expect(stops).toEqual([0, 5, 10, 15, 20]);
    expect([-3, 2, 8, 100].map((place) => nearest(stops, place))).toEqual([0, 0, 10, 20]);
    expect(nearest([], 3)).toBeUndefined();
  });

  test("goes by keys from the last, and no further than the ends", () => {
    const stops = [0, 5, 10];
    expect(further(stops, undefined, -1)).toBe(10);
    expect(further(stops, undefined, 1)).toBe(10);
    expect(further(stops, 10, -1)).toBe(5);
    expect(further(stops, 10, 1)).toBe(10);
    expect(further(stops, 5, -Infinity)).toBe(0);
    expect(further([], undefined, 1)).toBeUndefined();
  });

  test("reads all named curves, best first; where one has ended it has no value", () => {
    expect(readingsAt([a, b, training], 10, "highest").map(({ curve: { arm }, point }) => [arm, point?.value])).toEqual([[1, 0.7], [0, 0.5]]);
    expect(readingsAt([a, b], 10, "lowest").map(({ curve: { arm } }) => arm)).toEqual([0, 1]);
    expect(readingsAt([a, b], 20, "highest").map(({ curve: { arm }, point }) => [arm, point?.value])).toEqual([[0, 0.9], [1, undefined]]);
    expect(pointAt(a.points, -1)).toBeUndefined();
    const lost = curve(2, points([0, NaN], [20, NaN]));
    expect(readingsAt([lost, a, b], 20, "lowest").map(({ curve: { arm } }) => arm)).toEqual([0, 2, 1]);
  });
});

describe("notes", () => {
  const frame = frameOf(700, ["SGD", "Adam"], "1,000");
  const line = Array.from({ length: 100 }, (_, i) => ({ x: frame.left + 5 * i, y: 60 }));

  test("stand clear of names, of each other, of the curve and of the edges", () => {
    const labels = [{ x: 560, y: 50, width: 100, height: 16 }];
    const placed = placeNotes(
      [{ place: { x: 500, y: 60 }, text: "Momentum passes 90 % here, long before SGD moves" },
        { place: { x: 520, y: 60 }, text: "and Adam" }, { place: { x: frame.left, y: 60 }, text: "at the start" }],
      frame, labels, line,
    );
    const boxes = [...placed, ...labels];
    boxes.forEach((one, i) => boxes.slice(i + 1).forEach((other) => {
      const apart = one.x + one.width <= other.x || other.x + other.width <= one.x || one.y + one.height <= other.y || other.y + other.height <= one.y;
      expect(apart).toBe(true);
    }));
    for (const { x, y, width, height } of placed) {
      expect(line.filter((point) => point.x > x && point.x < x + width && point.y > y && point.y < y + height)).toEqual([]);
      expect(x).toBeGreaterThanOrEqual(frame.left);
      expect(x + width).toBeLessThanOrEqual(frame.right);
      expect(y).toBeGreaterThanOrEqual(frame.top);
      expect(y + height).toBeLessThanOrEqual(frame.bottom);
    }
  });

  test("on a narrow chart the line of none passes behind another", () => {
    const narrow = frameOf(342, ["SGD", "Adam"], "1,000");
    const height = (x: number) => narrow.bottom - (narrow.bottom - narrow.top - 10) * (1 - Math.exp((narrow.left - x) / 100));
    const rising = Array.from({ length: 60 }, (_, i) => ({ x: narrow.left + 4 * i, y: height(narrow.left + 4 * i) }));
    const placed = placeNotes(
      ([[46, "It begins to learn here, slowly"], [137, "Momentum passes 90 % here"], [60, "Adam is at its best before the others"]] as const)
        .map(([x, text]) => ({ place: { x, y: height(x) }, text })), narrow, [], rising,
    );
    for (const { anchor, leader, ...own } of placed) {
      const [x, y] = leader.split("L")[1]!.split(",").map(Number) as [number, number];
      const way = Array.from({ length: 101 }, (_, i) => ({ x: anchor.x + (i / 100) * (x - anchor.x), y: anchor.y + (i / 100) * (y - anchor.y) }));
      for (const box of placed) {
        if (box.x === own.x && box.y === own.y) continue;
        expect(way.filter((point) => point.x > box.x && point.x < box.x + box.width && point.y > box.y && point.y < box.y + box.height)).toEqual([]);
      }
    }
  });

  test("of three that reach a height one after the other, no lines cross, and each is beside its place", () => {
    const wide = frameOf(640, ["RMSProp", "Momentum", "Adam"], "1,000");
    const at = (share: number, of: number) => ({ x: wide.left + share * (wide.right - wide.left), y: wide.bottom - of * (wide.bottom - wide.top) });
    const rising = (speed: number) => Array.from({ length: 100 }, (_, i) => at(i / 100, 0.1 + 0.8 * (1 - Math.exp((-speed * i) / 100))));
    const reached = [["RMSProp", 0.42, 9], ["Adam", 0.63, 7], ["Momentum", 0.78, 3.5]] as const;
    const notes = reached.map(([name, share]) => ({ place: at(share, 0.9), text: `${name} reaches 90% at iteration ${1000 * share}` }));
    const placed = placeNotes(notes, wide, [], reached.flatMap(([, , speed]) => rising(speed)));
    const lines = placed.map(({ anchor, leader }) => {
      const [x, y] = leader.split("L")[1]!.split(",").map(Number) as [number, number];
      return { anchor, x, y };
    });
    const way = ({ anchor, x, y }: (typeof lines)[number], part: number) => ({ x: anchor.x + part * (x - anchor.x), y: anchor.y + part * (y - anchor.y) });
    const parts = Array.from({ length: 201 }, (_, i) => i / 200);
    for (const [i, one] of lines.entries()) {
      expect(Math.hypot(one.x - one.anchor.x, one.y - one.anchor.y)).toBeLessThan(80);
      for (const other of lines.slice(i + 1)) {
        const apart = Math.min(...parts.flatMap((a) => parts.map((b) => Math.hypot(way(one, a).x - way(other, b).x, way(one, a).y - way(other, b).y))));
        expect(apart).toBeGreaterThan(2);
      }
    }
  });

  test("break at spaces, and Japanese anywhere but before punctuation", () => {
    expect(wrap("Momentum passes 90 % here", 8)).toEqual(["Momentum", "passes 90 %", "here"]);
    expect(wrap("ここで慣性が効く。次へ", 8)).toEqual(["ここで慣性が効。".slice(0, 7), "く。次へ"]);
    expect(wrap("", 8)).toEqual([""]);
  });
});
