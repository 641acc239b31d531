import { describe, expect, test } from "vitest";
import type { ClaimMetric, Direction, Moment, ResolvedClaim } from "../../experiment/claims.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { RunResult } from "../../experiment/results.ts";
import { answers, verdictOf } from "../../report/claims/answers.ts";
import { numbers, reading } from "../../report/claims/words.ts";
import { claimsTable } from "../../report/tables/claims.ts";
import { sampleResults } from "./sample.ts";

const claim = (changes: Partial<ResolvedClaim> = {}): ResolvedClaim => ({
  claim: { en: "a is ahead of b", ja: "aはbより上" }, compare: ["a", "b"], metric: "testAccuracy", at: ["final", "final"],
  direction: "higher", margin: 0, ...changes,
});

/** Runs of an arm that were evaluated after 10, 20 and 30 iterations: a list of test accuracies for each seed. */
const runsOf = (arm: string, seeds: number[][], changes: Partial<RunResult> = {}): RunResult[] =>
  seeds.map((testAccuracy, seed) => ({
    ...notStarted(arm, seed), status: "complete", iterations: [10, 20, 30], testAccuracy,
    trainAccuracy: testAccuracy.map((value) => value + 0.1), testLoss: testAccuracy.map((value) => 1 - value),
    loss: Array.from({ length: 30 }, (_, step) => (step < 10 ? 3 : step < 20 ? 2 : 1)), nearZero: 0.25,
    layers: [3, 4].map((size, i) => ({ name: `dense${i}`, gradient: [], update: [], weight: [0, size, 0] })), ...changes,
  }));

function answerOf(runs: RunResult[], changes: Partial<ResolvedClaim> = {}) {
  const { experiment } = sampleResults("claims", ["a", "b"].map((name) => ({ name, final: 0.9, half: 100 })), [0]);
  for (const arm of experiment.arms) arm.training.iterations = 30;
  const [answer] = answers({ experiment: { ...experiment, claims: [claim(changes)] }, runs });
  return answer!;
}

const a = runsOf("a", [[0.1, 0.5, 0.8], [0.2, 0.6, 0.5], [0.1, 0.3, 0.6]]);
const b = runsOf("b", [[0.1, 0.2, 0.6], [0.1, 0.1, 0.4], [0.1, 0.4, 0.7]]);

describe("verdicts", () => {
  test.each<[Direction, number, [number, number], string]>([
    ["higher", 0, [0.01, 0.03], "holds"],
    ["higher", 0, [-0.01, 0.03], "cannot be told"],
    ["higher", 0, [-0.03, -0.01], "does not hold"],
    ["higher", 0, [0, 0], "does not hold"],
    ["higher", 0.02, [0.01, 0.03], "cannot be told"],
    ["higher", 0.02, [0.001, 0.015], "does not hold"],
    ["higher", -0.02, [-0.01, 0.01], "holds"],
    ["lower", 0, [-0.03, -0.01], "holds"],
    ["lower", 0, [-0.03, 0.01], "cannot be told"],
    ["lower", 0, [0.01, 0.03], "does not hold"],
    ["lower", 0.02, [-0.04, -0.03], "holds"],
    ["lower", 0.02, [-0.015, -0.001], "does not hold"],
    ["equal", 0.02, [-0.01, 0.02], "holds"],
    ["equal", 0.02, [-0.01, 0.03], "cannot be told"],
    ["equal", 0.02, [-0.05, 0.05], "cannot be told"],
    ["equal", 0.02, [0.03, 0.04], "does not hold"],
    ["equal", 0.02, [-0.04, -0.03], "does not hold"],
    ["higher", 0, [NaN, NaN], "cannot be told"],
    ["equal", 1, [NaN, NaN], "cannot be told"],
  ])("%s by %d, interval %j: %s", (direction, margin, interval, verdict) => {
    expect(verdictOf(interval, direction, margin)).toBe(verdict);
  });

  test("the interval is Student's, of the differences within a seed", () => {
    // Differences .2, .1, -.1: mean 1/15, deviation .152753, and 4.302653 from a table for two degrees of freedom.
    const { difference, interval, verdict, sides, seeds, agree } = answerOf([...a, ...b]);
    expect(difference).toBeCloseTo(1 / 15, 12);
    expect(interval[0]).toBeCloseTo(1 / 15 - (4.302653 * 0.1527525) / Math.sqrt(3), 6);
    expect(interval[1]).toBeCloseTo(1 / 15 + (4.302653 * 0.1527525) / Math.sqrt(3), 6);
    expect([verdict, seeds, agree]).toEqual(["cannot be told", 3, 2]);
    expect(sides[0]).toBeCloseTo(1.9 / 3, 12);
    expect(sides[1]).toBeCloseTo(1.7 / 3, 12);
  });

  test("runs are paired by their seed, whatever their order", () => {
    expect(answerOf([...b.toReversed(), ...a])).toEqual(answerOf([...a, ...b]));
  });

  test("an arm against itself does not differ", () => {
    expect(answerOf([...a, ...runsOf("b", a.map((run) => run.testAccuracy!))])).toMatchObject({ difference: 0, interval: [0, 0], verdict: "does not hold" });
  });

  test("of one seed nothing can be told", () => {
    expect(answerOf([a[0]!, b[0]!])).toMatchObject({ verdict: "cannot be told", seeds: 1, agree: 1 });
  });

  test("a run that diverged has an accuracy of 0 from then on, and never reaches a target", () => {
    const diverged = { status: "failed", digest: "ab", iterations: [10], testLoss: [3] } as const;
    const lost = b.map((run) => ({ ...run, ...diverged, iterations: [10], testLoss: [3], testAccuracy: run.testAccuracy!.slice(0, 1) }));
    const answer = answerOf([...a, ...lost]);
    expect(answer).toMatchObject({ seeds: 3, diverged: [0, 3], verdict: "holds", agree: 3 });
    expect(answer.sides[1]).toBe(0);
    expect(numbers(answer, "en")).toMatch(/true in 3 of 3 seeds; b diverged in 3$/);
    expect(numbers(answer, "ja")).toMatch(/、bは3個で発散$/);
    expect(answerOf([...a, ...lost], { at: [10, 10] }).sides[1]).toBeCloseTo(0.1, 12);
    expect(answerOf([...a, ...lost], { at: ["best", "best"] }).sides[1]).toBeCloseTo(0.1, 12);
    expect(answerOf([...a, ...lost], { metric: "testLoss" })).toMatchObject({ seeds: 0 });
    const never = answerOf([...a, ...lost], { at: [{ reach: 0.5 }, { reach: 0.5 }] });
    expect(never).toMatchObject({ seeds: 3, reached: [3, 0], sides: [expect.closeTo(70 / 3), 30] });
  });

  test("runs that the machine ended or that were interrupted do not count, nor do their partners", () => {
    const [first, ...others] = b;
    for (const status of ["failed", "interrupted", "not started"] as const) {
      expect(answerOf([...a, { ...first!, status }, ...others])).toMatchObject({ seeds: 2, agree: 1 });
    }
    expect(answerOf([...a, ...b.map((run) => ({ ...run, status: "failed" as const }))])).toMatchObject({ seeds: 0, verdict: "cannot be told" });
  });
});

describe("what is compared", () => {
  test.each<[string, ClaimMetric, Moment, number[]]>([
    ["the last value", "testAccuracy", "final", [0.8, 0.5, 0.6]],
    ["the best", "testAccuracy", "best", [0.8, 0.6, 0.6]],
    ["the best loss is the lowest", "testLoss", "best", [0.2, 0.4, 0.4]],
    ["that after 20 iterations", "testAccuracy", 20, [0.5, 0.6, 0.3]],
    ["the gap", "gap", "final", [0.1, 0.1, 0.1]],
    ["the training loss since the evaluation before", "loss", 20, [2, 2, 2]],
    ["all falls together", "falls", "final", [0, 0.1, 0]],
    ["the norm of all layers' weights", "weightNorm", 20, [5, 5, 5]],
    ["the share of weights near 0", "nearZero", "final", [0.25, 0.25, 0.25]],
    ["iterations to a target", "testAccuracy", { reach: 0.5 }, [20, 20, 30]],
    ["iterations to a loss", "testLoss", { reach: 0.45 }, [30, 20, 30]],
  ])("%s", (_, metric, at, values) => {
    const { sides, seeds } = answerOf(a, { compare: ["a", 0], metric, at: [at, at] });
    expect(seeds).toBe(3);
    expect(sides[0]).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 3, 12);
    expect(sides[1]).toBe(0);
  });

  test("two moments of one arm", () => {
    const { difference } = answerOf(a, { compare: ["a", "a"], at: [20, "final"] });
    expect(difference).toBeCloseTo((0.5 + 0.6 + 0.3) / 3 - 1.9 / 3, 12);
  });

  test("the network that a run ended with, and a run that stopped early later on", () => {
    const stopped = runsOf("a", [[0.7, 0.6], [0.7, 0.6]], { iterations: [10, 20], best: 10, stopped: "no better" });
    expect(answerOf(stopped, { compare: ["a", 0] }).sides[0]).toBeCloseTo(0.7, 12);
    expect(answerOf(stopped, { compare: ["a", 0], at: [30, 30] }).sides[0]).toBeCloseTo(0.6, 12);
  });

  test("who never reaches a target counts with all iterations, and tells nothing where neither does", () => {
    const answer = answerOf([...a, ...b], { at: [{ reach: 0.6 }, { reach: 0.6 }], direction: "lower" });
    // 30 and 30, 20 and 30 at least, 30 and 30.
    expect(answer).toMatchObject({ seeds: 3, reached: [3, 2], agree: 1 });
    expect(answer.difference).toBeCloseTo(-10 / 3, 12);
    expect(answerOf([...a, ...b], { at: [{ reach: 0.65 }, { reach: 0.65 }] })).toMatchObject({ seeds: 2, reached: [1, 1] });
  });
});

describe("in words", () => {
  test.each<[Partial<ResolvedClaim>, string, string]>([
    [{}, "final test accuracy: a > b", "最終のテスト正解率：a > b"],
    [{ compare: ["a", 0.2], direction: "lower" }, "final test accuracy: a < 0.2", "最終のテスト正解率：a < 0.2"],
    [
      { at: [{ reach: 0.9 }, { reach: 0.9 }], direction: "equal", margin: 50 }, "iterations to a test accuracy of 0.9: a = b ± 50",
      "テスト正解率が0.9に達するまでの回数：a = b ± 50",
    ],
    [
      { compare: ["a", "a"], at: [600, "final"], direction: "equal", margin: 0.02 },
      "test accuracy: a (after 600) = a (at the end) ± 0.02", "テスト正解率：a（600回目） = a（最終） ± 0.02",
    ],
    [{ margin: 0.1 }, "final test accuracy: a > b + 0.1", "最終のテスト正解率：a > b + 0.1"],
    [{ margin: -0.1 }, "final test accuracy: a > b − 0.1", "最終のテスト正解率：a > b − 0.1"],
    [{ margin: 0.1, direction: "lower" }, "final test accuracy: a < b − 0.1", "最終のテスト正解率：a < b − 0.1"],
    [{ metric: "gap", at: [300, 300] }, "gap of training and test accuracy after 300 iterations: a > b", "300回目の訓練とテストの正解率の差：a > b"],
  ])("%j", (changes, en, ja) => {
    expect([reading(claim(changes), "en"), reading(claim(changes), "ja")]).toEqual([en, ja]);
  });

  test("numbers", () => {
    const plain = answerOf([...a, ...b]);
    expect(numbers(plain, "en")).toBe("0.6333 against 0.5667: +0.0667 ± 0.3795, true in 2 of 3 seeds");
    expect(numbers(plain, "ja")).toBe("0.6333対0.5667：+0.0667 ± 0.3795、シード3個中2個で成立");
    const late = answerOf([...a, ...b], { at: [{ reach: 0.6 }, { reach: 0.6 }], direction: "lower" });
    expect(numbers(late, "en")).toBe("27 against 30: −3 ± 14, true in 1 of 3 seeds; b reached it in 2 of 3");
    expect(numbers(answerOf(a, { compare: ["a", 0.5] }), "en")).toContain("0.6333 against 0.5: +0.1333");
    expect(numbers(answerOf(a), "en")).toBe("no seed has both values");
    expect(numbers(answerOf(a, { compare: ["a", 5], at: [{ reach: 0.99 }, { reach: 0.99 }] }), "en")).toContain("30 against 5");
  });

  test("the table has verdicts in both languages, and every number for a CSV", () => {
    const { columns, rows } = claimsTable([answerOf([...a, ...b])], "ja");
    expect(columns.map(({ head }) => head)).toEqual(["主張", "判定", "読み方", "数値"]);
    expect(rows[0]!.map(({ text }) => text).slice(0, 3)).toEqual(["aはbより上", "判断できない", "最終のテスト正解率：a > b"]);
    expect(rows[0]!.at(-1)!.values).toHaveLength(columns.at(-1)!.fields.length);
  });
});
