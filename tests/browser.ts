// For tests in real browsers: a small static server, and Debian's Chromium and Firefox.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import * as playwright from "playwright-core";
import * as puppeteer from "puppeteer-core";

const types: Record<string, string> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

export interface Site {
  /** Ends in a slash. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves a folder on this machine alone; a folder's address gives its index.html. `headers` go with every
 * answer and may replace its content-type. Port 0, the default, is any free one.
 */
export async function serve(
  folder: string, { headers = {}, port = 0 }: { headers?: Record<string, string>; port?: number } = {},
): Promise<Site> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    readFile(file).then(
      (body) => {
        const type = types[extname(file)] ?? "application/octet-stream";
        response.writeHead(200, { "content-type": type, "cache-control": "no-store", ...headers }).end(body);
      },
      () => response.writeHead(404, { "content-type": "text/plain", ...headers }).end("not found"),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

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
