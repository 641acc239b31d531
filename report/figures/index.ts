/** The figures of the report. A new one is a file and its name here. */
import { accuracyPlot, lossPlot } from "./curves.ts";
import type { Figure } from "./frame.ts";
import { ratesPlot } from "./rates.ts";

const figure = (draw: Figure) => draw;

/** By the name of its file. */
export const figures = {
  accuracy: figure(accuracyPlot),
  loss: figure(lossPlot),
  rates: figure(ratesPlot),
};

export type FigureName = keyof typeof figures;
