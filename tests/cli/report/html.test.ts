import { createHash } from "node:crypto";
import { decode } from "fast-png";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { reportHtml } from "../../../cli/report/html.ts";
import { nearZeroShare } from "../../../report/statistics/weights.ts";
import { figures } from "../../../report/figures/index.ts";
import { weightSheet } from "../../../cli/report/weights.ts";
import type { FirstLayer, Results } from "../../../experiment/results.ts";
import type { FigureName } from "../../../cli/report/figures.ts";
import { tunedResults } from "../../report/tuned-sample.ts";
import { optimizers, sampleFirstLayer, sampleResults } from "../../report/sample.ts";

const svg = { wide: "<svg/>", narrow: "<svg/>" };

function report(results: Results, firstLayers: FirstLayer[] = [], figures: FigureName[] = ["accuracy", "loss"]) {
  const text = reportHtml(results, Object.fromEntries(figures.map((name) => [name, svg])), firstLayers);
  return { text, document: parseHTML(text).document };
}

const firstLayersOf = (results: Results) =>
  results.experiment.arms.map((arm) => sampleFirstLayer(arm.name, results.experiment.seeds[0] ?? 0));

test("holds everything, in one file, under a strict policy", () => {
  const { text, document } = report(optimizers, firstLayersOf(optimizers));
  const headings = Array.from(document.querySelectorAll("h2"), (node) => node.textContent);
  expect(headings).toEqual([
    "Findings",
    "Results",
    "Differences",
    "Curves",
    "Confusion matrices",
    "Precision and recall",
    "Weights of the first layer",
    "Runs",
    "Environment",
    "Experiment",
  ]);
  expect(document.querySelectorAll("picture")).toHaveLength(2);
  expect(document.querySelectorAll(".matrix")).toHaveLength(5);
  expect(document.querySelectorAll("img.weights")).toHaveLength(5);
  for (const run of optimizers.runs) expect(text).toContain(run.digest);
  expect(JSON.parse(document.querySelector("pre")?.textContent ?? "")).toEqual(optimizers.experiment);

  const style = document.querySelector("style")?.textContent ?? "";
  const hash = createHash("sha256").update(style).digest("base64");
  const policy = document
    .querySelector('meta[http-equiv="Content-Security-Policy"]')
    ?.getAttribute("content");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`style-src 'sha256-${hash}';`);
  expect(policy).not.toContain("unsafe");
  expect(document.querySelectorAll("script, link, iframe, object, [style]")).toHaveLength(0);
  const ids = Array.from(document.querySelectorAll("section"), ({ id }) => `#${id}`);
  expect(Array.from(document.querySelectorAll("[href]"), (node) => node.getAttribute("href"))).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
  for (const node of document.querySelectorAll("[src], [srcset]")) {
    expect(node.getAttribute("src") ?? node.getAttribute("srcset")).toMatch(
      /^data:image\/(png|svg\+xml);base64,/,
    );
  }
});

test("counts of the seeds are added up in the confusion matrix", () => {
  const { document } = report(optimizers);
  const first = document.querySelector(".matrix td")?.textContent;
  expect(Number(first)).toBe(
    optimizers.runs.slice(0, 4).reduce((sum, run) => sum + run.confusion[0]![0]!, 0),
  );
});

test("hostile text stays text", () => {
  const names = [
    "<script>alert(1)</script>",
    "</title></style><img src=x onerror=alert(1)>",
    `"'\`onclick=alert(1)`,
    "javascript:alert(1)",
    "&lt;b&gt; &amp;quot;",
  ];
  const results = sampleResults(
    names[1]!,
    names.map((name) => ({ name, final: 0.5, half: 100 })),
    [0],
    names[0],
  );
  results.runs[0]!.status = "failed";
  results.runs[0]!.failure = names[1]!;
  results.environment.cpu = names[0]!;
  const { text, document } = report(results, firstLayersOf(results));
  expect(document.querySelectorAll("script, [onclick], [onerror], [style], :not(nav) > a")).toHaveLength(0);
  for (const image of document.querySelectorAll("img")) {
    expect(image.getAttribute("src")).toMatch(/^data:image/);
  }
  expect(text).not.toMatch(/<script|<img src="?x/);
  expect(text).toContain("<title>&lt;/title>&lt;/style>&lt;img src=x onerror=alert(1)> – usagi-nn</title>");
  expect(document.querySelector("h1")?.textContent).toBe(names[1]);
  const summaries = Array.from(document.querySelectorAll("summary"), (node) => node.textContent);
  // Matrices, scores, and weights.
  expect(summaries).toEqual(["日本語", ...names, ...names, ...names]);
});

test("tells of runs that failed, were interrupted or never started", () => {
  const results = structuredClone(optimizers);
  results.status = "interrupted";
  const [a, b] = results.runs;
  a!.status = "failed";
  a!.failure = "the loss became NaN at iteration 31";
  Object.assign(b!, {
    ...{ status: "not started", digest: "", confusion: [] },
    ...{ iterations: [], loss: [], trainAccuracy: [], testAccuracy: [], testLoss: [] },
  });
  const { text } = report(results);
  expect(text).toContain("The experiment was interrupted");
  expect(text).toContain(", seed 0: failed: the loss became NaN at iteration 31");
  expect(text).toContain(", seed 1: not started");
  expect(text).not.toMatch(/NaN ±|undefined/);

  for (const run of results.runs) Object.assign(run, { ...b, arm: run.arm, seed: run.seed });
  const { document } = report(results);
  expect(document.querySelectorAll("#confusion details p.note")).toHaveLength(5);
});

test("100 arms are folded; more than 30 classes become a list of the commonest confusions", () => {
  const arms = Array.from({ length: 100 }, (_, index) => ({ name: `arm ${index}`, final: 0.5, half: 99 }));
  const results = sampleResults("hundred", arms, [0]);
  results.runs[0]!.confusion = Array.from({ length: 47 }, (_, truth) =>
    Array.from({ length: 47 }, (_, predicted) =>
      truth === 3 && predicted === 5 ? 40 : truth === predicted ? 60 : 0,
    ),
  );
  const { document } = report(results);
  expect(document.querySelectorAll("details[open]")).toHaveLength(0);
  expect(document.querySelectorAll(".matrix")).toHaveLength(99);
  const cells = Array.from(
    document.querySelector("details tbody tr")?.children ?? [],
    (cell) => cell.textContent,
  );
  expect(cells).toEqual(["3", "5", "40", "40.0%"]);
});

test("a tuned experiment has its settings, and each of its figures once", () => {
  const results = tunedResults({ arms: 6, seeds: 3 });
  const names = Object.keys(figures) as FigureName[];
  const { document } = report(results, [], names);
  const headings = Array.from(document.querySelectorAll("h2"), (node) => node.textContent);
  expect(headings).toEqual([
    "Findings", "Results", "Differences", "Chosen settings", "Sensitivity", "What a budget of trials buys", "Curves", "Predicted against true",
    "Training and test", "Learning rates", "Inside the layers", "Confusion matrices", "Precision and recall", "Runs", "Environment", "Experiment",
  ]);
  expect(document.querySelectorAll("picture")).toHaveLength(names.length);
  for (const image of document.querySelectorAll("figure img")) expect(image.getAttribute("alt")).toMatch(/\. The numbers are in \w+\.(csv|json)\.$/);
  const rows = document.querySelectorAll("#chosen-settings tbody tr");
  expect(rows).toHaveLength(11);
  expect(document.querySelector("#chosen-settings")?.textContent).toContain("25 settings from a quasi-random (Halton) sequence");
});

test("of 25 arms the differences are those to the leader, and long tables and cards are closed or scroll", () => {
  const results = tunedResults({ arms: 25, seeds: 2, trials: 4 });
  const { document } = report(results, [], ["accuracy", "loss", "sensitivity"]);
  expect(document.querySelectorAll("#differences tbody tr")).toHaveLength(24);
  expect(document.querySelector("#differences")?.textContent).toContain("all 300 pairs are in paired.csv");
  expect(document.querySelectorAll("details[open]")).toHaveLength(0);
  expect(document.querySelector("#chosen-settings .scroll")?.getAttribute("class")).toBe("scroll long");
});

test("the scores of each class, and the mean, are those of the counts", () => {
  const { document } = report(optimizers);
  const [first] = document.querySelectorAll("#precision-recall details");
  expect(first!.querySelectorAll("tbody tr")).toHaveLength(11);
  const runs = optimizers.runs.slice(0, 4);
  const sum = (truth: number, predicted: number) => runs.reduce((total, run) => total + run.confusion[truth]![predicted]!, 0);
  const images = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].reduce((total, predicted) => total + sum(0, predicted), 0);
  const cells = Array.from(first!.querySelector("tbody tr")!.children, ({ textContent }) => textContent);
  expect(cells.slice(0, 2)).toEqual(["0", String(images)]);
  expect(cells[3]).toBe(`${((100 * sum(0, 0)) / images).toFixed(1)}%`);
});

test("a weight sheet has a tile for each unit, hue for the sign, opacity for the size", () => {
  // Three units of 2 × 3 pixels; (inputs, units) row-major.
  const weight = new Float32Array(6 * 3);
  weight[0 * 3 + 0] = 1; // unit 0, top left
  weight[5 * 3 + 1] = -1; // unit 1, bottom right
  weight[1 * 3 + 2] = 0.5; // unit 2, top middle
  const layer = { arm: "a", seed: 0, weight, inputs: 6, units: 3, imageRows: 2, imageColumns: 3 };
  const sheet = weightSheet(layer);
  const image = decode(sheet.png);
  expect([image.width, image.height, image.channels]).toEqual([sheet.width, sheet.height, 1]);
  expect(sheet.scale).toBe(1);

  const colorAt = (x: number, y: number) => image.palette![image.data[y * image.width + x]!]!;
  const columns = (sheet.width - 1) / 4;
  const corner = (unit: number) => [1 + 4 * (unit % columns), 1 + 3 * Math.floor(unit / columns)] as const;
  const [x0, y0] = corner(0);
  const [x1, y1] = corner(1);
  const [x2, y2] = corner(2);
  expect(colorAt(x0, y0)).toEqual([0xe0, 0x5a, 0x00, 255]);
  expect(colorAt(x1 + 2, y1 + 1)).toEqual([0x2f, 0x7f, 0xd0, 255]);
  expect(colorAt(x2 + 1, y2)).toEqual([0xe0, 0x5a, 0x00, 128]);
  expect(colorAt(x0 + 1, y0)[3]).toBe(0);
  expect(colorAt(0, 0)).toEqual([0x80, 0x80, 0x80, 0x50]);
  expect(nearZeroShare(layer.weight)).toBeCloseTo(15 / 18, 12);
});

test("the weight scale ignores the largest 0.5% and survives weights of 0 and NaN", () => {
  const layer = sampleFirstLayer("a", 0, 10);
  layer.weight[17] = 1000;
  expect(weightSheet(layer).scale).toBeLessThan(2);
  expect(weightSheet({ ...layer, weight: new Float32Array(layer.weight.length) }).scale).toBe(1);
  weightSheet({ ...layer, weight: new Float32Array(layer.weight.length).fill(NaN) });
});
