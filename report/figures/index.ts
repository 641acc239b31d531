/** The figures of the report. A new one is a file and its name here. */
import { budgetPlot } from "./budget.ts";
import { lossPlot, scorePlot } from "./curves.ts";
import type { Figure } from "./frame.ts";
import { gapPlot } from "./gap.ts";
import { histogramsPlot } from "./histograms.ts";
import { layersPlot } from "./layers.ts";
import { predictedPlot } from "./predicted.ts";
import { ratesPlot } from "./rates.ts";
import { seedsPlot } from "./seeds.ts";
import { rateSensitivityPlot, sensitivityPlot } from "./sensitivity.ts";

const figure = (draw: Figure) => draw;

/** By the name of its file. */
export const figures = {
  "accuracy": figure(scorePlot),
  "loss": figure(lossPlot),
  "predicted": figure(predictedPlot),
  "layers": figure(layersPlot),
  "histograms": figure(histogramsPlot),
  "seeds": figure(seedsPlot),
  "gap": figure(gapPlot),
  "learning-rate": figure(ratesPlot),
  "rate-sensitivity": figure(rateSensitivityPlot),
  "sensitivity": figure(sensitivityPlot),
  "budget": figure(budgetPlot),
};

export type FigureName = keyof typeof figures;
