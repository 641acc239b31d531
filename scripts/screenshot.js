/* global document */
// Takes docs/page.png and docs/page-phone.png: the real page, built and trained to the end, in Chromium.

import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serveWeb } from "./serve-web.js";

const pictures = [
  { file: "page.png", viewport: { width: 1280, height: 1040 }, colorScheme: "light" },
  { file: "page-phone.png", viewport: { width: 390, height: 844 }, colorScheme: "dark", isMobile: true },
];
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

const site = await serveWeb(0);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
try {
  for (const { file, ...look } of pictures) {
    const context = await browser.newContext({ ...look, locale: "en", deviceScaleFactor: 1.25 });
    const page = await context.newPage();
    await page.goto(site.url);
    await page.waitForSelector(".arm .digest code", { timeout: 60_000 });
    await page.waitForFunction(
      () => !document.querySelector(".arm:not([data-state=complete])"), null, { timeout: 120_000 },
    );
    if (look.isMobile) await page.evaluate(() => document.querySelector(".controls").scrollIntoView());
    // Curves and pictures are drawn a moment after the last number.
    await page.waitForTimeout(500);
    const path = fileURLToPath(new URL(`../docs/${file}`, import.meta.url));
    await page.screenshot({ path });
    console.log(`docs/${file}`);
    await context.close();
  }
} finally {
  await browser.close();
  await site.close();
}
