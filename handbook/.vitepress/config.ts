// The handbook's site. scripts/handbook.js gathers the pages in gathered/, and gives a mark for the address, in whose place it puts what works anywhere, as HANDBOOK_BASE.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tex } from "@mdit/plugin-tex";
import temml from "temml";
import { defineConfig, type DefaultTheme } from "vitepress";
import { formulaHtml, mathLanguage } from "../formula.ts";
import { type Language, sections } from "../pages.ts";
import { englishOnly } from "../english-only.js";
import { slugOf } from "../slug.js";

const source = fileURLToPath(new URL("../gathered", import.meta.url));

const isPage = (page: string) => existsSync(join(source, `${page}.md`));
const titleOf = (page: string) => {
  const text = readFileSync(join(source, `${page}.md`), "utf8");
  const title = /^# (.*)$/m.exec(text)?.[1]?.replace(/[`*]/g, "") ?? page;
  return text.includes(englishOnly) ? `${title}（英語）` : title;
};

const sidebar = (language: Language): DefaultTheme.SidebarItem[] =>
  sections.map(({ title, pages }) => ({
    text: title[language],
    items: pages.map((page) => (language === "ja" ? `ja/${page}` : page)).filter(isPage)
      .map((page) => ({ text: titleOf(page), link: `/${page}` })),
  }));

/** Words of Latin letters and digits, and every two neighbours of a Japanese text, which has no spaces. */
function tokenize(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{Script=Latin}\p{Script=Greek}\p{N}_.]+|[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+/gu) ?? [];
  return words.flatMap((word) => {
    if (!/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(word) || word.length < 3) return [word];
    return Array.from({ length: word.length - 1 }, (_, i) => word.slice(i, i + 2));
  });
}

const { version } = JSON.parse(readFileSync(fileURLToPath(new URL("../../package.json", import.meta.url)), "utf8")) as { version: string };
const page = { en: "The page", ja: "ページ" };
const nav = (language: Language): DefaultTheme.NavItem[] => {
  const folder = language === "ja" ? "/ja/" : "/";
  const labels = { en: ["Start", "Course", "Claims"], ja: ["始める", "講座", "主張"] }[language];
  return [
    { text: labels[0]!, link: `${folder}start` },
    { text: labels[1]!, link: `${folder}course/` },
    { text: labels[2]!, link: `${folder}claims` },
    { text: page[language], link: "/../", target: "_self", noIcon: true },
  ];
};

export default defineConfig({
  srcDir: source,
  srcExclude: ["public/**"],
  outDir: process.env["HANDBOOK_OUT"]!,
  base: process.env["HANDBOOK_BASE"]!,
  title: "usagi-nn",
  description: "Handbook of usagi-nn: start, course, how-to's, reference and design.",
  lastUpdated: false,
  metaChunk: true,
  head: [["link", { rel: "icon", href: `${process.env["HANDBOOK_BASE"]!}icon.svg`, type: "image/svg+xml" }]],
  markdown: {
    anchor: { slugify: slugOf },
    config: (md) => {
      // Documents are no templates: {{ }} in code is text.
      const code = md.renderer.rules.code_inline!;
      md.renderer.rules.code_inline = (...args) => code(...args).replace(/^<code/, "<code v-pre");
      const fence = md.renderer.rules.fence!;
      md.renderer.rules.fence = (tokens, index, ...rest) => {
        const { info, content } = tokens[index]!;
        return info.trim() === "formula" ? formulaHtml(content) : fence(tokens, index, ...rest);
      };
      md.use(tex, {
        delimiters: "dollars",
        // MathML, which browsers draw themselves: no fonts, no styles. Vue is not to look into it.
        render: (formula: string, display: boolean) =>
          temml.renderToString(formula.trim(), { displayMode: display }).replace(/^<math/, `<math v-pre ${mathLanguage}`),
      });
    },
  },
  themeConfig: {
    search: {
      provider: "local",
      options: {
        miniSearch: { options: { tokenize }, searchOptions: { combineWith: "AND" } },
        locales: {
          ja: {
            translations: {
              button: { buttonText: "検索", buttonAriaLabel: "検索" },
              modal: {
                displayDetails: "詳細を表示", resetButtonTitle: "消す", backButtonTitle: "閉じる", noResultsText: "見つかりません：",
                footer: { selectText: "選ぶ", navigateText: "移動", closeText: "閉じる" },
              },
            },
          },
        },
      },
    },
    footer: { message: `usagi-nn ${version}, MIT`, copyright: "Nothing here asks another server for anything." },
  },
  locales: {
    root: { label: "English", lang: "en", themeConfig: { nav: nav("en"), sidebar: sidebar("en") } },
    ja: {
      label: "日本語", lang: "ja", description: "usagi-nnのハンドブック。始め方、講座、手引き、リファレンス、設計。",
      themeConfig: {
        nav: nav("ja"), sidebar: sidebar("ja"),
        outline: { label: "このページの内容" }, docFooter: { prev: "前へ", next: "次へ" },
        darkModeSwitchLabel: "明暗", lightModeSwitchTitle: "明るくする", darkModeSwitchTitle: "暗くする",
        sidebarMenuLabel: "メニュー", returnToTopLabel: "上へ戻る", langMenuLabel: "言語",
        footer: { message: `usagi-nn ${version}（MIT）`, copyright: "このサイトは、ほかのサーバーに何も求めません。" },
      },
    },
  },
});
