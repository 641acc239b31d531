/** report.html and its figures in Japanese: no English is left but names, and what machines read stays as it is. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { writeReport } from "../../../cli/report/index.ts";
import { notStarted } from "../../../experiment/not-started.ts";
import type { Results } from "../../../experiment/results.ts";
import { sampleFirstLayer, sampleResults } from "../../report/sample.ts";
import { tunedResults } from "../../report/tuned-sample.ts";
import { temporaryFolder } from "../helpers.ts";

/** What is called the same in both: files, settings by their paths, layers, measures, products. */
const names = new Set([
  "MNIST", "usagi", "Node", "SHA", "AUC", "RMSE", "Holm", "csv", "json", "results", "metrics", "layers", "trials", "classes", "paired", "targets",
  "dense", "relu", "tanh", "learningRate", "momentum", "beta", "dropout", "activation", "cosine", "steps", "runs", "wide", "moons", "NaN",
  // Hints to paste.
  "set", "seeds", "optimizer", "min", "max", "scale", "log",
]);

/** Of a study with a search in which everything happens that there is a text for. */
function search(): Results {
  const results = JSON.parse(JSON.stringify(tunedResults({ arms: 3, seeds: 3, trials: 8 }))
    .replaceAll('"SGD"', '"甲"').replaceAll('"momentum"', '"乙"').replaceAll('"AdaGrad"', '"丙"')) as Results;
  const { experiment, runs } = results;
  experiment.name = "比較";
  experiment.description = "説明";
  experiment.dataset.labelNoise = 0.1;
  experiment.claims = [
    { claim: { en: "claim", ja: "主張1" }, compare: ["甲", "乙"], metric: "testAccuracy", at: ["final", "best"], direction: "lower", margin: 0 },
    { claim: { en: "claim", ja: "主張2" }, compare: ["甲", 300], metric: "testAccuracy", at: [{ reach: 0.9 }, { reach: 0.9 }], direction: "higher", margin: 0 },
  ];
  experiment.arms[0]!.schedule = { name: "cosine", steps: 900 } as NonNullable<(typeof experiment.arms)[number]["schedule"]>;
  experiment.arms[1]!.from = { path: "runs/a", digest: "0123456789abcdef", freeze: "hidden", layers: "hidden", optimizerState: true } as never;
  experiment.arms[2]!.training.trainAccuracy = "all";
  Object.assign(runs[3]!, { status: "failed", failure: "the loss became NaN at iteration 31: training diverged; try a smaller learningRate" });
  Object.assign(runs[4]!, { stopped: "test loss got no better for 3 evaluations; the best was at iteration 500", best: 500 });
  Object.assign(runs[8]!, { ...notStarted("丙", 3) });
  results.status = "interrupted";
  results.environment.wide = true;
  results.tuning!.arms[0]!.edges = [{ path: "optimizer.learningRate", value: 8, end: "max" }];
  return results;
}

/** Of rows with targets. */
function targets(): Results {
  const all = sampleResults("回帰", [{ name: "甲", final: 0.5, half: 100 }, { name: "乙", final: 0.5, half: 100 }], [0, 1]);
  for (const arm of all.experiment.arms) arm.loss = { name: "meanSquaredError" };
  all.experiment.dataset = { name: "moons", train: 100, test: 50, noise: 0.1, seed: 0 };
  all.runs = all.runs.map(({ arm, seed }) => ({
    ...notStarted(arm, seed, "targets"), status: "complete" as const, digest: "00", iterations: [10, 20], loss: new Array<number>(20).fill(1),
    trainRmse: [90, arm === "甲" ? 1 : 2], testRmse: [100, arm === "甲" ? 12.5 + seed : 16 + 2 * seed], testR2: [0.1, 0.95], testLoss: [10000, 160],
    targets: Array.from({ length: 31 }, (_, k) => ({ rmse: 10 + k, r2: 0.5 + k / 100 })),
    ...(seed === 0 && { predictions: [0, 1].map(() => ({ target: [1, 2, 3, 4], output: [1.1, 2.2, 2.7, 90] })) }),
  }));
  return all;
}

function englishIn(document: Document, hidden: string): string[] {
  for (const node of document.querySelectorAll(hidden)) node.remove();
  const attributes = Array.from(document.querySelectorAll("[alt], [aria-label]"), (node) =>
    node.getAttribute("alt") ?? (node.closest("svg") ? "" : node.getAttribute("aria-label")!));
  const leaves = Array.from(document.querySelectorAll("*")).flatMap((node) =>
    Array.from(node.childNodes, (child) => (child.nodeType === 3 ? child.textContent ?? "" : "")));
  return [...leaves, ...attributes].filter((text) => text.match(/[A-Za-z]{3,}/g)?.some((word) => !names.has(word)));
}

test.each([["a search", search()], ["targets", targets()]])("of %s: no English, in the page and in every figure", async (_, results) => {
  const folder = temporaryFolder();
  const english = temporaryFolder();
  const firstLayers = [sampleFirstLayer("甲", 1)];
  const formats = ["md", "tex", "csv", "svg"] as const;
  const files = await writeReport(folder, results, { firstLayers, formats, language: "ja" });
  expect(files).toEqual(await writeReport(english, results, { firstLayers, formats }));

  const { document } = parseHTML(readFileSync(join(folder, "report.html"), "utf8"));
  expect(document.documentElement.getAttribute("lang")).toBe("ja");
  expect(document.querySelectorAll("section").length).toBeGreaterThan(7);
  expect(englishIn(document, "style, pre, code, dd, title, [lang=en], summary[lang=en]")).toEqual([]);
  for (const file of files.filter((name) => name.endsWith(".svg"))) {
    const svg = parseHTML(readFileSync(join(folder, file), "utf8")).document;
    expect(svg.querySelector("svg")!.getAttribute("lang")).toBe("ja");
    expect(englishIn(svg, "style"), file).toEqual([]);
  }
  for (const file of files.filter((name) => name.endsWith(".md"))) {
    const text = readFileSync(join(folder, file), "utf8");
    expect(text.match(/[A-Za-z]{3,}/g)?.filter((word) => !names.has(word)) ?? [], file).toEqual([]);
  }
  // What machines read is the same in every language.
  for (const file of files.filter((name) => /\.(csv|json)$/.test(name))) {
    expect(readFileSync(join(folder, file), "utf8"), file).toBe(readFileSync(join(english, file), "utf8"));
  }
});
