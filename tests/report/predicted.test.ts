/** What a report has where rows have targets. */
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { summaryTable } from "../../cli/report/table.ts";
import { notStarted } from "../../experiment/not-started.ts";
import type { Results } from "../../experiment/results.ts";
import { metricsCsv } from "../../report/csv.ts";
import { predictedPlot } from "../../report/figures/predicted.ts";
import { armResults } from "../../report/statistics/arms.ts";
import { resultsTable } from "../../report/tables/results.ts";
import { sampleResults } from "./sample.ts";

const { document } = parseHTML("<html></html>");

function results(outputs: number): Results {
  const all = sampleResults("t", [{ name: "a", final: 0.5, half: 100 }, { name: "b", final: 0.5, half: 100 }], [0, 1]);
  for (const arm of all.experiment.arms) arm.loss = { name: "meanSquaredError" };
  all.runs = all.runs.map(({ arm, seed }) => ({
    ...notStarted(arm, seed, "targets"), status: "complete" as const, digest: arm, iterations: [10, 20], loss: new Array<number>(20).fill(1),
    trainRmse: [90, arm === "a" ? 12 : 15], testRmse: [100, arm === "a" ? 12.5 : 16], testR2: [0.1, 0.95], testLoss: [10000, 160],
    ...(seed === 0 && {
      predictions: Array.from({ length: outputs }, () => ({ target: [1, 2, 3, 4], output: [1.1, 2.2, 2.7, 90] })),
    }),
  }));
  return all;
}

test("predicted against true has a dot for each row, those beyond the targets' range at the edge", () => {
  const svg = predictedPlot(results(2), { document })!;
  expect(svg.querySelectorAll("circle").length - 1).toBe(2 * 2 * 4); // one is of the key
  expect(svg.textContent).toContain("b, output 1");
  expect(predictedPlot({ ...results(2), targetNames: ["price", "year"] }, { document })!.textContent).toContain("b, year");
  expect(svg.textContent).toContain("drawn at the edge");
  expect(predictedPlot(results(0), { document })).toBeUndefined();
});

test("tables and CSV have RMSE and R², of which the lowest RMSE is marked", () => {
  const all = results(1);
  const text = summaryTable(all, { colors: true, columns: 100 });
  expect(text).toContain("test RMSE");
  expect(text).toContain("R² 0.9 at");
  expect(text.split("\n").find((line) => line.includes("12.5"))).toContain("\u001b[1m");
  expect(text).not.toContain("accuracy");
  expect(metricsCsv(all).split("\r\n")[0]).toBe("arm,seed,iteration,loss,train_rmse,test_rmse,test_r2,test_loss");
  expect(resultsTable(armResults(all), []).columns.map(({ head }) => head)).toEqual([
    "arm", "final test RMSE", "best test RMSE", "final training RMSE", "final test R²", "final test loss",
    "reached R² 0.9 at iteration", "training,\u00a0s", "evaluation,\u00a0s",
  ]);
});
