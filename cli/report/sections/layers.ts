/** What happens inside: gradients and steps of each layer. */
import { layersTable } from "../../../report/tables/layers.ts";
import { figure, folded, note, type Section, tableElement } from "./section.ts";

const text =
  "Where the first layer's gradient is far smaller than the last's, little of the error reaches it, and an optimizer whose step " +
  "is the gradient times a rate hardly moves it. |Δw| ÷ |w| says how much of its weights a step changes. Mean of the seeds in " +
  "the figure, medians over evaluations and seeds in the table.";

const spread =
  "Outputs that are nearly all at the ends of a bounded activation, or nearly all 0, let little of the gradient through.";

/** Arms up to here show their histograms at once. */
const mostOpen = 5;

export const layers: Section = {
  title: "Inside the layers",
  id: "layers",
  content: ({ arms, figures }) => {
    const { layers: norms, histograms } = figures;
    const table = layersTable(arms);
    return [
      norms && note(text, "about"),
      norms && figure(norms, "Norms of the gradient and of the step of each layer by iteration, a panel for each arm.", "layers.csv"),
      table && tableElement(table),
      histograms && folded("Histograms of weights and outputs", [
        note(spread),
        figure(histograms, "Histograms of the weights and outputs of each layer in the end.", "results.json"),
      ], arms.length <= mostOpen),
    ];
  },
};
