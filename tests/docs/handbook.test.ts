/** The handbook is there in both languages, and says the same in both. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { chapters } from "../../web/story/chapters/index.ts";
import { sections } from "../../handbook/pages.ts";
import { blocksOf, commandsIn, documents, handbook, inJapanese, read, root } from "./documents.ts";

const course = handbook.filter((path) => path.startsWith("docs/course/"));
/** Numbers as they are printed, thousands without their comma. */
const numbersIn = (text: string) => Array.from(text.replace(/(\d),(?=\d{3})/g, "$1").matchAll(/\d+(?:\.\d+)?/g), ([number]) => number);
const codeOf = (path: string) => blocksOf(path).map(({ info, code }) => {
  const [language] = info.split(" ");
  const comment = { js: /\/\/.*/g, jsonc: /\/\/.*/g, python: /#.*/g, "": /(?<=\S)\s+#.*/g }[language!];
  return comment ? code.replace(comment, "").replace(/ +$/gm, "") : language === "json" ? code : "";
});

/** How many rows each table has. */
const rowsOf = (path: string) =>
  Array.from(read(path).replace(/^```[^]*?^```/gm, "").matchAll(/(?:^\|.*\n)+/gm), ([table]) => table.trim().split("\n").length);

/** How deep each heading is. */
const headingsOf = (path: string) =>
  Array.from(read(path).replace(/^```[^]*?^```/gm, "").matchAll(/^(#+) /gm), ([, signs]) => signs!.length);

test("start, course, how-to's, experiments and scope are in the handbook", () => {
  for (const page of ["index", "start", "experiments", "scope"]) expect(handbook).toContain(`docs/${page}.md`);
  expect(course).toHaveLength(11);
  for (const name of ["compare", "tune", "reproduce", "own-data", "embed", "export", "class"]) {
    expect(handbook).toContain(`docs/how-to/${name}.md`);
  }
});

test("the site lists every document", () => {
  const listed = sections.flatMap(({ pages }) => pages);
  const own = documents.filter((path) => /^docs\/(?!ja\/)/.test(path) && !path.endsWith(".ja.md"));
  expect(own.map((path) => path.replace(/^docs\/(.*)\.md$/, "$1")).filter((page) => page !== "index" && !listed.includes(page))).toEqual([]);
  const made = /^(reference|project)\//;
  expect(listed.filter((page) => !made.test(page) && !existsSync(join(root, `docs/${page}.md`)))).toEqual([]);
});

test.each([...handbook, "README.md"])("%s is there in Japanese, with the same commands and code", (path) => {
  const japanese = inJapanese(path);
  expect(existsSync(join(root, japanese))).toBe(true);
  expect(read(japanese)).toMatch(/[ぁ-ん]/);
  expect(commandsIn(japanese)).toEqual(commandsIn(path));
  // The site finds a place of the English page in the Japanese one by its number.
  if (path.startsWith("docs/")) expect(headingsOf(japanese)).toEqual(headingsOf(path));
  expect(rowsOf(japanese)).toEqual(rowsOf(path));
  const [own, other] = [codeOf(japanese), codeOf(path)];
  // Japanese quotes less of what the command line prints.
  expect(own.filter((code) => /[{}]/.test(code))).toEqual(other.filter((code) => /[{}]/.test(code)));
});

describe("the course", () => {
  test.each(course)("%s has the numbers of docs/claims.md, in both languages", (path) => {
    const sources = ["docs/claims.md", "docs/start.md", "docs/how-to/compare.md", "experiments/wrong-labels.json", "docs/course/network.md"];
    const known = new Set(sources.flatMap((source) => numbersIn(read(source))));
    const [, found = ""] = read(path).split("## What was found");
    const measured = numbersIn(found).filter((number) => /\.\d{3,}/.test(number));
    for (const number of measured) expect([...known], number).toContain(number);
    const [, japanese = ""] = read(inJapanese(path)).split("## 分かったこと");
    expect(numbersIn(japanese).filter((number) => /\.\d{3,}/.test(number)).sort()).toEqual(measured.sort());
  });

  test("each chapter has its experiment of the story", () => {
    const live = course.flatMap((path) => {
      const [own, other] = [path, inJapanese(path)].map((page) => Array.from(read(page).matchAll(/<Live chapter="(.*?)" \/>/g), ([, name]) => name!));
      expect(own).toEqual(other);
      return own!;
    });
    const told = chapters.map(({ id }) => id).filter((id) => id !== "your-turn");
    expect(live.sort()).toEqual(told.sort());
  });
});

test("README is short", () => {
  for (const path of ["README.md", "README.ja.md"]) expect(read(path).split("\n").length, path).toBeLessThan(150);
});
