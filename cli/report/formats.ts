/** The formats that `--format` takes, and the names of all files that a report can have. */

/** Tables as GitHub's Markdown, LaTeX and CSV, and every figure as SVG. */
export const formats = ["md", "tex", "csv", "svg"] as const;

export type Format = (typeof formats)[number];

/** What a report has beside report.html, metrics.csv and results.json, whatever the results have. */
export const ownReportFile =
  /^((claims|classes|paired|targets|trials|layers)\.csv|(summary|chosen|paired|targets|claims)\.(md|tex|csv)|(accuracy|rmse|loss|predicted|seeds|gap|layers|histograms|learning-rate|rate-sensitivity|sensitivity|budget)\.svg)$/;
