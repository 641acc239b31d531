// What the page says of a race that is over, in Chromium: the sentence, the table, and how one weight was made.

import { describe, expect, test } from "vitest";
import { hasChromium } from "../browser.ts";
import { builtPage, click, finished, link } from "./built-page.ts";
import { inChromium, type Tab, until } from "./tab.ts";

const small = {
  name: "small",
  dataset: { name: "mnist", train: 1000, test: 1000 },
  network: { hidden: [32, 16], activation: "relu" },
  training: { iterations: 60, batchSize: 50, evaluateEvery: 20, trainAccuracy: "all" },
  optimizer: { name: "adam", learningRate: 0.01 },
  arms: [{ name: "Adam" }, { name: "SGD", optimizer: { name: "sgd" } }, { name: "Momentum", optimizer: { name: "momentum" } }],
};

describe.skipIf(!hasChromium)("what came of a race, and why", () => {
  const page = builtPage();
  const chromium = inChromium();

  /** A race that is over, with a section in view. */
  async function over(experiment: object, section: "findings" | "why"): Promise<Tab> {
    const tab = await chromium.open();
    await tab.goto(page.address + link(experiment));
    await until(tab, finished);
    await until(tab, (id) => {
      const found = document.getElementById(id);
      (found ?? document.getElementById(`${id}-place`))?.scrollIntoView();
      return found !== null;
    }, section);
    return tab;
  }

  const names = () => [...document.querySelectorAll(".standings tbody .name")].map((name) => name.textContent);

  test("a sentence of the run, a table that sorts, and digests to compare", async () => {
    const tab = await over(small, "findings");
    // It is drawn some times a second, a moment after the numbers.
    await until(tab, () => document.getElementById("standings-caption")!.textContent.startsWith("At the end"));
    const said = () => document.querySelector(".finding p")?.textContent;
    await expect.poll(() => tab.evaluate(said)).toMatch(/^(50|80|90)% reached: Adam at \d+|^No variant reached 90%/);
    await expect.poll(() => tab.evaluate(said)).toMatch(/ends highest with \d+\.\d% test accuracy, \d+\.\d points above/);
    expect(await tab.evaluate(names)).toEqual(["Adam", "SGD", "Momentum"]);
    const sort = () => until(tab, () => {
      const button = [...document.querySelectorAll<HTMLElement>(".standings thead button")].find(({ textContent }) => textContent.startsWith("Test accuracy"));
      button?.click();
      return button !== undefined;
    });
    await sort();
    await until(tab, () => document.querySelector(".standings [aria-sort=descending]") !== null);
    const shares = await tab.evaluate(() => [...document.querySelectorAll(".standings tbody tr")].map((row) =>
      Number.parseFloat(row.querySelector("td")!.textContent)));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    await sort();
    await until(tab, () => document.querySelector(".standings [aria-sort=ascending]") !== null);
    await sort();
    await until(tab, () => document.querySelector(".standings [aria-sort]") === null);
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
    await expect.poll(() => tab.evaluate(() => [...document.querySelectorAll(".digests code")].map((code) => code.textContent)))
      .toEqual([digest, digest, digest]);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("of several seeds the report's sentences, with what ± means", async () => {
    const tab = await over({ ...small, seeds: [0, 1] }, "findings");
    await until(tab, () => {
      const all = [...document.querySelectorAll("ul.finding li")].map(({ textContent }) => textContent);
      return all.length > 1 && all.some((text) => text.includes("± is half of a 95% interval"));
    });
    await expect.poll(() => tab.evaluate(() => document.querySelector("#standings-caption")?.textContent)).toContain("means of 2 seeds");
    await tab.close();
  });

  test("the norms of the first step, and a weight down to its last line", async () => {
    const tab = await over(small, "why");
    await until(tab, () => document.querySelectorAll(".norms tbody tr").length === 3);
    await click(tab, ".layers-card .choice button");
    // At step 1 the variants have the same gradients: the sentence is of all.
    await until(tab, () => /^(The|All) /.test(document.querySelector(".layers-card .finding")?.textContent ?? ""));
    // The step that is explained follows the race, which is drawn a few times a second, to its last.
    const first = await until(tab, () => {
      const title = document.querySelector(".explanation strong")?.textContent;
      return title?.endsWith(" at step 60") ? title : undefined;
    });
    expect(first).toMatch(/^dense\d\/(weight|bias)\[.*\] at step 60$/);
    expect(await tab.evaluate(() => document.querySelector(".explanation .working:last-child dl")?.textContent)).toContain("w ← w + v");
    await click(tab, ".picker button", -1);
    await until(tab, (before) => {
      const now = document.querySelector(".explanation strong")?.textContent;
      return now !== undefined && now !== before;
    }, first);
    await until(tab, () => document.querySelectorAll(".histograms .own").length === 3);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });
});
