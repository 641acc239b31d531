/* global addEventListener, document, fetch, location, performance, PerformanceObserver, requestAnimationFrame, URLSearchParams */
// Measures the page in Chromium: in several visits first paint, long tasks and layout shift until the race is over, what a
// move of the pen costs meanwhile and how links begin; then the long tasks of every section that is scrolled to, of the text
// of the settings and of the story, what comes before the race's first frame and, with a number of minutes, whether memory
// stays flat while things are changed. `node scripts/measure-page.js [MINUTES]`; on a machine that does nothing else. Times
// of tasks are by the clock and, in brackets, of the thread itself, which other programs do not lengthen. No test asserts a
// time.

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { ended, finish, reveal, withPage } from "./shown-page.js";

const minutes = Number(process.argv[2] ?? 0);
const viewport = { width: 1280, height: 800 };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const sections = ["findings", "variants", "settings", "why", "landscape", "inside", "overfitting", "valley", "sharing"];
/** Of each kind: one visit is an anecdote. */
const visits = 3;
/** Milliseconds in which a browser has done what it does for a new visitor: it starts processes, and pages of its own. */
const settleMilliseconds = 3000;
/** Milliseconds for what a section does after it is there: pictures, surfaces. */
const restMilliseconds = 2500;

await withPage(async (browser, url) => {
  const result = await linkWithResult(browser, url);
  for (let visit = 0; visit < visits; visit++) {
    report("the race", await race(browser, url));
    report("the race, drawn upon", await race(browser, url, { during: scribble }));
    report("a chapter of the story", await race(browser, `${url}#story/sgd`, { during: bet }));
    report("a chapter of the story, on a phone", await race(browser, `${url}#story/sgd`, { during: bet, options: phone }));
    report("a link with a result", await race(browser, url + result));
  }
  await walk(browser, url);
  console.log(`before the first frame of the race: ${((await mainBundle(url)) / 1000).toFixed(1)} kB of JavaScript, gzipped`);
  if (minutes > 0) await memory(browser, url);
});

function report(title, { paint, tasks, shift, moves, seconds }) {
  console.log(`${title}: ${seconds.toFixed(1)} s; first contentful paint ${paint.toFixed(0)} ms; layout shift ${shift.toFixed(4)}`);
  console.log(`  ${inWords(tasks)}`);
  if (moves.length === 0) return;
  const sorted = moves.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2);
  const slow = moves.filter((cost) => cost > 8).length;
  console.log(`  ${moves.length} moves of the pen, with the frame that follows: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms; over 8 ms: ${slow}`);
}

function inWords(tasks) {
  const list = tasks.toSorted((a, b) => b.wall - a.wall).map(({ wall, thread }) => `${wall.toFixed(0)} (${thread.toFixed(0)})`);
  return `tasks over 100 ms: ${tasks.filter(({ wall }) => wall > 100).length}, over 50 ms: ${tasks.length}: ${list.join(", ") || "none"}`;
}

/**
 * A new visit, from the first byte to the end of the race.
 * @param {import("playwright-core").Browser} browser
 * @param {string} url
 * @param {{ during?: (page: any) => unknown, options?: object }} [how]
 */
async function race(browser, url, { during = () => {}, options = {} } = {}) {
  const page = await open(browser, options);
  const started = Date.now();
  let seconds = 0;
  const tasks = await longTasks(browser, page, async () => {
    await page.goto(url);
    await page.waitForSelector(".plot svg");
    await during(page);
    await ended(page);
    seconds = (Date.now() - started) / 1000;
    await page.waitForTimeout(1000);
  });
  const measured = await page.evaluate(() => globalThis.measured);
  await page.context().close();
  return { ...measured, tasks, seconds };
}

/** A visitor of whom nothing is known, whose browser has read another page before. */
async function open(browser, options = {}) {
  const page = await (await browser.newContext({ viewport, serviceWorkers: "block", ...options })).newPage();
  await page.setContent("<h1>Usagi</h1><p>Another page.</p>");
  await page.waitForTimeout(settleMilliseconds);
  await page.addInitScript(observe);
  return page;
}

/** After the race, section by section. */
async function walk(browser, url) {
  const page = await open(browser);
  await page.goto(url);
  await finish(page);
  const see = async (title, act) => {
    console.log(`${title}: ${inWords(await longTasks(browser, page, act))}`);
  };
  for (const id of sections) {
    await see(id, async () => {
      await reveal(page, id);
      await page.waitForTimeout(restMilliseconds);
    });
  }
  await see("the text of the settings", async () => {
    await page.evaluate(() => (document.querySelector("#settings .json")?.setAttribute("open", "")));
    await page.waitForTimeout(restMilliseconds);
  });
  await see("to the story", async () => {
    await page.evaluate(() => (location.hash = "#story/sgd"));
    await page.waitForTimeout(restMilliseconds);
  });
  await page.context().close();
}

/** The tasks of the page's thread over 50 ms while something is done, in milliseconds. */
async function longTasks(browser, page, act) {
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline", "devtools.timeline"] });
  await act();
  const { traceEvents } = JSON.parse(await browser.stopTracing());
  const { host } = new URL(page.url());
  const thread = ({ pid, tid }) => `${pid}/${tid}`;
  const main = new Set(traceEvents.filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain").map(thread));
  // The browser has pages of its own.
  const own = traceEvents.find((event) => main.has(thread(event)) && JSON.stringify(event.args ?? {}).includes(host));
  if (!own) return [];
  return traceEvents
    .filter((event) => event.name === "RunTask" && thread(event) === thread(own) && event.dur > 50_000)
    .map(({ dur, tdur }) => ({ wall: dur / 1000, thread: tdur / 1000 }));
}

/** Runs in the page before its own code. */
function observe() {
  /** @type {{ paint: number, shift: number, moves: number[] }} */
  const measured = (globalThis.measured = { paint: 0, shift: 0, moves: [] });
  const see = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  see("paint", ({ name, startTime }) => name === "first-contentful-paint" && (measured.paint = startTime));
  see("layout-shift", ({ value, hadRecentInput }) => hadRecentInput || (measured.shift += value));
  // A move costs what its handlers take and what they leave to the next frame.
  let cost = 0;
  let begun = 0;
  let drawing = false;
  addEventListener("pointerdown", () => (drawing = true), true);
  addEventListener("pointerup", () => (drawing = false), true);
  addEventListener("pointermove", () => (begun = performance.now()), true);
  addEventListener("pointermove", () => drawing && (cost += performance.now() - begun));
  const frame = requestAnimationFrame;
  globalThis.requestAnimationFrame = (callback) => frame((time) => {
    const before = performance.now();
    callback(time);
    if (cost > 0) measured.moves.push(cost + performance.now() - before);
    cost = 0;
  });
}

async function scribble(page) {
  const { x, y, width } = await page.locator(".paper").boundingBox();
  const at = (turn) => [x + width * (0.5 + 0.3 * Math.sin(turn)), y + width * (0.5 - 0.3 * Math.cos(2 * turn))];
  for (let stroke = 0; stroke < 4; stroke++) {
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let i = 1; i <= 60; i++) await page.mouse.move(...at(i / 10));
    await page.mouse.up();
  }
}

function bet(page) {
  return page.locator("#story .bet li button").first().click();
}

/** The part of an address behind # that holds the result of the standard experiment's first arm. */
async function linkWithResult(browser, url) {
  const page = await open(browser);
  await page.goto(url);
  await finish(page);
  await reveal(page, "variants");
  const digest = await page.locator(".arm .digest code").first().textContent();
  const arm = await page.locator(".arm h3").first().textContent();
  await page.context().close();
  return `#race&${new URLSearchParams({ arm: arm.trim(), seed: "0", iteration: "1000", accuracy: "0.1", digest })}`;
}

/** The script, the page that it begins, and all that they import. */
async function mainBundle(url) {
  const html = await (await fetch(url)).text();
  const first = [/<script[^>]* src="([^"]+)"/, /href="(assets\/start-[^"]+)"/].map((place) => place.exec(html)?.[1] ?? "");
  const paths = new Set(first);
  let sum = 0;
  for (const path of paths) {
    const script = await readFile(new URL(`../dist/web/${path}`, import.meta.url), "utf8");
    for (const [, name] of script.matchAll(/(?:\bfrom|\bimport)"\.\/([^"]+)"/g)) paths.add(`assets/${name}`);
    sum += gzipSync(script).length;
  }
  return sum;
}

/** One experiment after another, and what the page holds after each turn, once the garbage is collected. */
async function memory(browser, url) {
  const page = await open(browser);
  const tools = await page.context().newCDPSession(page);
  await page.goto(url);
  await page.waitForSelector(".arm");
  const files = await page.evaluate(() => [...document.querySelectorAll("#experiment option")].map((option) => option.getAttribute("value")).slice(0, 3));
  const end = Date.now() + minutes * 60_000;
  for (let turn = 0; Date.now() < end; turn++) {
    await page.selectOption("#experiment", files[(turn + 1) % files.length]);
    await page.waitForTimeout(8000);
    await tools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await tools.send("Runtime.getHeapUsage");
    console.log(`  turn ${turn + 1}: ${(usedSize / 1e6).toFixed(1)} MB`);
  }
  await page.context().close();
}
