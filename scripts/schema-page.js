// Pages of the reference that are made of schemas: a row for each key, or for each column.

import { slugOf } from "../handbook/slug.js";

/** Markdown of a table cell. */
const cell = (text) => String(text).replaceAll("|", "\\|").replaceAll("<", "&lt;").replace(/\s+/g, " ");
const code = (value) => `\`${(typeof value === "string" ? value : JSON.stringify(value)).replaceAll("`", "")}\``;

/**
 * A JSON Schema as tables: the keys of the outermost object, then of each object within it under a heading of its own.
 */
export function schemaPage({ title, schema, intro }) {
  const sections = [];
  const seen = new Map();
  collect("", schema, sections, seen);
  const tables = sections.map(({ path, about, rows }) => [
    path === "" ? "" : `## ${path}`, about ?? "",
    ["| key | value | default | meaning |", "|---|---|---|---|", ...rows.map((row) => `| ${row.map(cell).join(" | ")} |`)].join("\n"),
  ].filter((text) => text !== "").join("\n\n"));
  return [`# ${title}`, intro, ...tables].join("\n\n") + "\n";
}

/** The forms that a value may have. */
const formsOf = (schema) => (schema.anyOf ?? schema.oneOf ?? [schema]).flatMap((form) => (form.anyOf || form.oneOf ? formsOf(form) : [form]));

function collect(path, schema, sections, seen) {
  for (const form of formsOf(schema)) {
    if (form.type === "array") {
      collect(`${path}[]`, form.items ?? {}, sections, seen);
      continue;
    }
    if (form.properties === undefined) continue;
    // The same object in several places, such as an arm's network, is shown once.
    const identity = JSON.stringify(form);
    const name = form.properties.name?.const;
    const heading = name === undefined ? path : `${path} ${name}`;
    if (seen.has(identity)) {
      if (path !== "") sections.push({ path: heading, about: `As in [${seen.get(identity)}](#${slugOf(seen.get(identity))}).`, rows: [] });
      continue;
    }
    seen.set(identity, heading);
    const required = new Set(form.required);
    const rows = Object.entries(form.properties).map(([key, value]) => [
      code(key), typeOf(value), "default" in value ? code(value.default) : required.has(key) ? "required" : "", value.description ?? "",
    ]);
    sections.push({ path: heading, about: path === "" ? undefined : form.description, rows });
    for (const [key, value] of Object.entries(form.properties)) collect(path === "" ? key : `${path}.${key}`, value, sections, seen);
    if (typeof form.additionalProperties === "object") collect(`${path}.*`, form.additionalProperties, sections, seen);
  }
}

function typeOf(schema) {
  const texts = formsOf(schema).map((form) => {
    if ("const" in form) return code(form.const);
    if (form.enum) return form.enum.map(code).join(", ");
    if (form.type === "array") return `list of ${form.items ? typeOf(form.items) : "anything"}`;
    const { type = "anything" } = form;
    const names = { integer: "whole number", object: "object", string: "text", null: "null" };
    const range = [form.minimum ?? form.exclusiveMinimum, form.maximum ?? form.exclusiveMaximum];
    const bounds = range.every((bound) => bound === undefined) || Math.abs(range[1] ?? 0) >= Number.MAX_SAFE_INTEGER && range[0] === undefined
      ? "" : ` ${form.exclusiveMinimum === undefined ? "from" : "above"} ${range[0] ?? "−∞"}${range[1] === undefined || range[1] >= Number.MAX_SAFE_INTEGER ? "" : ` to ${range[1]}`}`;
    return [type].flat().map((one) => names[one] ?? one).join(" or ") + bounds;
  });
  return [...new Set(texts)].join(" or ");
}

/** A Table Schema as a table of its columns. */
export function tablePage({ title, schema, intro }) {
  const rows = schema.fields.map(({ name, type, description, unit = "" }) => `| ${[code(name), type, unit, description].map(cell).join(" | ")} |`);
  return [`# ${title}`, intro, ["| column | type | unit | meaning |", "|---|---|---|---|", ...rows].join("\n")].join("\n\n") + "\n";
}
