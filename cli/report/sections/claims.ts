/** The experiment's claims, and what its results say of each. */
import { type Answer, answers, type Verdict } from "../../../report/claims/answers.ts";
import { numbers, reading, verdictWords } from "../../../report/claims/words.ts";
import { replaceUnprintable } from "../../../report/text.ts";
import { make } from "../elements.ts";
import { note, type Section } from "./section.ts";

const decided =
  "A claim holds where the whole 95% interval of the mean difference over the seeds (Student's t) says so, does not " +
  "hold where the whole interval says otherwise, and else cannot be told. Behind ± is half of that interval. Each claim is a " +
  "question of its own: intervals are not widened for the number of claims.";

const classes: Record<Verdict, string> = { "holds": "holds", "does not hold": "warning", "cannot be told": "untold" };

function line(answer: Answer): Element {
  const { claim, verdict } = answer;
  const details = [reading(claim, "en"), numbers(answer, "en"), ...(claim.source ? [claim.source.en] : [])];
  return make(
    "tr", {},
    make("th", { scope: "row", class: classes[verdict] }, verdictWords[verdict].en),
    make("td", {}, replaceUnprintable(claim.claim.en), ...details.map((text) => make("small", {}, replaceUnprintable(text)))),
  );
}

export const claims: Section = {
  title: "Claims",
  id: "claims",
  content: ({ results }) => {
    const found = answers(results);
    if (found.length === 0) return [];
    const head = make("tr", {}, ...["verdict", "claim"].map((text) => make("th", { scope: "col" }, text)));
    const table = make("table", {}, make("thead", {}, head), make("tbody", {}, ...found.map(line)));
    return [make("div", { class: "scroll claims", tabindex: 0 }, table), note(decided)];
  },
};
