import { readFile, readdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatList } from "../../../cli/commands/command.ts";
import { ownReportFile } from "../../../cli/report/formats.ts";
import { rewriteReport, writeReport } from "../../../cli/report/index.ts";
import { figures } from "../../../report/figures/index.ts";
import { tunedResults } from "../../report/tuned-sample.ts";
import { compactJson } from "../../../report/json.ts";
import { metricsCsv } from "../../../report/csv.ts";
import { optimizers, sampleFirstLayer, sampleResults } from "../../report/sample.ts";

const always = ["results.json", "metrics.csv", "layers.csv", "classes.csv", "accuracy.svg", "loss.svg", "paired.csv", "report.html"];

test("writes its files, nothing else, and the same bytes again", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "usagi-")), "runs", "optimizers");
  const firstLayers = optimizers.experiment.arms.map((arm) => sampleFirstLayer(arm.name, 0));
  const names = await writeReport(folder, optimizers, { firstLayers });
  expect(names).toEqual(always);
  expect((await readdir(folder)).sort()).toEqual([...names].sort());

  const read = () => Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const first = await read();
  expect(JSON.parse(first[0] ?? "")).toEqual(optimizers);
  await writeReport(folder, optimizers, { firstLayers });
  expect(await read()).toEqual(first);
});

test("with --format the tables and figures, each of which a later run knows as a report's", async () => {
  const folder = await mkdtemp(join(tmpdir(), "usagi-"));
  const results = tunedResults({ arms: 3, seeds: 2, trials: 4 });
  const names = await writeReport(folder, results, { firstLayers: [], formats: ["md", "tex", "csv", "svg"] });
  const tables = ["summary", "chosen", "paired"].flatMap((name) => ["md", "tex", "csv"].map((format) => `${name}.${format}`));
  const svgs = ["budget", "histograms", "layers", "rate-sensitivity", "seeds", "sensitivity"].map((name) => `${name}.svg`);
  expect([...names].sort()).toEqual([...new Set([...always, "trials.csv", ...tables, ...svgs])].sort());
  const others = ["results.json", "metrics.csv", "report.html"];
  expect(names.filter((name) => !ownReportFile.test(name))).toEqual(others);
  for (const figure of Object.keys(figures)) expect(`${figure}.svg`).toMatch(ownReportFile);
  for (const format of ["md", "tex"]) expect(await readFile(join(folder, `paired.${format}`), "utf8")).toContain("momentum");

  // Again, of the results that are there: these stay.
  await writeFile(join(folder, "results.json"), "as it was");
  expect(await rewriteReport(folder, results, { firstLayers: [] })).not.toContain("results.json");
  expect(await readFile(join(folder, "results.json"), "utf8")).toBe("as it was");
});

test("lists of formats", () => {
  expect(formatList("md,tex,md")).toEqual(["md", "tex"]);
  for (const wrong of ["", "pdf", "md,", "md, tex", "MD"]) expect(() => formatList(wrong)).toThrow("It must be of md, tex, csv, svg");
});

test("JSON keeps an array of numbers on one line and writes NaN and Infinity as null", () => {
  const value = {
    name: 'a "[ 1, 2 ]"\n',
    loss: [2.5, NaN, Infinity],
    confusion: [
      [1, 0],
      [0, 1],
    ],
    none: [],
    absent: undefined,
    nested: { empty: {}, flag: false, list: ["a"] },
  };
  expect(compactJson(value)).toBe(`{
  "name": "a \\"[ 1, 2 ]\\"\\n",
  "loss": [2.5, null, null],
  "confusion": [
    [1, 0],
    [0, 1]
  ],
  "none": [],
  "nested": {
    "empty": {},
    "flag": false,
    "list": [
      "a"
    ]
  }
}`);
});

/** The fields of an RFC 4180 text. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (end === "\r\n") rows.push([]);
  }
  return rows.slice(0, -1);
}

test("CSV has a row for each evaluation and quotes by RFC 4180", () => {
  const name = 'one, "two"\nthree';
  const results = sampleResults("csv", [{ name, final: 0.9, half: 100 }], [3]);
  const run = results.runs[0]!;
  run.loss[14] = NaN;
  const rows = parseCsv(metricsCsv(results));
  expect(rows[0]).toEqual([
    "arm",
    "seed",
    "iteration",
    "loss",
    "train_accuracy",
    "test_accuracy",
    "test_loss",
  ]);
  expect(rows).toHaveLength(101);
  expect(rows.every((row) => row.length === 7)).toBe(true);
  const mean = run.loss.slice(0, 10).reduce((sum, loss) => sum + loss) / 10;
  expect(rows[1]).toEqual(
    [name, 3, 10, mean, run.trainAccuracy![0], run.testAccuracy![0], run.testLoss[0]].map(String),
  );
  expect(rows[2]?.[3]).toBe("");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "=a,b", "=cmd|' /C calc'!A0", "＝1+1", "＠SUM(A1)"])("CSV: the name %j is no formula", (name) => {
  const results = sampleResults("csv", [{ name, final: 0.9, half: 100 }], [0]);
  expect(parseCsv(metricsCsv(results))[1]?.[0]).toBe(`'${name}`);
});

test("CSV: a name with semicolons stays in quotes, for spreadsheets that split at them", () => {
  const results = sampleResults("csv", [{ name: "a;=1+1", final: 0.9, half: 100 }], [0]);
  expect(metricsCsv(results)).toContain('\r\n"a;=1+1",0,10,');
});
