/** Findings where rows have targets: of RMSE lower is better, and what is reached is an R². */
import { expect, test } from "vitest";
import { notStarted } from "../../../experiment/not-started.ts";
import type { Results } from "../../../experiment/results.ts";
import { findings } from "../../../report/findings/findings.ts";
import type { Language } from "../../../experiment/language.ts";
import { sentence } from "../../../report/findings/sentence.ts";
import { sampleResults } from "../sample.ts";

/** Final RMSEs of each arm's seeds, of targets that deviate by 2; evaluated every 100 steps, 1000 in all. */
function study(arms: Readonly<Record<string, { rmse: readonly number[]; train?: number }>>): Results {
  const names = Object.keys(arms);
  const seeds = arms[names[0]!]!.rmse.map((_, seed) => seed);
  const results = sampleResults("study", names.map((name) => ({ name, final: 0.5, half: 100 })), seeds);
  results.experiment.arms.forEach((arm) => {
    arm.loss = { name: "meanSquaredError" };
    arm.training.trainAccuracy = "all";
  });
  const iterations = Array.from({ length: 10 }, (_, i) => 100 * (i + 1));
  results.runs = names.flatMap((arm) => seeds.map((seed) => {
    const { rmse, train = 0.95 } = arms[arm]!;
    const final = rmse[seed]!;
    const series = iterations.map((at) => (at < 500 ? Math.max(final, 1.5) : final));
    return {
      ...notStarted(arm, seed, "targets"), status: "complete" as const, digest: `${arm} ${seed}`, iterations,
      testRmse: series, trainRmse: series.map((value) => value * train), testR2: series.map((value) => 1 - value ** 2 / 4),
      testLoss: series.map((value) => value ** 2), loss: new Array<number>(1000).fill(1),
    };
  }));
  return results;
}

const say = (results: Results, language: Language) => findings(results).map((finding) => sentence(finding, language));

const five = (value: number) => [0, 1, -1, 2, -2].map((step) => value + step * 0.002);

test("the lowest RMSE leads, in both languages", () => {
  const results = study({ wide: { rmse: five(0.5) }, deep: { rmse: [0.3, 0.304, 0.297, 0.301, 0.299] }, still: { rmse: [2.1, 2, 2, 2, 2] } });
  const en = say(results, "en").join("\n");
  expect(en).toMatch(/“deep” ends with the lowest test RMSE \(0\.30\d*\), ahead of “wide” \(0\.5\d*\) by 0\.2\d* ± 0\.\d+, in 5 of 5 seeds\./);
  expect(en).toContain("“still” did not learn at these settings: 2.020 after 1000 steps, no better than always giving the mean of the targets.");
  expect(en).toContain("a test R² of 0.9 is reached by");
  expect(en).not.toMatch(/accuracy|highest/);
  const ja = say(results, "ja").join("\n");
  expect(ja).toMatch(/最終的なテストRMSEは「deep」（0\.30\d*）が最も低く、「wide」（0\.5\d*）を0\.2\d* ± 0\.\d+下回りました（5シードすべてで）。/);
  expect(ja).toContain("常に目標値の平均を答える場合と変わりません。");
  expect(ja).toContain("「下回る」「早い」は");
  expect(ja).not.toMatch(/正解率|上回/);
});

test("an R² clearly below 0 is worse than the mean of the targets, and not the same", () => {
  const results = study({ good: { rmse: five(0.5) }, still: { rmse: [2.04, 2, 2, 2, 2] }, off: { rmse: five(4.9) } });
  const en = say(results, "en").join("\n");
  expect(en).toMatch(/“still” did not learn at these settings: 2\.0\d+ after 1000 steps, no better than always giving the mean of the targets\. “off” did not learn at these settings: 4\.9\d* after 1000 steps, worse than always giving the mean of the targets\./);
  const ja = say(results, "ja").join("\n");
  expect(ja).toMatch(/常に目標値の平均を答える場合と変わりません。「off」はこの設定では学習しませんでした。.*常に目標値の平均を答える場合より悪い結果です。/);
});

test("one seed gives an order from the lowest up, in digits that fit the size", () => {
  const [first] = say(study({ A: { rmse: [1234.5] }, B: { rmse: [1200.25] }, C: { rmse: [1300] }, D: { rmse: [1400] } }), "en");
  // Far from learning anything, so that none is told.
  expect(first).not.toContain("highest");
  const [small] = say(study({ A: { rmse: [0.012345] }, B: { rmse: [0.012] }, C: { rmse: [0.02] }, D: { rmse: [0.03] } }), "en");
  expect(small).toBe("With seed 0, B ends with the lowest test RMSE (0.01200), then A (0.01235) and C (0.02000); 1 more are higher.");
});

test("a training error far below the test error is overfitting", () => {
  const results = study({ plain: { rmse: five(0.5), train: 0.3 } });
  expect(say(results, "en").join("\n")).toContain("Overfitting: “plain” ends at an RMSE of 0.15");
  expect(say(results, "ja").join("\n")).toContain("過学習：「plain」の最終的なRMSEは訓練0.15");
});
