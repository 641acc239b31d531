/* global document */
// Takes the pictures that the docs and links have of the page, from the page itself, built and trained to the end, in
// Chromium: docs/page.png, docs/page-phone.png, docs/landscape.png, docs/race.svg and web/preview.png.
// `node scripts/screenshot.js [WORD…]` takes those whose names hold one of the words.

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serveWeb } from "./serve-web.js";

const words = process.argv.slice(2);
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const pathOf = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

const site = await serveWeb(0);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  await take("docs/page.png", { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.25 });
  await take("docs/page-phone.png", {
    viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.25, colorScheme: "dark", isMobile: true,
  });
  // What networks show of a link has 1200 × 630 pixels.
  await take("web/preview.png", { viewport: { width: 1200, height: 630 } });
  await take("docs/landscape.png", { viewport: { width: 1000, height: 800 } }, async (page, path) => {
    await reveal(page, "landscape");
    // Heights come a moment after the paths.
    await page.waitForTimeout(10_000);
    await page.locator("#landscape").screenshot({ path });
  });
  await take("docs/race.svg", { viewport: { width: 1280, height: 800 } }, async (page, path) => {
    await reveal(page, "sharing");
    const film = page.locator("#sharing button", { hasText: "Film of the race" });
    const [download] = await Promise.all([page.waitForEvent("download"), film.click()]);
    await download.saveAs(path);
  });
} finally {
  await browser.close();
  await site.close();
}

async function take(file, look, save = (page, path) => page.screenshot({ path })) {
  if (words.length > 0 && !words.some((word) => file.includes(word))) return;
  const context = await browser.newContext({ colorScheme: "light", locale: "en", acceptDownloads: true, ...look });
  const page = await context.newPage();
  await page.goto(site.url);
  await page.waitForFunction(isOver, null, { timeout: 600_000 });
  // Curves and pictures are drawn a moment after the last number.
  await page.waitForTimeout(1000);
  await save(page, pathOf(file));
  console.log(file);
  await context.close();
}

/** Runs in the page: whether the race is over. */
function isOver() {
  const progress = document.querySelector(".bar .summary progress");
  return progress !== null && progress.value > 0 && progress.value >= progress.max;
}

/** A section comes when it comes near. */
async function reveal(page, id) {
  await page.locator(`#${id}, #${id}-place`).first().evaluate((element) => element.scrollIntoView());
  await page.waitForSelector(`#${id}`);
}
