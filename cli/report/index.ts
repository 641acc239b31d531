/** The files that a run of an experiment leaves behind. */
import { join } from "node:path";
import { DOMParser } from "linkedom";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { writeWhole } from "../files/whole.ts";
import { metricsCsv } from "../../report/csv.ts";
import { reportHtml } from "./html.ts";
import type { PlotFiles } from "./html.ts";
import { compactJson } from "../../report/json.ts";
import { accuracyPlot, lossPlot } from "../../report/curves.ts";
import { svgFile } from "../../report/svg.ts";

export { summaryTable } from "./table.ts";
export { weightSheet } from "./weights.ts";

const widths = { wide: 880, narrow: 400 };

function plotFiles(results: Results, plot: typeof accuracyPlot): PlotFiles {
  const parsed = new DOMParser().parseFromString(
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "image/svg+xml",
  );
  const document = parsed as unknown as Document;
  return {
    wide: svgFile(plot(results, { document, width: widths.wide })),
    narrow: svgFile(plot(results, { document, width: widths.narrow })),
  };
}

/**
 * Writes results.json, metrics.csv, accuracy.svg, loss.svg and report.html into the folder, which is made if
 * it is missing; files of these names are replaced. Each file is written whole or not at all.
 * @param extra.firstLayers weights for the report's pictures; the first of each arm is drawn
 * @returns the names of the files
 */
export async function writeReport(
  outDir: string,
  results: Results,
  extra: { firstLayers: FirstLayer[] },
): Promise<string[]> {
  const accuracy = plotFiles(results, accuracyPlot);
  const loss = plotFiles(results, lossPlot);
  const files = {
    "results.json": `${compactJson(results)}\n`,
    "metrics.csv": metricsCsv(results),
    "accuracy.svg": `${accuracy.wide}\n`,
    "loss.svg": `${loss.wide}\n`,
    "report.html": reportHtml(results, { accuracy, loss }, extra.firstLayers),
  };
  const write = ([name, text]: [string, string]) => writeWhole(join(outDir, name), text);
  const [first, ...others] = Object.entries(files);
  await Promise.all(others.map(write));
  await write(first!); // where results.json is, the others are as well
  return Object.keys(files);
}
