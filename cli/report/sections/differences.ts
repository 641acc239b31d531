/** How sure the order of the arms is. */
import { pairedTables } from "../../../report/tables/paired.ts";
import { replaceUnprintable } from "../../../report/text.ts";
import { note, type Section, tableElement } from "./section.ts";

const text =
  "Every arm had the same seeds, so that arms are compared seed by seed: the mean difference of the final test accuracy, " +
  "its 95% interval (Student's t), in how many seeds which was higher, and p corrected by Holm for all pairs. " +
  "What differs with p below 0.05 is called ahead.";

export const differences: Section = {
  title: "Differences",
  id: "differences",
  content: ({ results: { experiment }, arms }) => {
    const tables = pairedTables(replaceUnprintable(experiment.name), arms, experiment.seeds);
    if (!tables) return [];
    const rest = tables.leader === undefined
      ? undefined
      : note(`Only those to ${tables.leader}, the highest in the mean; all ${tables.all.rows.length} pairs are in paired.csv.`);
    return [note(text, "about"), tableElement(tables.shown), rest];
  },
};
