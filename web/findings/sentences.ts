// What was found, in words. Every number is the run's.

import type { Language } from "../texts/language.ts";
import { inSentence } from "../texts/names.ts";
import type { Score } from "../../experiment/metrics.ts";
import type { Arrivals, Found } from "./standing.ts";
import { formatNumber } from "../texts/format.ts";
import { formatPoints, short } from "../texts/numbers.ts";

/** Of names and times more would not be read. */
const mostNames = 5;

interface Sentences {
  /** Who came to the threshold, and when; where nobody did, to which they came. */
  readonly reached: (found: Found) => string;
  readonly best: (found: Found) => string;
  readonly gap: (found: Found) => string;
  readonly failed: (found: Found) => string;
  readonly stopped: (found: Found) => string;
}

const numbers = (tag: Language) => ({
  whole: (value: number) => formatNumber(tag, Math.round(value)),
  points: (share: number) => formatPoints(tag, share),
  /** Of what is asked for: a share of the test data, or R². */
  goal: (value: number, { task }: Score) =>
    (task === "labels" ? formatNumber(tag, value, { style: "percent" }) : `R² ${formatNumber(tag, value)}`),
  /** Between two errors, with the digits that these are shown with. */
  below: (value: number, by: number) => {
    const digits = Math.max(0, 2 - Math.floor(Math.log10(value)));
    return (Number((value + by).toFixed(digits)) - Number(value.toFixed(digits))).toFixed(digits);
  },
  /** Of the score itself. */
  value: (value: number, { task }: Score) =>
    (task === "labels" ? formatNumber(tag, value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }) : short(value, 3)),
});

const en: Sentences = (() => {
  const { whole, points, goal, value, below: less } = numbers("en");
  const named = (name: string) => inSentence(name, "en");
  const list = (parts: readonly string[]) => {
    const shown = parts.length > mostNames ? parts.slice(0, mostNames - 1) : parts;
    const all = shown.length < parts.length ? [...shown, `${parts.length - shown.length} more`] : shown;
    return all.length < 2 ? all.join() : `${all.slice(0, -1).join(", ")} and ${all.at(-1)}`;
  };
  const names = (all: readonly string[]) => list(all.map(named));
  const times = ({ times }: Arrivals, seeds: number) => {
    const shown = times.length > mostNames + 1 ? times.slice(0, mostNames) : times;
    const text = shown.map(({ at, names: who, seeds: some }, i) =>
      `${names(who)} ${i === 0 ? "at " : ""}${whole(at)}${some < seeds ? ` (in ${some} of ${seeds} seeds)` : ""}`);
    const rest = times.slice(shown.length).reduce((sum, { names: who }) => sum + who.length, 0);
    return text.join(", ") + (rest > 0 ? `, ${rest} more later` : "");
  };
  return {
    reached: ({ arrivals, below, over, seeds, score }) => {
      const wanted = goal(arrivals.threshold, score);
      const median = seeds > 1 ? ` (median of ${seeds} seeds)` : "";
      if (arrivals.times.length > 0) {
        const { missing } = arrivals;
        const rest = missing.length === 0 ? "" : `; ${names(missing)} ${over ? "not at all" : "not yet"}`;
        return `${wanted} ${over ? "reached" : "so far"}${median}: ${times(arrivals, seeds)}${rest}.`;
      }
      const nobody = over ? `No variant reached ${wanted}` : `No variant has reached ${wanted} so far`;
      return below ? `${nobody}; ${goal(below.threshold, score)}${median}: ${times(below, seeds)}.` : `${nobody}.`;
    },
    best: ({ best, over, seeds, score }) => {
      if (!best) return "";
      const { names: who, next } = best;
      const shares = score.task === "labels";
      const mean = seeds > 1 ? `, the mean of ${seeds} seeds` : "";
      const at = (shares ? `${value(best.value, score)} test accuracy` : `a test RMSE of ${value(best.value, score)}`) + mean;
      const by = next && (shares ? `${points(next.by)} points above` : `${less(best.value, next.by)} below`);
      const lead = next ? `, ${by} ${named(next.name)}` : "";
      const verb = over ? "ends" : "is";
      if (who.length > 1) return `${names(who)} are level at ${at}${lead}.`;
      return next ? `${named(who[0]!)} ${verb} ${shares ? "highest" : "lowest"} with ${at}${lead}.` : `${named(who[0]!)} ${verb} at ${at}.`;
    },
    gap: ({ gap, score }) => (gap
      ? `The widest gap between training and test is that of ${named(gap.name)}: ${score.task === "labels" ? "" : "RMSE "}` +
        `${value(gap.train, score)} on the training data, ${value(gap.test, score)} on the test data.`
      : ""),
    failed: ({ failed }) => (failed.length === 0 ? ""
      : `${list(failed.map(({ name, at }) => `${named(name)} diverged at iteration ${whole(at)}`))}.`),
    stopped: ({ stopped }) => (stopped.length === 0 ? ""
      : `${list(stopped.map(({ name, at }) => `${named(name)} stopped early at ${whole(at)}`))}.`),
  };
})();

const ja: Sentences = (() => {
  const { whole, points, goal, value, below: less } = numbers("ja");
  const named = (name: string) => inSentence(name, "ja");
  const list = (parts: readonly string[]) => {
    const shown = parts.length > mostNames ? parts.slice(0, mostNames - 1) : parts;
    return shown.join("、") + (shown.length < parts.length ? `、ほか${parts.length - shown.length}件` : "");
  };
  const names = (all: readonly string[]) => list(all.map(named));
  const times = ({ times }: Arrivals, seeds: number) => {
    const shown = times.length > mostNames + 1 ? times.slice(0, mostNames) : times;
    const text = shown.map(({ at, names: who, seeds: some }) =>
      `${who.map(named).join("・")} ${whole(at)}回${some < seeds ? `（${seeds}シード中${some}シード）` : ""}`);
    const rest = times.slice(shown.length).reduce((sum, { names: who }) => sum + who.length, 0);
    return text.join("、") + (rest > 0 ? `、ほか${rest}件はそのあと` : "");
  };
  return {
    reached: ({ arrivals, below, over, seeds, score }) => {
      const wanted = goal(arrivals.threshold, score);
      const median = seeds > 1 ? `（${seeds}シードの中央値）` : "";
      if (arrivals.times.length > 0) {
        const { missing } = arrivals;
        const rest = missing.length === 0 ? "" : over ? `${names(missing)}は達しませんでした。` : `${names(missing)}はまだです。`;
        return `${over ? "" : "これまでに"}${wanted}に達した反復${median}：${times(arrivals, seeds)}。${rest}`;
      }
      const nobody = over ? `${wanted}に達した条件はありません` : `${wanted}に達した条件はまだありません`;
      return below ? `${nobody}。${goal(below.threshold, score)}に達した反復${median}：${times(below, seeds)}。` : `${nobody}。`;
    },
    best: ({ best, over, seeds, score }) => {
      if (!best) return "";
      const { names: who, next } = best;
      const shares = score.task === "labels";
      const metric = shares ? "テスト正解率" : "テストRMSE";
      const at = value(best.value, score) + (seeds > 1 ? `（${seeds}シードの平均）` : "");
      const when = over ? "最終的な" : "現在の";
      const by = next && (shares ? `${points(next.by)}ポイント上回っています` : `${less(best.value, next.by)}下回っています`);
      const lead = next ? `で、${named(next.name)}を${by}` : "です";
      if (who.length > 1) return `${when}${metric}は${names(who)}が同じ${at}${lead}。`;
      return next
        ? `${when}${metric}が最も${shares ? "高い" : "低い"}のは${named(who[0]!)}の${at}${lead}。`
        : `${named(who[0]!)}の${when}${metric}は${at}です。`;
    },
    gap: ({ gap, score }) => (gap
      ? `訓練とテストの差が最も大きいのは${named(gap.name)}です（${score.task === "labels" ? "" : "RMSE："}` +
        `訓練${value(gap.train, score)}、テスト${value(gap.test, score)}）。`
      : ""),
    failed: ({ failed }) => (failed.length === 0 ? ""
      : `${list(failed.map(({ name, at }) => `${named(name)}は反復${whole(at)}`))}で発散しました。`),
    stopped: ({ stopped }) => (stopped.length === 0 ? ""
      : `${list(stopped.map(({ name, at }) => `${named(name)}は反復${whole(at)}`))}で早期終了しました。`),
  };
})();

const sentences: Readonly<Record<Language, Sentences>> = { en, ja };

/** The two sentences that matter, and what else there is to say. */
export function say(found: Found, language: Language): { main: string[]; more: string[] } {
  const { reached, best, gap, failed, stopped } = sentences[language];
  const said = (...parts: ((found: Found) => string)[]) => parts.map((part) => part(found)).filter((text) => text !== "");
  return { main: said(reached, best), more: said(gap, failed, stopped) };
}
