// The published schemas of what a run leaves behind, made of the sources: JSON Schemas of results.json and run.json, of the
// zod schemas that check them, with the comments beside their keys as descriptions; a Table Schema of metrics.csv.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { importSource } from "./source.js";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * @typedef {typeof import("zod")} Zod
 * @typedef {typeof import("../experiment/metrics.ts")} Metrics
 * @typedef {ReturnType<Metrics["metricRow"]>} Metric
 */

/**
 * Each schema by its file's name.
 * @returns {Promise<Record<string, object>>}
 */
export async function publishedSchemas() {
  /** @type {Zod & Metrics & typeof import("../experiment/results.ts") & typeof import("../cli/run/run-file.ts")} */
  const { metrics, resultsSchema, runFileSchema, toJSONSchema } = await importSource(`
    export { toJSONSchema } from "zod";
    export { metrics } from "./experiment/metrics.ts";
    export { resultsSchema } from "./experiment/results.ts";
    export { runFileSchema } from "./cli/run/run-file.ts";`);
  const json = async (title, schema, file) => {
    const comments = commentsIn(await readFile(join(root, file), "utf8"));
    const made = toJSONSchema(schema, { io: "input", unrepresentable: "any" });
    describe(made, comments);
    describeMetrics(made, metrics);
    return { title, ...made };
  };
  return {
    "results.schema.json": await json("usagi-nn results", resultsSchema, "experiment/results.ts"),
    "run.schema.json": await json("usagi-nn run", runFileSchema, "cli/run/run-file.ts"),
    "metrics.schema.json": metricsTable(metrics),
  };
}

/** The comments at the keys of each object in a file, by the object's keys. */
function commentsIn(source) {
  const file = ts.createSourceFile("x.ts", source, ts.ScriptTarget.Latest, true);
  const objects = [];
  const visit = (node) => {
    if (ts.isObjectLiteralExpression(node)) {
      const keys = node.properties.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name] : []));
      objects.push(new Map(keys.map((name) => [name.text, commentOf(name.parent)])));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return objects;
}

function commentOf(node) {
  const [comment] = ts.getJSDocCommentsAndTags(node);
  return comment && ts.getTextOfJSDocComment(comment.comment)?.replace(/\s+/g, " ").replace(/`([^`]*)`/g, "$1");
}

/** Writes the comments into the objects of a schema that have those keys. */
function describe(schema, objects) {
  if (typeof schema !== "object" || schema === null) return;
  if (schema.properties) {
    const keys = new Set(Object.keys(schema.properties));
    const fitting = objects.filter((object) => object.size > 0 && [...object.keys()].every((key) => keys.has(key)));
    const [best] = fitting.sort((a, b) => b.size - a.size);
    for (const [key, comment] of best ?? []) if (comment !== undefined) schema.properties[key].description ??= comment;
  }
  for (const value of Object.values(schema)) describe(value, objects);
}

/**
 * Of a metric of targets alone, the error is in their own units, and R² has no least value.
 * @param {Metric} metric
 */
const unitOf = ({ format, task }) => (task === "targets"
  ? { share: "share, at most 1", loss: "that of the targets" }
  : { share: "share, from 0 to 1", loss: "that of the loss; nats for cross-entropy" })[format] ?? "";

/**
 * @param {any} schema Of results.json or of run.json.
 * @param {Record<string, Metric>} metrics
 */
function describeMetrics({ properties }, metrics) {
  const run = properties?.runs?.items?.properties ?? {};
  for (const [name, metric] of Object.entries(metrics)) {
    if (run[name]) run[name].description = `${capital(metric.label)} at each of iterations; unit: ${unitOf(metric)}.`;
  }
}

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/**
 * Columns that not every file has stand here too, each with what it is there for.
 * @param {Record<string, Metric>} metrics
 */
function metricsTable(metrics) {
  const fields = [
    { name: "arm", type: "string", description: "Name of the arm; one that a spreadsheet would take for a formula has an apostrophe before it." },
    { name: "seed", type: "integer", description: "Seed of the run." },
    { name: "iteration", type: "integer", unit: "steps", description: "How many training steps had been made." },
    {
      name: "loss", type: "number", unit: "that of the loss; nats for cross-entropy",
      description: "Mean training loss, penalties included, of the steps since the evaluation before.",
    },
    ...Object.values(metrics).map((metric) => ({
      name: metric.column, type: "number", unit: unitOf(metric),
      description: `${capital(metric.label)}${metric.validation ? "; where the experiment has such data" : ""}.`,
    })),
    { name: "learning_rate", type: "number", description: "Of the evaluation's step; where any learning rate changes." },
    { name: "status", type: "string", description: "How the run ended; where not all came to their end." },
  ];
  return {
    $schema: "https://datapackage.org/profiles/2.0/tableschema.json", title: "usagi-nn metrics", missingValues: [""],
    primaryKey: ["arm", "seed", "iteration"], fields,
  };
}
