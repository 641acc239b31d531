import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import fc from "fast-check";
import { DOMParser } from "linkedom";
import { expect, test } from "vitest";
import { seriesColors, surface } from "../../report/palette.ts";
import { scorePlot, lossPlot } from "../../report/figures/curves.ts";
import { spread } from "../../report/spread.ts";
import { svgFile } from "../../report/svg.ts";
import type { Results } from "../../experiment/results.ts";
import { optimizers, overfitting, sampleResults } from "./sample.ts";

const parse = (text: string) => new DOMParser().parseFromString(text, "image/svg+xml") as unknown as Document;
const document = parse('<svg xmlns="http://www.w3.org/2000/svg"/>');

function draw(plot: typeof scorePlot, results: Results, width?: number): { text: string; svg: Element } {
  const text = svgFile(plot(results, { document, ...(width === undefined ? {} : { width }) }));
  expect(text).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  return { text, svg: parse(text).documentElement };
}
/** What stands in the picture, without tooltips. */
const texts = (svg: Element) =>
  Array.from(svg.querySelectorAll("text"), (node) =>
    Array.from(node.childNodes, (child) => (child.nodeName === "title" ? "" : child.textContent)).join(""),
  );
const lines = (svg: Element) => svg.querySelectorAll('[aria-label="line"] path');

const notStarted = {
  status: "not started",
  iterations: [],
  loss: [],
  trainAccuracy: [],
  testAccuracy: [],
  testLoss: [],
};
const one = () => sampleResults("one", [{ name: "Adam", final: 0.95, half: 170 }], [0]);

test("accuracy: every arm's test line over each other, then a panel each with test and training", () => {
  const { svg } = draw(scorePlot, optimizers);
  expect(lines(svg)).toHaveLength(5 + 2 * 5);
  expect(texts(svg)).toContain("optimizers: accuracy");
  expect(texts(svg)).toContain("mean of 4 seeds ± one standard deviation");
  expect(texts(svg)).toContain("training accuracy (current batch)");
  for (const { name } of optimizers.experiment.arms) {
    expect(texts(svg)).toContain(name);
    expect(texts(svg).some((text) => text.startsWith(`${name} 0.`))).toBe(true);
  }
  // The axes end at 0 and 1.
  expect(texts(svg).filter((text) => text === "1")).toHaveLength(2);
  expect(svg.getAttribute("viewBox")).toBe(`0 0 880 ${svg.getAttribute("height")}`);
  expect(svg.getAttribute("role")).toBe("img");
  expect(svg.querySelector("title")?.textContent).toBe("optimizers: accuracy");
  expect(svg.querySelector("desc")?.textContent).toMatch(
    /^Test accuracy by iteration.* Adam 0\.9\d\d at 1000\.$/,
  );
});

test("that some runs have not come to their end is said in the picture", () => {
  const note = /^Not finished/;
  const said = (results: Results) => texts(draw(scorePlot, results).svg).some((text) => note.test(text));
  expect(said(optimizers)).toBe(false);
  const [first, ...others] = optimizers.runs;
  expect(said({ ...optimizers, runs: [{ ...first!, status: "interrupted" }, ...others] })).toBe(true);
});

test("loss: logarithmic when it spans much, and the averaging is said", () => {
  expect(texts(draw(lossPlot, overfitting).svg)).toContain("50");
  const { svg } = draw(lossPlot, optimizers);
  expect(texts(svg)).toContain("1.5");
  expect(texts(svg)).toContain("training loss with penalties, averaged between evaluations");
});

test("a diverging arm is cut off instead of pressing the others flat", () => {
  const results = sampleResults(
    "learning rate",
    ["small", "right", "large"].map((name) => ({ name, final: 0.9, half: 200 })),
    [0],
  );
  const large = results.runs[2]!;
  large.loss = large.loss.map((loss, index) => loss * 1.1 ** index);
  large.status = "failed";
  const { svg } = draw(lossPlot, results);
  expect(texts(svg).some((text) => /^Values above 2\d\d are cut off\.$/.test(text))).toBe(true);
  expect(texts(svg)).toContain("×: a run failed.");
});

test("one arm has test and training in one plot, without panels or bands", () => {
  const { svg } = draw(scorePlot, one());
  expect(lines(svg)).toHaveLength(2);
  expect(texts(svg).some((text) => text.startsWith("mean of"))).toBe(false);
});

test("runs without evaluations", () => {
  const results = one();
  Object.assign(results.runs[0]!, notStarted);
  for (const plot of [scorePlot, lossPlot]) {
    expect(texts(draw(plot, results).svg)).toContain("No run was evaluated: there is nothing to draw.");
  }
  const mixed = structuredClone(optimizers);
  for (const run of mixed.runs.slice(0, 4)) Object.assign(run, notStarted);
  const { svg } = draw(scorePlot, mixed);
  expect(texts(svg)).toContain("not evaluated");
  expect(lines(svg)).toHaveLength(4 + 2 * 4);
});

test("losses of null, and a single evaluation", () => {
  const results = one();
  const run = results.runs[0]!;
  run.loss = run.loss.map(() => null as unknown as number);
  draw(lossPlot, results);
  for (const values of [run.iterations, run.testAccuracy!, run.trainAccuracy!, run.testLoss]) values.length = 1;
  expect(draw(scorePlot, results).svg.querySelectorAll("circle")).toHaveLength(2);
});

test("100 arms each have a panel, and the overlay says why it names none", () => {
  const arms = Array.from({ length: 100 }, (_, index) => ({ name: `arm ${index}`, final: 0.5, half: index }));
  const { svg } = draw(scorePlot, sampleResults("hundred", arms, [0]), 400);
  for (const { name } of arms) expect(texts(svg)).toContain(name);
  expect(texts(svg)).toContain("Too many arms to name here: each has its panel below.");
});

test("hostile and long names stay text, and the file stays XML", () => {
  const names = [
    "<script>alert(1)</script>",
    '" onload="alert(1)',
    "</style><style>*{display:none}",
    "]]>&amp;&\u0000\u001b\ud800\uFFFE",
    "javascript:alert(1)",
    "長い名前".repeat(40),
  ];
  const results = sampleResults(
    names[0]!,
    names.map((name) => ({ name, final: 0.5, half: 100 })),
    [0],
  );
  for (const plot of [scorePlot, lossPlot]) {
    const { text, svg } = draw(plot, results, 400);
    expect(svg.querySelectorAll("script, a, image, foreignObject, use")).toHaveLength(0);
    expect(text).not.toMatch(/<[^>]* on\w+=|href|\p{Cc}|\uFFFE/u);
    expect(svg.querySelectorAll("style")).toHaveLength(1);
    const titles = Array.from(svg.querySelectorAll("title"), (node) => node.textContent);
    expect(titles).toContain(names[0]);
    expect(titles).toContain(names[1]);
    expect(titles).toContain(names[2]);
    expect(titles).toContain("]]>&amp;&\uFFFD\uFFFD\uFFFD\uFFFD");
    expect(titles).toContain(names[5]);
  }
});

test("the plots bundle for a browser: they need nothing of Node", async () => {
  const { outputFiles } = await build({
    entryPoints: ["figures/curves.ts", "svg.ts"].map((name) =>
      fileURLToPath(new URL(`../../report/${name}`, import.meta.url)),
    ),
    outdir: "unused",
    bundle: true,
    write: false,
    platform: "browser",
    format: "esm",
    logLevel: "silent",
  });
  expect(outputFiles).toHaveLength(2);
});

test("labels keep their distance, their order and the bounds", () => {
  expect(spread([50, 50, 100], 10, 0, 200)).toEqual([45, 55, 100]);
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 20 }),
      (at) => {
        const moved = spread(at, 15, 0, 300);
        const order = at.map((_, index) => index).sort((a, b) => moved[a]! - moved[b]!);
        order.forEach((index, rank) => {
          expect(moved[index]).toBeGreaterThanOrEqual(0);
          expect(moved[index]).toBeLessThanOrEqual(300 + 1e-9);
          if (rank === 0) return;
          const before = order[rank - 1]!;
          expect(at[index]).toBeGreaterThanOrEqual(at[before]!);
          expect(moved[index]! - moved[before]!).toBeGreaterThan(15 - 1e-9);
        });
      },
    ),
  );
});

type Triple = [number, number, number];

function linearRgb(hex: string): Triple {
  return [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

const apply = (matrix: Triple[], [r, g, b]: Triple) =>
  matrix.map((row) => row[0] * r + row[1] * g + row[2] * b) as Triple;

/** Ottosson 2020, OKLab. */
function oklab(color: Triple): Triple {
  const lms = apply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    color.map((value) => Math.max(0, value)) as Triple,
  ).map(Math.cbrt) as Triple;
  return apply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    lms,
  );
}

/** Machado, Oliveira and Fernandes 2009, severity 1. */
const vision: Record<string, Triple[]> = {
  full: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

test.each([0, 1] as const)(
  "ten colours: with each kind of vision at least 0.07 apart in OKLab (theme %i)",
  (theme) => {
    for (const matrix of Object.values(vision)) {
      const seen = seriesColors.map((pair) => oklab(apply(matrix, linearRgb(pair[theme]))));
      for (const [index, a] of seen.entries()) {
        for (const b of seen.slice(0, index)) {
          expect(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])).toBeGreaterThan(0.07);
        }
      }
    }
  },
);

test.each([0, 1] as const)("ten colours: contrast with the background (theme %i)", (theme) => {
  const luminance = (hex: string) => {
    const [r, g, b] = linearRgb(hex);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  for (const pair of seriesColors) {
    const [low, high] = [luminance(pair[theme]), luminance(surface[theme])].sort((a, b) => a - b);
    expect((high! + 0.05) / (low! + 0.05)).toBeGreaterThan(2.9);
  }
});
