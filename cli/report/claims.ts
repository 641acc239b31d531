/** The experiment's claims and their answers in a terminal. */
import picocolors from "picocolors";
import stringWidth from "string-width";
import type { Language } from "../../experiment/claims.ts";
import type { Results } from "../../experiment/results.ts";
import { answers, type Verdict, verdicts } from "../../report/claims/answers.ts";
import { numbers, reading, verdictWords } from "../../report/claims/words.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { gap } from "./plain-table.ts";
import { wrap } from "./wrap.ts";

const colorOf: Record<Verdict, "green" | "red" | "yellow"> = { "holds": "green", "does not hold": "red", "cannot be told": "yellow" };

interface Terminal {
  colors: boolean;
  columns: number;
  language: Language;
}

/** Verdict, claim, how it is read and its numbers; "" where the experiment claims nothing. */
export function claimsText(results: Results, { colors, columns, language }: Terminal): string {
  const paint = picocolors.createColors(colors);
  const width = Math.max(...verdicts.map((verdict) => stringWidth(verdictWords[verdict][language])));
  const indent = " ".repeat(width) + gap;
  const lines = answers(results).flatMap((answer) => {
    const { claim, task, verdict } = answer;
    const [said, ...details] = [claim.claim[language], reading(claim, language, task), numbers(answer, language)]
      .map((text) => wrap(replaceUnprintable(text), Math.max(30, columns - indent.length)));
    const word = verdictWords[verdict][language];
    const first = paint[colorOf[verdict]](word) + indent.slice(stringWidth(word));
    return [
      ...said!.map((line, i) => (i === 0 ? first : indent) + line),
      ...details.flat().map((line) => indent + paint.dim(line)),
    ];
  });
  return lines.join("\n");
}
