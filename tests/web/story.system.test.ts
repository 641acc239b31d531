// The story in both browsers: a chapter by its link, a bet, what came of it, and the next one by a key.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, hasFirefox } from "../browser.ts";
import { builtPage, click, press, setSpeed, violations } from "./built-page.ts";
import { type Driver, driveChromium, driveFirefox, until } from "./tab.ts";

const built = builtPage();

const browsers = [
  { name: "Chromium", present: hasChromium, drive: driveChromium },
  { name: "Firefox", present: hasFirefox, drive: driveFirefox },
] satisfies { name: string; present: boolean; drive: () => Promise<Driver> }[];

// What follows runs in the page.

const title = () => document.querySelector("#story h2")?.lastChild?.textContent;
const isTold = (of: string) => document.querySelector("#story h2")?.lastChild?.textContent === of;
const isReady = () => document.querySelectorAll(".bet li button").length > 0;

describe.each(browsers)("the story in $name", ({ present, drive }) => {
  let driver: Driver;
  beforeAll(async () => {
    if (present) driver = await drive();
  });
  afterAll(() => driver?.close());

  test.skipIf(!present)("a chapter opens by its link, a bet starts its race, the race says who was right, and an arrow turns the page", async () => {
    const tab = await driver.open();
    await tab.goto(`${built.address}#story/learning-rate`);
    await until(tab, isTold, "The learning rate");
    await until(tab, isReady);
    // It waits for the bet, shows its formula and what the chapter is about, and nothing else.
    expect(await tab.evaluate(() => document.querySelectorAll("#story math mi").length)).toBeGreaterThan(0);
    await until(tab, () => !document.querySelector("#pad, #pad-place")!.checkVisibility());
    expect(await violations(tab)).toEqual([]);

    await setSpeed(tab, "full");
    await press(tab, "η 0.1");
    await until(tab, () => document.querySelectorAll(".answer p:not(.note)").length >= 3);
    const [verdict, result] = await tab.evaluate(() => [...document.querySelectorAll(".answer p")].map(({ textContent }) => textContent));
    expect(verdict).toBe("You bet on η 0.1, and you were right.");
    expect(result).toMatch(/^η 0\.1 ends highest, at \d\d\.\d%; /);
    expect(await violations(tab)).toEqual([]);

    await tab.keyboard.press("ArrowRight");
    await until(tab, isTold, "Batch normalization");
    expect(await tab.evaluate(() => location.hash)).toBe("#story/batch-norm");
    await expect.poll(() => tab.evaluate(() => document.activeElement?.id)).toBe("story-title");
    await tab.evaluate(() => history.back());
    await until(tab, isTold, "The learning rate");
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test.skipIf(!present)("whoever leaves the story finds what was there, and keys present and end it", async () => {
    const tab = await driver.open();
    await tab.goto(built.address);
    await until(tab, () => document.querySelector<HTMLProgressElement>(".arm progress")!.value > 0);
    const experiment = await until(tab, () => document.querySelector<HTMLSelectElement>("#experiment")?.value);
    await click(tab, 'a[href="#story/network"]');
    await until(tab, isTold, "The network and a digit");
    await until(tab, () => !document.querySelector("#experiment")!.checkVisibility());

    await tab.keyboard.press("p");
    await until(tab, () => document.documentElement.classList.contains("presenting"));
    expect(await tab.evaluate(() => document.querySelector("header")!.checkVisibility())).toBe(false);
    await tab.keyboard.press("p");
    await until(tab, () => !document.documentElement.classList.contains("presenting"));
    await tab.keyboard.press("ArrowLeft"); // there is no chapter before the first
    expect(await tab.evaluate(title)).toBe("The network and a digit");

    await press(tab, "Leave the story");
    await until(tab, () => document.querySelector("#story") === null);
    await until(tab, (before) => document.querySelector<HTMLSelectElement>("#experiment")?.value === before, experiment);
    await expect.poll(() => tab.evaluate(() => location.hash)).toBe("#race");
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });
});
