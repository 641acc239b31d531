import type { Language } from "../../experiment/language.ts";
import { en, type Sentences } from "./en.ts";
import type { Finding } from "./finding.ts";
import { ja } from "./ja.ts";

const sentences: Record<Language, Sentences> = { en, ja };

/** A finding in words that one may print. */
export function sentence(finding: Finding, language: Language): string {
  const say = sentences[language][finding.kind] as (finding: Finding) => string;
  return say(finding);
}
