/** The statistics of each arm's seeds. */
import { finalAccuracies } from "../final-accuracies.ts";
import { formatStatistic } from "../format.ts";
import type { ArmResults } from "../statistics/arms.ts";
import { summarize } from "../statistics/summary.ts";
import { stepsToTarget } from "../statistics/target.ts";
import { type Column, makeTable, numberColumn, numbersColumn, type Table, textColumn } from "./table.ts";

/** Test accuracy that arms are timed to. */
export const target = 0.9;

const between = (low: number, high: number) => (Number.isFinite(low) ? `${low.toFixed(3)} … ${high.toFixed(3)}` : "–");

export function summaryTable(name: string, arms: readonly ArmResults[], seeds: readonly number[]): Table {
  const rows = arms.map((arm) => {
    const runs = arm.counted.map(({ iterations, testAccuracy }) => ({ iterations, values: testAccuracy }));
    return { arm, ...summarize(finalAccuracies(arm, seeds)), steps: stepsToTarget(runs, target) };
  });
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    textColumn("arm", "arm", ({ arm }) => arm.name),
    numberColumn("seeds", "seeds", ({ count }) => count),
    numbersColumn("test accuracy", ["mean", "deviation"], ({ mean, deviation }) => [mean, deviation], formatStatistic),
    numbersColumn("95% interval", ["low", "high"], ({ interval }) => interval, ({ interval: [low, high] }) => between(low, high)),
    numberColumn("median", "median", ({ median }) => median, ({ median }) => (Number.isFinite(median) ? median.toFixed(3) : "–")),
    numbersColumn("quartiles", ["q1", "q3"], ({ quartiles }) => quartiles, ({ quartiles: [q1, q3] }) => between(q1, q3)),
    numbersColumn(
      "lowest, highest", ["minimum", "maximum"], ({ minimum, maximum }) => [minimum, maximum],
      ({ minimum, maximum, count }) => (count > 0 ? between(minimum, maximum) : "–"),
    ),
    numbersColumn(
      `steps to ${target}`, ["steps_median", "steps_q1", "steps_q3", "reached"],
      ({ steps: { median, quartiles, reached } }) => [median, ...quartiles, reached],
      ({ steps: { median, reached, count } }) => (reached > 0 ? `${median} (${reached}/${count})` : "–"),
    ),
  ];
  return makeTable("summary", `${name}: final test accuracy of each arm over its seeds, mean ± sample standard deviation`, columns, rows);
}
