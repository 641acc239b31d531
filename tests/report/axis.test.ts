import { expect, test } from "vitest";
import { formatTick, lossAxis, ticksWithin } from "../../report/axis.ts";
import { meanLoss } from "../../report/statistics/series.ts";

test("losses within a factor of 20 have a linear axis from 0, others a logarithmic one", () => {
  expect(lossAxis([[2, 0.1]])).toEqual({ type: "linear", domain: [0, 2.1], ticks: 5, fewTicks: 2 });
  const log = lossAxis([[2, 0.099]]);
  expect(log.type).toBe("log");
  expect(log.domain).toEqual([0.099 / 1.1, 2 * 1.1]);
  expect(log.ticks).toEqual([0.1, 0.2, 0.5, 1, 2]);
  expect(log.fewTicks).toEqual([0.1, 1]);
  expect(lossAxis([[1e4, 1e-4]]).ticks).toEqual([0.001, 0.1, 10, 1000]);
  expect(lossAxis([[3, 0]]).type).toBe("linear");
});

test("a curve that diverges is cut off at 100 times the median peak; what is not finite does not count", () => {
  expect(lossAxis([[1, 0.5], [2, 0.5], [1e9, 0.5]]).domain[1]).toBeCloseTo(200 * 1.1);
  expect(lossAxis([[1, NaN, Infinity], []])).toEqual({ type: "linear", domain: [0, 1.05], ticks: 5, fewTicks: 2 });
  expect(lossAxis([[]]).domain).toEqual([0, 2.5]);
});

test("ticks are short", () => {
  expect([0, 0.25, 0.1 + 0.2, 1250, 2e4, 251_000, -1.5e6, 2e9, 5e-5].map(formatTick)).toEqual(["0", "0.25", "0.3", "1250", "20k", "251k", "-1.5M", "2e+9", "5e-5"]);
  expect([1985, 1990].map(ticksWithin([1949, 2026]))).toEqual(["1985", "1990"]);
  expect([-0.25, 1].map(ticksWithin([-1, 1]))).toEqual(["-0.25", "1"]);
});

test("the mean loss of steps is a number only where all of them are", () => {
  expect(meanLoss([1, 2, 6])).toBe(3);
  for (const bad of [null, NaN, Infinity]) expect(meanLoss([1, bad])).toBeNaN();
  expect(meanLoss([])).toBeNaN();
});
