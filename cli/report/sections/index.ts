/** The sections of the report, in the order of the page. A new one is a file and its name here. */
import { claims } from "./claims.ts";
import { confusion } from "./confusion.ts";
import { curves, learningRates } from "./curves.ts";
import { found } from "./findings.ts";
import { summary } from "./summary.ts";
import { environment, experiment, runs } from "./runs.ts";
import type { Section } from "./section.ts";
import { weights } from "./weights.ts";

export const sections: readonly Section[] = [
  found,
  summary,
  claims,
  curves,
  learningRates,
  confusion,
  weights,
  runs,
  environment,
  experiment,
];
