import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { claimsText, writeReport } from "../../../cli/report/index.ts";
import { reportHtml } from "../../../cli/report/html.ts";
import type { ResolvedClaim } from "../../../experiment/claims.ts";
import type { Results } from "../../../experiment/results.ts";
import { optimizers } from "../../report/sample.ts";
import { temporaryFolder } from "../helpers.ts";

const escape = String.fromCharCode(27);
const claim = (en: string, compare: ResolvedClaim["compare"]): ResolvedClaim => ({
  claim: { en, ja: "主張" }, compare, metric: "testAccuracy", at: ["final", "final"], direction: "lower", margin: 0,
});
const claiming: Results = {
  ...optimizers,
  experiment: {
    ...optimizers.experiment,
    claims: [
      claim("SGD does not learn, which is a sentence long enough to stand in more than one line", ["SGD", 0.2]),
      claim(`Adam is behind ${escape}[31mSGD <b>`, ["Adam", "SGD"]),
    ],
  },
};

test("verdict, claim, reading and numbers, within the terminal", () => {
  const text = claimsText(claiming, { colors: false, columns: 80, language: "en" });
  expect(Math.max(...text.split("\n").map(stringWidth))).toBeLessThanOrEqual(80);
  expect(text).toMatch(/^holds +SGD does not learn/m);
  expect(text).toContain("final test accuracy: SGD < 0.2");
  expect(text).toMatch(/^does not hold +Adam is behind \uFFFD\[31mSGD <b>$/m);
  expect(text).toMatch(/true in 0 of 4 seeds/);
  expect(text).not.toContain(escape);
  expect(claimsText(claiming, { colors: true, columns: 80, language: "en" })).toContain(`${escape}[31mdoes not hold`);
});

test("in Japanese", () => {
  const text = claimsText(claiming, { colors: false, columns: 60, language: "ja" });
  expect(Math.max(...text.split("\n").map(stringWidth))).toBeLessThanOrEqual(60);
  expect(text).toMatch(/^成り立つ +主張$/m);
  expect(text).toMatch(/^成り立たない +主張$/m);
});

test("without claims nothing is said of them", () => {
  expect(claimsText(optimizers, { colors: false, columns: 80, language: "en" })).toBe("");
});

test("the report has a section of them, as text", () => {
  const svg = { wide: "<svg/>", narrow: "<svg/>" };
  const { document } = parseHTML(reportHtml(claiming, { accuracy: svg, loss: svg }, []));
  const rows = Array.from(document.querySelectorAll("#claims tbody tr"), (row) => row.textContent ?? "");
  expect(rows).toHaveLength(2);
  expect(rows[0]).toContain("holds");
  expect(rows[1]).toContain("SGD <b>");
  expect(document.querySelectorAll("#claims b")).toHaveLength(0);
});

test("a table of them is among the files, where there are any", async () => {
  const folder = temporaryFolder();
  expect(await writeReport(folder, claiming, { firstLayers: [], formats: ["md"] })).toEqual(expect.arrayContaining(["claims.csv", "claims.md"]));
  const [head, first] = readFileSync(join(folder, "claims.csv"), "utf8").split("\r\n");
  expect(head).toBe("claim,verdict,reading,first,second,difference,low,high,seeds,agree");
  expect(first).toMatch(/,holds,final test accuracy: SGD < 0.2,0\.1\d*,0.2,-0\.0\d*,/);
  expect(await writeReport(temporaryFolder(), optimizers, { firstLayers: [] })).not.toContain("claims.csv");
});
