/** What came of each arm, first as a table. */
import { scoreOf } from "../../../experiment/metrics.ts";
import { metricWords } from "../../../report/claims/words.ts";
import { earlyStops, incompleteRuns } from "../../../report/fates.ts";
import { startLines } from "../../../report/start.ts";
import { resultsTable } from "../../../report/tables/results.ts";
import { summaryTable } from "../../../report/tables/summary.ts";
import { scoreWords } from "../../../report/words.ts";
import { make } from "../elements.ts";
import { figure, folded, note, type Section, tableElement } from "./section.ts";

const texts = {
  en: {
    spread: (goal: string) =>
      `Mean ± sample standard deviation over the seeds; the median iteration, and how many runs reached ${goal}; ` +
      "seconds are the mean of a run.",
    partial: "Only complete runs count, unless an arm has none: then its others do, as far as they got.",
    statistics: (score: string, goal: string, value: number) =>
      `Final test ${score}: mean ± sample standard deviation, the 95% interval of the mean (Student's t), median and quartiles; ` +
      `the median of the steps to a ${goal} of ${value} of the runs that reached it, and how many did.`,
    fate: (seeds: string, fate: string) => `, ${seeds}: ${fate}`,
    start: (line: string) => `${line}.`,
    stop: (arm: string, seeds: string, text: string) => `${arm}, ${seeds}: ${text}.`,
    alt: (score: string) => `The final test ${score} of every seed of each arm, their mean and its 95% interval.`,
    caption: "Bars are the 95% interval of the mean; on the right is the mean ± the standard deviation of single runs.",
    folded: "Statistics of the seeds",
  },
  ja: {
    spread: (goal: string) =>
      `シードの平均 ± 標本標準偏差、${goal}に達した反復回数の中央値と達した実行の数です。秒数は1回の実行の平均です。`,
    partial: "完了した実行だけを数えます。完了した実行のない条件では、途中までの実行を数えます。",
    statistics: (score: string, goal: string, value: number) =>
      `最終テスト${score}の平均 ± 標本標準偏差、平均の95%信頼区間（スチューデントのt）、中央値、四分位数、および` +
      `${goal}が${value}に達した実行について、達するまでのステップ数の中央値と達した実行の数です。`,
    fate: (seeds: string, fate: string) => `、${seeds}：${fate}`,
    start: (line: string) => `${line}。`,
    stop: (arm: string, seeds: string, text: string) => `${arm}、${seeds}：${text}。`,
    alt: (score: string) => `各条件のシードごとの最終テスト${score}、その平均と95%信頼区間。`,
    caption: "横棒は平均の95%信頼区間です。右の数値は平均 ± 実行ごとの標準偏差です。",
    folded: "シードの統計",
  },
};

export const summary: Section = {
  title: { en: "Results", ja: "結果" },
  id: "results",
  content: ({ results: { experiment }, arms, firstLayers, figures: { seeds }, language }) => {
    const { name, sign, goal } = scoreOf(experiment.arms[0]);
    const say = texts[language];
    const score = scoreWords[name][language];
    const incomplete = incompleteRuns(arms, language);
    const fates = incomplete.map(({ arm, seeds, fate }) => make("li", {}, make("b", {}, arm), say.fate(seeds, fate)));
    return [
      tableElement(resultsTable(arms, firstLayers, language)),
      arms.some((arm) => arm.counted.length > 1) ? note(say.spread(sign < 0 ? `R² ${goal.value}` : "90%")) : undefined,
      incomplete.length > 0 ? note(say.partial) : undefined,
      incomplete.length > 0 ? make("ul", { class: "warning" }, ...fates) : undefined,
      ...startLines(experiment.arms, language).map((line) => note(say.start(line))),
      ...earlyStops(arms, language).map(({ arm, seeds, text }) => note(say.stop(arm, seeds, text))),
      seeds && figure(seeds, language, say.alt(score), "metrics.csv", say.caption),
      seeds && folded(say.folded, [
        tableElement(summaryTable("", arms, experiment.seeds, language)),
        note(say.statistics(score, metricWords[goal.metric][language], goal.value)),
      ]),
    ];
  },
};
