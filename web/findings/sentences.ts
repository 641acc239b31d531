// What was found, in words. Every number is the run's.

import type { Language } from "../texts/language.ts";
import { inSentence } from "../texts/names.ts";
import type { Arrivals, Found } from "./standing.ts";
import { formatNumber } from "../texts/format.ts";
import { formatPoints } from "../texts/numbers.ts";

/** Of names and times more would not be read. */
const mostNames = 5;

interface Sentences {
  /** Who came to the threshold, and when; where nobody did, to which they came. */
  readonly reached: (found: Found) => string;
  readonly highest: (found: Found) => string;
  readonly gap: (found: Found) => string;
  readonly failed: (found: Found) => string;
  readonly stopped: (found: Found) => string;
}

const numbers = (tag: Language) => ({
  whole: (value: number) => formatNumber(tag, Math.round(value)),
  percent: (share: number, digits: number) =>
    formatNumber(tag, share, { style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits }),
  points: (share: number) => formatPoints(tag, share),
});

const en: Sentences = (() => {
  const { whole, percent, points } = numbers("en");
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
    reached: ({ arrivals, below, over, seeds }) => {
      const goal = percent(arrivals.threshold, 0);
      const median = seeds > 1 ? ` (median of ${seeds} seeds)` : "";
      if (arrivals.times.length > 0) {
        const { missing } = arrivals;
        const rest = missing.length === 0 ? "" : `; ${names(missing)} ${over ? "not at all" : "not yet"}`;
        return `${goal} ${over ? "reached" : "so far"}${median}: ${times(arrivals, seeds)}${rest}.`;
      }
      const nobody = over ? `No variant reached ${goal}` : `No variant has reached ${goal} so far`;
      return below ? `${nobody}; ${percent(below.threshold, 0)}${median}: ${times(below, seeds)}.` : `${nobody}.`;
    },
    highest: ({ highest, over, seeds }) => {
      if (!highest) return "";
      const { names: who, accuracy, next } = highest;
      const mean = seeds > 1 ? `, the mean of ${seeds} seeds` : "";
      const value = `${percent(accuracy, 1)} test accuracy${mean}`;
      const lead = next ? `, ${points(next.by)} points above ${named(next.name)}` : "";
      const verb = over ? "ends" : "is";
      if (who.length > 1) return `${names(who)} are level at ${value}${lead}.`;
      return next ? `${named(who[0]!)} ${verb} highest with ${value}${lead}.` : `${named(who[0]!)} ${verb} at ${value}.`;
    },
    gap: ({ gap }) => (gap
      ? `The widest gap between training and test is that of ${named(gap.name)}: ${percent(gap.train, 1)} on the training ` +
        `images, ${percent(gap.test, 1)} on the test images.`
      : ""),
    failed: ({ failed }) => (failed.length === 0 ? ""
      : `${list(failed.map(({ name, at }) => `${named(name)} diverged at iteration ${whole(at)}`))}.`),
    stopped: ({ stopped }) => (stopped.length === 0 ? ""
      : `${list(stopped.map(({ name, at }) => `${named(name)} stopped early at ${whole(at)}`))}.`),
  };
})();

const ja: Sentences = (() => {
  const { whole, percent, points } = numbers("ja");
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
    reached: ({ arrivals, below, over, seeds }) => {
      const goal = percent(arrivals.threshold, 0);
      const median = seeds > 1 ? `（${seeds}シードの中央値）` : "";
      if (arrivals.times.length > 0) {
        const { missing } = arrivals;
        const rest = missing.length === 0 ? "" : over ? `${names(missing)}は達しませんでした。` : `${names(missing)}はまだです。`;
        return `${over ? "" : "これまでに"}${goal}に達した反復${median}：${times(arrivals, seeds)}。${rest}`;
      }
      const nobody = over ? `${goal}に達した条件はありません` : `${goal}に達した条件はまだありません`;
      return below ? `${nobody}。${percent(below.threshold, 0)}に達した反復${median}：${times(below, seeds)}。` : `${nobody}。`;
    },
    highest: ({ highest, over, seeds }) => {
      if (!highest) return "";
      const { names: who, accuracy, next } = highest;
      const value = percent(accuracy, 1) + (seeds > 1 ? `（${seeds}シードの平均）` : "");
      const at = over ? "最終的な" : "現在の";
      const lead = next ? `で、${named(next.name)}を${points(next.by)}ポイント上回っています` : "です";
      if (who.length > 1) return `${at}テスト正解率は${names(who)}が同じ${value}${next ? lead : "です"}。`;
      return next
        ? `${at}テスト正解率が最も高いのは${named(who[0]!)}の${value}${lead}。`
        : `${named(who[0]!)}の${at}テスト正解率は${value}です。`;
    },
    gap: ({ gap }) => (gap
      ? `訓練とテストの差が最も大きいのは${named(gap.name)}です（訓練${percent(gap.train, 1)}、テスト${percent(gap.test, 1)}）。`
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
  const { reached, highest, gap, failed, stopped } = sentences[language];
  const said = (...parts: ((found: Found) => string)[]) => parts.map((part) => part(found)).filter((text) => text !== "");
  return { main: said(reached, highest), more: said(gap, failed, stopped) };
}
