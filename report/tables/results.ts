/** What came of each arm, in one row. */
import { metricNames, metrics, metricsIn } from "../../experiment/metrics.ts";
import type { FirstLayer } from "../../experiment/results.ts";
import { incompleteRuns } from "../fates.ts";
import { formatComplete, formatPercent, formatReached, formatSeconds, formatStatistic } from "../format.ts";
import { scheduleText } from "../schedule.ts";
import {
  type ArmResults, bestTestAccuracy, finalMetric, finalTestAccuracy, firstReached, meanSeconds,
} from "../statistics/arms.ts";
import { type Statistic, statistic } from "../statistics/summary.ts";
import { nearZero, nearZeroShare } from "../statistics/weights.ts";
import { type Column, makeTable, numberColumn, numbersColumn, type Table, textColumn } from "./table.ts";

type ArmColumn = Column<ArmResults>;

const statisticColumn = (head: string, field: string, of: (arm: ArmResults) => Statistic): ArmColumn =>
  numbersColumn(head, [`${field}_mean`, `${field}_deviation`], (arm) => [of(arm).mean, of(arm).deviation], (arm) => formatStatistic(of(arm)));

/** @param firstLayers Of every run that has one: how many of their weights are near 0. */
export function resultsTable(arms: ArmResults[], firstLayers: FirstLayer[]): Table {
  const measured = arms.flatMap(({ runs }) => runs.flatMap(metricsIn));
  const others = metricNames.filter((name) => name !== "testAccuracy" && measured.includes(name));
  const nearZeros = (arm: ArmResults) => statistic(
    firstLayers.filter((layer) => layer.arm === arm.settings.name).map(({ weight }) => nearZeroShare(weight)),
  );
  const columns: ArmColumn[] = [
    textColumn("arm", "arm", ({ name }) => name),
    ...(arms.some(({ settings }) => settings.schedule)
      ? [textColumn<ArmResults>("schedule of the learning rate", "schedule", ({ settings }) => scheduleText(settings.schedule))]
      : []),
    ...(incompleteRuns(arms).length > 0
      ? [numbersColumn<ArmResults>(
          "complete runs", ["complete", "runs"],
          ({ runs }) => [runs.filter(({ status }) => status === "complete").length, runs.length], formatComplete,
        )]
      : []),
    statisticColumn("final test accuracy", "test_accuracy", finalTestAccuracy),
    statisticColumn("best test accuracy", "best_test_accuracy", bestTestAccuracy),
    ...others.map((name) =>
      statisticColumn(`final ${metrics[name].label}`, metrics[name].column, (arm) => finalMetric(arm, name))),
    numbersColumn(
      "reached 90% at iteration", ["reached_at", "reached_runs"],
      (arm) => [firstReached(arm, 0.9).iteration, firstReached(arm, 0.9).count], formatReached,
    ),
    ...(["training", "evaluation"] as const).map((part) =>
      numberColumn<ArmResults>(
        `${part},\u00a0s`, `${part}_seconds`, (arm) => meanSeconds(arm, part), (arm) => formatSeconds(meanSeconds(arm, part)),
      )),
    ...(firstLayers.length > 0
      ? [numberColumn<ArmResults>(
          `first layer |w|\u00a0<\u00a0${nearZero}`, "near_zero_share", (arm) => nearZeros(arm).mean,
          (arm) => (nearZeros(arm).count > 0 ? formatPercent(nearZeros(arm).mean) : "–"),
        )]
      : []),
  ];
  return makeTable("results", "Results of each arm", columns, arms);
}
