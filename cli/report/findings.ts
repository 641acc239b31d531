/** The findings for a terminal. */
import picocolors from "picocolors";
import { brief } from "../../report/findings/brief.ts";
import type { Finding } from "../../report/findings/finding.ts";
import { findings } from "../../report/findings/findings.ts";
import type { Language } from "../../experiment/language.ts";
import { sentence } from "../../report/findings/sentence.ts";
import type { Results } from "../../experiment/results.ts";
import { wrap } from "./wrap.ts";

const bullet = "• ";

interface Terminal {
  colors: boolean;
  columns: number;
  language: Language;
}

/** The most important findings, a sentence each; "" where there are none. The report has all. */
export const findingsText = (results: Results, terminal: Terminal) => sentencesText(findings(results), terminal);

/** The most important of given findings. */
export function sentencesText(all: readonly Finding[], { colors, columns, language }: Terminal): string {
  const { dim } = picocolors.createColors(colors);
  return brief(all).map((finding) => {
    const lines = wrap(sentence(finding, language), Math.max(20, columns - bullet.length));
    const text = lines.map((line, i) => `${i === 0 ? bullet : " ".repeat(bullet.length)}${line}`);
    return (finding.kind === "method" ? text.map(dim) : text).join("\n");
  }).join("\n");
}
