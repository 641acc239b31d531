// Names of variants in sentences.

import type { Language } from "./language.ts";

/** Names that look like a part of the sentence stand in quotes. */
export function inSentence(name: string, language: Language): string {
  if (!/^\p{Ll}|[,;:、]/u.test(name)) return name;
  return language === "en" ? `“${name}”` : `「${name}」`;
}
