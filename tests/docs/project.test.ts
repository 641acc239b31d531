/** The files that a project is expected to have: what they name is there, and their versions are package.json's. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documents, read, root } from "./documents.ts";

const { version, license, scripts } = JSON.parse(read("package.json")) as {
  version: string; license: string; scripts: Record<string, string>;
};

test("the scripts that documents name are there", () => {
  for (const document of documents) {
    for (const [, script] of read(document).matchAll(/npm run ([\w:]+)/g)) expect(scripts, `${document}: ${script}`).toHaveProperty([script!]);
  }
});

test("versions and the licence are package.json's", () => {
  expect(read("CITATION.cff")).toMatch(new RegExp(`^version: ${version}$`, "m"));
  expect(read("CITATION.cff")).toMatch(new RegExp(`^license: ${license}$`, "m"));
  expect(read("LICENSE")).toMatch(new RegExp(`^${license} License`));
  // The newest version of the changelog, or what will be the first.
  const [, first] = /^## \[(?!Unreleased)(.+?)\] - \d{4}-\d\d-\d\d$/m.exec(read("CHANGELOG.md")) ?? [];
  if (first === undefined) expect(read("CHANGELOG.md")).toContain(`this is what ${version} will be`);
  else expect(first).toBe(version);
  expect(read("CHANGELOG.md")).toContain("## [Unreleased]");
});

test("issue forms have what forms need", () => {
  const folder = ".github/ISSUE_TEMPLATE";
  for (const file of readdirSync(join(root, folder)).filter((name) => name !== "config.yml")) {
    const form = read(join(folder, file));
    for (const key of ["name", "description", "labels", "body"]) expect(form, file).toMatch(new RegExp(`^${key}:`, "m"));
    const ids = Array.from(form.matchAll(/^ {4}id: (\w+)$/gm), ([, id]) => id);
    expect(new Set(ids).size).toBe(form.match(/^ {2}- type: /gm)!.length);
  }
});
