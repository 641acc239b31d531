// The race in real browsers: slowed down, paused, rewound and played again, it comes to the same bits.

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { hasChromium, hasFirefox } from "../browser.ts";
import { goldenDigests, goldenExperiments } from "../golden.ts";
import { builtPage, digests, enter, finished, link, press, setSpeed } from "./built-page.ts";
import type { Driver, Tab } from "./tab.ts";
import { driveChromium, driveFirefox, eventually, inChromium, until } from "./tab.ts";

const built = builtPage();

const small = {
  name: "small",
  dataset: { name: "mnist", train: 1000, test: 1000 },
  network: { hidden: [16] },
  training: { iterations: 200, batchSize: 20, evaluateEvery: 20 },
  arms: [{ name: "one", optimizer: "sgd" }, { name: "two", optimizer: "adam" }],
};

const goTo = (tab: Tab, iteration: number) => enter(tab, ".timeline input", String(iteration), ["input"]);

// What follows runs in the page.

const iterations = () => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].map(({ value }) => value);
const states = () => [...document.querySelectorAll<HTMLElement>(".arm")].map(({ dataset }) => dataset["state"]).join();
const browsers = [
  { name: "Chromium", present: hasChromium, drive: driveChromium as () => Promise<Driver> },
  { name: "Firefox", present: hasFirefox, drive: driveFirefox },
];

describe.each(browsers)("a race in $name", ({ present, drive }) => {
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

  async function open(experiment?: unknown): Promise<Tab> {
    const tab = await driver.open();
    tabs.push(tab);
    await tab.goto(`${built.address}${experiment === undefined ? "" : link(experiment)}`);
    return tab;
  }

  test.skipIf(!present)("slowed down, paused, rewound and played again ends in the command line's digests", async () => {
    const tab = await open(goldenExperiments.experiment);
    // So slow that it is not over before somebody pauses it.
    await setSpeed(tab, "10");
    await until(tab, () => (document.querySelector<HTMLProgressElement>(".arm progress")?.value ?? 0) > 5);
    await press(tab, "Pause");
    await until(tab, () => [...document.querySelectorAll<HTMLElement>(".arm")].every(({ dataset }) => dataset["state"] === "paused"));
    const [head, ...others] = await tab.evaluate(iterations);
    expect(new Set(others)).toEqual(new Set([head]));
    await press(tab, "1 step");
    await until(tab, (from) => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].every(({ value }) => value === from + 1), head);

    await goTo(tab, 0);
    await until(tab, () => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].every(({ value }) => value === 0));
    expect(await tab.evaluate(states)).toBe("paused,paused,paused,paused,paused");
    // A film of what is known, then it trains on.
    await press(tab, "Resume");
    await until(tab, (from) => document.querySelector<HTMLProgressElement>(".arm progress")!.value > from + 5, head);
    await setSpeed(tab, "100");
    await press(tab, "Pause");
    await goTo(tab, 0);
    await setSpeed(tab, "full");
    await press(tab, "Resume");
    await until(tab, finished);
    expect(await tab.evaluate(digests)).toEqual(Object.values(goldenDigests.experiment));
  });

  test.skipIf(!present)("is brought back as it was by the time slider, and trains only what is changed", async () => {
    const tab = await open(small);
    await until(tab, finished);
    const ends = await tab.evaluate(digests);
    await goTo(tab, 0);
    const starts = await until(tab, (before) => {
      const codes = [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent);
      return codes.length === 2 && codes.every((code) => !before.includes(code)) && codes;
    }, ends);
    // All start alike.
    expect(new Set(starts).size).toBe(1);
    expect(await tab.evaluate(iterations)).toEqual([0, 0]);
    expect(await tab.evaluate(() => document.querySelector(".timeline input")!.getAttribute("aria-valuetext"))).toBe("Iteration 0 of 200");
    await press(tab, "To the newest");
    await until(tab, (codes) => [...document.querySelectorAll(".arm .digest code")].map(({ textContent }) => textContent).join() === codes.join(), ends);

    // A setting of all variants trains both; taken back, both are there at once.
    await enter(tab, "#field-seeds", "5");
    await until(tab, (before) => {
      const codes = [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent);
      return codes.length === 2 && codes.every((code) => !before.includes(code));
    }, ends);
    await until(tab, finished);
    await enter(tab, "#field-seeds", "0");
    await until(tab, (codes) => [...document.querySelectorAll(".arm .digest code")].map(({ textContent }) => textContent).join() === codes.join(), ends);
  });

  test.skipIf(!present)("of another experiment is left by the browser's Back", async () => {
    const tab = await open(small);
    await until(tab, finished);
    const hash = await tab.evaluate(() => location.hash);
    await enter(tab, "#experiment", "experiment.json", ["change"]);
    await until(tab, (before) => location.hash !== before && document.querySelectorAll(".arm").length === 5, hash);
    await tab.evaluate(() => history.back());
    await until(tab, (before) => location.hash === before && document.querySelectorAll(".arm").length === 2, hash);
    // It had been trained: it is there again.
    await until(tab, finished);
  });

  test.skipIf(!present)("that would take long says so and waits", async () => {
    const tab = await open({ ...small, network: { hidden: [65_535] } });
    await until(tab, () => document.querySelector("#unasked")?.textContent.includes("weights"));
    await until(tab, () => document.querySelectorAll(".arm").length === 2);
    expect(await tab.evaluate(iterations)).toEqual([0, 0]);
    expect(await tab.evaluate(states)).toBe("waiting,waiting");
  });
});

describe("a thread that dies without a word", () => {
  const chromium = inChromium();

  test.skipIf(!hasChromium)("ends its run, the others go on, and another try comes to the same bits", async () => {
    const { page, tab } = await chromium.visit(`${built.address}${link({ ...small, training: { ...small.training, iterations: 3000 } })}`);
    // So slow that it is not over before its thread dies.
    await setSpeed(tab, "10");
    await until(tab, () => {
      const shown = [...document.querySelectorAll<HTMLProgressElement>(".arm progress")];
      return shown.length === 2 && shown.every(({ value }) => value > 2);
    });
    const thread = await eventually(() => Promise.resolve(page.workers().find((worker) => worker.url().includes("thread"))));
    await thread.evaluate(() => (globalThis as unknown as { close: () => void }).close());
    await setSpeed(tab, "full");
    await until(tab, () => {
      const ends = [...document.querySelectorAll<HTMLElement>(".arm")].map(({ dataset }) => dataset["state"]);
      return ends.toSorted().join() === "complete,failed";
    });
    expect(await tab.evaluate(() => document.querySelector(".arm .problem")!.textContent)).toContain("the training thread died");
    await press(tab, "Try again");
    await until(tab, finished);
    expect(new Set(await tab.evaluate(digests)).size).toBe(2);
    await tab.close();
  });
});
