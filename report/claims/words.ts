/** Claims and their answers in words, in each language. */
import type { ClaimMetric, Language, LocalText, Moment, ResolvedClaim } from "../../experiment/claims.ts";
import { scoreOf, type Task } from "../../experiment/metrics.ts";
import type { ResolvedArm } from "../../experiment/resolve.ts";
import { decimalsOf } from "../format.ts";
import type { Answer, Verdict } from "./answers.ts";

export const verdictWords: Readonly<Record<Verdict, LocalText>> = {
  "holds": { en: "holds", ja: "成り立つ" },
  "does not hold": { en: "does not hold", ja: "成り立たない" },
  "cannot be told": { en: "cannot be told", ja: "判断できない" },
};

/** What is measured, without the moment. */
export const metricWords: Readonly<Record<ClaimMetric, LocalText>> = {
  trainAccuracy: { en: "training accuracy", ja: "訓練正解率" },
  testAccuracy: { en: "test accuracy", ja: "テスト正解率" },
  trainRmse: { en: "training RMSE", ja: "訓練RMSE" },
  testRmse: { en: "test RMSE", ja: "テストRMSE" },
  testR2: { en: "test R²", ja: "テストR²" },
  testLoss: { en: "test loss", ja: "テスト損失" },
  validationAccuracy: { en: "validation accuracy", ja: "検証正解率" },
  validationRmse: { en: "validation RMSE", ja: "検証RMSE" },
  validationR2: { en: "validation R²", ja: "検証R²" },
  validationLoss: { en: "validation loss", ja: "検証損失" },
  loss: { en: "training loss", ja: "訓練損失" },
  gap: { en: "gap of training and test accuracy", ja: "訓練とテストの正解率の差" },
  weightNorm: { en: "norm of the weights", ja: "重みのノルム" },
  falls: { en: "falls of the test accuracy, added up", ja: "テストの正解率が下がった分の合計" },
  nearZero: { en: "share of first-layer weights within 0.001 of 0", ja: "第1層の重みのうち0から0.001以内の割合" },
};

/** What a search among such arms chooses by. */
export const chosenByText = (arms: readonly ResolvedArm[], language: Language): string =>
  metricWords[scoreOf(arms[0]).chosenBy.metric][language];

/** In place of these where rows have targets. */
const errorWords: Partial<typeof metricWords> = {
  gap: { en: "gap of test and training RMSE", ja: "テストと訓練のRMSEの差" },
  falls: { en: "rises of the test RMSE, added up", ja: "テストのRMSEが上がった分の合計" },
};
const wordOf = (metric: ClaimMetric, task: Task, language: Language) =>
  ((task === "targets" ? errorWords[metric] : undefined) ?? metricWords[metric])[language];

const ofRun = ["falls", "nearZero"];
/** In the units of the targets, or in their squares, where rows have targets. */
const ofTargets = ["trainRmse", "testRmse", "validationRmse", "testLoss", "validationLoss", "loss", "gap", "falls"];

/** `final test accuracy`, `iterations to a test accuracy of 0.9` */
function measure(metric: ClaimMetric, at: Moment, language: Language, task: Task): string {
  const word = wordOf(metric, task, language);
  if (ofRun.includes(metric)) return word;
  if (language === "en") {
    if (typeof at === "object") return `iterations to a ${word} of ${at.reach}`;
    return typeof at === "number" ? `${word} after ${at} iterations` : `${at} ${word}`;
  }
  if (typeof at === "object") return `${word}が${at.reach}に達するまでの回数`;
  return typeof at === "number" ? `${at}回目の${word}` : `${{ final: "最終の", best: "最良の" }[at]}${word}`;
}

const moment = (at: Moment, language: Language) =>
  typeof at === "number"
    ? { en: `after ${at}`, ja: `${at}回目` }[language]
    : { final: { en: "at the end", ja: "最終" }, best: { en: "at best", ja: "最良" } }[at as "final" | "best"][language];

const inBrackets = (text: string, language: Language) => ({ en: ` (${text})`, ja: `（${text}）` })[language];

/** How a claim is read: `final test accuracy: SGD < 0.2` */
export function reading({ compare, metric, at, direction, margin }: ResolvedClaim, language: Language, task: Task = "labels"): string {
  const two = typeof compare[1] === "string" && JSON.stringify(at[0]) !== JSON.stringify(at[1]);
  const [first, second] = compare.map((side, i) => (two ? `${side}${inBrackets(moment(at[i]!, language), language)}` : String(side)));
  const what = two && typeof at[0] !== "object" ? wordOf(metric, task, language) : measure(metric, at[0], language, task);
  const sign = direction === "equal" ? "±" : (direction === "higher") === (margin > 0) ? "+" : "−";
  const by = margin === 0 ? "" : ` ${sign} ${Math.abs(margin)}`;
  return `${what}${language === "en" ? ": " : "："}${first} ${{ higher: ">", lower: "<", equal: "=" }[direction]} ${second}${by}`;
}

/** How many decimals the values of a claim have: errors of targets four digits, whatever their units. */
function decimals({ claim: { metric, at }, sides, task }: Answer): number {
  if (typeof at[0] === "object") return 0;
  const sizes = sides.map(Math.abs).filter((size) => size > 0);
  if (task === "targets" && ofTargets.includes(metric)) return sizes.length === 0 ? 4 : decimalsOf(Math.min(...sizes));
  return ["loss", "testLoss", "validationLoss", "falls"].includes(metric) ? 3 : metric === "weightNorm" ? 2 : 4;
}

/** A value of an answer as it is shown. */
function format(value: number, answer: Answer): string {
  return value.toFixed(decimals(answer)).replace("-", "−").replace(/^−(0(\.0*)?)$/, "$1");
}

/** The difference of both sides with half of its interval: `−0.0125 ± 0.0040` */
function signed(answer: Answer): string {
  const { difference, interval } = answer;
  const half = (interval[1] - interval[0]) / 2;
  return `${difference > 0 ? "+" : ""}${format(difference, answer)}${Number.isNaN(half) ? "" : ` ± ${format(half, answer)}`}`;
}

/** Of each side that is an arm, where there are any: its name and how many. */
const some = ({ claim }: Answer, counts: readonly number[]) =>
  counts.flatMap((count, i) => (typeof claim.compare[i] === "number" || count === 0 ? [] : [[claim.compare[i], count] as const]));

const side = (answer: Answer, i: 0 | 1) => {
  const { claim: { compare }, sides } = answer;
  return typeof compare[i] === "number" ? String(compare[i]) : format(sides[i], answer);
};

/** `0.9256 against 0.9381: −0.0125 ± 0.0040, true in 10 of 10 seeds` */
export function numbers(answer: Answer, language: Language): string {
  const { claim, seeds, agree, diverged, reached = [seeds, seeds] } = answer;
  if (seeds === 0) return nothing(claim)[language];
  const [first, second] = [side(answer, 0), side(answer, 1)];
  const late = some(answer, reached.map((count) => seeds - count));
  const lost = some(answer, diverged);
  if (language === "en") {
    const notes = [
      ...late.map(([arm, count]) => `; ${arm} reached it in ${seeds - count} of ${seeds}`),
      ...lost.map(([arm, count]) => `; ${arm} diverged in ${count}`),
    ];
    return `${first} against ${second}: ${signed(answer)}, true in ${agree} of ${seeds} seeds${notes.join("")}`;
  }
  const notes = [
    ...late.map(([arm, count]) => `、${arm}の到達は${seeds}個中${seeds - count}個`), ...lost.map(([arm, count]) => `、${arm}は${count}個で発散`),
  ];
  return `${first}対${second}：${signed(answer)}、シード${seeds}個中${agree}個で成立${notes.join("")}`;
}

const nothing = ({ at }: ResolvedClaim): LocalText =>
  typeof at[0] === "object"
    ? { en: "no run that is complete reached the target", ja: "到達した実行がない" }
    : { en: "no seed has both values", ja: "両方の値がそろうシードがない" };
