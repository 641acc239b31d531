// The settings in real browsers: the table, what it writes, its history, and the text.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, hasFirefox } from "../browser.ts";
import { builtPage, click, digests, enter, finished, link, press } from "./built-page.ts";
import type { Driver, Tab } from "./tab.ts";
import { driveChromium, driveFirefox, until } from "./tab.ts";

const built = builtPage();

/** Every arm has an optimizer of its own. */
const small = {
  name: "small",
  dataset: { name: "mnist", train: 500, test: 200 },
  network: { hidden: [10], activation: "relu" },
  training: { iterations: 20, batchSize: 20, evaluateEvery: 10 },
  arms: [
    { name: "slow", optimizer: { name: "sgd", learningRate: 0.01 } },
    { name: "fast", optimizer: { name: "adam", learningRate: 0.01 } },
  ],
};

// What follows runs in the page.

const value = (id: string) => (document.getElementById(id) as HTMLInputElement | null)?.value;
const keys = (shiftKey: boolean) => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, shiftKey, bubbles: true, composed: true }));
};

const browsers = [
  { name: "Chromium", present: hasChromium, drive: driveChromium },
  { name: "Firefox", present: hasFirefox, drive: driveFirefox },
] satisfies { name: string; present: boolean; drive: () => Promise<Driver> }[];

describe.each(browsers)("the settings in $name", ({ present, drive }) => {
  let driver: Driver;
  const tabs: Tab[] = [];
  beforeAll(async () => {
    if (present) driver = await drive();
  });
  afterEach(async () => {
    const complaints = tabs.flatMap((tab) => tab.complaints);
    for (const tab of tabs.splice(0)) await tab.close();
    expect(complaints, "what the console said").toEqual([]);
  });
  afterAll(() => driver?.close());

  async function open(experiment: unknown): Promise<Tab> {
    const tab = await driver.open();
    tabs.push(tab);
    await tab.goto(built.address + link(experiment));
    await until(tab, () => {
      (document.getElementById("settings") ?? document.getElementById("settings-place"))?.scrollIntoView();
      return document.querySelector(".settings table") !== null;
    });
    return tab;
  }

  test.skipIf(!present)("a learning rate for all reaches every arm at once, and can be taken back", async () => {
    const tab = await open(small);
    await until(tab, finished);
    const before = await tab.evaluate(digests);
    await enter(tab, "#field-optimizer-learningRate", "0.5");
    await until(tab, (old) => {
      const now = [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent);
      return now.length === old.length && now.every((digest, i) => digest !== old[i]);
    }, before);
    await until(tab, finished);
    for (const arm of [0, 1]) await expect.poll(() => tab.evaluate(value, `field-arms-${arm}-optimizer-learningRate`)).toBe("0.5");

    await press(tab, "Undo", ".history");
    await until(tab, () => (document.getElementById("field-arms-1-optimizer-learningRate") as HTMLInputElement).value === "0.01");
    await expect.poll(() => tab.evaluate(value, "field-optimizer-learningRate")).toBe("0.01");
    await until(tab, (old) => [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent).join() === old.join(), before);

    await tab.evaluate(keys, true);
    await until(tab, () => (document.getElementById("field-arms-0-optimizer-learningRate") as HTMLInputElement).value === "0.5");
    await tab.evaluate(keys, false);
    await until(tab, () => (document.getElementById("field-arms-0-optimizer-learningRate") as HTMLInputElement).value === "0.01");
  });

  test.skipIf(!present)("a slider goes along its ladder, a twin races beside, and Reset gives back what was opened", async () => {
    const tab = await open(small);
    await until(tab, finished);
    await enter(tab, 'input[type=range][aria-label="Learning rate η, fast: slider"]', "8");
    await until(tab, () => (document.getElementById("field-arms-1-optimizer-learningRate") as HTMLInputElement).value === "0.1");
    await press(tab, "η × 3: Add a variant: slow with η 0.03");
    await until(tab, () => document.querySelectorAll(".arm").length === 3);
    await until(tab, finished);
    await expect.poll(() => tab.evaluate(value, "field-arms-2-name")).toBe("slow, η 0.03");
    // Columns that are out of sight are turned to; with more of the page none is.
    await click(tab, ".settings .columns button", 1);
    await until(tab, () => document.querySelector(".settings-scroll")!.scrollLeft > 0 && !document.querySelector<HTMLButtonElement>(".settings .columns button")!.disabled);
    await press(tab, "Wider");
    await until(tab, () => document.querySelector(".settings .columns button:only-child")?.getAttribute("aria-pressed") === "true");
    await press(tab, "Wider");
    await until(tab, () => document.querySelectorAll(".settings .columns button").length === 3);
    await click(tab, ".history button", -1);
    await until(tab, () => document.querySelectorAll(".arm").length === 2);
    await expect.poll(() => tab.evaluate(value, "field-arms-1-optimizer-learningRate")).toBe("0.01");
  });

  test.skipIf(!present)("the text is an editor that offends no policy, and says at the text what is wrong with it", async () => {
    const tab = await open(small);
    await until(tab, () => document.querySelector(".json") !== null);
    await tab.evaluate(() => {
      const seen: string[] = ((globalThis as { seen?: string[] }).seen = []);
      addEventListener("securitypolicyviolation", ({ violatedDirective }) => seen.push(violatedDirective));
      document.querySelector<HTMLDetailsElement>(".json")!.open = true;
    });
    const look = await until(tab, () => {
      const root = document.querySelector(".code")!.shadowRoot!;
      const content = root.querySelector<HTMLElement>(".cm-content");
      const gutter = root.querySelector(".cm-gutters");
      return content && gutter && { label: content.ariaLabel ?? content.getAttribute("aria-label"), display: getComputedStyle(gutter).display };
    });
    expect(look).toEqual({ label: "experiment.json", display: "flex" });
    await until(tab, () => document.getElementById("json") === null);

    await tab.evaluate(() => {
      const content = document.querySelector(".code")!.shadowRoot!.querySelector<HTMLElement>(".cm-content")!;
      content.focus();
      const range = document.createRange();
      range.selectNodeContents(content.lastChild!);
      range.collapse(false);
      getSelection()!.removeAllRanges();
      getSelection()!.addRange(range);
    });
    await tab.keyboard.press("Enter");
    await tab.keyboard.press("p");
    await expect.poll(() => tab.evaluate(() => document.getElementById("json-problems")?.textContent)).toMatch(/^line \d+, column \d+ .+/);
    await until(tab, () => document.querySelector(".code")!.shadowRoot!.querySelector(".cm-lint-marker-error") !== null);
    expect(await tab.evaluate(() => (globalThis as { seen?: string[] }).seen)).toEqual([]);
  });
});
