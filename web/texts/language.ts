// English and Japanese: ?lang= decides, else what the browser prefers.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { en, type Texts } from "./en.ts";
import { ja } from "./ja.ts";
import { formatNumber } from "./format.ts";

export const languages = { en: "English", ja: "日本語" } as const;
export type Language = keyof typeof languages;

const isLanguage = (tag: string | null | undefined): tag is Language => tag === "en" || tag === "ja";

function preferred(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  if (isLanguage(asked)) return asked;
  return navigator.languages.map((tag) => tag.split("-")[0]).find(isLanguage) ?? "en";
}

export const language = signal<Language>(preferred());
/** The texts in the language of the page: a room has its own, English first, which says what the others have to say. */
export function inLanguages<Said>(
  all: { readonly en: Said } & Readonly<Record<Exclude<Language, "en">, NoInfer<Said>>>,
): ReadonlySignal<Said> {
  return computed(() => all[language.value]);
}

export const texts = inLanguages<Texts>({ en, ja });

/** Changes the language and says so in the address. */
export function setLanguage(chosen: Language): void {
  const address = new URL(location.href);
  address.searchParams.set("lang", chosen);
  history.replaceState(null, "", address);
  language.value = chosen;
}

export const formatCount = (value: number) => formatNumber(language.value, value);

export const formatPercent = (share: number, digits = 1) =>
  formatNumber(language.value, share, {
    style: "percent", minimumFractionDigits: digits, maximumFractionDigits: digits,
  });

/** A loss: about three significant digits. */
export const formatLoss = (value: number) =>
  Number.isFinite(value)
    ? formatNumber(language.value, value, value >= 1e6 ? { notation: "scientific" } : { maximumSignificantDigits: 3 })
    : "–";
