import { expect, test } from "vitest";
import stringWidth from "string-width";
import { armResults, finalScore, firstReached } from "../../../report/statistics/arms.ts";
import { intervalLoss, meanCurve } from "../../../report/statistics/series.ts";
import { statistic } from "../../../report/statistics/summary.ts";
import { emsOf, replaceUnprintable, shorten } from "../../../report/text.ts";
import { sampleResults } from "../sample.ts";

const armWith = (seeds: number[]) =>
  armResults(sampleResults("statistics", [{ name: "Adam", final: 0.95, half: 170 }], seeds))[0]!;

test("the deviation is that of a sample, and values that are not finite do not count", () => {
  expect(statistic([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ mean: 5, deviation: Math.sqrt(32 / 7), count: 8 });
  expect(statistic([1, NaN, null, 3, Infinity])).toEqual({ mean: 2, deviation: Math.SQRT2, count: 2 });
  expect(statistic([7])).toEqual({ mean: 7, deviation: NaN, count: 1 });
  expect(statistic([])).toEqual({ mean: NaN, deviation: NaN, count: 0 });
});

test("complete runs count; without one, those that were evaluated", () => {
  const results = sampleResults("counted", [{ name: "Adam", final: 0.95, half: 170 }], [0, 1, 2]);
  const [first, second, third] = results.runs;
  second!.status = "failed";
  third!.status = "not started";
  third!.iterations = [];
  expect(armResults(results)[0]?.counted).toEqual([first]);
  first!.status = "interrupted";
  expect(armResults(results)[0]?.counted).toEqual([first, second]);
});

test("90% is first reached at the median iteration of the runs that reached it", () => {
  const arm = armWith([0, 1, 2, 3]);
  const reach = [0.9, 0.95, 0.8, 0.9];
  arm.counted.forEach((run, index) => {
    run.iterations = [10, 20, 30];
    run.testAccuracy = [
      [0.1, 0.5, reach[index]!],
      [0.1, reach[index]!, 0.2],
    ][index % 2]!;
  });
  expect(firstReached(arm)).toEqual({ iteration: 20, count: 3 });
  arm.counted.pop();
  expect(firstReached(arm)).toEqual({ iteration: 25, count: 2 });
  expect(finalScore(arm).mean).toBeCloseTo((0.9 + 0.2 + 0.8) / 3, 12);
  for (const run of arm.counted) run.testAccuracy = run.testAccuracy!.map((value) => value - 0.1);
  expect(firstReached(arm)).toEqual({ iteration: NaN, count: 0 });
});

test("the loss of an interval is the mean of its steps, null if one is not finite", () => {
  const run = { ...armWith([0]).runs[0]!, iterations: [2, 5, 6], loss: [1, 3, 2, 4, 9, NaN] };
  expect(intervalLoss(run)).toEqual([2, 5, null]);
});

test("the mean curve takes at each iteration the runs that have a value there", () => {
  const [a, b] = armWith([0, 1]).runs;
  const runs = [
    { ...a!, iterations: [10, 20, 30], testAccuracy: [0.1, 0.2, NaN] },
    { ...b!, iterations: [10], testAccuracy: [0.3] },
  ];
  expect(meanCurve(runs, (run) => run.testAccuracy!)).toEqual([
    { iteration: 10, mean: 0.2, deviation: expect.closeTo(Math.sqrt(0.02), 12) as number, count: 2 },
    { iteration: 20, mean: 0.2, deviation: NaN, count: 1 },
  ]);
});

test("names are cut in the middle, by their width", () => {
  expect(shorten("dropout", 7, stringWidth)).toBe("dropout");
  expect(shorten("dropout + L1 (corrected)", 15, stringWidth)).toBe("dropout…rected)");
  expect(stringWidth("学習率 0.1")).toBe(10);
  expect(stringWidth("é👍🏽")).toBe(3);
  for (const limit of [1, 2, 5, 8, 13]) {
    for (const name of [
      "確率的勾配降下法（学習率）",
      "a".repeat(500),
      "👨‍👩‍👧‍👦".repeat(9),
      "mixed 混合 name ends so",
    ]) {
      expect(stringWidth(shorten(name, limit, stringWidth))).toBeLessThanOrEqual(limit);
      if (limit > 1) expect(emsOf(shorten(name, limit, emsOf))).toBeLessThanOrEqual(limit);
    }
  }
});

test("what cannot be printed, or would steer a terminal, is replaced", () => {
  expect(replaceUnprintable("a\u001b[31mb\n\u0000\u202e\ud800c 日本👍")).toBe(
    "a\uFFFD[31mb\uFFFD\uFFFD\uFFFD\uFFFDc 日本👍",
  );
});
