/* global Worker */
// A competitor in a browser: a worker of a page, which takes its turns as the processes do.

import { existsSync } from "node:fs";
import * as playwright from "playwright-core";
import * as puppeteer from "puppeteer-core";
import { serve } from "../scripts/serve.js";

/** So that the page is isolated, which threads need, as clocks of microseconds do. */
const headers = () => (
  { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" });

/** Where each may be, and how it starts. `path` is undefined where there is none. */
export const browsers = [
  {
    name: "Chromium",
    path: find(process.env.CHROMIUM, [
      "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome",
      "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ]),
    launch: (executablePath) =>
      playwright.chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--no-first-run"] }),
  },
  {
    name: "Firefox",
    path: find(process.env.FIREFOX, [
      "/usr/bin/firefox-esr", "/usr/bin/firefox", "/Applications/Firefox.app/Contents/MacOS/firefox",
    ]),
    launch: (executablePath) => puppeteer.launch({ browser: "firefox", executablePath, headless: true }),
  },
];

function find(given, places) {
  return given ?? places.find((place) => existsSync(place));
}

export class BrowserCompetitor {
  #site;
  #browser;
  #page;

  /** `folder` is what task.js prepared; each network has so many threads. */
  static async start({ path, launch }, folder, threads) {
    const competitor = new BrowserCompetitor();
    competitor.#site = await serve(folder, { headers });
    try {
      competitor.#browser = await launch(path);
      competitor.#page = await competitor.#browser.newPage();
      await competitor.#page.goto(competitor.#site.url);
      await competitor.#page.evaluate(startWorker, threads);
    } catch (error) {
      await competitor.stop();
      throw error;
    }
    competitor.about = { detail: await competitor.#browser.version() };
    return competitor;
  }

  request(task) {
    return this.#page.evaluate((request) => globalThis.ask(request), task);
  }

  async stop() {
    await this.#browser?.close();
    await this.#site.close();
  }
}

/** Runs in an empty page: defines `ask`, once the worker is ready. */
function startWorker(threads) {
  const worker = new Worker(`bench/peers/usagi-browser.js?threads=${threads}`, { type: "module" });
  const next = () =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = ({ message }) => reject(new Error(message || "the worker does not start"));
    });
  globalThis.ask = (request) => {
    worker.postMessage(request);
    return next();
  };
  return next();
}
