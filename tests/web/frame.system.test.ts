// The page's frame and its pad, in Chromium: what is in sight first, what comes later, and what works without a pointer.

import { describe, expect, test } from "vitest";
import { hasChromium } from "../browser.ts";
import { builtPage, click, finished, link, press } from "./built-page.ts";
import { inChromium, type Tab, until } from "./tab.ts";

const small = {
  name: "small",
  dataset: { name: "mnist", train: 1000, test: 1000 },
  network: { hidden: [32], activation: "relu" },
  training: { iterations: 60, batchSize: 50, evaluateEvery: 20 },
  optimizer: { name: "adam", learningRate: 0.01 },
  arms: [{ name: "one" }, { name: "two", network: { dropout: 0.2 } }],
};

describe.skipIf(!hasChromium)("the page's frame", () => {
  const built = builtPage();
  const chromium = inChromium();

  async function open(width: number, height: number, address = link(small)): Promise<Tab> {
    const tab = await chromium.open({ width, height });
    await tab.goto(built.address + address);
    await until(tab, () => document.querySelectorAll(".answers tbody tr").length > 0);
    return tab;
  }

  test.each([[1280, 800], [1024, 768], [390, 844]])("the first curve and the pad are in sight at once at %i × %i", async (width, height) => {
    const tab = await open(width, height);
    // A narrow frame has the pad's last lines below.
    const bottoms = await until(tab, () => {
      const chart = document.querySelector(".chart")?.getBoundingClientRect();
      const paper = document.querySelector(".paper")!.getBoundingClientRect();
      return chart && chart.height > 0 ? [chart.bottom, paper.bottom] : undefined;
    });
    for (const bottom of bottoms) expect(bottom).toBeLessThanOrEqual(height);
    await tab.close();
  });

  test("a part of the page that cannot be loaded says so, and comes when it is asked for again", async () => {
    const { page, tab } = await chromium.visit(built.address + link(small), {
      serviceWorkers: "block",
      prepare: ({ page: before }) => before.route(/assets\/inside-/, (route) => route.abort()),
    });
    await until(tab, () => {
      document.getElementById("inside-place")?.scrollIntoView();
      return document.querySelector("#inside-place .notice")?.textContent.includes("could not be loaded");
    });
    await page.unroute(/assets\/inside-/);
    await click(tab, "#inside-place button");
    await until(tab, () => document.getElementById("inside-title") !== null);
    expect(await tab.evaluate(() => document.getElementById("inside-place"))).toBeNull();
    await tab.close();
  });

  test("the link past the settings leads to the curves, which nothing covers", async () => {
    const tab = await open(1280, 500);
    await tab.keyboard.press("Tab");
    expect(await tab.evaluate(() => document.activeElement?.className)).toBe("skip");
    await tab.keyboard.press("Enter");
    await until(tab, () => document.activeElement?.id === "curves-title");
    const { gap } = await until(tab, () => {
      const bar = document.querySelector(".bar")!.getBoundingClientRect();
      return { gap: document.querySelector(".chart")!.getBoundingClientRect().top - bar.bottom };
    });
    expect(gap).toBeGreaterThanOrEqual(0);
    await tab.close();
  });

  test("strokes are undone one by one, and test images chosen by the keyboard", async () => {
    const tab = await open(1280, 800);
    /** Waits for a pad with so many inked pixels, and counts them. */
    const inked = async (least: number, most = Infinity) => (await until(tab, ([from, to]) => {
      const paper = document.querySelector<HTMLCanvasElement>(".paper")!;
      const { data } = paper.getContext("2d")!.getImageData(0, 0, paper.width, paper.height);
      const count = data.reduce((sum, value, i) => sum + (i % 4 === 3 && value > 0 ? 1 : 0), 0);
      return count >= from! && count <= to! && { count };
    }, [least, Math.min(most, 1e9)])).count;
    await until(tab, finished);
    await inked(1); // the first test image
    await press(tab, "Clear", "#pad");
    await inked(0, 0);
    const drawn: number[] = [];
    for (const x of [0.3, 0.7]) {
      const box = await tab.evaluate(() => {
        const { left, top, width } = document.querySelector(".paper")!.getBoundingClientRect();
        return { left, top, width };
      });
      await tab.mouse.move(box.left + x * box.width, box.top + 0.2 * box.width);
      await tab.mouse.down();
      await tab.mouse.move(box.left + x * box.width, box.top + 0.8 * box.width, { steps: 5 });
      await tab.mouse.up();
      drawn.push(await inked(1));
    }
    expect(drawn[1]).toBeGreaterThan(1.9 * drawn[0]!);
    await press(tab, "Undo", "#pad");
    // A line that was drawn in pieces has a few more pixels at its fringe than the same in one.
    await inked(0.9 * drawn[0]!, 1.1 * drawn[0]!);
    await tab.evaluate(() => document.querySelector<HTMLInputElement>(".test-image input")!.focus());
    await tab.keyboard.press("ArrowUp");
    const first = Number(await until(tab, () => document.querySelector<HTMLInputElement>(".test-image input")!.value));
    await tab.keyboard.press("ArrowUp");
    await until(tab, (before) => Number(document.querySelector<HTMLInputElement>(".test-image input")!.value) === before + 1, first);
    await tab.close();
  });
});
