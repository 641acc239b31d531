/** What came of each arm, first as a table. */
import { earlyStops, incompleteRuns } from "../../../report/fates.ts";
import { resultsTable } from "../../../report/tables/results.ts";
import { make } from "../elements.ts";
import { note, type Section, tableElement } from "./section.ts";

const spread =
  "Mean ± sample standard deviation over the seeds; the median iteration, and how many runs reached 90%; " +
  "seconds are the mean of a run.";
const partial = "Only complete runs count, unless an arm has none: then its others do, as far as they got.";

export const summary: Section = {
  title: "Results",
  id: "results",
  content: ({ arms, firstLayers }) => {
    const incomplete = incompleteRuns(arms);
    const fates = incomplete.map(({ arm, seeds, fate }) => make("li", {}, make("b", {}, arm), `, ${seeds}: ${fate}`));
    return [
      tableElement(resultsTable(arms, firstLayers)),
      arms.some((arm) => arm.counted.length > 1) ? note(spread) : undefined,
      incomplete.length > 0 ? note(partial) : undefined,
      incomplete.length > 0 ? make("ul", { class: "warning" }, ...fates) : undefined,
      ...earlyStops(arms).map(({ arm, seeds, text }) => note(`${arm}, ${seeds}: ${text}.`)),
    ];
  },
};
