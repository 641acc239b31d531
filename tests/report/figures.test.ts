/** The figures that show more than curves: what is drawn, and that it is as many as there are. */
import { DOMParser } from "linkedom";
import { describe, expect, test } from "vitest";
import type { Results, TrialRun } from "../../experiment/results.ts";
import { closeAxis } from "../../report/axis.ts";
import { type FigureName, figures } from "../../report/figures/index.ts";
import { svgFile } from "../../report/svg.ts";
import { optimizers, overfitting, sampleResults } from "./sample.ts";
import { tunedResults } from "./tuned-sample.ts";

const parse = (text: string) => new DOMParser().parseFromString(text, "image/svg+xml") as unknown as Document;
const document = parse('<svg xmlns="http://www.w3.org/2000/svg"/>');

function draw(name: FigureName, results: Results, width = 880): Element | undefined {
  const svg = figures[name](results, { document, width });
  if (!svg) return undefined;
  const text = svgFile(svg);
  expect(text).not.toMatch(/NaN|undefined|Infinity/);
  return parse(text).documentElement;
}
const drawn = (name: FigureName, results: Results, width?: number) => {
  const svg = draw(name, results, width);
  expect(svg, name).toBeDefined();
  return svg!;
};
const texts = (svg: Element) => Array.from(svg.querySelectorAll("text"), (node) => node.textContent);
const circles = (svg: Element) => svg.querySelectorAll('[aria-label="dot"] circle');
const one = () => sampleResults("one", [{ name: "Adam", final: 0.95, half: 170 }], [0]);

const six = tunedResults({ arms: 6, seeds: 3 });

describe.each(Object.keys(figures) as FigureName[])("%s", (name) => {
  test.each([1, 5, 25])("with %i tuned arms, wide and narrow, each described", (arms) => {
    const results = tunedResults({ arms, seeds: 2, trials: 5 });
    for (const width of [880, 400]) {
      const svg = draw(name, results, width);
      if (!svg) continue;
      expect(svg.getAttribute("width")).toBe(String(width));
      expect(svg.querySelector("title")?.textContent).toMatch(/^tuned: /);
      expect(svg.querySelector("desc")?.textContent?.length).toBeGreaterThan(20);
    }
  });

  test("names stay text", () => {
    const hostile = '</svg><script>alert(1)</script>" onload="x';
    const results = JSON.parse(JSON.stringify(six).replaceAll('"Adam"', JSON.stringify(hostile))) as Results;
    const svg = draw(name, results, 400);
    expect(svg?.querySelectorAll("script, [onload]") ?? []).toHaveLength(0);
  });

  test("of runs that were never started, and of trials that all diverged", () => {
    const results = structuredClone(six);
    for (const run of results.runs) Object.assign(run, {
      status: "not started", iterations: [], loss: [], trainAccuracy: [], testAccuracy: [], testLoss: [], layers: [],
      validationAccuracy: [], validationLoss: [], confusion: [],
    });
    for (const arm of results.tuning!.arms) {
      arm.chosen = null;
      arm.edges = [];
      for (const trial of arm.trials) {
        trial.value = null;
        for (const run of trial.runs) Object.assign(run, { status: "failed", accuracy: null, loss: null });
      }
    }
    draw(name, results);
  });
});

test("which results have which figures", () => {
  const names = (results: Results) => Object.keys(figures).filter((name) => draw(name as FigureName, results));
  expect(names(one())).toEqual(["accuracy", "loss"]);
  expect(names(optimizers)).toEqual(["accuracy", "loss", "seeds"]);
  expect(names(overfitting)).toEqual(["accuracy", "loss", "seeds", "gap"]);
  expect(names(six)).toEqual(expect.arrayContaining(["layers", "seeds", "rate-sensitivity", "sensitivity", "budget"]));
  expect(names(tunedResults({ arms: 1, seeds: 1 }))).not.toContain("rate-sensitivity");
});

test("seeds: a dot for each, cut off where an arm is far below the others", () => {
  expect(circles(drawn("seeds", six))).toHaveLength(6 * 3);
  // SGD does not learn: its four seeds are one arrow.
  const svg = drawn("seeds", optimizers);
  expect(circles(svg)).toHaveLength(4 * 4);
  expect(texts(svg).filter((text) => text === "◂")).toHaveLength(1);
  expect(texts(svg)).toContain("◂: below the axis.");
  expect(texts(svg).some((text) => /^0\.1\d\d ± 0\.\d{3}$/.test(text ?? ""))).toBe(true);
});

test("sensitivity: a panel for each arm and setting, each with every trial", () => {
  const svg = drawn("sensitivity", six);
  const spaces = six.tuning!.arms.map(({ space }) => Object.keys(space));
  const panels = spaces.reduce((sum, paths) => sum + paths.length, 0);
  const arms = six.tuning!.arms;
  const marks = arms.reduce((sum, { trials, space }) => sum + Object.keys(space).length * trials.length, 0);
  const diverged = arms.reduce((sum, { trials, space }) =>
    sum + Object.keys(space).length * trials.filter(({ runs }) => runs[0]!.status === "failed").length, 0);
  expect(diverged).toBeGreaterThan(0);
  // Each trial once, and the chosen one of each panel again as a ring.
  expect(circles(svg)).toHaveLength(marks - diverged + panels);
  for (const heading of ["learningRate (log)", "momentum (log of 1 − x)", "dropout", "activation"]) {
    expect(texts(svg)).toContain(heading);
  }
  expect(texts(svg)).toEqual(expect.arrayContaining(["relu", "tanh", "0.9", "0.99"]));
});

test("rate-sensitivity: the rates of all arms, named", () => {
  const svg = drawn("rate-sensitivity", six);
  for (const { name } of six.experiment.arms) expect(texts(svg)).toContain(name);
  expect(svg.querySelector("desc")?.textContent).toContain("Chosen: SGD ");
});

test("budget: a line for each arm, which ends with its best trial", () => {
  const svg = drawn("budget", six);
  expect(svg.querySelectorAll('[aria-label="line"] path')).toHaveLength(6);
  for (const { arm, trials } of six.tuning!.arms) {
    const best = Math.max(...trials.map(({ value }) => value ?? 0));
    expect(texts(svg)).toContain(`${arm}${arm} ${best.toFixed(3)}`);
  }
});

test("budget: what was ended early counts as what it had reached, what was not tried does not count", () => {
  /** The line of the first arm, with other runs of the last of its trials, or without that. */
  const lineWith = (runs: Partial<TrialRun> | undefined, value: number | null) => {
    const results = structuredClone(six);
    const { trials } = results.tuning!.arms[0]!;
    const last = trials.at(-1)!;
    Object.assign(last, { value, runs: runs ? last.runs.map((run) => ({ ...run, ...runs })) : [] });
    return drawn("budget", results).querySelector('[aria-label="line"] path')!.getAttribute("d")!;
  };
  const points = (line: string) => line.split("L").length;
  const complete = lineWith({ status: "complete", accuracy: 0.9 }, 0.9);
  expect(lineWith({ status: "halved", accuracy: 0.9 }, null)).toBe(complete);
  expect(lineWith({ status: "failed", accuracy: null }, null)).not.toBe(complete);
  expect(points(lineWith(undefined, null))).toBe(points(complete) - 1);
});

test("gap: training and test at the end", () => {
  const svg = drawn("gap", overfitting);
  expect(circles(svg)).toHaveLength(2 * 9);
  expect(texts(svg)).toContain("+0.240");
});

test("the axis of arms that are close is not pressed together by one that is far below", () => {
  expect(closeAxis([[0.9, 0.92], [0.91, 0.94]])).toMatchObject({ type: "linear", domain: [expect.closeTo(0.898, 9), expect.closeTo(0.942, 9)] });
  const [low] = closeAxis([[0.1], [0.93], [0.94], [0.95]]).domain;
  expect(low).toBeGreaterThan(0.8);
  // R² goes below 0.
  expect(closeAxis([[-0.5, -0.3], [-0.4, -0.3]]).domain).toEqual([expect.closeTo(-0.51, 9), expect.closeTo(-0.29, 9)]);
  expect(closeAxis([]).domain).toEqual([0, 1]);
  expect(closeAxis([[0.5]]).domain).toEqual([0.49, 0.51]);
});
