import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import type { Language } from "../../experiment/claims.ts";
import { claimsDocument, groups } from "../../report/claims/document.ts";
import { reading, verdictWords } from "../../report/claims/words.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const documents: Record<Language, string> = { en: read("docs/claims.md"), ja: read("docs/claims.ja.md") };

const files = readdirSync(new URL("experiments/claims", root)).map((name) => {
  const checked = checkExperiment(JSON.parse(read(`experiments/claims/${name}`)));
  if ("problems" in checked) throw new Error(`${name} is wrong`);
  return { name: name.replace(/\.json$/, ""), claims: checked.experiment.claims ?? [] };
});

/** The rows of a group's table that begin with a claim. */
function cellsOf(language: Language, title: string, claim: string): string[] {
  const section = documents[language].split(/^## /m).find((text) => text.startsWith(title)) ?? "";
  const row = section.split("\n").find((line) => line.startsWith(`| ${claim}<br>`));
  return row?.split(" | ") ?? [];
}

describe.each(["en", "ja"] as const)("docs/claims, %s", (language) => {
  test.each(files.filter(({ claims }) => claims.length > 0))("every claim of $name has a verdict", ({ name, claims }) => {
    const group = groups.find(({ columns }) => columns.some(([file]) => file === name))!;
    const column = group.columns.findIndex(([file]) => file === name);
    for (const claim of claims) {
      const cells = cellsOf(language, group.title[language], claim.claim[language]);
      expect(cells[1], claim.claim.en).toBe(reading(claim, language));
      const words = Object.values(verdictWords).map((word) => `**${word[language]}**`);
      expect(words.some((word) => cells[2 + column]!.startsWith(word)), `${claim.claim.en}: ${cells[2 + column]}`).toBe(true);
    }
  });
});

test.each(["en", "ja"] as const)("docs/claims, %s, says what the program writes around the numbers", (language) => {
  const studies = readdirSync(new URL("experiments/claims", root)).sort().map((file) => {
    const checked = checkExperiment(JSON.parse(read(`experiments/claims/${file}`)));
    if ("problems" in checked) throw new Error(`${file} is wrong`);
    return { name: file.replace(/\.json$/, ""), results: { experiment: checked.experiment, runs: [] } };
  });
  const lines = documents[language].split("\n");
  const written = claimsDocument(studies, language).split("\n").filter((line) => !line.startsWith("|"));
  expect(written.length).toBeGreaterThan(20);
  expect(written.filter((line) => !lines.includes(line))).toEqual([]);
});

test("a column of claims is for arms that are named alike", () => {
  for (const { columns } of groups) {
    const claims = columns.flatMap(([name]) => files.find((file) => file.name === name)!.claims);
    for (const claim of claims) {
      const alike = claims.filter((other) => other.claim.en === claim.claim.en);
      expect(new Set(alike.map((other) => reading(other, "en"))).size, claim.claim.en).toBe(1);
    }
  }
});
