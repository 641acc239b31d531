/** The statistics of each arm's seeds. */
import type { Language } from "../../experiment/language.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { finalScores } from "../final-scores.ts";
import { decimalsOf, formatStatistic } from "../format.ts";
import { type ArmResults, towardsGoal } from "../statistics/arms.ts";
import { summarize } from "../statistics/summary.ts";
import { stepsToTarget } from "../statistics/target.ts";
import { scoreWords } from "../words.ts";
import { type Column, makeTable, numberColumn, numbersColumn, type Table, textColumn } from "./table.ts";

const texts = {
  en: {
    arm: "arm", seeds: "seeds", test: (score: string) => `test ${score}`, interval: "95% interval", median: "median",
    quartiles: "quartiles", ends: "lowest, highest", steps: (goal: string) => `steps to ${goal}`,
    caption: (name: string, score: string) =>
      `${name}: final test ${score} of each arm over its seeds, mean ± sample standard deviation`,
  },
  ja: {
    arm: "条件", seeds: "シード数", test: (score: string) => `テスト${score}`, interval: "95%信頼区間", median: "中央値",
    quartiles: "四分位数", ends: "最小・最大", steps: (goal: string) => `${goal}までのステップ数`,
    caption: (name: string, score: string) => `${name}：各条件の最終テスト${score}（シードの平均 ± 標本標準偏差）`,
  },
};

export function summaryTable(
  name: string, arms: readonly ArmResults[], seeds: readonly number[], language: Language = "en",
): Table {
  const rows = arms.map((arm) => {
    const steps = stepsToTarget(towardsGoal(arm, arm.counted), scoreOf(arm.settings).goal.value);
    return { arm, ...summarize(finalScores(arm, seeds)), steps };
  });
  const score = scoreOf(arms[0]?.settings);
  const isError = score.sign < 0;
  const say = texts[language];
  const scoreText = scoreWords[score.name][language];
  const digits = (value: number) => value.toFixed(isError ? decimalsOf(value) - 1 : 3);
  const between = (low: number, high: number) => (Number.isFinite(low) ? `${digits(low)} … ${digits(high)}` : "–");
  type Row = (typeof rows)[number];
  const columns: Column<Row>[] = [
    textColumn(say.arm, "arm", ({ arm }) => arm.name),
    numberColumn(say.seeds, "seeds", ({ count }) => count),
    numbersColumn(say.test(scoreText), ["mean", "deviation"], ({ mean, deviation }) => [mean, deviation], (row) => formatStatistic(row, isError)),
    numbersColumn(say.interval, ["low", "high"], ({ interval }) => interval, ({ interval: [low, high] }) => between(low, high)),
    numberColumn(say.median, "median", ({ median }) => median, ({ median }) => (Number.isFinite(median) ? digits(median) : "–")),
    numbersColumn(say.quartiles, ["q1", "q3"], ({ quartiles }) => quartiles, ({ quartiles: [q1, q3] }) => between(q1, q3)),
    numbersColumn(
      say.ends, ["minimum", "maximum"], ({ minimum, maximum }) => [minimum, maximum],
      ({ minimum, maximum, count }) => (count > 0 ? between(minimum, maximum) : "–"),
    ),
    numbersColumn(
      say.steps(`${isError ? "R² " : ""}${score.goal.value}`), ["steps_median", "steps_q1", "steps_q3", "reached"],
      ({ steps: { median, quartiles, reached } }) => [median, ...quartiles, reached],
      ({ steps: { median, reached, count } }) => (reached > 0 ? `${median} (${reached}/${count})` : "–"),
    ),
  ];
  return makeTable("summary", say.caption(name, scoreText), columns, rows);
}
