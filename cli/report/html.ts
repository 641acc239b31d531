/** report.html: one file without scripts that needs no network. */
import { createHash } from "node:crypto";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { formatPercent } from "../../report/format.ts";
import { armResults } from "../../report/statistics/arms.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { make } from "./elements.ts";
import { sections } from "./sections/index.ts";
import type { Report } from "./sections/section.ts";
import { reportStyle } from "./style.ts";

export function reportHtml(results: Results, figures: Report["figures"], firstLayers: FirstLayer[]): string {
  const report = { results, arms: armResults(results), firstLayers, figures };
  const name = replaceUnprintable(results.experiment.name);

  const styleHash = createHash("sha256").update(reportStyle).digest("base64");
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const head = make(
    "head",
    {},
    make("meta", { charset: "utf-8" }),
    make("meta", { "http-equiv": "Content-Security-Policy", "content": policy }),
    make("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    make("meta", { name: "color-scheme", content: "light dark" }),
    make("title", {}, `${name} – usagi-nn`),
    make("style", {}, reportStyle),
  );
  const shown = sections
    .map(({ title, id, content }) => ({ title, id, children: content(report).filter((child) => child !== undefined) }))
    .filter(({ children }) => children.length > 0);
  const links = shown.map(({ title, id }) => make("a", { href: `#${id}` }, title));
  const main = make(
    "main",
    {},
    header(results, name),
    make("nav", { "aria-label": "Contents" }, ...links),
    ...shown.map(({ title, id, children }) => make("section", { id }, make("h2", {}, title), ...children)),
  );
  return `<!doctype html>\n${make("html", { lang: "en" }, head, make("body", {}, main)).outerHTML}\n`;
}

function header({ experiment, status }: Results, name: string): Element {
  const { dataset, description, seeds, arms } = experiment;
  const counted = (count: number | undefined, noun: string) =>
    `${count?.toLocaleString("en") ?? "all"} ${noun}${count === 1 ? "" : "s"}`;
  const facts = [
    dataset.name === "mnist" ? "MNIST" : `IDX files in ${dataset.path ?? ""}`,
    counted(dataset.train, "training image"),
    ...(dataset.labelNoise === undefined ? [] : [`${formatPercent(dataset.labelNoise)} of their labels wrong on purpose`]),
    ...(dataset.validation === undefined ? [] : [counted(dataset.validation, "validation image")]),
    counted(dataset.test, "test image"),
    counted(arms.length, "arm"),
    counted(seeds.length, "seed"),
  ];
  const warnings = {
    complete: undefined,
    failed: "Some runs failed: see below the table.",
    interrupted: "The experiment was interrupted: this is what was done until then.",
  };
  const paragraph = (kind: string, text: string | undefined) =>
    text === undefined ? undefined : make("p", { class: kind }, replaceUnprintable(text));
  return make(
    "header",
    {},
    make("h1", {}, name),
    paragraph("lead", description),
    paragraph("facts", facts.join(" · ")),
    paragraph("warning", warnings[status]),
  );
}
