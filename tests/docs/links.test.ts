/** Every link of a document to another file, to a place in it, or into the page leads somewhere, and the files it names are there. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";
import { slugOf } from "../../handbook/slug.js";
import { chapters } from "../../web/story/chapters/index.ts";
import { documents, partsOf, root } from "./documents.ts";

const textOf = (path: string) => partsOf(path).filter((part) => typeof part === "string").join("\n");
/** What stands in code, in a line or as a block. */
const codeOf = (path: string) => partsOf(path).flatMap((part) =>
  typeof part === "string" ? Array.from(part.matchAll(/`([^`]+)`/g), ([, code]) => code!) : [part.code]);

/** The places of a document that a link can name: its headings, as GitHub and the site name them. */
function placesIn(path: string): Set<string> {
  const places = new Set<string>();
  for (const [, heading] of textOf(path).matchAll(/^#+ (.*)$/gm)) {
    const slug = slugOf(heading!.replace(/\[(.*?)\]\(.*?\)/g, "$1").replace(/[`*]/g, ""));
    let name = slug;
    for (let i = 1; places.has(name); i++) name = `${slug}-${i}`;
    places.add(name);
  }
  return places;
}

/** Links and pictures, in Markdown and in HTML. */
const linksIn = (path: string) => Array.from(
  textOf(path).replace(/`[^`]*`/g, "").matchAll(/\]\(([^)\s]+)\)|<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g),
  ([, markdown, html]) => markdown ?? html!,
);

/** Parts of the page that a link may name besides experiments. */
const races = ["race", ...readdirSync(join(root, "experiments")).map((name) => name.replace(/\.json$/, ""))];

test.each(documents)("%s: its links lead somewhere", (path) => {
  const dead = linksIn(path).filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file, place] = link.split("#");
    const target = file === "" ? path : normalize(join(dirname(path), file!));
    if (!existsSync(join(root, target)) || (statSync(join(root, target)).isDirectory() && !target.endsWith("/"))) return true;
    return place !== undefined && !placesIn(target).has(decodeURIComponent(place));
  });
  expect(dead).toEqual([]);
});

test.each(documents)("%s: what it says of the page's addresses is there", (path) => {
  const code = codeOf(path).join("\n");
  const told = Array.from(code.matchAll(/#story\/([\w-]+)/g), ([, id]) => id!);
  expect(told.filter((id) => !chapters.some((chapter) => chapter.id === id))).toEqual([]);
  const raced = Array.from(code.matchAll(/(?:^|[/?&]\S*)#([a-z][\w-]+)(?="|$)/gm), ([, name]) => name!);
  expect(raced.filter((name) => !races.includes(name))).toEqual([]);
});

test.each(documents)("%s: the project's files that it names are there", (path) => {
  const folders = /^(?:assembly|bindings|experiment|report|cli|web|tests|scripts|bench|docs|handbook|deploy|examples|experiments|schemas)\/[\w./-]*$/;
  const named = codeOf(path).flatMap((code) => code.split(/\s+/)).filter((word) => folders.test(word));
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("documents that sources name are there", () => {
  const folders = ["assembly", "bindings", "experiment", "report", "cli", "web", "scripts", "bench", "deploy", "tests", "handbook/.vitepress"];
  const dead = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.([jt]sx?|html|ya?ml|sh|py|sbatch|service|conf)$/.test(name) && !name.includes("node_modules"))
    .flatMap((name) => Array.from(
      readFileSync(join(root, folder, name), "utf8").matchAll(/(?<![\w./])((?:docs\/[\w./-]+|README|CONTRIBUTING|SECURITY|CHANGELOG)\.md)\b/g),
      ([, document]) => `${folder}/${name}: ${document!}`,
    )))
    .filter((found) => !existsSync(join(root, found.split(": ")[1]!)));
  expect(dead).toEqual([]);
});

test("a dead link is seen", () => {
  expect(placesIn("docs/claims.md").has("the-report-optimizers")).toBe(true);
  expect(placesIn("docs/claims.ja.md").has("レポート最適化手法")).toBe(true);
  expect(linksIn("README.md")).toEqual(expect.arrayContaining(["docs/design.md", "docs/race.svg", "docs/landscape.png"]));
});
