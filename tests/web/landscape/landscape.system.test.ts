// The landscape in a real browser: it is measured and drawn, spanned by others, and saved as a picture of its own.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { hasChromium } from "../../browser.ts";
import { builtPage, finished, link } from "../built-page.ts";
import { inChromium, until } from "../tab.ts";

const built = builtPage();
const chromium = inChromium();

/** Of few weights and images: it is measured in a moment. */
const small = {
  name: "small",
  dataset: { name: "mnist", train: 500, test: 100 },
  network: { hidden: [8], activation: "relu" },
  training: { iterations: 60, batchSize: 50, evaluateEvery: 10 },
  optimizer: { name: "adam", learningRate: 0.01 },
  arms: [{ name: "Adam" }, { name: "SGD", optimizer: { name: "sgd", learningRate: 0.1 } }, { name: "Lion", optimizer: "lion" }],
};

test.skipIf(!hasChromium)("the landscape is drawn to its finest, through the ends that are chosen, and saved as an SVG file", async () => {
  const { page, tab } = await chromium.visit(built.address + link(small));
  await until(tab, finished);
  const map = (names: string) => until(tab, (wanted: string) => {
    document.querySelector("#landscape-place, #landscape")!.scrollIntoView();
    const measured = document.querySelector("#landscape .plane-map .note:last-child")?.textContent ?? "";
    const label = document.querySelector("#landscape-picture")?.getAttribute("aria-label") ?? "";
    return label.includes(wanted) && measured.includes("Measured at") && !measured.includes("finer") && measured;
  }, names);
  await map("the ends of");
  await page.locator("#landscape .plane-choice select").first().selectOption("SGD");
  await page.locator("#landscape .plane-choice select").last().selectOption("Lion");
  expect(await map("the ends of SGD and Lion")).toContain("mean loss of 500 training images");
  await expect.poll(() => tab.evaluate(() => document.querySelector("#landscape .plane-ridge")?.textContent)).toMatch(/of SGD and Lion .* loss [\d.]+/);
  await expect.poll(() => tab.evaluate(() => {
    const count = (selector: string) => document.querySelectorAll(`#landscape-picture ${selector}`).length;
    return { paths: count(".halo"), heights: count(".height"), ends: count(".end"), rows: document.querySelectorAll("#landscape .distances tbody tr").length };
  })).toMatchObject({ paths: 3, ends: 3, rows: 3, heights: expect.toSatisfy((count: number) => count > 3) as number });

  const [download] = await Promise.all([page.waitForEvent("download"), page.getByLabel("Save the landscape as an SVG file").click()]);
  expect(download.suggestedFilename()).toBe("landscape.svg");
  const svg = await readFile(await download.path(), "utf8");
  expect(svg).not.toContain("class=");
  // It stands by itself: a browser shows it as a picture, in the colours of the page.
  const shown = await tab.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(source)}`;
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = document.createElement("canvas").getContext("2d")!;
    [canvas.canvas.width, canvas.canvas.height] = [width, height];
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, width, height);
    const colors = new Set(Array.from({ length: width * height }, (_, i) => data.slice(4 * i, 4 * i + 3).join()));
    return { width, height, colors: colors.size };
  }, svg);
  expect(shown.width).toBeGreaterThan(300);
  expect(shown.height).toBeGreaterThan(200);
  expect(shown.colors).toBeGreaterThan(20);
  expect(tab.complaints).toEqual([]);
  await tab.close();
});
