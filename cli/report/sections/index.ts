/** The sections of the report, in the order of the page. A new one is a file and its name here. */
import { claims } from "./claims.ts";
import { classes } from "./classes.ts";
import { confusion } from "./confusion.ts";
import { curves, learningRates } from "./curves.ts";
import { differences } from "./differences.ts";
import { found } from "./findings.ts";
import { layers } from "./layers.ts";
import { overfitting } from "./overfitting.ts";
import { predicted } from "./predicted.ts";
import { summary } from "./summary.ts";
import { targets } from "./targets.ts";
import { environment, experiment, runs } from "./runs.ts";
import type { Section } from "./section.ts";
import { budget, sensitivity, tuning } from "./tuning.ts";
import { weights } from "./weights.ts";

export const sections: readonly Section[] = [
  found,
  summary,
  claims,
  differences,
  tuning,
  sensitivity,
  budget,
  curves,
  predicted,
  targets,
  overfitting,
  learningRates,
  layers,
  confusion,
  classes,
  weights,
  runs,
  environment,
  experiment,
];
