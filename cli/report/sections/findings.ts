/** What the results say, in words. */
import { findings } from "../../../report/findings/findings.ts";
import type { Language } from "../../../experiment/language.ts";
import { sentence } from "../../../report/findings/sentence.ts";
import { make } from "../elements.ts";
import type { Section } from "./section.ts";

const languageNames: Readonly<Record<Language, string>> = { en: "English", ja: "日本語" };

export const found: Section = {
  title: { en: "Findings", ja: "分かったこと" },
  id: "findings",
  content: ({ results, language }) => {
    const all = findings(results);
    if (all.length === 0) return [];
    const list = (lang: Language) => make("ul", { lang }, ...all.map((finding) => {
      const kind = finding.kind === "method" ? { class: "note" } : {};
      return make("li", kind, sentence(finding, lang));
    }));
    const other = language === "en" ? "ja" : "en";
    return [list(language), make("details", {}, make("summary", { lang: other }, languageNames[other]), list(other))];
  },
};
