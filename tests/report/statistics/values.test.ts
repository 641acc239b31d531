/** Every number against what mpmath, NumPy, SciPy, statsmodels and fractions give (tests/fixtures/make_statistics.py). */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { expectedBest } from "../../../report/statistics/budget.ts";
import { tPValue, tQuantile } from "../../../report/statistics/distribution.ts";
import { holm, type PairedDifference, pairedDifferences } from "../../../report/statistics/paired.ts";
import { meanInterval, quantile, summarize } from "../../../report/statistics/summary.ts";

interface Fixture {
  tails: [t: number, degrees: number, p: number][];
  quantiles: [p: number, degrees: number, t: number][];
  summaries: {
    values: number[]; mean: number; deviation: number; interval: number[]; interval99: number[];
    median: number; quartiles: number[];
  }[];
  studies: { arms: (number | null)[][]; pairs: Omit<PairedDifference, "ties">[] }[];
  holm: { p: number[]; adjusted: number[] }[];
  budgets: { values: number[]; expected: number[] }[];
}

const path = new URL("../../fixtures/statistics.json.gz", import.meta.url);
const fixture = JSON.parse(gunzipSync(readFileSync(path)).toString()) as Fixture;

/** Of the expected value or, where it is a difference of larger numbers, of those. */
function near(actual: number, expected: number, scale = Math.abs(expected)): void {
  if (!(Math.abs(actual - expected) <= 1e-9 * scale)) expect(actual).toBe(expected);
}

test("Student's t: probabilities of the tails", () => {
  for (const [t, degrees, p] of fixture.tails) {
    near(tPValue(t, degrees), p);
    near(tPValue(-t, degrees), p);
  }
});

test("Student's t: quantiles", () => {
  for (const [p, degrees, t] of fixture.quantiles) near(tQuantile(p, degrees), t);
});

test("mean, deviation, intervals, median and quartiles", () => {
  for (const { values, mean, deviation, interval, interval99, median, quartiles } of fixture.summaries) {
    const summary = summarize(values);
    near(summary.mean, mean);
    near(summary.deviation, deviation, mean);
    summary.interval.forEach((end, index) => near(end, interval[index]!));
    meanInterval(summary, 0.99).forEach((end, index) => near(end, interval99[index]!));
    near(summary.median, median);
    summary.quartiles.forEach((quartile, index) => near(quartile, quartiles[index]!));
    expect([summary.minimum, summary.maximum]).toEqual([Math.min(...values), Math.max(...values)]);
    near(quantile([...values].sort((a, b) => a - b), 1), summary.maximum);
  }
});

test("paired differences", () => {
  for (const { arms, pairs } of fixture.studies) {
    const found = pairedDifferences(arms.map((arm) => arm.map((value) => value ?? NaN)));
    expect(found).toHaveLength(pairs.length);
    found.forEach((pair, index) => {
      const expected = pairs[index]!;
      const { a, b, count, ahead, behind } = expected;
      expect(pair).toMatchObject({ a, b, count, ahead, behind, ties: 0 });
      near(pair.mean, expected.mean, 1);
      near(pair.deviation, expected.deviation);
      pair.interval.forEach((end, side) => near(end, expected.interval[side]!, 1));
      near(pair.p, expected.p);
      near(pair.adjusted, expected.adjusted);
    });
  }
});

test("Holm's correction", () => {
  for (const { p, adjusted } of fixture.holm) holm(p).forEach((value, index) => near(value, adjusted[index]!));
});

test("expected best, of up to a thousand trials", () => {
  for (const { values, expected } of fixture.budgets) {
    const found = expectedBest(values);
    expect(found).toHaveLength(values.length);
    found.forEach((value, index) => near(value, expected[index]!));
  }
});
