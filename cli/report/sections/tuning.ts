/** How the settings of each arm came about. */
import { figure, folded, note, type Section, tableElement } from "./section.ts";
import { chosenTable } from "../../../report/tables/chosen.ts";
import { pathLabels, tunedArms } from "../../../report/tuned.ts";

const methods = { halton: "a quasi-random (Halton) sequence", grid: "a grid", random: "random draws" };

/** Panels up to here are shown at once. */
const mostOpen = 16;

export const tuning: Section = {
  title: "Chosen settings",
  id: "chosen-settings",
  content: ({ results }) => {
    const { tuning } = results;
    if (!tuning) return [];
    const { trials, seeds, choose } = tuning;
    const how =
      `Each arm was trained with ${trials} settings from ${methods[tuning.method]}, ` +
      `${seeds.length === 1 ? "one seed" : `${seeds.length} seeds`} each; the highest ${choose} validation accuracy chose. ` +
      "Tuning never saw the test images; the seeds of all other sections are fresh ones.";
    return [
      note(how, "about"),
      tableElement(chosenTable(results)),
      tuning.arms.some(({ edges }) => edges.length > 0)
        ? note("At an edge: the best setting may lie beyond the range that was searched; search further there.", "warning note")
        : undefined,
    ];
  },
};

export const sensitivity: Section = {
  title: "Sensitivity",
  id: "sensitivity",
  content: ({ results, figures }) => {
    const rates = figures["rate-sensitivity"];
    const all = figures.sensitivity;
    if (!all) return [];
    const arms = tunedArms(results);
    const panels = arms.reduce((sum, { space }) => sum + Object.keys(space).length, 0);
    const each = figure(all, "Validation accuracy of every trial by each searched setting, a panel for each arm.", "trials.csv");
    const settings = [...pathLabels(arms).values()].join(", ");
    return [
      rates && figure(
        rates, "The best validation accuracy around each learning rate, all arms over each other.", "trials.csv",
        "The wider the top of a line, the less the arm depends on a well-chosen rate.",
      ),
      folded(`Each setting of each arm: ${settings}`, [each], panels <= mostOpen),
    ];
  },
};

export const budget: Section = {
  title: "What a budget of trials buys",
  id: "budget",
  content: ({ figures }) => {
    if (!figures.budget) return [];
    const text =
      "The validation accuracy that the best of so many of these trials has on average, whichever of them had come first. " +
      "Diverged trials count as 0, those ended early as what they had reached. " +
      "Where lines cross, which arm is higher depends on how long one searches.";
    return [figure(figures.budget, "Expected best validation accuracy by the number of trials.", "trials.csv", text)];
  },
};
