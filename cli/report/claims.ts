/** The experiment's claims and their answers in a terminal. */
import picocolors from "picocolors";
import type { Results } from "../../experiment/results.ts";
import { type Answer, answers, type Verdict, verdicts } from "../../report/claims/answers.ts";
import { numbers, reading, verdictWords } from "../../report/claims/words.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { gap, plainTable } from "./plain-table.ts";

const colorOf: Record<Verdict, "green" | "red" | "yellow"> = { "holds": "green", "does not hold": "red", "cannot be told": "yellow" };

/** Verdict, claim, how it is read and its numbers; undefined where the experiment claims nothing. */
export function claimsText(results: Results, options: { colors: boolean; columns: number }): string | undefined {
  const found = answers(results);
  if (found.length === 0) return undefined;
  const colors = picocolors.createColors(options.colors);
  const width = Math.max(...verdicts.map((verdict) => verdictWords[verdict].en.length));
  const rest = Math.max(30, options.columns - width - gap.length);
  const rows = found.map((answer: Answer) => {
    const { claim, verdict } = answer;
    const [said, read, found] = [claim.claim.en, reading(claim, "en"), numbers(answer, "en")].map(replaceUnprintable);
    return [colors[colorOf[verdict]](verdictWords[verdict].en), [said, read, found].join("\n")];
  });
  return plainTable([colors.dim("verdict"), colors.dim("claim")], ["left", "left"], rows, [width, rest]);
}
