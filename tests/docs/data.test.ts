/** docs/data.md: its experiments are valid, there is one of every kind, and its limits and messages are the code's. */
import { expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { readCsv } from "../../experiment/data/csv.ts";
import { madeNames, madeSets } from "../../experiment/data/made-sets.ts";
import { formatProblem } from "../../experiment/problems.ts";
import { parseJson } from "../../experiment/jsonc.ts";
import { blocksOf, inJapanese, read } from "./documents.ts";

const path = "docs/data.md";
const experiments = blocksOf(path).filter(({ info }) => info === "json").map(({ code }) => parseJson(code).value);

test("its experiments are valid, one of every kind", () => {
  const names = experiments.map((file) => {
    const checked = checkExperiment(file);
    if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
    return checked.experiment.dataset.name;
  });
  expect(names).toEqual(["mnist", "csv", "images", "idx", "npz", "moons"]);
});

test("the noise of each made set is its default", () => {
  const text = read(path);
  for (const name of madeNames) {
    expect(text).toMatch(new RegExp(`^\\| \`${name}\` \\| .* \\| ${madeSets[name].options.noise.default} \\|$`, "m"));
  }
});

test("the message that it quotes of a CSV file is the reader's", () => {
  const rows = Array.from({ length: 10 }, () => "1;2;setosa").join("\n");
  expect(() => readCsv("flowers.csv", `length;width;species\n${rows}\n3;1,5;setosa\n`, { label: "species" })).toThrow(
    /^flowers\.csv: line 12, column "width": "1,5" is no number; numbers have a decimal point: 1\.5, or a comma with "decimal": ","$/,
  );
  expect(read(path)).toContain('flowers.csv: line 12, column "width": "1,5" is no number; numbers have a decimal point: 1.5, or a comma with "decimal": ","');
});

test.each(["docs/how-to/own-data.md", inJapanese("docs/how-to/own-data.md")])("%s: its experiments read its table", (page) => {
  const blocks = blocksOf(page);
  const [header, ...rows] = blocks.find(({ info }) => info === "csv")!.code.trim().split("\n");
  const table = [header, ...Array.from({ length: 10 }, () => rows).flat()].join("\n");
  const found = blocks.filter(({ info }) => info === "json").flatMap(({ code }) => {
    const { dataset: { name, path, ...options } } = parseJson(code).value as { dataset: { name: string; path: string } };
    return name === "csv" ? [readCsv(path, table, options).train.inputs] : [];
  });
  expect(found).toEqual([2, 1]);
});
