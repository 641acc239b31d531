// Sentences, and the names of variants in them.

import type { Language } from "./language.ts";

/** Names that look like a part of the sentence stand in quotes. */
export function inSentence(name: string, language: Language): string {
  if (!/^\p{Ll}|[,;:、]/u.test(name)) return name;
  return language === "en" ? `“${name}”` : `「${name}」`;
}

/** Sentences one after another: Japanese has no spaces between them. */
export const joinSentences = (sentences: readonly string[], language: Language) => sentences.join(language === "ja" ? "" : " ");
