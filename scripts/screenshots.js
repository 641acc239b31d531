/* global document, scrollX, scrollY */
// Takes pictures of the page into build/screenshots, to be looked at one by one: the race, every section and every chapter
// of the story, on a desktop, a projector and a phone, light and dark, in both languages. A race is trained once for all
// pictures of it.
// `node scripts/screenshots.js [WORD…]` takes those whose names hold all words: `node scripts/screenshots.js phone ja valley`.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { finish, reveal, surveyed, withPage } from "./shown-page.js";

const words = process.argv.slice(2);
const folder = fileURLToPath(new URL("../build/screenshots", import.meta.url));
const kinds = [
  { options: {}, screens: { desktop: { width: 1280, height: 800 }, projector: { width: 1024, height: 768 } } },
  { options: { isMobile: true, hasTouch: true }, screens: { phone: { width: 390, height: 844 } } },
];
const sections = ["findings", "variants", "settings", "why", "landscape", "inside", "overfitting", "valley", "sharing"];
/** Milliseconds in which charts and pictures are drawn anew. */
const restMilliseconds = 700;

await mkdir(folder, { recursive: true });
await withPage(async (browser, url) => {
  for (const { options, screens } of kinds) {
    const looks = Object.entries(screens).flatMap(([device, viewport]) =>
      ["light", "dark"].flatMap((theme) => ["en", "ja"].map((language) => ({ device, viewport, theme, language }))));
    const wanted = (name) => looks.filter((look) => words.every((word) => nameOf(look, name).includes(word)));
    const isWanted = (name) => wanted(name).length > 0;
    const context = await browser.newContext({ ...options, viewport: looks[0].viewport, bypassCSP: true, serviceWorkers: "block" });
    const page = await context.newPage();
    /** A picture in every wanted look, of a section or of what is in sight. */
    const save = async (name, section) => {
      for (const look of wanted(name)) {
        await show(page, look);
        const path = join(folder, `${nameOf(look, name)}.png`);
        await page.screenshot({ path, animations: "disabled", ...(section && { fullPage: true, clip: await placeOf(section) }) });
        console.log(path);
      }
    };
    if (["running", "finished", ...sections].some(isWanted)) await race(page, url, isWanted, save);
    if (isWanted("story") || words.some((word) => word.startsWith("story"))) await tell(page, url, isWanted, save);
    await context.close();
  }
});

/** Within the whole page: what is below the window would not be painted in a picture of the section alone. */
function placeOf(section) {
  return section.evaluate((element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + scrollX, y: top + scrollY, width, height };
  });
}

function nameOf({ device, theme, language }, name) {
  return `${device}-${theme}-${language}-${name}`;
}

async function show(page, { viewport, theme, language }) {
  await page.setViewportSize(viewport);
  await page.emulateMedia({ colorScheme: theme });
  await page.locator(`nav a[lang="${language}"]`).evaluate((link) => link.click());
  await page.waitForTimeout(restMilliseconds);
}

async function race(page, url, isWanted, save) {
  await page.goto(url);
  await page.waitForFunction(() => document.querySelectorAll(".plot path").length > 0, null, { timeout: 60_000 });
  if (isWanted("running")) {
    await page.keyboard.press("Space");
    await save("running");
    await page.keyboard.press("Space");
  }
  await finish(page);
  await save("finished");
  for (const id of sections.filter(isWanted)) {
    if (id === "overfitting") {
      await page.goto(`${url}#wrong-labels`);
      await page.reload();
      await finish(page);
    }
    // What stays at the top would stand in the middle of long pictures.
    await page.addStyleTag({ content: ".bar, .slope, .side { position: static !important; max-height: none !important; overflow: visible !important }" });
    if (!(await reveal(page, id))) continue;
    if (id === "landscape") await surveyed(page);
    await page.waitForTimeout(1500);
    await save(id, page.locator(`#${id}`));
  }
}

/** Every chapter as it begins, and after a bet, when its race is over. */
async function tell(page, url, isWanted, save) {
  await page.goto(`${url}#story/`);
  await page.reload();
  await page.waitForSelector("#story h2");
  const chapters = await page.locator("#story select option").evaluateAll((options) => options.map(({ value }) => value));
  for (const [place, chapter] of chapters.entries()) {
    const name = `story-${String(place + 1).padStart(2, "0")}-${chapter}`;
    if (!isWanted(name) && !isWanted(`${name}-told`)) continue;
    await page.goto(`${url}#story/${chapter}`);
    await page.reload();
    await page.waitForSelector("#story h2");
    await page.waitForTimeout(restMilliseconds);
    await save(name);
    if (!isWanted(`${name}-told`)) continue;
    const bet = page.locator("#story .bet button").first();
    if (await bet.count()) await bet.click();
    await finish(page);
    await save(`${name}-told`);
  }
}
