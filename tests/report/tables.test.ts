/** Tables as data, and as Markdown, LaTeX and CSV. */
import { describe, expect, test } from "vitest";
import { addMatrices } from "../../report/confusion.ts";
import { armResults } from "../../report/statistics/arms.ts";
import { chosenTable, rangeText } from "../../report/tables/chosen.ts";
import { armClassesTable, classesTable } from "../../report/tables/classes.ts";
import { resultsTable } from "../../report/tables/results.ts";
import { tableFormats } from "../../report/tables/formats.ts";
import { layersTable } from "../../report/tables/layers.ts";
import { pairedTables } from "../../report/tables/paired.ts";
import { summaryTable } from "../../report/tables/summary.ts";
import { makeTable, numbersColumn, type Table, textColumn } from "../../report/tables/table.ts";
import { trialsCsv } from "../../report/tables/trials.ts";
import { optimizers, sampleResults } from "./sample.ts";
import { tunedResults } from "./tuned-sample.ts";

const textsOf = ({ rows }: Table) => rows.map((cells) => cells.map(({ text }) => text));
const fieldsOf = ({ columns }: Table) => columns.flatMap(({ fields }) => fields);
const numberAt = (table: Table, row: number, field: string) =>
  table.rows[row]!.flatMap(({ values }) => values)[fieldsOf(table).indexOf(field)];

const arms = armResults(optimizers);
const { seeds } = optimizers.experiment;

test("the share of weights near 0 is the mean of what each run says or, of older results, of the weights that there are", () => {
  const { runs } = optimizers;
  const [first, second] = arms.map(({ name }) => name);
  const layer = { arm: first!, seed: seeds[0]!, weight: Float32Array.of(0, 1, 0, 0), inputs: 4, units: 1, imageRows: 2, imageColumns: 2 };
  const said = runs.map((run) => (run.arm === second ? { ...run, nearZero: run.seed === seeds[0] ? 0.5 : 0.25 } : run));
  const table = resultsTable(armResults({ ...optimizers, runs: said }), [layer]);
  expect([0, 1, 2].map((row) => numberAt(table, row, "near_zero_share"))).toEqual([0.75, (0.5 + 0.25 * (seeds.length - 1)) / seeds.length, NaN]);
  expect(fieldsOf(resultsTable(arms, []))).not.toContain("near_zero_share");
});

describe("formats", () => {
  const name = String.raw`a|b_c*d<e>&f\g$h{i}#j%k~l^m[n]` + '"`';
  const table = makeTable("any", name, [
    textColumn("arm", "arm", (row: string) => row),
    numbersColumn("mean ± sd", ["mean", "sd"], () => [0.5, NaN], () => "0.500 ± –"),
  ], [name, "[first"]);

  test("Markdown: every sign of the names is text, and a row stays a row", () => {
    const lines = tableFormats.md(table).split("\n");
    expect(lines[0]).toBe(String.raw`**a\|b\_c\*d\<e\>\&f\\g\$h{i}#j%k\~l^m\[n\]` + '"\\`**');
    expect(lines.slice(2, 4)).toEqual(["| arm | mean ± sd |", "| :-- | --: |"]);
    expect(lines).toHaveLength(7);
    // Without what is escaped, the bars of the table alone are left.
    for (const line of lines.slice(2, 6)) expect(line.replace(/\\./g, "").match(/\|/g)).toHaveLength(3);
  });

  test("LaTeX: booktabs, and no sign of a name is one of LaTeX's", () => {
    const text = tableFormats.tex(table);
    expect(text).toContain("\\begin{tabular}{@{}lr@{}}\n    \\toprule\n    arm & mean $\\pm$ sd \\\\\n    \\midrule");
    expect(text).toContain(
      String.raw`a\textbar{}b\_c*d\textless{}e\textgreater{}\&f\textbackslash{}g\$h\{i\}\#j\%k\textasciitilde{}l\textasciicircum{}m[n]''` + "` & ",
    );
    expect(text).toContain("    {[}first & 0.500 $\\pm$ -- \\\\\n    \\bottomrule");
    const braces = text.replace(/\\[{}]/g, "");
    expect(braces.split("{")).toHaveLength(braces.split("}").length);
  });

  test("LaTeX: Greek letters and what our tables have beyond ASCII", () => {
    const text = tableFormats.tex(makeTable("greek", "β₁ λ φ", [textColumn("|Δw| − 1 … 2×", "x", (row: string) => row)], ["µ"]));
    expect(text).toContain("\\caption{$\\beta$₁ $\\lambda$ $\\phi$}");
    expect(text).toContain("\\textbar{}$\\Delta$w\\textbar{} $-$ 1 \\ldots{} 2$\\times$");
  });

  test("CSV: numbers in full, a column for each", () => {
    const text = tableFormats.csv(makeTable("any", "", [
      textColumn("arm", "arm", (row: string) => row), numbersColumn("m", ["mean", "sd"], () => [1 / 3, NaN], () => ""),
    ], ["=1+1", 'a "b", c']));
    expect(text).toBe(`arm,mean,sd\r\n'=1+1,${1 / 3},\r\n"a ""b"", c",${1 / 3},\r\n`);
  });
});

test("summary: the numbers of the seeds", () => {
  const table = summaryTable("optimizers", arms, seeds);
  for (const [row, { settings }] of arms.entries()) {
    const values = optimizers.runs.filter(({ arm }) => arm === settings.name).map(({ testAccuracy }) => testAccuracy!.at(-1)!);
    const sorted = [...values].sort((a, b) => a - b) as [number, number, number, number];
    expect(numberAt(table, row, "mean")).toBeCloseTo(values.reduce((sum, value) => sum + value) / 4, 12);
    expect(numberAt(table, row, "median")).toBeCloseTo((sorted[1] + sorted[2]) / 2, 12);
    expect(numberAt(table, row, "q1")).toBeCloseTo(sorted[0] + 0.75 * (sorted[1] - sorted[0]), 12);
    expect(numberAt(table, row, "minimum")).toBe(sorted[0]);
    // Student's t with 3 degrees of freedom: 3.182446305284263.
    const deviation = Number(numberAt(table, row, "deviation"));
    const half = (Number(numberAt(table, row, "high")) - Number(numberAt(table, row, "low"))) / 2;
    expect(half).toBeCloseTo((3.182446305284263 * deviation) / 2, 9);
  }
  expect(textsOf(table)[0]!.at(-1)).toBe("–");
  expect(textsOf(table)[4]!.at(-1)).toMatch(/^\d+ \(4\/4\)$/);
  const [single] = textsOf(summaryTable("one", armResults(sampleResults("one", [{ name: "Adam", final: 0.95, half: 170 }], [0])), [0]));
  expect(single!.join(" ")).not.toMatch(/NaN|undefined/);
});

describe("paired differences", () => {
  test("each pair once, the better first, by the seeds that both have", () => {
    const { all, shown, leader } = pairedTables("optimizers", arms, seeds)!;
    expect(shown).toBe(all);
    expect(leader).toBeUndefined();
    expect(all.rows).toHaveLength(10);
    for (const row of all.rows.keys()) expect(Number(numberAt(all, row, "mean"))).toBeGreaterThanOrEqual(0);
    const row = textsOf(all).findIndex(([first, second]) => first === "Adam" && second === "SGD");
    const final = (name: string) => optimizers.runs.filter(({ arm }) => arm === name).map(({ testAccuracy }) => testAccuracy!.at(-1)!);
    const differences = final("Adam").map((value, seed) => value - final("SGD")[seed]!);
    expect(numberAt(all, row, "mean")).toBeCloseTo(differences.reduce((sum, value) => sum + value) / 4, 12);
    expect(numberAt(all, row, "ahead")).toBe(4);
    expect(textsOf(all)[row]!.at(-1)).toBe("ahead");
  });

  test("runs that are not complete are not compared, and count for no correction", () => {
    const results = structuredClone(optimizers);
    for (const run of results.runs) if (run.arm === "SGD") run.status = "failed";
    const { all } = pairedTables("optimizers", armResults(results), seeds)!;
    const others = pairedTables("optimizers", arms.filter(({ name }) => name !== "SGD"), seeds)!;
    expect(textsOf(all)).toEqual(textsOf(others.all));
  });

  test("of many arms those to the leader are shown, all are in the CSV", () => {
    const results = tunedResults({ arms: 25, seeds: 3, trials: 3 });
    const { all, shown, leader } = pairedTables("many", armResults(results), results.experiment.seeds)!;
    expect(all.rows).toHaveLength((25 * 24) / 2);
    expect(shown.rows).toHaveLength(24);
    for (const [first] of textsOf(shown)) expect(first).toBe(leader);
  });

  test("an arm against itself is the same; one seed tells nothing", () => {
    const sample = { final: 0.9, half: 100 };
    const results = sampleResults("twins", [{ name: "a", ...sample }, { name: "b", ...sample }], [0, 1, 2]);
    for (const [index, run] of results.runs.entries()) Object.assign(run, { testAccuracy: results.runs[index % 3]!.testAccuracy });
    expect(textsOf(pairedTables("twins", armResults(results), [0, 1, 2])!.all)[0]!.at(-1)).toBe("the same");
    const one = sampleResults("one", [{ name: "a", ...sample }, { name: "b", ...sample }], [0]);
    expect(pairedTables("one", armResults(one), [0])).toBeUndefined();
    expect(pairedTables("alone", arms.slice(0, 1), seeds)).toBeUndefined();
  });
});

test.each([2, 10, 30, 256])("precision, recall and F1 of %i classes are those of the counts of all seeds", (classes) => {
  const results = structuredClone(optimizers);
  for (const [index, run] of results.runs.entries()) {
    run.confusion = Array.from({ length: classes }, (_, truth) =>
      Array.from({ length: classes }, (_, predicted) => (truth === predicted ? 50 + index : (truth * 7 + predicted * 3 + index) % 3)));
  }
  const [arm] = armResults(results);
  const table = classesTable(armResults(results));
  expect(table.rows).toHaveLength(5 * classes);
  const matrix = addMatrices(results.runs.slice(0, 4).map(({ confusion }) => confusion));
  const label = classes - 1;
  const column = matrix.reduce((sum, row) => sum + row[label]!, 0);
  const images = matrix[label]!.reduce((sum, count) => sum + count, 0);
  const [precision, recall] = [matrix[label]![label]! / column, matrix[label]![label]! / images];
  expect(numberAt(table, label, "images")).toBe(images);
  expect(numberAt(table, label, "precision")).toBeCloseTo(precision, 12);
  expect(numberAt(table, label, "recall")).toBeCloseTo(recall, 12);
  expect(numberAt(table, label, "f1")).toBeCloseTo((2 * precision * recall) / (precision + recall), 12);

  const shown = armClassesTable(arm!, 30)!;
  expect(shown.rows).toHaveLength(Math.min(classes, 30) + 1);
  const scores = table.rows.slice(0, classes).map((_, row) => Number(numberAt(table, row, "f1")));
  expect(numberAt(shown, shown.rows.length - 1, "f1")).toBeCloseTo(scores.reduce((sum, value) => sum + value) / classes, 12);
  if (classes > 30) expect(numberAt(shown, 0, "f1")).toBe(Math.min(...scores));
});

describe("tuning", () => {
  const results = tunedResults({ arms: 6, seeds: 2 });
  const table = chosenTable(results);

  test("chosen settings: a row for each arm and path, what is the same of an arm once", () => {
    const rows = textsOf(table);
    expect(rows.map(([arm, setting]) => [arm, setting])).toEqual([
      ["SGD", "learningRate"], ["momentum", "learningRate"], ["", "momentum"], ["AdaGrad", "learningRate"],
      ["RMSProp", "learningRate"], ["", "decay"], ["Adam", "learningRate"], ["", "beta1"], ["", "dropout"],
      ["Lion", "learningRate"], ["", "activation"],
    ]);
    expect(table.rows.map(({ 0: arm }) => arm!.values[0])).not.toContain("");
    for (const [row, { trials, chosen }] of results.tuning!.arms.map((arm, index) => [[0, 1, 3, 4, 6, 9][index]!, arm] as const)) {
      expect(numberAt(table, row, "chosen")).toBe(trials[chosen!]!.settings["optimizer.learningRate"]);
      expect(numberAt(table, row, "validation_accuracy")).toBe(Math.max(...trials.map(({ value }) => value ?? 0)));
      expect(numberAt(table, row, "diverged")).toBe(trials.filter(({ runs }) => runs[0]!.status === "failed").length);
      const close = trials.filter(({ value }) => value !== null && value >= trials[chosen!]!.value! - 0.01);
      const rates = close.map(({ settings }) => Number(settings["optimizer.learningRate"]));
      expect(numberAt(table, row, "from")).toBe(Math.min(...rates));
      expect(numberAt(table, row, "decades")).toBeCloseTo(Math.log10(Math.max(...rates) / Math.min(...rates)), 12);
    }
    expect(rows.filter((cells) => cells[2]!.endsWith("(upper edge)")).map(([arm]) => arm)).toEqual(["AdaGrad"]);
  });

  test("the edge of a range of 1 − x is told of x, which is what the table shows", () => {
    const near = structuredClone(results);
    const arm = near.tuning!.arms.find(({ space }) => "optimizer.momentum" in space)!;
    arm.edges = [{ path: "optimizer.momentum", value: 0.994, end: "min" }];
    const row = textsOf(chosenTable(near)).find(([, setting]) => setting === "momentum")!;
    expect(row[2]).toMatch(/\(upper edge\)$/);
  });

  test("ranges as people write them", () => {
    expect(rangeText({ min: 1e-5, max: 0.1, scale: "log", of: "x" })).toBe("1e-5 … 0.1, log");
    expect(rangeText({ min: 0.005, max: 0.5, scale: "log", of: "1-x" })).toBe("0.5 … 0.995, log of 1 − x");
    expect(rangeText({ min: 1e-4, max: 0.1, scale: "log", of: "1-x" })).toBe("0.9 … 0.9999, log of 1 − x");
    expect(rangeText({ min: 0, max: 0.7, scale: "linear", of: "x" })).toBe("0 … 0.7");
    expect(rangeText({ values: [0, 0.25, "he", true, { name: "elu", alpha: 1 }] })).toBe("0, 0.25, he, true, elu");
  });

  test("trials.csv has a row for each run of each trial, and a column for each path", () => {
    const [head, ...rows] = trialsCsv(results)!.split("\r\n").slice(0, -1).map((line) => line.split(","));
    expect(head!.slice(0, 8)).toEqual(["arm", "trial", "seed", "status", "steps", "accuracy", "loss", "chosen"]);
    expect(rows).toHaveLength(6 * 25);
    expect(rows.filter((row) => row[7] === "1")).toHaveLength(6);
    expect(rows.every((row) => row.length === head!.length)).toBe(true);
    expect(trialsCsv(optimizers)).toBeUndefined();
  });

  test("an arm whose trials all diverged has chosen nothing", () => {
    const none = structuredClone(results);
    const [arm] = none.tuning!.arms;
    for (const trial of arm!.trials) Object.assign(trial, { value: null, runs: [{ ...trial.runs[0]!, status: "failed", accuracy: null }] });
    Object.assign(arm!, { chosen: null, edges: [] });
    const [first] = textsOf(chosenTable(none));
    expect(first!.slice(0, 3)).toEqual(["SGD", "learningRate", "–"]);
    expect(first!.join()).not.toMatch(/NaN|undefined|Infinity/);
  });

  test("the first layer's gradient over the last's, in the median", () => {
    const table = layersTable(armResults(results))!;
    expect(table.rows).toHaveLength(6);
    expect(numberAt(table, 0, "gradient_ratio")).toBeCloseTo(1e-3, 9);
    expect(numberAt(table, 1, "gradient_ratio")).toBeCloseTo(0.2, 9);
    expect(textsOf(table)[0]).toEqual(expect.arrayContaining(["SGD", "dense1, dense3", "1.0e-3"]));
    expect(layersTable(arms)).toBeUndefined();
  });
});
