/** What there are too few values for, what is all the same, and what diverged. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectedBest } from "../../../report/statistics/budget.ts";
import { tPValue, tQuantile } from "../../../report/statistics/distribution.ts";
import { holm, pairedDifferences } from "../../../report/statistics/paired.ts";
import { isolation, sensitivity } from "../../../report/statistics/sensitivity.ts";
import { summarize } from "../../../report/statistics/summary.ts";
import { stepsToTarget } from "../../../report/statistics/target.ts";

const close = (value: number): unknown => expect.closeTo(value, 12);

describe("Student's t", () => {
  test("ends of its range", () => {
    expect([tPValue(0, 9), tPValue(Infinity, 9), tPValue(-Infinity, 9)]).toEqual([1, 0, 0]);
    expect([tQuantile(0, 9), tQuantile(0.5, 9), tQuantile(1, 9)]).toEqual([-Infinity, 0, Infinity]);
  });

  test("without a degree of freedom there is no answer", () => {
    for (const degrees of [0, -1, 1.5, NaN]) {
      expect(tPValue(2, degrees)).toBeNaN();
      expect(tQuantile(0.975, degrees)).toBeNaN();
    }
    for (const p of [-0.1, 1.1, NaN]) expect(tQuantile(p, 9)).toBeNaN();
    expect(tPValue(NaN, 9)).toBeNaN();
  });

  test("the quantile is what the tail's probability was asked for", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 1e-12, max: 0.499, noNaN: true }), (degrees, p) => {
      expect(tPValue(tQuantile(p, degrees), degrees) / (2 * p)).toBeCloseTo(1, 10);
    }), { numRuns: 300 });
  });
});

describe("a summary", () => {
  test("of one value has no interval", () => {
    expect(summarize([0.95])).toEqual({
      mean: 0.95, deviation: NaN, count: 1, interval: [NaN, NaN],
      median: 0.95, quartiles: [0.95, 0.95], minimum: 0.95, maximum: 0.95,
    });
  });

  test("of none has nothing", () => {
    expect(summarize([NaN, null])).toEqual({
      mean: NaN, deviation: NaN, count: 0, interval: [NaN, NaN], median: NaN, quartiles: [NaN, NaN], minimum: NaN, maximum: NaN,
    });
  });

  test("of equal values has no width; diverged runs are left out", () => {
    expect(summarize([0.5, NaN, 0.5, Infinity, null])).toMatchObject({
      mean: 0.5, deviation: 0, count: 2, interval: [0.5, 0.5], median: 0.5,
    });
  });
});

describe("paired differences", () => {
  const only = (...arms: number[][]) => pairedDifferences(arms)[0]!;

  test("an arm against itself: nothing", () => {
    const arm = [0.91, 0.92, 0.97];
    expect(only(arm, arm)).toEqual({
      a: 0, b: 1, count: 3, mean: 0, deviation: 0, interval: [0, 0], p: 1, adjusted: 1, ahead: 0, behind: 0, ties: 3,
    });
  });

  test("pairs of which one diverged are left out", () => {
    expect(only([0.9, NaN, 0.8, 0.7], [0.8, 0.9, Infinity, 0.7])).toMatchObject({
      count: 2, mean: close(0.05), ahead: 1, behind: 0, ties: 1,
    });
  });

  test("one pair tells a difference, and nothing about chance", () => {
    expect(only([0.9], [0.8])).toEqual({
      a: 0, b: 1, count: 1, mean: close(0.1), deviation: NaN, interval: [NaN, NaN], p: NaN, adjusted: NaN,
      ahead: 1, behind: 0, ties: 0,
    });
    expect(only([NaN], [0.8])).toMatchObject({ count: 0, mean: NaN, p: NaN, adjusted: NaN });
  });

  test("equal differences, but for rounding, have no deviation to go by: the sign test", () => {
    // 0.9 - 0.8, 0.7 - 0.6 and 0.3 - 0.2 differ in their last bits.
    expect(only([0.9, 0.7, 0.3], [0.8, 0.6, 0.2])).toMatchObject({
      mean: close(0.1), deviation: 0, interval: [NaN, NaN], p: 0.25, adjusted: 0.25, ahead: 3, behind: 0, ties: 0,
    });
    expect(only(Array<number>(10).fill(0.2), Array<number>(10).fill(0.3))).toMatchObject({ p: 2 ** -9, behind: 10 });
  });

  test("differences below the last bits are ties", () => {
    expect(only([0.1 + 0.2, 1], [0.3, 1])).toMatchObject({ mean: 0, p: 1, ties: 2 });
  });

  test("a and b changed over turn the sign", () => {
    const [one, other] = [[0.91, 0.95, 0.93], [0.90, 0.91, 0.94]];
    const [there, back] = [only(one, other), only(other, one)];
    expect(back.mean).toBe(-there.mean);
    expect(back.p).toBe(there.p);
    expect(back.interval).toEqual([-there.interval[1], -there.interval[0]]);
    expect([back.ahead, back.behind]).toEqual([there.behind, there.ahead]);
  });

  test("every two arms, in order", () => {
    expect(pairedDifferences([[1, 2], [1, 3], [5, 5]]).map(({ a, b }) => [a, b])).toEqual([[0, 1], [0, 2], [1, 2]]);
    expect(pairedDifferences([[1, 2]])).toEqual([]);
  });

  test("Holm counts the pairs that have a p alone", () => {
    expect(holm([0.01, NaN, 0.04])).toEqual([0.02, NaN, 0.04]);
    expect(holm([0.03, 0.04, 0.9])).toEqual([0.09, 0.09, 0.9]);
    expect(holm([])).toEqual([]);
  });
});

describe("expected best", () => {
  /** All choices of k of the values. */
  function choices(values: readonly number[], k: number): number[][] {
    if (k === 0) return [[]];
    return values.flatMap((value, index) => choices(values.slice(index + 1), k - 1).map((rest) => [value, ...rest]));
  }

  test("is the mean of the best over all choices", () => {
    const accuracy = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(fc.array(accuracy, { minLength: 1, maxLength: 9 }), (values) => {
      expectedBest(values).forEach((expected, index) => {
        const best = choices(values, index + 1).map((some) => Math.max(...some));
        expect(expected).toBeCloseTo(best.reduce((sum, value) => sum + value, 0) / best.length, 12);
      });
    }), { numRuns: 50 });
  });

  test("begins with the mean, never falls, ends with the best", () => {
    const curve = expectedBest(Array.from({ length: 1000 }, (_, index) => ((index * 617) % 1000) / 1000));
    expect(curve[0]).toBeCloseTo(0.4995, 12);
    curve.forEach((value, index) => expect(value).toBeGreaterThanOrEqual((curve[index - 1] ?? 0) - 1e-15));
    expect(curve.at(-1)).toBe(0.999);
  });

  test("diverged trials are the worst", () => {
    expect(expectedBest([null, 0.8, NaN])).toEqual([close(0.8 / 3), close((0.8 * 2) / 3), 0.8]);
    // R² may be below 0, and one that diverged is never better.
    expect(expectedBest([null, 0.8, -1])).toEqual([close(-0.4), close(0.2), 0.8]);
    expect(expectedBest([])).toEqual([]);
  });
});

describe("sensitivity", () => {
  const curve = [
    { x: 1e-4, y: 0.5 }, { x: 1e-3, y: 0.965 }, { x: 1e-2, y: 0.975 }, { x: 0.1, y: 0.966 }, { x: 1, y: NaN },
  ];

  test("the settings tried within a point of the best, and how many decades they span", () => {
    expect(sensitivity(curve)).toEqual({
      best: { x: 1e-2, y: 0.975 }, from: 1e-3, to: 0.1, width: close(2), open: { low: false, high: false },
    });
    expect(sensitivity(curve, 0.005)).toMatchObject({ from: 1e-2, to: 1e-2, width: 0 });
  });

  test("a difference of one point is within one point, whatever is left of it in floating point", () => {
    expect(sensitivity([{ x: 1, y: 0.97 }, { x: 10, y: 0.98 }])).toMatchObject({ from: 1, to: 10 });
  });

  test("says where nothing further was tried", () => {
    expect(sensitivity(curve.slice(1))).toMatchObject({ open: { low: true, high: false } });
    expect(sensitivity([{ x: 1, y: 0.9 }])).toMatchObject({ width: 0, open: { low: true, high: true } });
  });

  test("has no answer where all diverged", () => {
    expect(sensitivity([{ x: 1, y: NaN }])).toBeUndefined();
    expect(sensitivity([])).toBeUndefined();
  });
});

describe("isolation", () => {
  test("the best of each part of a range, on its scale", () => {
    const points = [
      { x: 1e-4, y: 0.2 }, { x: 9e-4, y: 0.5 }, { x: 2e-3, y: NaN }, { x: 0.02, y: 0.7 }, { x: 0.05, y: 0.6 }, { x: 1, y: 0.1 },
    ];
    const range = { min: 1e-4, max: 1, scale: "log", of: "x" } as const;
    expect(isolation(points, range, 1, 4)).toEqual([{ x: 9e-4, y: 0.5 }, { x: 0.02, y: 0.7 }, { x: 1, y: 0.1 }]);
    expect(isolation(points, range, 1, 1)).toEqual([{ x: 0.02, y: 0.7 }]);
    const beside = [...points, { x: 0.051, y: 0.65 }];
    expect(isolation(beside, range, 1)).toHaveLength(5);
    expect(isolation(beside, range, 0), "no other setting").toHaveLength(6);
  });

  test("of 1 − x, by how far values are from 1", () => {
    const range = { min: 1e-3, max: 0.1, scale: "log", of: "1-x" } as const;
    expect(isolation([{ x: 0.9, y: 0.5 }, { x: 0.98, y: 0.6 }, { x: 0.999, y: 0.7 }], range, 1, 2))
      .toEqual([{ x: 0.999, y: 0.7 }, { x: 0.98, y: 0.6 }]);
  });

  test("the best of each value of a list, in its order; of equals the first", () => {
    const range = { values: ["relu", 0.5, false] };
    const points = [{ x: false, y: 0.5, trial: 0 }, { x: "relu", y: 0.4, trial: 1 }, { x: false, y: 0.5, trial: 2 }, { x: 0.5, y: NaN, trial: 3 }];
    expect(isolation(points, range, 1)).toEqual([points[1], points[0]]);
  });
});

describe("steps to a target", () => {
  const runs = [0.9, 0.95, 0.8, 0.9, NaN].map((value) => ({ iterations: [10, 20, 30], values: [0.1, value, 0.92] }));

  test("the median and quartiles of the runs that reached it, and how many did", () => {
    expect(stepsToTarget(runs, 0.9)).toEqual({ reached: 5, count: 5, median: 20, quartiles: [20, 30] });
    expect(stepsToTarget(runs, 0.95)).toEqual({ reached: 1, count: 5, median: 20, quartiles: [20, 20] });
    expect(stepsToTarget(runs, 0.99)).toEqual({ reached: 0, count: 5, median: NaN, quartiles: [NaN, NaN] });
    expect(stepsToTarget([{ iterations: [5], values: [null] }], 0)).toMatchObject({ reached: 0, count: 1 });
  });
});
