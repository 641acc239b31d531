// Builds the page and the handbook into one folder of static files that work from any folder of any server: `node
// scripts/handbook.js [FOLDER] [ADDRESS]`, by default dist/site, with the page at its top and the handbook in handbook/.
// ADDRESS is for scripts/build-web.js. Needs what `npm run build` makes. The generator is a package of its own
// (handbook/), which is installed when it is first needed.

import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import ts from "typescript";
import { englishOnly } from "../handbook/english-only.js";
import { slugOf } from "../handbook/slug.js";
import { buildWeb } from "./build-web.js";
import { isMain } from "./main.js";
import { schemaPage, tablePage } from "./schema-page.js";
import { importSource } from "./source.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const generator = join(root, "handbook");
/** Within the generator, which looks for its parts from there. */
const pages = join(generator, "gathered");

/**
 * Builds both into a folder, which is emptied of an earlier site.
 * @param {string} [folder]
 * @param {string} [address]
 */
export async function buildHandbook(folder = join(root, "dist/site"), address = undefined) {
  install();
  await buildWeb(folder, address, { handbook: true });
  await gather();
  const out = join(folder, "handbook");
  run("vitepress", ["build", "."], { HANDBOOK_BASE: mark, HANDBOOK_OUT: out });
  await anywhere(out);
}

/** Stands for the path of the handbook's folder, which VitePress wants to know. */
const mark = "/__handbook__/";

/**
 * Makes every path relative to the file that it stands in, or to that file's address. In HTML a script then makes links
 * whole: VitePress keeps them while pages of other folders take each other's place.
 */
async function anywhere(folder) {
  const whole = "for(const a of document.querySelectorAll('a[href],link[href]'))a.href=a.href";
  for (const path of await readdir(folder, { recursive: true })) {
    if (!/\.(html|js|css|json)$/.test(path)) continue;
    const text = await readFile(join(folder, path), "utf8");
    const up = "../".repeat(path.split(/[\\/]/).length - 1) || "./";
    let content = path.endsWith(".js") ? withAddress(text, up) : text.replaceAll(mark, up);
    if (path.endsWith(".html")) content = content.replace("</body>", () => `<script>${whole}</script></body>`);
    if (content !== text) await writeFile(join(folder, path), content);
  }
}

/** In texts of a script the mark becomes the path of the folder `up` from the script's own address. */
function withAddress(script, up) {
  if (!script.includes(mark)) return script;
  const file = ts.createSourceFile("x.js", script, ts.ScriptTarget.Latest);
  const pieces = [];
  let done = 0;
  const visit = (node) => {
    const [start, end] = [node.getStart(file), node.getEnd()];
    const literal = ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
    if (literal && script.slice(start, end).includes(mark)) {
      const quote = ts.isStringLiteral(node) ? script[start] : "`";
      const address = quote === "`" ? "${$handbook}" : `${quote}+$handbook+${quote}`;
      pieces.push(script.slice(done, start), "(", script.slice(start, end).replaceAll(mark, address), ")");
      done = end;
    } else ts.forEachChild(node, visit);
  };
  visit(file);
  if (pieces.length === 0) throw new Error("the handbook's address stands where it is no text");
  return `const $handbook=new URL("${up}",import.meta.url).pathname;${pieces.join("")}${script.slice(done)}`;
}

function install() {
  const [lock, done] = ["package-lock.json", "node_modules/.package-lock.json"].map((name) => join(generator, name));
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  console.log("Installing the generator …");
  spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
}

const run = (tool, args, env = {}) => spawn(join(generator, "node_modules/.bin", tool), args, env);

function spawn(command, args, env = {}) {
  const { status } = spawnSync(command, args, {
    cwd: generator, stdio: "inherit", env: { ...process.env, ...env }, shell: process.platform === "win32",
  });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`);
}

/**
 * The documents of the project as the site has them, and the reference that is made of the sources. What there is in
 * English only is among the Japanese pages too, and says so, so that nobody leaves their language.
 */
async function gather() {
  await rm(pages, { recursive: true, force: true });
  await cp(join(root, "docs"), pages, { recursive: true, filter: (path) => !path.endsWith(".md") });
  await cp(join(root, "web/icon.svg"), join(pages, "public/icon.svg"));
  const races = await racesOf();
  const beside = (await readdir(root)).filter((name) => name.endsWith(".md") && !/^README/.test(name));
  const documents = [...(await markdownIn("docs")), ...beside];
  const japanese = new Set(documents.map(place).filter((page) => page.startsWith("ja/")));
  for (const path of documents) {
    const page = place(path);
    const text = await readFile(join(root, path), "utf8");
    await write(page, await withLinks(path, page, withRaces(page, text, races)));
    if (page.startsWith("ja/") || japanese.has(`ja/${page}`)) continue;
    await write(`ja/${page}`, await withLinks(path, `ja/${page}`, inEnglishOnly(text)));
  }
  await referenceOf();
}

/** With a sentence that says so, below the title. */
const inEnglishOnly = (text) => text.replace(/^# .*$/m, (title) => `${title}\n\n${englishOnly}`);

async function write(path, content) {
  await mkdir(dirname(join(pages, path)), { recursive: true });
  await writeFile(join(pages, path), content);
}

const markdownIn = async (folder) =>
  (await readdir(join(root, folder), { recursive: true }))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`).filter((path) => path.endsWith(".md")).sort();

/** Where a document of the project lies in the site: x.ja.md belongs to the Japanese pages, README is its beginning. */
function place(path) {
  const [name, ending] = path.endsWith(".ja.md") ? [path.replace(/\.ja\.md$/, ""), "ja/"] : [path.replace(/\.md$/, ""), ""];
  if (name === "README") return `${ending}index.md`;
  return `${ending}${name.startsWith("docs/") ? name.slice("docs/".length) : `project/${name}`}.md`;
}

/** Links of a document as they lead from a page of the site; other files of the project that are linked come with it. */
async function withLinks(path, page, text) {
  const between = (target) => {
    const to = posix.relative(posix.dirname(page), target);
    return to.startsWith(".") ? to : `./${to}`;
  };
  const own = (target) => (page.startsWith("ja/") && !target.startsWith("ja/") ? `ja/${target}` : target);
  const parts = text.split(/(^```[^]*?^```|`[^`\n]*`)/m);
  for (let i = 0; i < parts.length; i += 2) {
    for (const [whole, link] of parts[i].matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^([a-z]+:|#)/.test(link)) continue;
      const [file, hash] = link.split("#");
      const target = posix.normalize(posix.join(posix.dirname(path), file));
      const english = page.startsWith("ja/") && !place(path).startsWith("ja/");
      const behind = hash === undefined ? "" : `#${english ? await japanesePlace(target, hash) : hash}`;
      let to;
      if (target.endsWith(".md")) {
        // From a document to its other language, and else within this one.
        to = between(isOther(path, target) ? place(target) : own(place(target)));
      } else if (target.startsWith("docs/")) {
        to = between(target.slice("docs/".length));
      } else {
        // A name with an ending that VitePress does not know, or without one, would be taken for a page.
        to = `/files/${target}${/\.(js|json|png|svg|ya?ml)$/.test(target) ? "" : ".txt"}`;
        await mkdir(dirname(join(pages, "public", to)), { recursive: true });
        await cp(join(root, target), join(pages, "public", to));
      }
      parts[i] = parts[i].replaceAll(whole, () => `](${to}${behind})`);
    }
  }
  return parts.join("");
}

const isOther = (path, target) => place(path) === `ja/${place(target)}` || place(target) === `ja/${place(path)}`;

/**
 * What the Japanese page, where there is one, calls the place that the English one calls so: both have the same headings.
 * @param {string} document
 * @param {string} anchor
 */
async function japanesePlace(document, anchor) {
  const japanese = join(root, document.replace(/^docs\//, "docs/ja/"));
  if (!document.startsWith("docs/") || !existsSync(japanese)) return anchor;
  const [own, other] = await Promise.all([join(root, document), japanese].map(async (path) =>
    Array.from((await readFile(path, "utf8")).replace(/^```[^]*?^```/gm, "").matchAll(/^#+ (.*)$/gm), ([, heading]) => slugOf(heading ?? ""))));
  return other?.[own?.indexOf(anchor) ?? -1] ?? anchor;
}

/** The experiments of the story's chapters, as the page's links hold them. */
async function racesOf() {
  /** @type {typeof import("../web/story/chapters/index.ts")} */
  const { chapters } = await importSource('export { chapters } from "./web/story/chapters/index.ts";');
  return Object.fromEntries(chapters.map(({ id, experiment, en, ja }) => [
    id, { hash: `#e=${deflateRawSync(JSON.stringify(experiment)).toString("base64url")}`, title: { en: en.title, ja: ja.title } },
  ]));
}

/** `<Live chapter="sgd" />` becomes the race of that chapter, in a frame of the page beside the handbook. */
function withRaces(path, text, races) {
  const up = "../".repeat(path.split("/").length);
  const language = path.startsWith("ja/") ? "ja" : "en";
  const whole = { en: "This chapter in the page", ja: "ページでこの章を開く" }[language];
  return text.replace(/<Live chapter="(.*?)" \/>/g, (_, id) => {
    const { hash, title } = races[id];
    return (
      `<div class="live"><iframe src="${up}?view=embed&amp;lang=${language}${hash}" title="${title[language]}" loading="lazy" ` +
      `allow="clipboard-write"></iframe><p><a href="${up}?lang=${language}#story/${id}" target="_blank">${whole}</a></p></div>`
    );
  });
}

/** The pages that are made of the sources, in English, among the pages of both languages. */
async function referenceOf() {
  const schema = async (path) => JSON.parse(await readFile(join(root, path), "utf8"));
  const itself = (path) => `The schema itself: [${posix.basename(path)}](/files/${path}).`;
  const made = {
    experiment: schemaPage({
      title: "experiment.json: every key", schema: await schema("experiment.schema.json"),
      intro: `What each means, with examples: [the experiment file](../experiment-format.md). ${itself("experiment.schema.json")}`,
    }),
    results: schemaPage({
      title: "results.json: every key", schema: await schema("schemas/results.schema.json"), intro: itself("schemas/results.schema.json"),
    }),
    run: schemaPage({
      title: "run.json: every key", schema: await schema("schemas/run.schema.json"), intro: itself("schemas/run.schema.json"),
    }),
    metrics: tablePage({
      title: "metrics.csv: every column", schema: await schema("schemas/metrics.schema.json"),
      intro: "A row for each evaluation of each run. The schema is a " +
        `[Table Schema](https://specs.frictionlessdata.io/table-schema/). ${itself("schemas/metrics.schema.json")}`,
    }),
  };
  for (const [name, text] of Object.entries(made)) {
    await write(`reference/${name}.md`, text);
    await write(`ja/reference/${name}.md`, inEnglishOnly(text));
  }
  await write("reference/command-line.md", commandLinePage("en"));
  await write("ja/reference/command-line.md", commandLinePage("ja"));
  for (const path of ["experiment.schema.json", "schemas"]) {
    await cp(join(root, path), join(pages, "public/files", path), { recursive: true });
  }
  const library = join(pages, "reference/library");
  run("typedoc", ["--options", join(generator, "typedoc.json"), "--basePath", root, "--out", relative(generator, library)]);
  const names = (await readdir(library, { recursive: true })).filter((name) => name.endsWith(".md")).map((name) => name.replaceAll("\\", "/"));
  const texts = new Map();
  for (const name of names) texts.set(name, await readFile(join(library, name), "utf8"));
  for (const [name, text] of texts) {
    const page = withPlaces(name, text, texts);
    await write(`reference/library/${name}`, page);
    await write(`ja/reference/library/${name}`, inEnglishOnly(page));
  }
}

/** TypeDoc counts the rows of its tables as if they were headings: a link to the second of one name is to the only one. */
function withPlaces(name, text, texts) {
  return text.replace(/\]\(([^)#\s]*)#([^)\s]+)-\d+\)/g, (whole, file, place) => {
    const target = texts.get(file === "" ? name : posix.normalize(posix.join(posix.dirname(name), file)));
    const same = Array.from(target?.matchAll(/^#+ (.*)$/gm) ?? [], ([, heading]) => slugOf(heading)).filter((slug) => slug === place);
    return same.length === 1 ? `](${file}#${place})` : whole;
  });
}

/** What each command prints of itself. */
function commandLinePage(language) {
  const help = (...args) => {
    const { stdout, status } = spawnSync(process.execPath, ["cli.js", ...args, "--lang", language, "--help"], { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`node cli.js ${args.join(" ")} --help failed`);
    return stdout.trim();
  };
  const all = help();
  const names = Array.from(all.matchAll(/^ {2}(\w+) .* {2,}/gm), ([, name]) => name).filter((name) => name !== "help");
  const sections = names.map((name) => `## ${name}\n\n\`\`\`text\n${help(name)}\n\`\`\``);
  const { title, examples } = {
    en: { title: "The command line", examples: "What it does in examples: [the experiment file](../experiment-format.md#the-command-line)." },
    ja: { title: "コマンドライン", examples: "例は[実験ファイル](../experiment-format.md#コマンドライン)にあります。" },
  }[language];
  return [`# ${title}`, examples, `\`\`\`text\n${all}\n\`\`\``, ...sections].join("\n\n");
}

if (isMain(import.meta.url)) {
  await buildHandbook(process.argv[2] && resolve(process.argv[2]), process.argv[3]);
}
