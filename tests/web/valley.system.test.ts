// The valley in a real browser: a start that is moved by pointer and keys, and balls that play.

import { describe, expect, test } from "vitest";
import { hasChromium } from "../browser.ts";
import { builtPage, enter, press } from "./built-page.ts";
import { eventually, inChromium, until } from "./tab.ts";

const built = builtPage();
const chromium = inChromium();

// What follows runs in the page.

const start = () => document.querySelector("#valley .start")!.getAttribute("aria-valuetext");
const order = () => document.querySelector("#valley .order")!.textContent;
async function open(reducedMotion: "reduce" | "no-preference") {
  const { page, tab } = await chromium.visit(built.address, { reducedMotion });
  await until(tab, () => {
    document.querySelector("#valley-place, #valley")!.scrollIntoView();
    return document.querySelector("#valley .terms");
  });
  return { page, tab };
}

describe.skipIf(!hasChromium)("the valley", () => {
  test("whose start moves says anew who is down first, by keys and by the pointer", async () => {
    const { page, tab } = await open("reduce");
    const first = await tab.evaluate(order);
    expect(first).toContain("Down first: RMSProp, at step 12");
    expect(await tab.evaluate(start)).toBe("x −7, y 2");
    await page.locator("#valley .start").focus();
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("ArrowRight");
    await until(tab, () => document.querySelector("#valley .start")!.getAttribute("aria-valuetext") === "x −6.92, y 1.5");
    // What is above the valley may still come, and move it away from under the pointer: then once more.
    await eventually(async () => {
      await page.locator("#valley .plane").scrollIntoViewIfNeeded();
      const box = (await page.locator("#valley .plane").boundingBox())!;
      const from = (await page.locator("#valley .start").boundingBox())!;
      await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.2, { steps: 4 });
      await page.mouse.up();
      return /^x (4|3\.9\d*), y (3|2\.9\d*)$/.test((await tab.evaluate(start))!);
    });
    await until(tab, (before) => document.querySelector("#valley .order")!.textContent !== before, first);
    await press(tab, "Put all back", "#valley");
    await until(tab, (before) => document.querySelector("#valley .order")!.textContent === before, first);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("where little may move, playing shows the end at once", async () => {
    const { tab } = await open("reduce");
    await press(tab, "One step", "#valley");
    await until(tab, () => document.querySelector<HTMLInputElement>("#valley .walk input")!.valueAsNumber === 1);
    await press(tab, "Play", "#valley");
    await until(tab, () => document.querySelector<HTMLInputElement>("#valley .walk input")!.valueAsNumber === 80);
    await tab.close();
  });

  test("plays from the start to the end", async () => {
    const { tab } = await open("no-preference");
    // All that it says on the way, however short that is.
    await tab.evaluate(() => {
      const order = document.querySelector("#valley .order")!;
      const seen: string[] = ((globalThis as { seen?: string[] }).seen = []);
      new MutationObserver(() => seen.push(order.textContent)).observe(order, { subtree: true, childList: true, characterData: true });
    });
    await press(tab, "Play", "#valley");
    await until(tab, () => (globalThis as { seen?: string[] }).seen!.length > 1 && document.querySelector<HTMLInputElement>("#valley .walk input")!.valueAsNumber === 80);
    const said = await tab.evaluate(() => (globalThis as { seen?: string[] }).seen!);
    expect(said[0]).toMatch(/^Nobody/);
    expect(said.at(-1)).toContain("Down first: RMSProp, at step 12");
    await tab.close();
  });

  test("a ball at too high a rate flies off, and the page says so", async () => {
    const { tab } = await open("reduce");
    await enter(tab, "#valley .ball .slide input", "0.2", ["input"]); // η = 1.6
    expect(await until(tab, () => document.querySelector("#valley .ball .bad")?.textContent)).toContain("diverges");
    await expect.poll(() => tab.evaluate(order)).toContain("Diverged: SGD");
    await tab.close();
  });
});
