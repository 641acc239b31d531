/** The files that a run of an experiment leaves behind. */
import { join } from "node:path";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { writeWhole } from "../files/whole.ts";
import { layersCsv, metricsCsv } from "../../report/csv.ts";
import { drawFigures } from "./figures.ts";
import { reportHtml } from "./html.ts";
import { compactJson } from "../../report/json.ts";

export { claimsText } from "./claims.ts";
export { findingsText } from "./findings.ts";
export { summaryTable } from "./table.ts";
export { weightSheet } from "./weights.ts";

/**
 * Writes results.json, metrics.csv, layers.csv, accuracy.svg, loss.svg and report.html into the folder, which is made if
 * it is missing; files of these names are replaced. Each file is written whole or not at all.
 * @param extra.firstLayers weights for the report's pictures; the first of each arm is drawn
 * @returns the names of the files
 */
export async function writeReport(
  outDir: string,
  results: Results,
  extra: { firstLayers: FirstLayer[] },
): Promise<string[]> {
  const figures = drawFigures(results);
  const files = {
    "results.json": `${compactJson(results)}\n`,
    "metrics.csv": metricsCsv(results),
    "layers.csv": layersCsv(results),
    "accuracy.svg": `${figures.accuracy!.wide}\n`,
    "loss.svg": `${figures.loss!.wide}\n`,
    "report.html": reportHtml(results, figures, extra.firstLayers),
  };
  const write = ([name, text]: [string, string]) => writeWhole(join(outDir, name), text);
  const [first, ...others] = Object.entries(files);
  await Promise.all(others.map(write));
  await write(first!); // where results.json is, the others are as well
  return Object.keys(files);
}
