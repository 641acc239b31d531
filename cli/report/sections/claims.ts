/** The experiment's claims, and what its results say of each. */
import type { Language } from "../../../experiment/language.ts";
import { type Answer, answers, type Verdict } from "../../../report/claims/answers.ts";
import { numbers, reading, verdictWords } from "../../../report/claims/words.ts";
import { replaceUnprintable } from "../../../report/text.ts";
import { make } from "../elements.ts";
import { note, type Section } from "./section.ts";

const texts = {
  en: {
    verdict: "verdict", claim: "claim",
    decided:
      "A claim holds where the whole 95% interval of the mean difference over the seeds (Student's t) says so, does not " +
      "hold where the whole interval says otherwise, and else cannot be told. Behind ± is half of that interval. Each claim is a " +
      "question of its own: intervals are not widened for the number of claims.",
  },
  ja: {
    verdict: "判定", claim: "主張",
    decided:
      "シードごとの差の平均の95%信頼区間（スチューデントのt）全体が主張を支持すれば「成り立つ」、全体が反対を示せば" +
      "「成り立たない」、どちらでもなければ「判断できない」とします。± の後ろは区間の幅の半分です。主張は1つずつ別の問いとして扱い、" +
      "主張の数による区間の補正はしていません。",
  },
};

const classes: Record<Verdict, string> = { "holds": "holds", "does not hold": "warning", "cannot be told": "untold" };

function line(answer: Answer, language: Language): Element {
  const { claim, task, verdict } = answer;
  const details = [reading(claim, language, task), numbers(answer, language), ...(claim.source ? [claim.source[language]] : [])];
  return make(
    "tr", {},
    make("th", { scope: "row", class: classes[verdict] }, verdictWords[verdict][language]),
    make("td", {}, replaceUnprintable(claim.claim[language]), ...details.map((text) => make("small", {}, replaceUnprintable(text)))),
  );
}

export const claims: Section = {
  title: { en: "Claims", ja: "主張" },
  id: "claims",
  content: ({ results, language }) => {
    const found = answers(results);
    const say = texts[language];
    if (found.length === 0) return [];
    const head = make("tr", {}, ...[say.verdict, say.claim].map((text) => make("th", { scope: "col" }, text)));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...found.map((answer) => line(answer, language))));
    return [make("div", { class: "scroll claims", tabindex: 0 }, table), note(say.decided)];
  },
};
