/** How the settings of each arm came about. */
import { chosenByText } from "../../../report/claims/words.ts";
import { figure, folded, note, type Section, tableElement } from "./section.ts";
import { chosenTable } from "../../../report/tables/chosen.ts";
import { capital } from "../../../report/text.ts";
import { pathLabels, tunedArms } from "../../../report/tuned.ts";

const texts = {
  en: {
    methods: { halton: "a quasi-random (Halton) sequence", grid: "a grid", random: "random draws" },
    how: (trials: number, method: string, seeds: number, choose: "final" | "best", score: string) =>
      `Each arm was trained with ${trials} settings from ${method}, ` +
      `${seeds === 1 ? "one seed" : `${seeds} seeds`} each; the highest ${choose} ${score} chose. ` +
      "Tuning never saw the test data; the seeds of all other sections are fresh ones.",
    edge: "At an edge: the best setting may lie beyond the range that was searched; search further there.",
    each: (score: string) => `${capital(score)} of every trial by each searched setting, a panel for each arm.`,
    rates: (score: string) => `The best ${score} around each learning rate, all arms over each other.`,
    width: "The wider the top of a line, the less the arm depends on a well-chosen rate.",
    folded: (settings: string) => `Each setting of each arm: ${settings}`,
    budget: (score: string) =>
      `The ${score} that the best of so many of these trials has on average, whichever of them had come first. ` +
      "Diverged trials count as 0, those ended early as what they had reached. " +
      "Where lines cross, which arm is higher depends on how long one searches.",
    budgetAlt: (score: string) => `Expected best ${score} by the number of trials.`,
  },
  ja: {
    methods: { halton: "準乱数列（ハルトン列）", grid: "格子", random: "乱数" },
    how: (trials: number, method: string, seeds: number, choose: "final" | "best", score: string) =>
      `各条件を、${method}で選んだ${trials}通りの設定で${seeds}シードずつ学習し、${choose === "best" ? "最良" : "最終"}の${score}が最も高い設定を選びました。` +
      "探索にテストデータは使っていません。ほかの節の結果は、探索とは別のシードによるものです。",
    edge: "範囲の端で選ばれた設定があります。探索した範囲の外に、より良い設定があるかもしれません。範囲を広げて探索してください。",
    each: (score: string) => `探索した各設定に対する、すべての試行の${score}。条件ごとに1つのパネルです。`,
    rates: (score: string) => `各学習率のあたりで最良の${score}。全条件を重ねています。`,
    width: "線の頂上が広いほど、学習率の選び方に左右されない条件です。",
    folded: (settings: string) => `各条件の各設定：${settings}`,
    budget: (score: string) =>
      `試行のうちその回数だけを行った場合の、最良の${score}の期待値です（どの試行が先でも同じとみなします）。` +
      "発散した試行は0、早く打ち切った試行は打ち切ったときの値とします。" +
      "線が交わるところでは、どの条件が上かは探索の長さによって変わります。",
    budgetAlt: (score: string) => `試行回数に対する最良の${score}の期待値。`,
  },
};
/** Panels up to here are shown at once. */
const mostOpen = 16;

export const tuning: Section = {
  title: { en: "Chosen settings", ja: "選ばれた設定" },
  id: "chosen-settings",
  content: ({ results, language }) => {
    const { tuning } = results;
    const say = texts[language];
    if (!tuning) return [];
    const { trials, seeds, choose } = tuning;
    const how = say.how(trials, say.methods[tuning.method], seeds.length, choose, chosenByText(results.experiment.arms, language));
    return [
      note(how, "about"),
      tableElement(chosenTable(results, language)),
      tuning.arms.some(({ edges }) => edges.length > 0)
        ? note(say.edge, "warning note")
        : undefined,
    ];
  },
};

export const sensitivity: Section = {
  title: { en: "Sensitivity", ja: "設定への感度" },
  id: "sensitivity",
  content: ({ results, figures, language }) => {
    const say = texts[language];
    const score = chosenByText(results.experiment.arms, language);
    const rates = figures["rate-sensitivity"];
    const all = figures.sensitivity;
    if (!all) return [];
    const arms = tunedArms(results);
    const panels = arms.reduce((sum, { space }) => sum + Object.keys(space).length, 0);
    const each = figure(all, language, say.each(score), "trials.csv");
    const settings = [...pathLabels(arms).values()].join(", ");
    return [
      rates && figure(rates, language, say.rates(score), "trials.csv", say.width),
      folded(say.folded(settings), [each], panels <= mostOpen),
    ];
  },
};

export const budget: Section = {
  title: { en: "What a budget of trials buys", ja: "試行回数と結果" },
  id: "budget",
  content: ({ results, figures, language }) => {
    if (!figures.budget) return [];
    const say = texts[language];
    const score = chosenByText(results.experiment.arms, language);
    return [figure(figures.budget, language, say.budgetAlt(score), "trials.csv", say.budget(score))];
  },
};
