/** The language of the command line. One for the process, as its terminal is; threads print nothing. */
import { type Language, languages } from "../../experiment/language.ts";
import { translatedProblem } from "../../experiment/messages-ja.ts";
import { printable } from "../../experiment/printable.ts";
import type { Problem } from "../../experiment/problems.ts";
import { en, type Texts } from "./en.ts";
import { headings } from "./headings-ja.ts";
import { ja } from "./ja.ts";
import { translatedMessage } from "./messages-ja.ts";

const texts: Record<Language, Texts> = { en, ja };
let spoken: Language = "en";

/** Takes what `--lang` asks for, or else what the environment says, as POSIX orders it; English where it names neither. */
export function chooseLanguage(argv: readonly string[], { LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): void {
  const at = argv.findIndex((word) => word === "--lang" || word.startsWith("--lang="));
  const asked = argv[at]?.slice("--lang=".length) || argv[at + 1];
  const tag = at >= 0 ? asked : [LC_ALL, LC_MESSAGES, LANG].find((value) => value)?.split(/[_.@-]/)[0];
  spoken = languages.find((language) => language === tag) ?? "en";
}

export const language = (): Language => spoken;
export const said = (): Texts => texts[spoken];

/** A heading of a table, or a state in it. */
export const heading = (text: string): string => (spoken === "ja" && Object.hasOwn(headings, text) ? headings[text]! : text);

/** A message that is made in English, such as an error's; where the language has no words for it, as it is. */
export const translated = (text: string): string => (spoken === "ja" ? translatedMessage(text) ?? text : text);

/** A line that warns, of what may quote files. */
export const warningLine = (text: string): string => `${said().warning}${printable(translated(text))}\n`;

/** A problem of an experiment in a language other than English, where that has words for it. */
export const problemText = (problem: Problem): string | undefined => (spoken === "ja" ? translatedProblem(problem) : undefined);
