// What the story says around its chapters: questions, and who won.

import type { Language } from "../texts/language.ts";
import type { Bet } from "./bet.ts";
import { winners } from "./bet.ts";
import { ended, gap, type Outcome, reached } from "./outcome.ts";
import { type Words, wordsOf } from "./words.ts";

interface Said {
  question: (bet: Bet, words: Words) => string;
  none: string;
  /** Who reached it when, the first first, and who did not. */
  reached: (target: string, times: readonly { name: string; at: string }[], not: readonly string[], words: Words) => string;
  highest: (ends: readonly { name: string; value: string }[], words: Words) => string;
  gap: (ends: readonly { name: string; value: string }[], words: Words) => string;
  /** A bet on a variant or, without a name, on none of them. */
  right: (name: string | undefined) => string;
  wrong: (name: string | undefined) => string;
  broken: (names: string) => string;
  note: (name: string, target: string, at: string) => string;
}

const said: Readonly<Record<Language, Said>> = {
  en: {
    question: (bet, { whole }) => ({
      first: `Which is the first to read ${bet.kind === "first" ? whole(bet.target) : ""} of the test images right?`,
      highest: "Which ends with the highest test accuracy?",
      gap: "Where does the training accuracy end farthest above the test accuracy?",
    })[bet.kind],
    none: "None of them",
    reached: (target, [first, ...others], not, { list }) => {
      if (!first) return `None of them reaches ${target}.`;
      const rest = others.map(({ name, at }) => `${name} at ${at}`);
      const missing = not.length === 0 ? "" : not.length === 1 ? `; ${not[0]!} does not` : `; ${list(not)} do not`;
      return `${list([`${first.name} reaches ${target} at iteration ${first.at}`, ...rest])}${missing}.`;
    },
    highest: ([first, ...others], { list }) =>
      `${first!.name} ends highest, at ${first!.value}`
      + (others.length === 0 ? "." : `; ${list(others.map(({ name, value }) => `${name} at ${value}`))}.`),
    gap: ([first, ...others], { list }) =>
      `The gap is widest for ${first!.name}, with ${first!.value} points`
      + (others.length === 0 ? "." : `; ${list(others.map(({ name, value }) => `${name} has ${value}`))}.`),
    right: (name) => (name === undefined ? "You bet on none of them, and you were right." : `You bet on ${name}, and you were right.`),
    wrong: (name) => (name === undefined ? "You bet on none of them, and you were wrong." : `You bet on ${name}, and you were wrong.`),
    broken: (names) => `Not trained to the end: ${names}.`,
    note: (name, target, at) => `${name}: ${target} at ${at}`,
  },
  ja: {
    question: (bet, { whole }) => ({
      first: `最初にテスト画像の${bet.kind === "first" ? whole(bet.target) : ""}を正解するのはどれでしょう？`,
      highest: "最後に正解率（テスト）が最も高いのはどれでしょう？",
      gap: "訓練の正解率がテストを最も大きく上回って終わるのはどれでしょう？",
    })[bet.kind],
    none: "どれも届かない",
    reached: (target, times, not, { list }) => {
      if (times.length === 0) return `どれも${target}に達しませんでした。`;
      const when = times.map(({ name, at }) => `${name}は反復${at}`);
      return `${when.join("、")}で${target}に達しました。${not.length === 0 ? "" : `${list(not)}は達しませんでした。`}`;
    },
    highest: ([first, ...others]) =>
      `最も高いのは${first!.name}の${first!.value}です`
      + (others.length === 0 ? "。" : `（${others.map(({ name, value }) => `${name}は${value}`).join("、")}）。`),
    gap: ([first, ...others]) =>
      `差が最も大きいのは${first!.name}の${first!.value}ポイントです`
      + (others.length === 0 ? "。" : `（${others.map(({ name, value }) => `${name}は${value}`).join("、")}）。`),
    right: (name) => `予想は「${name ?? "どれも届かない"}」で、当たりです。`,
    wrong: (name) => `予想は「${name ?? "どれも届かない"}」で、はずれです。`,
    broken: (names) => `最後まで学習できなかった条件：${names}。`,
    note: (name, target, at) => `${name}は反復${at}で${target}`,
  },
};

export const questionOf = (bet: Bet, language: Language) => said[language].question(bet, wordsOf(language));
export const noneOf = (language: Language) => said[language].none;

/** How the race ended, whatever was expected. */
export function resultOf(bet: Bet, outcomes: readonly Outcome[], language: Language): string[] {
  const words = wordsOf(language);
  const texts = said[language];
  const broken = outcomes.filter(({ failure }) => failure !== undefined);
  const lines = broken.length === 0 ? [] : [texts.broken(words.list(broken.map(({ name }) => name)))];
  if (bet.kind === "first") {
    const times = outcomes.map((outcome) => ({ name: outcome.name, at: reached(outcome, bet.target) }));
    const there = times.filter((time) => time.at !== undefined).sort((a, b) => a.at! - b.at!);
    const not = times.filter(({ at }) => at === undefined).map(({ name }) => name);
    return [texts.reached(words.whole(bet.target), there.map(({ name, at }) => ({ name, at: words.count(at!) })), not, words), ...lines];
  }
  const value = bet.kind === "highest" ? ended : gap;
  const format = bet.kind === "highest" ? words.percent : words.points;
  const ends = outcomes.toSorted((a, b) => value(b) - value(a)).map((outcome) => ({ name: outcome.name, value: format(value(outcome)) }));
  return [texts[bet.kind](ends, words), ...lines];
}

/** Whether a bet was right: on the variant of this name or, undefined, on none. */
export function verdictOf(bet: Bet, outcomes: readonly Outcome[], betted: string | undefined, language: Language): string {
  const won = winners(bet, outcomes).map((place) => outcomes[place]!.name);
  const right = betted === undefined ? won.length === 0 : won.includes(betted);
  return said[language][right ? "right" : "wrong"](betted);
}

/** A note at the curve of each variant that has reached what was betted on. */
export function notesOf(bet: Bet, outcomes: readonly Outcome[], language: Language): { iteration: number; arm: number; text: string }[] {
  if (bet.kind !== "first") return [];
  const { whole, count } = wordsOf(language);
  return outcomes.flatMap((outcome, arm) => {
    const iteration = reached(outcome, bet.target);
    return iteration === undefined ? [] : [{ iteration, arm, text: said[language].note(outcome.name, whole(bet.target), count(iteration)) }];
  });
}
