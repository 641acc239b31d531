/* global document */
// Takes pictures of the page into build/screenshots, to be looked at one by one: the race, every section and every chapter
// of the story, on a desktop, a projector and a phone, light and dark, in both languages.
// `node scripts/screenshots.js [WORD…]` takes those whose names hold all words: `node scripts/screenshots.js phone ja valley`.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { finish, reveal, withPage } from "./shown-page.js";

const words = process.argv.slice(2);
const folder = fileURLToPath(new URL("../build/screenshots", import.meta.url));
const devices = {
  desktop: { viewport: { width: 1280, height: 800 } },
  projector: { viewport: { width: 1024, height: 768 } },
  phone: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};
const sections = ["findings", "variants", "settings", "why", "landscape", "inside", "overfitting", "valley", "sharing"];

const looks = Object.keys(devices).flatMap((device) =>
  ["light", "dark"].flatMap((theme) => ["en", "ja"].map((language) => ({ device, theme, language }))));

await mkdir(folder, { recursive: true });
await withPage(async (browser, url) => {
  for (const look of looks) await take(browser, url, look);
});

async function take(browser, url, { device, theme, language }) {
  const look = `${device}-${theme}-${language}`;
  const isWanted = (name) => words.every((word) => `${look}-${name}`.includes(word));
  const context = await browser.newContext({
    ...devices[device], colorScheme: theme, locale: language, bypassCSP: true, serviceWorkers: "block",
  });
  const page = await context.newPage();
  const save = async (name, from = page) => {
    if (!isWanted(name)) return;
    const path = join(folder, `${look}-${name}.png`);
    await from.screenshot({ path, animations: "disabled" });
    console.log(path);
  };

  if (["running", "finished", ...sections].some(isWanted)) {
    await page.goto(url);
    await page.waitForFunction(() => document.querySelectorAll(".plot path").length > 0, null, { timeout: 60_000 });
    await save("running");
    await finish(page);
    await save("finished");
  }
  // What stays at the top would stand in the middle of long pictures.
  const still = () => page.addStyleTag({ content: ".bar, .slope, .side { position: static !important; max-height: none !important; overflow: visible !important }" });
  for (const id of sections.filter(isWanted)) {
    if (id === "overfitting") {
      await page.goto(`${url}#wrong-labels`);
      await page.reload();
      await finish(page);
    }
    await still();
    if (!(await reveal(page, id))) continue;
    await page.waitForTimeout(1500);
    await save(id, page.locator(`#${id}`));
  }
  if (isWanted("story") || words.some((word) => word.startsWith("story"))) await tell(page, url, save);
  await context.close();
}

/** Every chapter as it begins, and after a bet, when its race is over. */
async function tell(page, url, save) {
  await page.goto(`${url}#story/`);
  await page.reload();
  const chapters = await page.locator("#story select option").evaluateAll((options) => options.map(({ value }) => value));
  for (const [place, chapter] of chapters.entries()) {
    const name = `story-${String(place + 1).padStart(2, "0")}-${chapter}`;
    await page.goto(`${url}#story/${chapter}`);
    await page.reload();
    await page.waitForSelector("#story h2");
    await page.waitForTimeout(500);
    await save(name);
    const bet = page.locator("#story .bet button").first();
    if (await bet.count()) await bet.click();
    await finish(page);
    await save(`${name}-told`);
  }
}
