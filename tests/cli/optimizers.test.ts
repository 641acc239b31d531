/** The table of optimizers on the terminal and in the docs. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { optimizerNames, optimizerRow } from "../../bindings/parts/optimizers.ts";
import { optimizersDocument } from "../../cli/optimizers/document.ts";
import { cli } from "./helpers.ts";

test.each([["docs/optimizers.md", "en"], ["docs/ja/optimizers.md", "ja"]] as const)("%s is what the table says: npm run build writes it", (file, language) => {
  expect(readFileSync(file, "utf8")).toBe(optimizersDocument(language));
});

test("in Japanese no sentence of it stays English", () => {
  const sentences = optimizersDocument("ja").split("\n").filter((line) => /^[-\w]/.test(line) && /\b(the|of|is|and)\b/.test(line.replace(/On the importance of initialization and momentum/, "")));
  expect(sentences).toEqual([]);
});

test("all of them are listed", async () => {
  const { code, out } = await cli("optimizers");
  expect(code).toBe(0);
  for (const name of optimizerNames) expect(out).toMatch(new RegExp(`^${name} `, "m"));
  expect(out).toMatch(/^lion +keras optax paper$/m);
});

test.each(optimizerNames)("%s is told with every option, in 80 columns", async (name) => {
  const { code, out } = await cli("optimizers", name);
  expect(code).toBe(0);
  for (const line of out.split("\n")) expect(Array.from(line).length, line).toBeLessThanOrEqual(80);
  for (const option of Object.keys(optimizerRow(name).options)) if (option !== "semantics") expect(out).toContain(option);
});

test("another name is refused with those that there are", async () => {
  const { code, err } = await cli("optimizers", "adm");
  expect(code).toBe(2);
  expect(err).toContain('did you mean "adam"?');
});
