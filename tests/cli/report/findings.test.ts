import stringWidth from "string-width";
import { expect, test } from "vitest";
import { findingsText } from "../../../cli/report/findings.ts";
import { wrap } from "../../../cli/report/wrap.ts";
import { languages } from "../../../experiment/language.ts";
import { optimizers, overfitting, sampleResults } from "../../report/sample.ts";

const terminal = { colors: false, columns: 80, language: "en" } as const;

test.each(languages)("sentences fit the terminal (%s)", (language) => {
  for (const results of [optimizers, overfitting]) {
    for (const columns of [40, 80, 120]) {
      const lines = findingsText(results, { ...terminal, columns, language }).split("\n");
      for (const line of lines) {
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
        expect(line).toMatch(/^(• | {2})\S/);
        expect(line).not.toMatch(/^..[、。），.)]|[（(“「]$/);
      }
      expect(lines.filter((line) => line.startsWith("• ")).length).toBeLessThanOrEqual(8);
    }
  }
});

test("wrapping loses and adds nothing", () => {
  const japanese = "最終的なテスト正解率はAdam（0.950）が最も高く、Momentum（0.938）を0.012 ± 0.004上回りました（10シードすべてで）。";
  expect(wrap(japanese, 20).join("")).toBe(japanese.replace("± ", "±"));
  const english = 'One seed tells little. For more seeds: --set "seeds=[0,1,2,3]"';
  expect(wrap(english, 30)).toEqual(["One seed tells little. For", "more seeds:", '--set "seeds=[0,1,2,3]"']);
  expect(wrap("a".repeat(100), 20)).toEqual(["a".repeat(100)]);
});

test("only what ± means is faint, and only where there are colours", () => {
  const [dim, reset] = ["\u001b[2m", "\u001b[22m"];
  const lines = findingsText(optimizers, { ...terminal, colors: true }).split("\n");
  const last = lines.slice(lines.findLastIndex((line) => line.includes("• ")));
  expect(lines.filter((line) => line.includes(dim))).toEqual(last);
  expect(last.at(-1)!.endsWith(reset)).toBe(true);
  expect(findingsText(optimizers, terminal)).not.toContain("\u001b");
});

test("names cannot act on the terminal", () => {
  const results = sampleResults("bad", [{ name: "a\u001b[31m", final: 0.95, half: 100 }], [0]);
  expect(findingsText(results, terminal)).not.toContain("\u001b");
});
