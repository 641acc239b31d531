/** report.html: one file without scripts that needs no network. */
import { createHash } from "node:crypto";
import { metricNames, metrics, metricsIn } from "../../experiment/metrics.ts";
import type { FirstLayer, Results, RunResult } from "../../experiment/results.ts";
import { confusion, confusionText, needsWidth } from "./confusion.ts";
import { make, row, table } from "./elements.ts";
import type { Child } from "./elements.ts";
import { compactJson } from "../../report/json.ts";
import {
  armResults, bestTestAccuracy, finalIndex, finalMetric, finalTestAccuracy, meanSeconds, nearZero, nearZeroShare, statistic,
} from "../../report/statistics.ts";
import { scheduleText } from "../../report/schedule.ts";
import type { ArmResults } from "../../report/statistics.ts";
import { reportStyle } from "./style.ts";
import {
  earlyStops,
  formatComplete,
  formatPercent,
  formatReached,
  formatSeconds,
  formatStatistic,
  incompleteRuns,
} from "./table.ts";
import { replaceUnprintable } from "../../report/text.ts";
import { weightSheet } from "./weights.ts";

/** A plot as SVG files: for wide screens and for phones. */
export interface PlotFiles {
  wide: string;
  narrow: string;
}

/** Arms up to here show their matrices and weights at once; more are folded. */
const mostOpen = 12;
export function reportHtml(
  results: Results,
  plots: { accuracy: PlotFiles; loss: PlotFiles },
  firstLayers: FirstLayer[],
): string {
  const arms = armResults(results);
  const { experiment } = results;
  const name = replaceUnprintable(experiment.name);

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
  const weights = (arm: ArmResults) => weightTiles(firstLayers.find((layer) => layer.arm === arm.settings.name));
  const main = make(
    "main",
    {},
    header(results, name),
    section("Results", ...summary(arms, firstLayers)),
    section(
      "Curves",
      plot(plots.accuracy, "Test and training accuracy of each arm by iteration."),
      plot(plots.loss, "Training and test loss of each arm by iteration, and its learning rate where that changes."),
    ),
    section("Confusion matrices", make("p", {}, confusionText), armDetails(arms, confusion, needsWidth(arms))),
    firstLayers.length > 0
      ? section("Weights of the first layer", make("p", {}, weightsText), armDetails(arms, weights))
      : undefined,
    section("Runs", runs(results.runs)),
    section("Environment", environment(results)),
    section(
      "Experiment",
      make("p", {}, "Every setting of every arm, defaults included."),
      make("pre", { tabindex: 0 }, compactJson(experiment)),
    ),
  );
  return `<!doctype html>\n${make("html", { lang: "en" }, head, make("body", {}, main)).outerHTML}\n`;
}

function section(title: string, ...children: Child[]): Element {
  return make("section", {}, make("h2", {}, title), ...children);
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

function summary(arms: ArmResults[], firstLayers: FirstLayer[]): Child[] {
  const incomplete = incompleteRuns(arms);
  const measured = arms.flatMap(({ runs }) => runs.flatMap(metricsIn));
  const names = metricNames.filter((name) => name !== "testAccuracy" && measured.includes(name));
  const columns: { head: string; cell: (arm: ArmResults) => string }[] = [
    { head: "final test accuracy", cell: (arm) => formatStatistic(finalTestAccuracy(arm)) },
    { head: "best test accuracy", cell: (arm) => formatStatistic(bestTestAccuracy(arm)) },
    ...names.map((name) => ({
      head: `final ${metrics[name].label}`,
      cell: (arm: ArmResults) => formatStatistic(finalMetric(arm, name)),
    })),
    { head: "reached 90% at iteration", cell: formatReached },
    { head: "training,\u00a0s", cell: (arm) => formatSeconds(meanSeconds(arm, "training")) },
    { head: "evaluation,\u00a0s", cell: (arm) => formatSeconds(meanSeconds(arm, "evaluation")) },
  ];
  if (firstLayers.length > 0) {
    const cell = (arm: ArmResults) => {
      const share = statistic(
        firstLayers.filter((layer) => layer.arm === arm.settings.name).map(({ weight }) => nearZeroShare(weight)),
      );
      return share.count > 0 ? formatPercent(share.mean) : "–";
    };
    columns.push({ head: `first layer |w|\u00a0<\u00a0${nearZero}`, cell });
  }
  if (incomplete.length > 0) columns.unshift({ head: "complete runs", cell: formatComplete });
  if (arms.some(({ settings }) => settings.schedule)) {
    columns.unshift({ head: "schedule of the learning rate", cell: ({ settings }) => scheduleText(settings.schedule) });
  }

  const spread =
    "Mean ± sample standard deviation over the seeds; the median iteration, and how many runs reached 90%; " +
    "seconds are the mean of a run.";
  const partial = "Only complete runs count, unless an arm has none: then its others do, as far as they got.";
  const fates = incomplete.map(({ arm, seeds, fate }) =>
    make("li", {}, make("b", {}, arm), `, ${seeds}: ${fate}`),
  );
  return [
    table(
      ["arm", ...columns.map(({ head }) => head)],
      arms.map((arm) => row([arm.name, ...columns.map(({ cell }) => cell(arm))])),
    ),
    arms.some((arm) => arm.counted.length > 1) ? make("p", { class: "note" }, spread) : undefined,
    incomplete.length > 0 ? make("p", { class: "note" }, partial) : undefined,
    incomplete.length > 0 ? make("ul", { class: "warning" }, ...fates) : undefined,
    ...earlyStops(arms).map(({ arm, seeds, text }) => make("p", { class: "note" }, `${arm}, ${seeds}: ${text}.`)),
  ];
}

const dataUri = (type: string, bytes: Uint8Array | string) =>
  `data:${type};base64,${Buffer.from(bytes).toString("base64")}`;

function plot({ wide, narrow }: PlotFiles, alt: string): Element {
  return make(
    "picture",
    {},
    make("source", { media: "(max-width: 40rem)", srcset: dataUri("image/svg+xml", narrow) }),
    make("img", { src: dataUri("image/svg+xml", wide), alt: `${alt} The numbers are in metrics.csv.` }),
  );
}

/** A card for each arm. */
function armDetails(arms: ArmResults[], content: (arm: ArmResults) => Element[], wide = false): Element {
  const open = arms.length <= mostOpen;
  const details = arms.map((arm) =>
    make("details", { open }, make("summary", {}, arm.name), ...content(arm)),
  );
  return make("div", { class: wide ? "grid wide" : "grid" }, ...details);
}

const weightsText =
  "A tile for each unit: what the pixel there adds to it. Zero is the background, orange is positive and " +
  "blue negative; each arm has its own scale, on which the largest 0.5% of the weights are alike.";

function weightTiles(layer: FirstLayer | undefined): Element[] {
  if (layer === undefined) return [make("p", { class: "note" }, "No weights: no run of this arm started.")];
  const { png, width, height, scale } = weightSheet(layer);
  const limit = Number(scale.toPrecision(2));
  const facts =
    `Seed ${layer.seed}, ${layer.units} units of ${layer.imageRows} × ${layer.imageColumns} pixels; ` +
    `${formatPercent(nearZeroShare(layer.weight))} of the weights are nearer to 0 than ${nearZero}.`;
  return [
    make("img", {
      class: "weights",
      src: dataUri("image/png", png),
      width: 2 * width,
      height: 2 * height,
      alt: "The weights of each unit as a tile of pixels.",
    }),
    make("p", { class: "scale" }, `−${limit}`, make("span", { class: "colors" }), `+${limit}`),
    make("p", { class: "note" }, facts),
  ];
}

function runs(results: RunResult[]): Element {
  const rows = results.map((run) => {
    const { arm, seed, status, stopped, iterations, testAccuracy, digest } = run;
    const line = row([
      replaceUnprintable(arm),
      String(seed),
      stopped === undefined ? status : "stopped early",
      String(iterations.at(-1) ?? "–"),
      testAccuracy[finalIndex(run)]?.toFixed(4) ?? "–",
    ]);
    line.append(make("td", { class: "digest" }, make("code", {}, digest || "–")));
    return line;
  });
  const heads = ["arm", "seed", "status", "iteration", "test accuracy", "SHA-256 of the final parameters"];
  return table(heads, rows, "long");
}

function environment({ usagi, environment: { node, platform, arch, cpu, threads, wide, date } }: Results): Element {
  const facts = {
    "usagi-nn": usagi,
    "Node.js": node,
    "platform": `${platform} ${arch}`,
    "processor": cpu,
    "threads": String(threads),
    ...(wide ? { "vectors": "256 bits (--wide)" } : {}),
    "date": date,
  };
  return make(
    "dl",
    {},
    ...Object.entries(facts).flatMap(([term, fact]) => [
      make("dt", {}, term),
      make("dd", {}, replaceUnprintable(fact)),
    ]),
  );
}
