/** The site of the handbook, built and served from a folder within a server: no dead link, no other origin, search in both languages. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Browser } from "playwright-core";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { type Site, serve } from "../../scripts/serve.js";
import { chromium, hasChromium, patience } from "../browser.ts";
import { root } from "./documents.ts";

let folder: string;
let site: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "usagi-site-"));
  site = join(folder, "some/where");
  execFileSync(process.execPath, ["scripts/handbook.js", site], { cwd: root, stdio: "inherit" });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("every link leads to a file of the site, and to a place in it", () => {
  const files = readdirSync(site, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"));
  expect(files.length).toBeGreaterThan(80);
  const documents = new Map(files.map((file) => [join(site, file), parseHTML(readFileSync(join(site, file), "utf8")).document]));
  const dead: string[] = [];
  for (const [file, document] of documents) {
    for (const element of document.querySelectorAll("[href], [src]")) {
      const link = element.getAttribute("href") ?? element.getAttribute("src")!;
      if (/^(https?|data|mailto):/.test(link)) {
        if (element.tagName !== "A") dead.push(`${file}: loads ${link}`);
        continue;
      }
      const [path, place] = link.split("#");
      const target = path!.replace(/\?.*/, "");
      const found = target === "" && !link.startsWith("?") ? file : join(dirname(file), decodeURIComponent(target), target.endsWith("/") || target === "" ? "index.html" : "");
      // The page reads what stands behind its # itself.
      const named = place === undefined || place === "" || found === join(site, "index.html");
      const there = named || documents.get(found)?.getElementById(decodeURIComponent(place)) != null;
      if (!existsSync(found) || !there) dead.push(`${file}: ${link}`);
    }
  }
  expect(dead).toEqual([]);
});

describe.runIf(hasChromium)("in a browser", () => {
  let server: Site;
  let browser: Browser;
  beforeAll(async () => {
    server = await serve(folder);
    browser = await chromium();
  });
  afterAll(async () => {
    await browser.close();
    await server.close();
  });

  test.each([["", "momentum ball"], ["ja/", "鞍点"]])("handbook/%s finds, turns pages, races, and asks no other origin", async (language, words) => {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    const asked: string[] = [];
    const failed: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("response", (response) => {
      if (response.status() >= 400) failed.push(response.url());
    });
    page.on("pageerror", (error) => failed.push(String(error)));
    await page.goto(`${server.url}some/where/handbook/${language}course/sgd.html`);
    const race = page.frameLocator(".live iframe");
    await page.locator(".live").scrollIntoViewIfNeeded();
    await race.locator("#app .bar button").first().waitFor();
    await page.locator(".VPSidebar a[href*='how-to/compare']").click();
    await page.waitForURL(/how-to\/compare/);
    await page.locator(".VPSidebar a[href*='course/adam.html']").click();
    await page.waitForURL(/course\/adam\.html/);
    await page.locator("button.DocSearch-Button").click();
    await page.locator(".VPLocalSearchBox input").fill(words);
    await page.locator(".VPLocalSearchBox .result").first().waitFor();
    expect(asked.filter((url) => !url.startsWith(server.url) && !/^(blob|data):/.test(url))).toEqual([]);
    expect(failed).toEqual([]);
    await page.close();
  });

  test("the page links to it", async () => {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    await page.goto(`${server.url}some/where/?lang=ja#race`);
    await page.locator("footer a[href='handbook/ja/']").click();
    await page.waitForURL(/handbook\/ja\/$/);
    await page.close();
  });
});
