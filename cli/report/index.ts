/** The files that a run of an experiment leaves behind. */
import { join } from "node:path";
import type { Language } from "../../experiment/language.ts";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { writeWhole } from "../files/whole.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { layersCsv, metricsCsv } from "../../report/csv.ts";
import { compactJson } from "../../report/json.ts";
import { armResults } from "../../report/statistics/arms.ts";
import { answers } from "../../report/claims/answers.ts";
import { chosenTable } from "../../report/tables/chosen.ts";
import { claimsTable } from "../../report/tables/claims.ts";
import { classesTable } from "../../report/tables/classes.ts";
import { tableCsv, tableFormats } from "../../report/tables/formats.ts";
import { pairedTables } from "../../report/tables/paired.ts";
import { summaryTable as seedsTable } from "../../report/tables/summary.ts";
import type { Table } from "../../report/tables/table.ts";
import { targetTables } from "../../report/tables/targets.ts";
import { trialsCsv } from "../../report/tables/trials.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { drawFigures } from "./figures.ts";
import type { Format } from "./formats.ts";
import { reportHtml } from "./html.ts";

export { claimsText } from "./claims.ts";
export { chosenText } from "./chosen.ts";
export { findingsText } from "./findings.ts";
export { summaryTable } from "./table.ts";
export { weightSheet } from "./weights.ts";

export interface Extra {
  /** Weights for the report's pictures; the first of each arm is drawn. */
  firstLayers: FirstLayer[];
  /** What is written as well. Default none. */
  formats?: readonly Format[] | undefined;
  /** Of what people read; CSV and JSON are the same in all. Default English. */
  language?: Language;
}

/** The files of a report but for the results themselves, by name. */
function reportFiles(results: Results, { firstLayers, formats = [], language = "en" }: Extra): Record<string, string> {
  const figures = drawFigures(results, language);
  const arms = armResults(results);
  const name = replaceUnprintable(results.experiment.name);
  const { seeds } = results.experiment;
  const paired = pairedTables(name, arms, seeds, language);
  const classes = classesTable(arms);
  const targets = targetTables(name, arms, language);
  const claims = results.experiment.claims && claimsTable(answers(results), language);
  const tables: Table[] = [
    seedsTable(name, arms, seeds, language),
    ...(results.tuning ? [chosenTable(results, language)] : []),
    ...(paired ? [paired.shown] : []),
    ...(targets ? [targets.shown] : []),
    ...(claims ? [claims] : []),
  ];
  // What is drawn as accuracy is the RMSE where rows have targets.
  const main = scoreOf(results.experiment.arms[0]).task === "targets" ? "rmse" : "accuracy";
  const svgs = Object.entries(figures).map(([figure, { wide }]) =>
    [`${figure === "accuracy" ? main : figure}.svg`, `${wide}\n`] as const);
  const always = [`${main}.svg`, "loss.svg"];
  const files: (readonly [string, string | undefined])[] = [
    ["metrics.csv", metricsCsv(results)],
    ["layers.csv", layersCsv(results)],
    ["classes.csv", classes.rows.length > 0 ? tableCsv(classes) : undefined],
    ["trials.csv", trialsCsv(results)],
    ...svgs.filter(([file]) => always.includes(file) || formats.includes("svg")),
    ...formats.flatMap((format) =>
      format === "svg" ? [] : tables.map((table) => [`${table.name}.${format}`, tableFormats[format](table)] as const)),
    // All pairs and targets, of which a table for people may have a part.
    ["paired.csv", paired && tableCsv(paired.all)],
    ["targets.csv", targets && tableCsv(targets.all)],
    ["claims.csv", claims && tableCsv(claims)],
    ["report.html", reportHtml(results, figures, firstLayers, language)],
  ];
  return Object.fromEntries(files.filter((file): file is readonly [string, string] => file[1] !== undefined));
}

async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  await Promise.all(Object.entries(files).map(([name, text]) => writeWhole(join(folder, name), text)));
}

/**
 * Writes results.json, report.html, and tables and plots beside them into the folder, which is made if it is missing;
 * files of these names are replaced. Each file is written whole or not at all.
 * @returns the names of the files
 */
export async function writeReport(folder: string, results: Results, extra: Extra): Promise<string[]> {
  const files = reportFiles(results, extra);
  const first = { "results.json": `${compactJson(results)}\n` };
  await writeFiles(folder, files);
  await writeFiles(folder, first); // where results.json is, the others are as well
  return Object.keys({ ...first, ...files });
}

/** As `writeReport`, of results that the folder has: they stay as they are. */
export async function rewriteReport(folder: string, results: Results, extra: Extra): Promise<string[]> {
  const files = reportFiles(results, extra);
  await writeFiles(folder, files);
  return Object.keys(files);
}
