/** The formats that `--format` takes, and the names of all files that a report can have. */
import { InvalidArgumentError } from "commander";

/** Tables as GitHub's Markdown, LaTeX and CSV, and every figure as SVG. */
export const formats = ["md", "tex", "csv", "svg"] as const;

export type Format = (typeof formats)[number];

/** Reads a list such as `md,tex`. */
export function formatList(text: string): Format[] {
  const names = [...new Set(text.split(","))];
  const known = names.filter((name): name is Format => formats.some((format) => format === name));
  if (known.length === names.length) return known;
  throw new InvalidArgumentError(`It must be of ${formats.join(", ")}, with commas between.`);
}

export const formatHelp = `write the tables (md, tex, csv) or every figure (svg) as well, such as md,tex`;

/** What a report has beside report.html, metrics.csv and results.json, whatever the results have. */
export const ownReportFile =
  /^((claims|classes|paired|trials|layers)\.csv|(summary|chosen|paired|claims)\.(md|tex|csv)|(accuracy|loss|seeds|gap|layers|histograms|learning-rate|rate-sensitivity|sensitivity|budget)\.svg)$/;
