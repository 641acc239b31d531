// For tests in real browsers: Debian's Chromium and Firefox.

import { existsSync } from "node:fs";
import * as playwright from "playwright-core";
import * as puppeteer from "puppeteer-core";

const chromiumPath = find("Chromium", process.env["CHROMIUM"], [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
]);
const firefoxPath = find("Firefox", process.env["FIREFOX"], [
  "/usr/bin/firefox-esr",
  "/usr/bin/firefox",
  "/Applications/Firefox.app/Contents/MacOS/firefox",
]);

/** False where there is none: then skip the test. With CI set they are true, and launching fails. */
export const hasChromium = Boolean(chromiumPath ?? process.env["CI"]);
export const hasFirefox = Boolean(firefoxPath ?? process.env["CI"]);

/** Milliseconds that a browser may take for one thing: less than a test's limit, more than any needs on a busy machine. */
export const patience = 300_000;

/** Starts a headless Chromium; close() it. */
export function chromium(): Promise<playwright.Browser> {
  return playwright.chromium.launch({
    executablePath: required("Chromium", chromiumPath),
    headless: true, timeout: 600_000,
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync",
    ],
  });
}

/** Starts a headless Firefox, driven over WebDriver BiDi; close() it. */
export function firefox(): Promise<puppeteer.Browser> {
  return puppeteer.launch({
    browser: "firefox", executablePath: required("Firefox", firefoxPath), headless: true, timeout: 600_000,
    protocolTimeout: patience,
  });
}

function find(name: string, given: string | undefined, places: string[]): string | undefined {
  const found = given ?? places.find((place) => existsSync(place));
  if (!found && !process.env["CI"]) console.log(`No ${name} found: its tests are skipped.`);
  return found;
}

function required(name: string, path: string | undefined): string {
  if (!path) throw new Error(`no ${name} found; install it, or set ${name.toUpperCase()} to its path`);
  return path;
}
