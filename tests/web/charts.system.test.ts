// The live charts and the section on overfitting, in Chromium.

import { describe, expect, test } from "vitest";
import { hasChromium } from "../browser.ts";
import { builtPage, enter, finished, link, press } from "./built-page.ts";
import { eventually, inChromium, type Tab, until } from "./tab.ts";

const small = {
  name: "small",
  dataset: { name: "mnist", train: 200, test: 500 },
  network: { hidden: [32], activation: "relu" },
  training: { iterations: 60, batchSize: 50, evaluateEvery: 20 },
  optimizer: { name: "adam", learningRate: 0.01 },
  arms: [{ name: "one" }, { name: "two", network: { dropout: 0.2 } }],
};

// What follows runs in the page.

const key = (name: string) => {
  const chart = document.querySelector<SVGElement>("#curves .plot > svg")!;
  chart.focus();
  chart.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));
};
const readings = () => [...document.querySelectorAll("#curves .reading")].map((reading) => ({
  at: reading.querySelector("p")!.textContent,
  names: [...reading.querySelectorAll(".name")].map(({ textContent }) => textContent),
  values: [...reading.querySelectorAll(".value")].map(({ textContent }) => parseFloat(textContent)),
}));
/** Where the timeline stands in each chart. */
const moments = () => document.querySelectorAll("#curves .moment").length;

describe.skipIf(!hasChromium)("the charts", () => {
  const page = builtPage();
  const chromium = inChromium();

  /** So high that all charts are in view, which have their width. */
  async function open(experiment: unknown): Promise<Tab> {
    const tab = await chromium.open({ width: 1280, height: 2400 });
    await tab.goto(page.address + link(experiment));
    await until(tab, () => {
      const plots = [...document.querySelectorAll("#curves .plot")];
      const widthOf = (element: Element) => element.getBoundingClientRect().width;
      return plots.length === 3 && plots.every((plot) => Math.abs(widthOf(plot) - widthOf(plot.querySelector("svg")!)) < 1);
    });
    return tab;
  }

  test("keep their paths while they grow, and their size", async () => {
    // So many steps do not start by themselves.
    const tab = await open({ ...small, training: { ...small.training, iterations: 100_000 } });
    // The first is as high as the pad beside it.
    const sizes = () => [...document.querySelectorAll("#curves .chart")].slice(1).map((chart) => chart.getBoundingClientRect().height);
    const empty = await tab.evaluate(sizes);
    const pathsOf = () => [...document.querySelectorAll("#curves .curve.main")].map((path) => path.getAttribute("d")!);
    await press(tab, "Next evaluation");
    const before = await until(tab, () => {
      const paths = [...document.querySelectorAll("#curves .curve.main")];
      return paths.length === 6 && paths.every((path) => path.getAttribute("d")!.includes("L")) ? paths.map((path) => path.getAttribute("d")!) : undefined;
    });
    await tab.evaluate(() => document.querySelectorAll("#curves .curve.main").forEach((path) => path.setAttribute("data-kept", "")));
    await press(tab, "Next evaluation");
    await until(tab, (earlier) => [...document.querySelectorAll("#curves .curve.main")].every((path, i) => path.getAttribute("d") !== earlier[i]), before);
    expect(await tab.evaluate(() => document.querySelectorAll("#curves .curve.main[data-kept]").length)).toBe(6);
    expect((await tab.evaluate(pathsOf)).every((path, i) => path.length > before[i]!.length)).toBe(true);
    expect(await tab.evaluate(sizes)).toEqual(empty);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("have one crosshair, which keys move and screen readers hear, and Enter and a click go to its iteration", async () => {
    const tab = await open(small);
    await until(tab, finished);
    const reads = async (iteration: number) => {
      const read = await tab.evaluate(readings);
      return read.length === 3 && read.every(({ at }) => at === `iteration ${iteration}`) && read;
    };
    // They are drawn some times a second, a moment after the numbers.
    await eventually(async () => {
      await tab.evaluate(key, "End");
      return reads(60);
    });
    await tab.evaluate(key, "Escape");
    await until(tab, () => document.querySelector("#curves .reading") === null);
    await tab.evaluate(key, "ArrowLeft");
    await tab.evaluate(key, "ArrowLeft");
    const read = await eventually(() => reads(40));
    for (const { names } of read) expect([...names].sort()).toEqual(["one", "two"]);
    const [accuracy, ...losses] = read.map(({ values }) => values[0]! - values[1]!);
    expect(accuracy).toBeGreaterThanOrEqual(0);
    for (const difference of losses) expect(difference).toBeLessThanOrEqual(0);
    await expect.poll(() => tab.evaluate(() => document.querySelector("#curves .plot > svg")!.getAttribute("aria-valuetext")))
      .toMatch(/^iteration 40: (one|two) [\d.]+%, (one|two) [\d.]+%$/);

    await tab.evaluate(key, "Home");
    await until(tab, () => document.querySelector("#curves .reading p")!.textContent === "iteration 0");
    await tab.evaluate(key, "Escape");
    await until(tab, () => document.querySelector("#curves .reading") === null);

    await tab.evaluate(key, "ArrowLeft");
    await tab.evaluate(key, "ArrowLeft");
    await tab.evaluate(key, "Enter");
    await until(tab, () => document.querySelectorAll("#curves .moment").length === 3);
    const placeOf = () => document.querySelector("#curves .moment path")!.getAttribute("d");
    const at40 = await tab.evaluate(placeOf);
    // What is above may still move them: then once more.
    await eventually(async () => {
      const right = await tab.evaluate(() => {
        const { right: edge, top } = document.querySelector("#curves .axis line")!.getBoundingClientRect();
        return { x: edge - 2, y: top + 20 };
      });
      await tab.mouse.move(right.x, right.y);
      await tab.mouse.down();
      await tab.mouse.up();
      return (await tab.evaluate(placeOf)) !== at40;
    });
    await expect.poll(() => tab.evaluate(moments)).toBe(3);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("of overfitting come as soon as the training accuracy is measured on all data", async () => {
    const tab = await open(small);
    await tab.evaluate(() => document.getElementById("overfitting-place")?.scrollIntoView());
    await press(tab, "Measure it on all training data", "#overfitting");
    await until(tab, () => document.querySelectorAll("#overfitting .gaps .note").length === 2);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("of overfitting say the gap, and which wrong labels are learnt by heart; the slider changes their share", async () => {
    const tab = await open({
      ...small, dataset: { ...small.dataset, labelNoise: 0.3 }, training: { ...small.training, iterations: 200, trainAccuracy: "all" },
    });
    await until(tab, () => (document.getElementById("overfitting") ?? document.getElementById("overfitting-place")) !== null);
    await tab.evaluate(() => document.getElementById("overfitting-place")?.scrollIntoView());
    await until(tab, finished);
    const gaps = await until(tab, () => {
      const texts = [...document.querySelectorAll("#overfitting .gaps .note")].map(({ textContent }) => textContent);
      return texts.length === 2 && texts.every((text) => text.includes("gap")) ? texts : undefined;
    });
    const [train, test_, gap] = gaps[0]!.match(/[\d.]+/g)!.map(Number);
    expect(gap).toBeCloseTo(train! - test_!, 0);
    // 200 images of which 30 % have a wrong label; 32 units and 200 steps of Adam learn nearly all of them.
    const counts = await until(tab, () => {
      const found = [...document.querySelectorAll("#overfitting .counts strong")].map(({ textContent }) => textContent);
      return found.length === 2 && parseInt(found[0]!) > 40 ? found : undefined;
    });
    expect(counts.every((count) => count.endsWith("of 60"))).toBe(true);
    await expect.poll(() => tab.evaluate(() => document.querySelectorAll("#overfitting .learnt li").length)).toBe(12);

    await enter(tab, ".wrong-labels input", "0.1");
    await until(tab, () => [...document.querySelectorAll("#overfitting .counts strong")].some(({ textContent }) => textContent.endsWith("of 20")));
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });
});
