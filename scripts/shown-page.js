/* global document, HTMLProgressElement */
// The page, built, served and opened in Chromium, for scripts that take pictures of it or measure it.

import { chromium } from "playwright-core";
import { serveWeb } from "./serve-web.js";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Shows the page for as long as `use` takes. */
export async function withPage(use) {
  const site = await serveWeb(0);
  try {
    const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
    try {
      await use(browser, site.url);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

/** Waits for the end of the race; curves and pictures are drawn a moment after the last number. */
export async function finish(page) {
  await ended(page);
  await page.waitForTimeout(1000);
}

/** Waits for the last number of the race. */
export async function ended(page) {
  await page.waitForFunction(() => {
    const progress = document.querySelector(".bar .summary progress");
    return progress instanceof HTMLProgressElement && progress.value > 0 && progress.value >= progress.max;
  }, null, { timeout: 600_000 });
}

/** Waits until the landscape, which is in view, is as fine as it becomes. */
export async function surveyed(page) {
  await page.waitForFunction(() => {
    const measured = document.querySelector("#landscape .plane-map .note:last-child")?.textContent ?? "";
    return measured !== "" && !/finer|さらに細かく/.test(measured);
  }, null, { timeout: 600_000 });
}

/** Brings a section near, so that its code comes; false where the page has none. */
export async function reveal(page, id) {
  const place = page.locator(`#${id}, #${id}-place`).first();
  if (!(await place.count())) return false;
  await place.evaluate((element) => element.scrollIntoView());
  await page.waitForSelector(`#${id}`, { timeout: 60_000 });
  return true;
}
