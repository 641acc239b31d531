// What leaves the page and comes back: links, files, what is kept over a reload.

import { readFile } from "node:fs/promises";
import { inflateRawSync } from "node:zlib";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { compile } from "../../bindings/compile.ts";
import { decodeModel, loadNetwork } from "../../bindings/model.ts";
import { hasChromium } from "../browser.ts";
import { builtPage, digests, enter, finished, link, press, setSpeed } from "./built-page.ts";
import { inChromium, type Tab, until } from "./tab.ts";

const built = builtPage();
const chromium = inChromium();

const small = {
  name: "small",
  dataset: { name: "mnist", train: 1000, test: 1000 },
  network: { hidden: [32], activation: "relu" },
  training: { iterations: 200, batchSize: 50, evaluateEvery: 20 },
  optimizer: { name: "adam", learningRate: 0.01 },
  arms: [{ name: "plain" }, { name: "with dropout", network: { dropout: 0.2 } }],
};
const long = { ...small, name: "long", training: { ...small.training, iterations: 20_000 } };

// What follows runs in the page.

/** The section comes when it comes near. */
async function reveal(tab: Tab): Promise<void> {
  await until(tab, () => {
    document.querySelector("#sharing-place, #sharing")!.scrollIntoView();
    return document.querySelector("#sharing .card");
  });
}

async function take(page: Page, tab: Tab, label: string) {
  const [download] = await Promise.all([page.waitForEvent("download"), press(tab, label)]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

describe.skipIf(!hasChromium)("sharing", () => {
  test("hands out the experiment, the tables, the pictures, the film and the weights", async () => {
    const { page, tab } = await chromium.visit(built.address + link(small));
    await until(tab, finished);
    await reveal(tab);
    const experiment = await take(page, tab, "experiment.json");
    expect(JSON.parse(experiment.content.toString())).toEqual(small);
    const metrics = await take(page, tab, "metrics.csv");
    expect(metrics.name).toBe("small-metrics.csv");
    expect(metrics.content.toString().trim().split("\r\n")).toHaveLength(1 + 2 * 10);
    expect(metrics.content.toString()).not.toContain("status");
    expect((await take(page, tab, "layers.csv")).content.toString()).toMatch(/^arm,seed,iteration,layer,/);
    expect((await take(page, tab, "Curves (SVG)")).content.toString()).toMatch(/^<svg[^]*small: accuracy[^]*<\/svg>$/);
    expect((await take(page, tab, "Loss (SVG)")).content.toString()).toContain("small: loss");
    const png = await take(page, tab, "Curves (PNG)");
    expect(png.content.subarray(1, 4).toString()).toBe("PNG");
    expect(png.content.readUInt32BE(16)).toBe(2 * 880);
    const film = await take(page, tab, "Film of the race (SVG)");
    expect(film.name).toBe("small-race.svg");
    expect(film.content.toString()).toContain("@keyframes raced");
    expect(film.content.length).toBeLessThan(1e6);

    const weights = await take(page, tab, "Weights of with dropout (safetensors)");
    expect(weights.name).toBe("small-with-dropout-seed0.safetensors");
    const { description, metadata } = decodeModel(weights.content);
    expect(description).toMatchObject({ inputs: 784, hidden: [{ units: 32 }], output: { units: 10 } });
    const [, digest] = await tab.evaluate(digests);
    expect(metadata).toEqual({ image: "28x28", experiment: "small", arm: "with dropout", digest, steps: 200, seed: 0 });
    expect(await loadNetwork(await compile(), weights.content).digest()).toBe(digest);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("what is saved of an unfinished race says that it is not finished", async () => {
    const { page, tab } = await chromium.visit(built.address + link(long));
    // So slow that it is not over before somebody pauses it.
    await setSpeed(tab, "10");
    await reveal(tab);
    // With the first evaluation.
    await until(tab, () => {
      return [...document.querySelectorAll("button")].some(({ textContent, disabled }) => textContent === "metrics.csv" && !disabled);
    });
    await press(tab, "Pause");
    await until(tab, () => [...document.querySelectorAll<HTMLElement>(".arm")].every((arm) => arm.dataset["state"] === "paused"));
    const metrics = (await take(page, tab, "metrics.csv")).content.toString().trim().split("\r\n");
    expect(metrics[0]).toMatch(/,status$/);
    expect(metrics[1]).toMatch(/,interrupted$/);
    expect((await take(page, tab, "Curves (SVG)")).content.toString()).toContain("Not finished");
    const { metadata } = decodeModel((await take(page, tab, "Weights of with dropout (safetensors)")).content);
    expect(metadata).toMatchObject({ status: "interrupted" });
    await tab.close();
  });

  test("a link with a result is checked by training it again; one with another digest is told apart", async () => {
    const { tab } = await chromium.visit(built.address + link(small), {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await until(tab, finished);
    await reveal(tab);
    await press(tab, "Copy a link with the result of with dropout");
    const shared = await until(tab, async () => {
      const text = await navigator.clipboard.readText();
      return text.includes("#e=") && text;
    });
    const [, digest] = await tab.evaluate(digests);
    expect(shared).toContain(`&arm=with+dropout&seed=0&iteration=200&accuracy=`);
    expect(shared).toContain(`&digest=${digest}`);
    await tab.close();

    const same = await chromium.visit(built.address + new URL(shared).hash);
    expect(await until(same.tab, () => document.querySelector(".proof code")?.textContent)).toBe(digest);
    await same.tab.close();

    const wrong = await chromium.visit(built.address + new URL(shared.replace(digest!, "0".repeat(64))).hash);
    expect(await until(wrong.tab, () => document.querySelector(".proof .bad")?.textContent)).toContain("another digest");
    expect(wrong.tab.complaints).toEqual([]);
    await wrong.tab.close();
  });

  test("finished results are there again after a reload, until they are trained anew", async () => {
    const { page, tab } = await chromium.visit(built.address + link(small));
    await until(tab, finished);
    const before = await tab.evaluate(digests);
    // They are stored in the background.
    await until(tab, () => new Promise<boolean>((resolve) => {
      const request = indexedDB.open("usagi-runs");
      request.onsuccess = () => {
        const { result } = request;
        const count = result.transaction("entries").objectStore("entries").count();
        count.onsuccess = () => {
          resolve(count.result === 2);
          result.close();
        };
      };
      request.onerror = () => resolve(false);
    }));
    // No thread that trains can start any more: what is shown has not been trained again.
    await page.addInitScript(() => {
      globalThis.Worker = class extends Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          if (options?.name === "usagi-nn") throw new Error("a thread that trains was started");
          super(url, options);
        }
      };
    });
    await page.reload();
    await until(tab, finished);
    expect(await tab.evaluate(digests)).toEqual(before);
    await expect.poll(() => tab.evaluate(() => document.querySelector(".basis")?.textContent)).toContain("earlier");
    await tab.close();
  });

  test("a preset is opened by its name, and has it in the address", async () => {
    const { tab } = await chromium.visit(built.address + "#overfitting");
    await until(tab, () => document.querySelector<HTMLSelectElement>("#experiment")!.value === "experiments/overfitting.json");
    expect(await tab.evaluate(() => location.hash)).toBe("#overfitting");
    await enter(tab, "#experiment", "experiments/learning-rate.json", ["change"]);
    await until(tab, () => location.hash === "#learning-rate");
    await tab.close();
  });

  test("without a clipboard the link stands in a field, selected", async () => {
    const { tab } = await chromium.visit(built.address + link(small), {
      prepare: ({ context }) => context.addInitScript(() => Object.defineProperty(navigator, "clipboard", { value: undefined })),
    });
    await reveal(tab);
    await press(tab, "Copy the link");
    const selected = await until(tab, () => {
      const field = document.activeElement as HTMLInputElement | null;
      return field?.matches("input.copied") ? field.value.slice(field.selectionStart!, field.selectionEnd!) : undefined;
    });
    const { hash } = new URL(selected);
    expect(hash).toMatch(/^#e=/);
    expect(JSON.parse(inflateRawSync(Buffer.from(hash.slice(3), "base64url")).toString())).toEqual(small);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });

  test("embedded in another page it is the race alone, with a way to the whole", async () => {
    const { tab } = await chromium.visit(`${built.address}?view=embed${link(small)}`);
    await until(tab, () => document.querySelector(".plot svg") !== null);
    expect(await tab.evaluate(() => document.querySelectorAll("header, footer, .side").length)).toBe(0);
    const whole = await tab.evaluate(() => document.querySelector<HTMLAnchorElement>(".whole a")!.href);
    expect(new URL(whole).search).toBe("");
    expect(new URL(whole).hash).toMatch(/^#e=/);
    expect(tab.complaints).toEqual([]);
    await tab.close();
  });
});
