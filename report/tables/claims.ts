/** The claims of an experiment with their answers, one a row. */
import type { Language } from "../../experiment/claims.ts";
import type { Answer } from "../claims/answers.ts";
import { numbers, reading, verdictWords } from "../claims/words.ts";
import { replaceUnprintable } from "../text.ts";
import { makeTable, numbersColumn, type Table, textColumn } from "./table.ts";

const heads = {
  claim: { en: "claim", ja: "主張" },
  reading: { en: "read as", ja: "読み方" },
  verdict: { en: "verdict", ja: "判定" },
  numbers: { en: "numbers", ja: "数値" },
  source: { en: "where", ja: "出典" },
};

export function claimsTable(answers: readonly Answer[], language: Language): Table {
  const head = (name: keyof typeof heads) => heads[name][language];
  /** In a CSV in English, whatever people read. */
  const said = (name: "claim" | "reading" | "source", of: (answer: Answer, language: Language) => string) =>
    textColumn<Answer>(
      head(name), name, (answer) => replaceUnprintable(of(answer, "en")), (answer) => replaceUnprintable(of(answer, language)),
    );
  const columns = [
    said("claim", ({ claim }, of) => claim.claim[of]),
    textColumn<Answer>(head("verdict"), "verdict", ({ verdict }) => verdictWords[verdict].en, ({ verdict }) => verdictWords[verdict][language]),
    said("reading", ({ claim, task }, of) => reading(claim, of, task)),
    {
      ...numbersColumn<Answer>(
        head("numbers"), ["first", "second", "difference", "low", "high", "seeds", "agree"],
        ({ sides, difference, interval, seeds, agree }) => [...sides, difference, ...interval, seeds, agree],
        (answer) => replaceUnprintable(numbers(answer, language)),
      ),
      align: "left" as const,
    },
    ...(answers.some(({ claim }) => claim.source)
      ? [said("source", ({ claim }, of) => claim.source?.[of] ?? "")]
      : []),
  ];
  return makeTable("claims", { en: "Claims, and what the results say", ja: "主張と結果" }[language], columns, answers);
}
