// English and Japanese: ?lang= decides, else what the browser prefers.

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { en, type Texts } from "./en.ts";
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

type Japanese = typeof import("./japanese.ts");
const japanese = signal<Japanese | undefined>(undefined);

/** The same for a room that is there before the race's first frame: its Japanese is loaded where it is wanted. */
export const ofFirstFrame = <Room extends keyof Japanese>(room: Room, en: Japanese[Room]): ReadonlySignal<Japanese[Room]> =>
  computed(() => (language.value === "ja" ? japanese.value?.[room] : undefined) ?? en);

export const texts: ReadonlySignal<Texts> = ofFirstFrame("frame", en);

/** Before anything is shown in a language; throws where it cannot be loaded. */
export async function loadLanguage(wanted = language.peek()): Promise<void> {
  if (wanted === "ja") japanese.value ??= await import("./japanese.ts");
}

/** Changes the language and says so in the address. */
export async function setLanguage(chosen: Language): Promise<void> {
  await loadLanguage(chosen);
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
