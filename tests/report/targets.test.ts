/** Reports of rows with targets: their words and numbers are those of errors, and of errors the lowest is the best. */
import { expect, test } from "vitest";
import { chosenText } from "../../cli/report/chosen.ts";
import { claimsText } from "../../cli/report/claims.ts";
import { reportHtml } from "../../cli/report/html.ts";
import { drawFigures } from "../../cli/report/figures.ts";
import { languages } from "../../experiment/language.ts";
import { type MetricName, metricNames, metricRow } from "../../experiment/metrics.ts";
import { notStarted } from "../../experiment/not-started.ts";
import { Patience } from "../../experiment/patience.ts";
import type { Results } from "../../experiment/results.ts";
import type { ResolvedClaim } from "../../experiment/claims.ts";
import { survivors } from "../../experiment/tuning/halving.ts";
import { chosen } from "../../experiment/tuning/choose.ts";
import { answers } from "../../report/claims/answers.ts";
import { reading } from "../../report/claims/words.ts";
import { findings } from "../../report/findings/findings.ts";
import { sentence } from "../../report/findings/sentence.ts";
import { armResults } from "../../report/statistics/arms.ts";
import { tableCsv, tableFormats } from "../../report/tables/formats.ts";
import { chosenTable } from "../../report/tables/chosen.ts";
import { claimsTable } from "../../report/tables/claims.ts";
import { pairedTables } from "../../report/tables/paired.ts";
import { summaryTable } from "../../report/tables/summary.ts";
import { trialsCsv } from "../../report/tables/trials.ts";
import { tunedResults } from "./tuned-sample.ts";

const claim = (changes: Partial<ResolvedClaim>): ResolvedClaim => ({
  claim: { en: "a claim", ja: "主張" }, compare: ["SGD", "momentum"], metric: "testRmse", at: ["final", "final"], direction: "lower", margin: 0,
  ...changes,
});

/** A search and its runs, of targets that deviate by 1000: SGD ends with the least error. */
function study(): Results {
  const results = tunedResults({ arms: 2, seeds: 5, trials: 9 });
  const { experiment, tuning } = results;
  experiment.dataset = { name: "csv", path: "houses.csv", target: "price", test: 0.2, seed: 0, validation: 40 };
  for (const arm of experiment.arms) arm.loss = { name: "meanSquaredError" };
  experiment.claims = [
    claim({}), claim({ metric: "gap" }), claim({ metric: "falls" }), claim({ metric: "testR2", direction: "higher" }),
    claim({ compare: ["SGD", 300] }),
  ];
  for (const arm of tuning!.arms) {
    for (const trial of arm.trials) {
      trial.runs = trial.runs.map(({ accuracy, ...run }) => ({ ...run, r2: accuracy ?? null }));
    }
  }
  results.runs = results.runs.map(({ arm, seed, iterations, loss, layers = [] }) => {
    const end = arm === "SGD" ? 200 + (seed % 3) : 240 + ((seed * 2) % 5);
    const series = iterations.map((_, i) => (i === iterations.length - 1 ? end : 900 - (600 * i) / iterations.length));
    return {
      ...notStarted(arm, seed, "targets"), status: "complete" as const, digest: `${arm} ${seed}`, iterations, loss, layers,
      testRmse: series, trainRmse: series.map((value) => 0.6 * value), testR2: series.map((value) => 1 - value ** 2 / 1e6),
      testLoss: series.map((value) => value ** 2), validationRmse: series, validationR2: series.map((value) => 1 - value ** 2 / 1e6),
      validationLoss: series.map((value) => value ** 2),
    };
  });
  return results;
}

test("no text speaks of accuracy or of images", () => {
  const results = study();
  const arms = armResults(results);
  const figures = drawFigures(results);
  const tables = [
    summaryTable("t", arms, results.experiment.seeds), chosenTable(results), pairedTables("t", arms, results.experiment.seeds)!.all,
    ...languages.map((language) => claimsTable(answers(results), language)),
  ];
  const terminal = { colors: false, columns: 100, platform: "linux" as const };
  const texts = {
    findings: languages.flatMap((language) => findings(results).map((finding) => sentence(finding, language))).join("\n"),
    tables: tables.flatMap((table) => [tableFormats.md(table), tableCsv(table)]).join("\n"),
    trials: trialsCsv(results)!,
    figures: Object.values(figures).map(({ wide }) => wide).join("\n"),
    // Every setting stands there too, by its name.
    report: reportHtml(results, figures, []).replaceAll("trainAccuracy", "").replace(/<style>.*?<\/style>|image\/svg\+xml|;base64,[^"]*/gs, ""),
    chosen: chosenText(results, terminal)!,
    claims: languages.map((language) => claimsText(results, { ...terminal, language })).join("\n"),
  };
  for (const [name, text] of Object.entries(texts)) {
    expect(text.length, name).toBeGreaterThan(100);
    expect(/.*(accurac|\bimages?\b(?!\/)|正解率|画像).*/i.exec(text)?.[0].slice(-200), name).toBeUndefined();
  }
  expect(texts.findings).toMatch(/tuned by 9 trials each on validation data/);
  expect(texts.report).toContain("the highest final validation R² chose");
  expect(Object.keys(figures)).toEqual(expect.arrayContaining(["sensitivity", "rate-sensitivity", "budget", "seeds"]));
});

test("the arm with the lowest error is the leader: in words, in the tables, in the claims", () => {
  const results = study();
  expect(findings(results).map((finding) => sentence(finding, "en")).join("\n")).toMatch(/SGD ends with the lowest test RMSE \(20[01]\.?\d*\), ahead of “momentum”/);
  const { all } = pairedTables("t", armResults(results), results.experiment.seeds)!;
  expect(all.rows[0]!.map(({ text }) => text).slice(0, 3)).toEqual(["SGD", "momentum", expect.stringMatching(/^−4\d\.\d/)]);
  const found = answers(results);
  expect(found.map(({ verdict }) => verdict)).toEqual(["holds", "holds", "does not hold", "holds", "holds"]);
  // Test RMSE less training RMSE, of 0.6 of it; and an error that goes down all the time rises by 0.
  expect(found[1]!.sides).toEqual(found[0]!.sides.map((rmse) => expect.closeTo(0.4 * rmse, 6) as number));
});

test("claims about errors are read as such, with as many digits as errors need", () => {
  const results = study();
  const text = claimsText(results, { colors: false, columns: 200, language: "en" });
  expect(text).toContain("gap of test and training RMSE: SGD < momentum");
  expect(text).toContain("rises of the test RMSE, added up: SGD < momentum");
  expect(text).toMatch(/20[01]\.\d against 24[12]\.\d: −4\d\.\d ± \d\.\d, true in 5 of 5 seeds/);
  expect(reading(claim({ metric: "gap" }), "en")).toBe("final gap of training and test accuracy: SGD < momentum");
});

test("what diverged has no R², as it has no error: a number would be better than that of many networks", () => {
  const results = study();
  for (const run of results.runs) if (run.arm === "momentum") run.status = "failed";
  const found = answers(results);
  expect(found.map(({ seeds }) => seeds)).toEqual([0, 0, 0, 0, 5]);
});

test("choices go by what is better: errors and losses the lower, R² and accuracies the higher", () => {
  const falling = (on: MetricName) => {
    const patience = new Patience({ on, patience: 2, minDelta: 0 });
    return [0.5, 0.4, 0.3].map((value) => patience.see({ testLoss: 0, [on]: value }));
  };
  for (const name of metricNames.filter((one) => metricRow(one).validation)) {
    const lower = /Loss|Rmse/.test(name);
    expect(falling(name), name).toEqual(lower ? [true, true, true] : [true, false, false]);
  }
  // Of trials R² is what counts, which may be below 0.
  expect(survivors([-3, 0.2, null, -0.5], 2)).toEqual([1, 3]);
  expect(chosen([-3, null, -0.5])).toBe(2);
});
