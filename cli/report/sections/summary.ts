/** What came of each arm, first as a table. */
import { earlyStops, incompleteRuns } from "../../../report/fates.ts";
import { resultsTable } from "../../../report/tables/results.ts";
import { summaryTable } from "../../../report/tables/summary.ts";
import { make } from "../elements.ts";
import { figure, folded, note, type Section, tableElement } from "./section.ts";

const spread =
  "Mean ± sample standard deviation over the seeds; the median iteration, and how many runs reached 90%; " +
  "seconds are the mean of a run.";
const partial = "Only complete runs count, unless an arm has none: then its others do, as far as they got.";

const statistics =
  "Final test accuracy: mean ± sample standard deviation, the 95% interval of the mean (Student's t), median and quartiles; " +
  "the median of the steps to a test accuracy of 0.9 of the runs that reached it, and how many did.";

export const summary: Section = {
  title: "Results",
  id: "results",
  content: ({ results: { experiment }, arms, firstLayers, figures: { seeds } }) => {
    const incomplete = incompleteRuns(arms);
    const fates = incomplete.map(({ arm, seeds, fate }) => make("li", {}, make("b", {}, arm), `, ${seeds}: ${fate}`));
    return [
      tableElement(resultsTable(arms, firstLayers)),
      arms.some((arm) => arm.counted.length > 1) ? note(spread) : undefined,
      incomplete.length > 0 ? note(partial) : undefined,
      incomplete.length > 0 ? make("ul", { class: "warning" }, ...fates) : undefined,
      ...earlyStops(arms).map(({ arm, seeds, text }) => note(`${arm}, ${seeds}: ${text}.`)),
      seeds && figure(
        seeds, "The final test accuracy of every seed of each arm, their mean and its 95% interval.", "metrics.csv",
        "Bars are the 95% interval of the mean; on the right is the mean ± the standard deviation of single runs.",
      ),
      seeds && folded("Statistics of the seeds", [tableElement(summaryTable("", arms, experiment.seeds)), note(statistics)]),
    ];
  },
};
