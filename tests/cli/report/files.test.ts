import { readFile, readdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeReport } from "../../../cli/report/index.ts";
import { compactJson } from "../../../report/json.ts";
import { metricsCsv } from "../../../report/csv.ts";
import { optimizers, sampleFirstLayer, sampleResults } from "../../report/sample.ts";

test("writes the six files, nothing else, and the same bytes again", async () => {
  const folder = join(await mkdtemp(join(tmpdir(), "usagi-")), "runs", "optimizers");
  const firstLayers = optimizers.experiment.arms.map((arm) => sampleFirstLayer(arm.name, 0));
  const names = await writeReport(folder, optimizers, { firstLayers });
  expect(names).toEqual(["results.json", "metrics.csv", "layers.csv", "accuracy.svg", "loss.svg", "report.html"]);
  expect((await readdir(folder)).sort()).toEqual([...names].sort());

  const read = () => Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const first = await read();
  expect(JSON.parse(first[0] ?? "")).toEqual(optimizers);
  await writeReport(folder, optimizers, { firstLayers });
  expect(await read()).toEqual(first);
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
    [name, 3, 10, mean, run.trainAccuracy[0], run.testAccuracy[0], run.testLoss[0]].map(String),
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
