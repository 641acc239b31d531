/** The published schemas are those of the sources, and what a run writes is as they say. */
import { expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { metricsCsv } from "../../report/csv.ts";
import { publishedSchemas } from "../../scripts/schemas.js";
import { read } from "./documents.ts";

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  description?: string;
  fields?: { name: string; description: string; unit?: string }[];
}
const made = (await publishedSchemas()) as Record<string, Schema>;

test.each(Object.keys(made))("%s is what the build writes", (name) => {
  expect(JSON.parse(read(`schemas/${name}`))).toEqual(JSON.parse(JSON.stringify(made[name])));
});

test("each key of results.json and run.json has its meaning", () => {
  for (const name of ["results", "run"]) {
    const { properties } = made[`${name}.schema.json`]!;
    const of = (keys: Record<string, Schema> = {}) => Object.entries(keys).filter(([, { description }]) => !description).map(([key]) => key);
    expect(of(properties).filter((key) => key !== "formatVersion")).toEqual([]);
    expect(of(properties?.["runs"]?.items?.properties)).toEqual([]);
  }
});

test("each column of metrics.csv is in its schema", () => {
  const checked = checkExperiment({ name: "columns" });
  if ("problems" in checked) throw new Error("it is right");
  const { experiment } = checked;
  const [header] = metricsCsv({ experiment, runs: [] }).split("\r\n");
  const { fields = [] } = made["metrics.schema.json"]!;
  for (const column of header!.split(",")) expect(fields.map(({ name }) => name)).toContain(column);
  for (const { name, description } of fields) expect(description, name).not.toBe("");
});
