// Takes the pictures that the docs and links have of the page, from the page itself, built and trained to the end, in
// Chromium: docs/page.png, docs/page-phone.png, docs/landscape.png, docs/race.svg and web/preview.png.
// `node scripts/screenshot.js [WORD…]` takes those whose names hold one of the words.

import { fileURLToPath } from "node:url";
import { finish, reveal, surveyed, withPage } from "./shown-page.js";

const words = process.argv.slice(2);
const pathOf = (file) => fileURLToPath(new URL(`../${file}`, import.meta.url));

await withPage(async (browser, url) => {
  const take = (...picture) => takeFrom(browser, url, ...picture);
  await take("docs/page.png", { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.25 });
  await take("docs/page-phone.png", {
    viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.25, colorScheme: "dark", isMobile: true,
  });
  // What networks show of a link has 1200 × 630 pixels.
  await take("web/preview.png", { viewport: { width: 1200, height: 630 } });
  await take("docs/landscape.png", { viewport: { width: 880, height: 1100 } }, async (page, path) => {
    await reveal(page, "landscape");
    await surveyed(page);
    await page.locator("#landscape .plane-map").screenshot({ path });
  });
  await take("docs/race.svg", { viewport: { width: 1280, height: 800 } }, async (page, path) => {
    await reveal(page, "sharing");
    const film = page.locator("#sharing button", { hasText: "Film of the race" });
    const [download] = await Promise.all([page.waitForEvent("download"), film.click()]);
    await download.saveAs(path);
  });
});

async function takeFrom(browser, url, file, look, save = (page, path) => page.screenshot({ path })) {
  if (words.length > 0 && !words.some((word) => file.includes(word))) return;
  const context = await browser.newContext({ colorScheme: "light", locale: "en", acceptDownloads: true, ...look });
  const page = await context.newPage();
  await page.goto(url);
  await finish(page);
  await save(page, pathOf(file));
  console.log(file);
  await context.close();
}
