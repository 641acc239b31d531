/* global addEventListener, document, fetch, performance, PerformanceObserver, requestAnimationFrame */
// Measures the page in Chromium: first paint, long tasks and layout shift until the race is over, what a move of the pen
// costs meanwhile, what comes before the race's first frame and, with a number of minutes, whether memory stays flat while
// things are changed. `node scripts/measure-page.js [MINUTES]`; on a machine that does nothing else. No test asserts a time.

import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { withPage } from "./shown-page.js";

const minutes = Number(process.argv[2] ?? 0);
const viewport = { width: 1280, height: 800 };

await withPage(async (browser, url) => {
  report("the race", await race(browser, url, { pen: false }));
  report("the race, drawn upon", await race(browser, url, { pen: true }));
  console.log(`before the first frame of the race: ${((await mainBundle(url)) / 1000).toFixed(1)} kB of JavaScript, gzipped`);
  if (minutes > 0) await memory(browser, url);
});

function report(title, { paint, tasks, shift, moves, seconds }) {
  console.log(`${title}: ${seconds.toFixed(1)} s; first contentful paint ${paint.toFixed(0)} ms; layout shift ${shift.toFixed(4)}`);
  console.log(`  tasks over 100 ms: ${tasks.filter((time) => time > 100).length}, over 50 ms: ${tasks.length} (${tasks.map(Math.round).join(", ") || "none"})`);
  if (moves.length === 0) return;
  const sorted = moves.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2);
  console.log(`  ${moves.length} moves of the pen, with the frame that follows: median ${at(0.5)} ms, 95 % ${at(0.95)} ms, most ${at(1)} ms`);
}

/** A new visit, from the first byte to the end of the race. */
async function race(browser, url, { pen }) {
  const page = await browser.newPage({ viewport, serviceWorkers: "block" });
  await page.addInitScript(observe);
  const started = Date.now();
  await page.goto(url);
  await page.waitForSelector(".arm");
  if (pen) await scribble(page);
  await page.waitForFunction(ended, null, { timeout: 300_000 });
  const seconds = (Date.now() - started) / 1000;
  const measured = await page.evaluate(() => globalThis.measured);
  await page.close();
  return { ...measured, seconds };
}

/** Is asked in the page. */
function ended() {
  const arms = [...document.querySelectorAll(".arm")];
  return arms.length > 0 && arms.every(({ dataset }) => ["complete", "failed"].includes(dataset.state));
}

/** Runs in the page before its own code. */
function observe() {
  const measured = (globalThis.measured = { paint: 0, tasks: [], shift: 0, moves: [] });
  const see = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  see("paint", ({ name, startTime }) => name === "first-contentful-paint" && (measured.paint = startTime));
  see("longtask", ({ duration }) => measured.tasks.push(duration));
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

/** The script and all that it imports. */
async function mainBundle(url) {
  const html = await (await fetch(url)).text();
  const paths = new Set([/<script[^>]* src="([^"]+)"/.exec(html)[1]]);
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
  const page = await browser.newPage({ viewport, serviceWorkers: "block" });
  const tools = await page.context().newCDPSession(page);
  await page.goto(url);
  await page.waitForSelector(".arm");
  const files = await page.evaluate(() => [...document.querySelectorAll("#experiment option")].map(({ value }) => value).slice(0, 3));
  const end = Date.now() + minutes * 60_000;
  for (let turn = 0; Date.now() < end; turn++) {
    await page.selectOption("#experiment", files[(turn + 1) % files.length]);
    await page.waitForTimeout(8000);
    await tools.send("HeapProfiler.collectGarbage");
    const { usedSize } = await tools.send("Runtime.getHeapUsage");
    console.log(`  turn ${turn + 1}: ${(usedSize / 1e6).toFixed(1)} MB`);
  }
  await page.close();
}
