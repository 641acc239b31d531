/** What reports say of learning rates that change, of runs that stopped early, and of validation data. */
import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import { reportHtml } from "../../cli/report/html.ts";
import { summaryTable } from "../../cli/report/index.ts";
import { rateAxis } from "../../report/axis.ts";
import { metricsCsv } from "../../report/csv.ts";
import { scorePlot, lossPlot } from "../../report/figures/curves.ts";
import { scheduleText } from "../../report/schedule.ts";
import { armResults, finalScore } from "../../report/statistics/arms.ts";
import { meanCurve, rateCurve } from "../../report/statistics/series.ts";
import { svgFile } from "../../report/svg.ts";
import { resolveSchedule } from "../../bindings/parts/schedules.ts";
import { sampleResults } from "./sample.ts";

const schedule = resolveSchedule({ name: "linear", steps: 1000 })!;

/** Two arms: a constant rate, and one that falls from 0.01 to 0. */
function scheduled(seeds = [0, 1]) {
  const results = sampleResults("rates", [{ name: "constant", final: 0.9, half: 100 }, { name: "linear", final: 0.95, half: 150 }], seeds);
  results.experiment.arms[1]!.schedule = schedule;
  for (const run of results.runs.filter(({ arm }) => arm === "linear")) run.learningRate = run.loss.map((_, s) => 0.01 * (1 - s / 1000));
  return results;
}

/** The first run ends at iteration 300, with the network of 200. */
function stopped() {
  const results = sampleResults("stop", [{ name: "Adam", final: 0.95, half: 170 }], [0, 1]);
  const [run] = results.runs;
  for (const series of [run!.iterations, run!.trainAccuracy!, run!.testAccuracy!, run!.testLoss]) series.length = 30;
  run!.loss.length = 300;
  return Object.assign(results, { runs: [{ ...run!, stopped: "validationLoss got no better", best: 200 }, ...results.runs.slice(1)] });
}

const document = new DOMParser().parseFromString('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml") as unknown as Document;
const draw = (plot: typeof lossPlot, results: ReturnType<typeof scheduled>) => svgFile(plot(results, { document }));

test("the rate is drawn below the loss, for all arms, where one is not constant", () => {
  const with_ = draw(lossPlot, scheduled());
  expect(with_).toContain("Learning rate");
  expect(with_).not.toMatch(/NaN|undefined|Infinity/);
  expect(draw(scorePlot, scheduled())).not.toContain("Learning rate");
  expect(draw(lossPlot, stopped())).not.toContain("Learning rate");
});

test("a rate's curve has the first and the last step, and is thinned between", () => {
  const [constant, linear] = armResults(scheduled());
  const points = rateCurve(linear!.settings, linear!.runs);
  expect(points.at(0)).toMatchObject({ iteration: 1, mean: 0.01, count: 2 });
  expect(points.at(-1)).toMatchObject({ iteration: 1000, count: 2 });
  expect(points.at(-1)!.mean).toBeCloseTo(1e-5, 12);
  expect(points.length).toBeLessThan(700);
  expect(new Set(rateCurve(constant!.settings, constant!.runs).map(({ mean }) => mean))).toEqual(new Set([0.01]));
});

test("the axis of rates begins at 0, unless their peaks are far apart", () => {
  expect(rateAxis([[1, 0], [0.1, 0.2]])).toMatchObject({ type: "linear", domain: [0, 1.05] });
  expect(rateAxis([[1, 0], [0.01, 0]])).toMatchObject({ type: "log", domain: [1e-4 / 1.1, 1.1] });
  expect(rateAxis([[]])).toMatchObject({ type: "linear", domain: [0, 1] });
});

test("CSV has the rate of the step before each evaluation, and validation, where there are any", () => {
  const [head, ...rows] = metricsCsv(scheduled()).trimEnd().split("\r\n");
  expect(head).toBe("arm,seed,iteration,loss,train_accuracy,test_accuracy,test_loss,learning_rate");
  expect(rows[0]).toMatch(/,0\.01$/);
  expect(Number(rows.at(-1)!.split(",").at(-1))).toBeCloseTo(1e-5, 12);
  expect(metricsCsv(stopped())).not.toContain("learning_rate");

  const results = stopped();
  Object.assign(results.runs[0]!, { validationAccuracy: results.runs[0]!.testAccuracy, validationLoss: results.runs[0]!.testLoss });
  const [columns, first] = metricsCsv(results).split("\r\n");
  expect(columns).toMatch(/,test_loss,validation_accuracy,validation_loss$/);
  expect(first!.split(",")[5]).toBe(first!.split(",")[7]);
});

test("a run that stopped keeps its last value in the mean, and counts with its best network in the end", () => {
  const results = stopped();
  const [arm] = armResults(results);
  const [early, other] = results.runs;
  const curve = meanCurve(arm!.runs, (run) => run.testAccuracy!);
  expect(curve).toHaveLength(100);
  expect(curve.every(({ count }) => count === 2)).toBe(true);
  expect(curve.at(-1)!.mean).toBeCloseTo((early!.testAccuracy!.at(-1)! + other!.testAccuracy!.at(-1)!) / 2, 12);
  expect(finalScore(arm!).mean).toBeCloseTo((early!.testAccuracy![19]! + other!.testAccuracy!.at(-1)!) / 2, 12);
  expect(draw(lossPlot, results)).toContain("A run that stopped early keeps its last value");
});

test("table and report say who stopped, and how the rate changes", () => {
  const line = "seed 0: stopped early at 300, with the network of 200";
  expect(summaryTable(stopped(), { colors: false, columns: 80 })).toContain(`Adam, ${line}`);
  const plots = { accuracy: { wide: "", narrow: "" }, loss: { wide: "", narrow: "" } };
  expect(reportHtml(stopped(), plots, [])).toContain(line);
  expect(reportHtml(stopped(), plots, [])).not.toContain("schedule of the learning rate");
  const html = reportHtml(scheduled(), plots, []);
  expect(html).toContain("schedule of the learning rate");
  expect(html).toContain('<td class="text">linear, steps 1000</td>');
});

test("a schedule on a line", () => {
  expect(scheduleText(undefined)).toBe("constant");
  expect(scheduleText(resolveSchedule({ name: "cosine", steps: 90, warmup: 10 }))).toBe("cosine, steps 90, warmup 10");
  expect(scheduleText(resolveSchedule({ name: "milestones", at: [5, 9], factor: 0.1 }))).toBe("milestones, at 5 9");
});
