// The built page in real browsers.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem } from "../../experiment/problems.ts";
import { serve } from "../../scripts/serve.js";
import { hasChromium, hasFirefox } from "../browser.ts";
import { hostileNames } from "../fuzz/hostile.ts";
import { goldenDigests, goldenExperiments } from "../golden.ts";
import { builtPage, click, digests, enter, finished, link, place, press, setSpeed, violations } from "./built-page.ts";
import type { Driver, Settings, Tab } from "./tab.ts";
import { driveChromium, driveFirefox, inChromium, until } from "./tab.ts";

const built = builtPage();

/** Small enough to be trained in a moment, on a first piece of the data. */
const small = {
  name: "small",
  dataset: { name: "mnist", train: 1000, test: 1000 },
  network: { hidden: [32], activation: "relu" },
  training: { iterations: 200, batchSize: 50, evaluateEvery: 20 },
  optimizer: { name: "adam", learningRate: 0.01 },
  arms: [{ name: "plain" }, { name: "with dropout", network: { dropout: 0.2 } }],
};

// What follows runs in the page.

const accuracies = () => [...document.querySelectorAll(".arm .accuracy strong")].map((text) => parseFloat(text.textContent));
const iterations = () => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].map(({ value }) => value);
const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
const openAll = () => document.querySelectorAll("details").forEach((details) => (details.open = true));
/** Goes to the next section whose code is not here yet; whether there is none. */
const seenAll = () => {
  const place = document.querySelector("[id$='-place']");
  place?.scrollIntoView();
  return place === null;
};

/** Draws strokes on the pad; points are parts of its width and height. */
async function draw(tab: Tab, ...strokes: [number, number][][]): Promise<void> {
  const box = await tab.evaluate(() => {
    const pad = document.querySelector(".paper")!;
    pad.scrollIntoView({ block: "center" });
    const { left, top, width, height } = pad.getBoundingClientRect();
    return { left, top, width, height };
  });
  for (const stroke of strokes) {
    for (const [i, [x, y]] of stroke.entries()) {
      await tab.mouse.move(box.left + x * box.width, box.top + y * box.height, { steps: 5 });
      if (i === 0) await tab.mouse.down();
    }
    await tab.mouse.up();
  }
}

const browsers = [
  {
    name: "Chromium",
    present: hasChromium,
    drive: driveChromium,
    looks: [{ width: 1280 }, { width: 1280, dark: true }, { width: 360, locale: "ja", dark: true }, { width: 360 }],
  },
  {
    name: "Firefox",
    present: hasFirefox,
    drive: driveFirefox,
    looks: [{ width: 1280 }, { width: 360, locale: "ja" }],
  },
] satisfies { name: string; present: boolean; drive: () => Promise<Driver>; looks: Settings[] }[];

describe.each(browsers)("the page in $name", ({ name, present, drive, looks }) => {
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

  async function open(part = "", settings: Settings = {}): Promise<Tab> {
    const tab = await driver.open(settings);
    tabs.push(tab);
    await tab.goto(built.address + part);
    return tab;
  }

  test.skipIf(!present).each(["experiment", "everything"] as const)("trains %s.json to the golden digests", async (name) => {
    const tab = await open(link(goldenExperiments[name]));
    await until(tab, finished);
    expect(await tab.evaluate(digests)).toEqual(Object.values(goldenDigests[name]));
  });

  // puppeteer starts a Firefox that runs modules from files, which people's does not.
  test.skipIf(!present || name === "Firefox")("opened from a file, says why it cannot run", async () => {
    const tab = await driver.open();
    await tab.goto(pathToFileURL(join(built.folder, place, "index.html")).href);
    const said = await until(tab, () => {
      const notice = document.querySelector<HTMLElement>(".unstarted");
      return notice && getComputedStyle(notice).visibility === "visible" ? notice.innerText : "";
    });
    await tab.close();
    expect(said).toContain("from a server only, not from a file (file://)");
    expect(said).toContain("npm run web");
    const started = await open();
    await until(started, () => document.querySelector("main") !== null);
    expect(await started.evaluate(() => document.querySelectorAll(".unstarted").length)).toBe(0);
  });

  test.skipIf(!present)("a link reproduces the experiment, and what is changed becomes part of it", async () => {
    const tab = await open(link(small));
    await until(tab, finished);
    expect(await tab.evaluate(() => document.querySelector<HTMLSelectElement>("#experiment")!.selectedOptions[0]!.textContent))
      .toContain("small");
    const before = await tab.evaluate(digests);

    const hash = await tab.evaluate(() => location.hash);
    await enter(tab, "#field-seeds", "8", ["input"]);
    const changed = await until(tab, (old) => (location.hash === old ? "" : location.hash), hash);
    // What is over trains anew by itself once a setting is another.
    await until(tab, (old) => {
      const codes = [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent);
      return codes.length === 2 && codes.every((code) => !old.includes(code));
    }, before);
    await until(tab, finished);
    const after = await tab.evaluate(digests);

    const other = await open(changed);
    await until(other, finished);
    expect(await other.evaluate(digests)).toEqual(after);

    await until(other, () => document.getElementById("field-seeds") !== null);
    // Another address is read for a moment: what is changed meanwhile stays.
    await other.evaluate(([address, seeds]) => {
      history.pushState(null, "", address);
      dispatchEvent(new PopStateEvent("popstate"));
      const field = document.getElementById("field-seeds") as HTMLInputElement;
      field.value = seeds!;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }, [hash, "9"]);
    await until(other, (old) => {
      const codes = [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent);
      return codes.length === 2 && codes.every((code) => !old.includes(code));
    }, after);
    await until(other, finished);
    expect(await other.evaluate(() => document.querySelector<HTMLInputElement>("#field-seeds")!.value)).toBe("9");
  });

  test.skipIf(!present)("pauses, goes on, takes single steps, and starts over", async () => {
    const long = { ...small, training: { ...small.training, iterations: 100_000 }, seeds: [3] };
    // As many steps do not start by themselves.
    const tab = await open(link(long));
    await until(tab, () => document.querySelectorAll(".arm").length === 2 && document.querySelector("#unasked") !== null);
    expect(await tab.evaluate(iterations)).toEqual([0, 0]);
    // The empty charts have room for the last number of their axes.
    await until(tab, () => {
      const widthOf = (element: Element) => element.getBoundingClientRect().width;
      const plots = [...document.querySelectorAll(".plot")];
      return plots.length === 3 && plots.every((plot) => Math.abs(widthOf(plot) - widthOf(plot.querySelector("svg")!)) < 1);
    });
    expect(await tab.evaluate(() => [...document.querySelectorAll(".plot svg")].flatMap((svg) => {
      const { right } = svg.getBoundingClientRect();
      return [...svg.querySelectorAll("text")].filter((text) => text.getBoundingClientRect().right > right)
        .map(({ textContent }) => textContent);
    }))).toEqual([]);

    await press(tab, "1 step");
    await until(tab, () => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].every(({ value }) => value === 1));
    await press(tab, "1 step");
    await until(tab, () => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].every(({ value }) => value === 2));

    await press(tab, "Resume");
    await until(tab, () => document.querySelector<HTMLProgressElement>(".arm progress")!.value > 20);
    await press(tab, "Pause");
    await until(tab, () => [...document.querySelectorAll<HTMLElement>(".arm")].every(({ dataset }) => dataset["state"] === "paused"));
    // What was done before is shown by the next frame; from there one step is one step.
    await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    const rested = await tab.evaluate(iterations);
    await press(tab, "1 step");
    await until(tab, (from) => {
      const shown = [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].map(({ value }) => value);
      return shown.join() === from.map((iteration) => iteration + 1).join();
    }, rested);

    await press(tab, "Resume");
    await until(tab, (from) => document.querySelector<HTMLProgressElement>(".arm progress")!.value > from, rested[0]);
    await press(tab, "Reset");
    await until(tab, () => [...document.querySelectorAll<HTMLProgressElement>(".arm progress")].every(({ value }) => value === 0));
  });

  test.skipIf(!present)("learns, and recognizes what is drawn", async () => {
    const tab = await open(link({ ...small, dataset: "mnist", training: { iterations: 400, evaluateEvery: 100 } }));
    await until(tab, finished);
    for (const accuracy of await tab.evaluate(accuracies)) expect(accuracy).toBeGreaterThan(85);

    await press(tab, "Clear", "#pad");
    await until(tab, () => [...document.querySelectorAll(".answer strong")].every(({ textContent }) => textContent === "–"));
    await draw(tab, [[0.52, 0.15], [0.5, 0.85]]);
    await until(tab, (digits) => [...document.querySelectorAll(".answer strong")].map(({ textContent }) => textContent).join() === digits, "1,1");
    await press(tab, "Clear", "#pad");
    const around = Array.from({ length: 17 }, (_, i): [number, number] => {
      return [0.5 + 0.2 * Math.sin((i * Math.PI) / 8), 0.5 - 0.32 * Math.cos((i * Math.PI) / 8)];
    });
    await draw(tab, around);
    await until(tab, (digits) => [...document.querySelectorAll(".answer strong")].map(({ textContent }) => textContent).join() === digits, "0,0");
  });

  test.skipIf(!present)("says what is wrong with a file as the command line does, and goes on training", async () => {
    const tab = await open(link(small));
    await until(tab, () => document.querySelectorAll(".arm").length === 2);
    const wrong = { ...small, training: { iterations: -5 }, optimizer: { name: "adma" }, extra: 1 };
    const file = join(built.folder, "wrong.json");
    await writeFile(file, JSON.stringify(wrong, null, 2));
    await tab.upload(".open input[type=file]", file);
    const reported = await until(tab, () => {
      return [...document.querySelectorAll("#all-problems li")].map(({ textContent }) => textContent).join("\n");
    });
    const checked = checkExperiment(wrong);
    const problems = "problems" in checked ? checked.problems : [];
    expect(problems).toHaveLength(3);
    for (const problem of problems) expect(reported).toContain(formatProblem(problem));
    expect(reported).toMatch(/^wrong\.json:\d+:\d+ {2}/m);
    // Beside the field too.
    expect(await until(tab, () => document.getElementById("field-training-iterations-problems")?.textContent))
      .toContain("training.iterations = -5: must be a whole number");

    await writeFile(file, '{ "name": "no end"');
    await tab.upload(".open input[type=file]", file);
    await until(tab, () => document.querySelector("#all-problems li")!.textContent.includes("a closing } is expected here"));
    await until(tab, finished);
  });

  test.skipIf(!present)("says when an arm diverged, and trains the others", async () => {
    const arms = [{ name: "wild", network: { activation: "identity" }, optimizer: { name: "sgd", learningRate: 1e6 } }, { name: "tame" }];
    const tab = await open(link({ ...small, arms }));
    await until(tab, () => {
      const states = [...document.querySelectorAll<HTMLElement>(".arm")].map((arm) => arm.dataset["state"]);
      return states.join() === "failed,complete";
    });
    expect(await tab.evaluate(() => document.querySelector(".arm .problem")!.textContent)).toMatch(
      /^the loss became \w+ at iteration \d+: training diverged; try a smaller learningRate$/,
    );
  });

  test.skipIf(!present)("speaks Japanese where it is asked to or preferred", async () => {
    const tab = await open(link(small), { locale: "ja" });
    await until(tab, finished);
    const page = () => ({ language: document.documentElement.lang, heading: document.querySelector("h1")!.textContent });
    const hash = await tab.evaluate(() => location.hash);
    expect(await tab.evaluate(page)).toEqual({ language: "ja", heading: "ニューラルネットワークの学習を見る" });
    await click(tab, "nav a[lang=en]");
    await until(tab, () => document.documentElement.lang === "en");
    expect(await tab.evaluate(() => location.search)).toBe("?lang=en");
    expect(await tab.evaluate(() => location.hash)).toBe(hash);
  });

  test.skipIf(!present).each<Settings>(looks)("has no axe violation and does not overflow: %o", async (settings) => {
    const names = [{ name: "an arm with a name that is as long as the schema lets it be: 64" }, { name: "<img src=x>" }];
    const arms = names.map((arm, i) => ({ ...arm, network: { dropout: i * 0.2 } }));
    const tab = await open(link({ ...small, arms }), settings);
    expect(await tab.evaluate(() => innerWidth)).toBe(settings.width);
    await until(tab, finished);
    await until(tab, seenAll);
    await tab.evaluate(openAll);
    // What comes a moment later: pictures, the editor, the landscape, an explanation.
    await until(tab, () => document.querySelector("#json") === null
      && [".mistakes li", ".plane-map", ".explanation", ".histograms .own"].every((part) => document.querySelector(part) !== null));
    expect(await tab.evaluate(overflow)).toBe(0);
    expect(await violations(tab)).toEqual([]);
    expect(await tab.evaluate(() => document.querySelectorAll("img").length)).toBe(0);

    await enter(tab, "#field-training-iterations", "many", ["input"]);
    await until(tab, () => document.querySelector("#field-training-iterations-problems") !== null);
    // To axe a row that is scrolled half under the head of the table is a small target.
    await tab.evaluate(() => document.querySelector(".settings-scroll")?.scrollTo(0, 0));
    expect(await tab.evaluate(overflow)).toBe(0);
    expect(await violations(tab)).toEqual([]);
  });
});

describe("the page, as Chromium lets it be looked at", () => {
  const chromium = inChromium();

  test.skipIf(!hasChromium)("a preset loads the first pieces of the data, and all of them when it is asked to", async () => {
    const { tab } = await chromium.visit(built.address, { serviceWorkers: "block" });
    // What a worker asks for, it keeps.
    const kept = () => tab.evaluate(async () =>
      (await (await caches.open("usagi-data")).keys()).map(({ url }) => /data\/(\w+-\d)/.exec(url)![1]));
    await until(tab, () => document.querySelector(".basis")?.textContent.includes("on 10,000 training images"));
    expect((await kept()).toSorted()).toEqual(["test-0", "train-0"]);
    await press(tab, "Train on all 60,000");
    await until(tab, () => document.querySelector(".basis")?.textContent.includes("on all 60,000 training images"));
    expect(await kept()).toHaveLength(8);
    await tab.close();
  });

  test.skipIf(!hasChromium)("asks no other origin, and works without a network once it is loaded", async () => {
    const own = await serve(built.folder);
    const asked = new Set<string>();
    const { page, tab } = await chromium.visit(`${own.url}${place}${link({ ...small, dataset: "mnist" })}`, {
      prepare: ({ context }) => context.on("request", (request) => asked.add(new URL(request.url()).origin)),
    });
    await until(tab, finished);
    await tab.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const before = await tab.evaluate(digests);
    expect([...asked]).toEqual([new URL(own.url).origin]);
    await own.close();
    await page.reload();
    await until(tab, finished);
    expect(await tab.evaluate(digests)).toEqual(before);
    await tab.close();
  });

  test.skipIf(!hasChromium)("runs nothing that hostile names hold, and never offends its policy", async () => {
    const watch = () => {
      const seen: string[] = ((globalThis as { seen?: string[] }).seen = []);
      addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
        seen.push(`${violatedDirective} ${blockedURI}`);
      });
      for (const name of ["alert", "print", "open"] as const) globalThis[name] = (() => seen.push(name)) as never;
    };
    const names = hostileNames.filter((name) => /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,64}$/u.test(name));
    const hostile = {
      ...small, description: hostileNames.join(" "), training: { iterations: 20, batchSize: 10, evaluateEvery: 10 },
      arms: names.slice(0, 12).map((name) => ({ name })),
    };
    const { tab } = await chromium.visit(built.address + link(hostile), { prepare: ({ page }) => page.addInitScript(watch) });
    await until(tab, finished);
    await tab.evaluate(openAll);
    // As a problem too, which quotes what it finds.
    await writeFile(join(built.folder, "hostile.json"), JSON.stringify({ [names[0]!]: names[1], name: names[0], optimizer: names[1] }));
    await tab.upload(".open input[type=file]", join(built.folder, "hostile.json"));
    await until(tab, () => document.querySelectorAll("#all-problems li").length === 3);
    expect(await tab.evaluate(() => (globalThis as { seen?: string[] }).seen)).toEqual([]);
    expect(await tab.evaluate(() => document.querySelectorAll("img, script:not([type=module]), [onerror], [onload]").length)).toBe(0);
    expect(tab.complaints).toEqual([]);
    // The listener does hear of what the policy forbids.
    await tab.evaluate(() => document.body.insertAdjacentHTML("beforeend", '<p style="color: red" onclick="alert(1)">'));
    await expect.poll(() => tab.evaluate(() => (globalThis as { seen?: string[] }).seen)).toContain("style-src-attr inline");
    await tab.close();
  });

  test.skipIf(!hasChromium)("works with the keyboard alone", async () => {
    const { tab } = await chromium.visit(built.address + link({ ...small, training: { ...small.training, iterations: 20_000 } }));
    // So slow that it is not over before somebody pauses it.
    await setSpeed(tab, "10");
    await until(tab, () => document.querySelector("button.primary")!.textContent === "Pause");
    for (let i = 0; i < 60; i++) {
      await tab.keyboard.press("Tab");
      if (await tab.evaluate(() => document.activeElement?.classList.contains("primary"))) break;
    }
    expect(await tab.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe("solid");
    await tab.keyboard.press("Space");
    await until(tab, () => document.querySelector("button.primary")!.textContent === "Resume");
    await tab.keyboard.press("Enter");
    await until(tab, () => document.querySelector("button.primary")!.textContent === "Pause");
    await tab.close();
  });
});

test("the policy allows nothing inline, and nothing from elsewhere", async () => {
  const html = await readFile(join(built.folder, place, "index.html"), "utf8");
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
  expect(policy).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self';");
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  expect(html).not.toMatch(/<style|<script(?![^>]* src=)| style=| on\w+=/);
});

test("what comes before the first frame of the race is at most 110 kB, gzipped", async () => {
  const page = join(built.folder, place);
  const html = await readFile(join(page, "index.html"), "utf8");
  // The script, what takes its place at once, and all that they import: not what is asked for later, as the charts are.
  const loaded = new Set([/<script[^>]* src="([^"]+)"/.exec(html)![1]!, /href="(assets\/start-[^"]+)"/.exec(html)![1]!]);
  for (const file of loaded) {
    const script = await readFile(join(page, file), "utf8");
    for (const [, name] of script.matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+)"/g)) loaded.add(`assets/${name}`);
  }
  expect(loaded.size).toBeGreaterThan(2);
  const contents = await Promise.all([...loaded].map((file) => readFile(join(page, file))));
  const size = contents.reduce((sum, content) => sum + gzipSync(content).length, 0);
  expect(size).toBeLessThanOrEqual(110_000);
});
