/** What came of each arm, in one row. */
import type { Language } from "../../experiment/language.ts";
import { metricNames, metrics, metricsIn, scoreOf } from "../../experiment/metrics.ts";
import type { FirstLayer, RunResult } from "../../experiment/results.ts";
import { metricWords } from "../claims/words.ts";
import { incompleteRuns } from "../fates.ts";
import { formatComplete, formatPercent, formatReached, formatSeconds, formatStatistic } from "../format.ts";
import { scheduleText } from "../schedule.ts";
import {
  type ArmResults, bestScore, finalMetric, finalScore, firstReached, meanSeconds,
} from "../statistics/arms.ts";
import { type Statistic, statistic } from "../statistics/summary.ts";
import { nearZero, nearZeroShare } from "../statistics/weights.ts";
import { scoreWords } from "../words.ts";
import { type Column, makeTable, numberColumn, numbersColumn, type Table, textColumn } from "./table.ts";

const texts = {
  en: {
    arm: "arm", schedule: "schedule of the learning rate", complete: "complete runs",
    final: (score: string) => `final test ${score}`, best: (score: string) => `best test ${score}`,
    atEnd: (metric: string) => `final ${metric}`, reached: (goal: string) => `reached ${goal} at iteration`,
    training: "training,\u00a0s", evaluation: "evaluation,\u00a0s",
    nearZero: `first layer |w|\u00a0<\u00a0${nearZero}`, caption: "Results of each arm",
  },
  ja: {
    arm: "条件", schedule: "学習率のスケジュール", complete: "完了した実行",
    final: (score: string) => `最終テスト${score}`, best: (score: string) => `最良テスト${score}`,
    atEnd: (metric: string) => `最終の${metric}`, reached: (goal: string) => `${goal}に達した反復回数`,
    training: "訓練（秒）", evaluation: "評価（秒）",
    nearZero: `第1層の |w|\u00a0<\u00a0${nearZero}`, caption: "各条件の結果",
  },
};

type ArmColumn = Column<ArmResults>;

const statisticColumn = (head: string, field: string, of: (arm: ArmResults) => Statistic, isError = false): ArmColumn =>
  numbersColumn(
    head, [`${field}_mean`, `${field}_deviation`], (arm) => [of(arm).mean, of(arm).deviation],
    (arm) => formatStatistic(of(arm), isError),
  );

/** @param firstLayers Where inputs are images. Results that do not say it yet have the share of weights near 0 from them. */
export function resultsTable(arms: ArmResults[], firstLayers: FirstLayer[], language: Language = "en"): Table {
  const say = texts[language];
  const score = scoreOf(arms[0]?.settings);
  const measured = arms.flatMap(({ runs }) => runs.flatMap(metricsIn));
  const others = metricNames.filter((name) => name !== score.test && measured.includes(name));
  const isError = score.sign < 0;
  const { column } = metrics[score.test];
  const nearZeroOf = ({ arm, seed, nearZero: known }: RunResult) => {
    const layer = known === undefined && firstLayers.find((one) => one.arm === arm && one.seed === seed);
    return layer ? nearZeroShare(layer.weight) : (known ?? []);
  };
  const nearZeros = ({ runs }: ArmResults) => statistic(runs.flatMap(nearZeroOf));
  const columns: ArmColumn[] = [
    textColumn(say.arm, "arm", ({ name }) => name),
    ...(arms.some(({ settings }) => settings.schedule)
      ? [textColumn<ArmResults>(say.schedule, "schedule", ({ settings }) => scheduleText(settings.schedule, language))]
      : []),
    ...(incompleteRuns(arms).length > 0
      ? [numbersColumn<ArmResults>(
          say.complete, ["complete", "runs"],
          ({ runs }) => [runs.filter(({ status }) => status === "complete").length, runs.length], formatComplete,
        )]
      : []),
    statisticColumn(say.final(scoreWords[score.name][language]), column, finalScore, isError),
    statisticColumn(say.best(scoreWords[score.name][language]), `best_${column}`, bestScore, isError),
    ...others.map((name) => statisticColumn(
      say.atEnd(metricWords[name][language]), metrics[name].column, (arm) => finalMetric(arm, name),
      isError && metrics[name].format === "loss",
    )),
    numbersColumn(
      say.reached(isError ? `R² ${score.goal.value}` : "90%"), ["reached_at", "reached_runs"],
      (arm) => [firstReached(arm).iteration, firstReached(arm).count], formatReached,
    ),
    ...(["training", "evaluation"] as const).map((part) =>
      numberColumn<ArmResults>(
        say[part], `${part}_seconds`, (arm) => meanSeconds(arm, part), (arm) => formatSeconds(meanSeconds(arm, part)),
      )),
    ...(firstLayers.length > 0
      ? [numberColumn<ArmResults>(
          say.nearZero, "near_zero_share", (arm) => nearZeros(arm).mean,
          (arm) => (nearZeros(arm).count > 0 ? formatPercent(nearZeros(arm).mean) : "–"),
        )]
      : []),
  ];
  return makeTable("results", say.caption, columns, arms);
}
