/** What the results say, in words. */
import { findings } from "../../../report/findings/findings.ts";
import { type Language, sentence } from "../../../report/findings/sentence.ts";
import { make } from "../elements.ts";
import type { Section } from "./section.ts";

export const found: Section = {
  title: "Findings",
  id: "findings",
  content: ({ results }) => {
    const all = findings(results);
    if (all.length === 0) return [];
    const list = (lang: Language) => make("ul", { lang }, ...all.map((finding) => {
      const kind = finding.kind === "method" ? { class: "note" } : {};
      return make("li", kind, sentence(finding, lang));
    }));
    return [list("en"), make("details", {}, make("summary", { lang: "ja" }, "日本語"), list("ja"))];
  },
};
