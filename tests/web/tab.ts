// One way to drive a page in both browsers.

import type * as playwright from "playwright-core";
import type * as puppeteer from "puppeteer-core";
import { afterAll, beforeAll } from "vitest";
import { chromium, firefox, hasChromium, patience } from "../browser.ts";

export interface Settings {
  width?: number;
  height?: number;
  dark?: boolean;
  /** The language that the browser prefers. */
  locale?: "en" | "ja";
}

interface Mouse {
  move(x: number, y: number, options?: { steps?: number }): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
}

/** A tab of its own in a running browser. */
export interface Tab {
  goto(url: string): Promise<unknown>;
  evaluate<Result, Argument = undefined>(
    script: ((argument: Argument) => Result) | string, argument?: Argument,
  ): Promise<Awaited<Result>>;
  upload(selector: string, file: string): Promise<void>;
  readonly mouse: Mouse;
  readonly keyboard: { press(key: "Tab" | "Space" | "Enter" | "ArrowUp" | "ArrowLeft" | "ArrowRight" | "p"): Promise<void> };
  /** What the console said that is an error or a warning, and errors that nothing caught. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export interface Driver {
  open(settings?: Settings): Promise<Tab>;
  close(): Promise<void>;
}

const normal = { width: 1280, height: 900 };

export async function driveChromium(): Promise<Driver & { browser: playwright.Browser }> {
  const browser = await chromium();
  return {
    browser,
    async open({ width = normal.width, height = normal.height, dark = false, locale = "en" } = {}) {
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: dark ? "dark" : "light",
        locale,
      });
      return tabOf(await context.newPage(), context);
    },
    close: () => browser.close(),
  };
}

/** A tab of a Playwright page, which closes with its context. */
export function tabOf(page: playwright.Page, context: playwright.BrowserContext): Tab {
  page.setDefaultTimeout(patience);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", ({ message }) => complaints.push(message));
  return {
    goto: (url) => page.goto(url),
    evaluate: (script, argument) => page.evaluate(script as never, argument as never),
    upload: (selector, file) => page.setInputFiles(selector, file),
    mouse: page.mouse,
    keyboard: page.keyboard,
    complaints,
    close: () => context.close(),
  };
}

/** A visit whose tests do more than a tab can. */
interface Visit {
  readonly context: playwright.BrowserContext;
  readonly page: playwright.Page;
  readonly tab: Tab;
}

/** A Chromium, where there is one, while the tests of this file, or of this group, run. */
export function inChromium() {
  let driver: Awaited<ReturnType<typeof driveChromium>>;
  beforeAll(async () => {
    if (hasChromium) driver = await driveChromium();
  });
  afterAll(() => driver?.close());
  return {
    open: (settings?: Settings) => driver.open(settings),
    /** @param prepare Is done before the page is opened. */
    async visit(
      address: string,
      { prepare, ...options }: playwright.BrowserContextOptions & { prepare?: ((visit: Visit) => unknown) | undefined } = {},
    ): Promise<Visit> {
      const context = await driver.browser.newContext({ locale: "en", viewport: normal, ...options });
      const page = await context.newPage();
      const tab = tabOf(page, context);
      await prepare?.({ context, page, tab });
      await tab.goto(address);
      return { context, page, tab };
    },
  };
}

export async function driveFirefox(): Promise<Driver> {
  const browser = await firefox();
  return {
    async open({ width = normal.width, height = normal.height, locale = "en" } = {}) {
      // Each with a storage of its own: what one has trained is not there for the next.
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      page.setDefaultTimeout(patience);
      await page.setViewport({ width, height });
      const complaints: string[] = [];
      page.on("console", (message: puppeteer.ConsoleMessage) => {
        if (["error", "warn"].includes(message.type())) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(String(error)));
      return {
        goto: (url) => page.goto(locale === "en" ? url : url.replace(/(#|$)/, `?lang=${locale}$1`)),
        evaluate: (script, argument) => page.evaluate(script as never, argument as never),
        upload: async (selector, file) => {
          const input = await page.waitForSelector(selector);
          await (input as puppeteer.ElementHandle<HTMLInputElement>).uploadFile(file);
        },
        mouse: page.mouse,
        keyboard: page.keyboard,
        complaints,
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}

/** What a script throws where an element that it reads is not there yet. */
const isAbsent = (error: unknown) => /TypeError: .*\b(null|undefined)\b/.test(String(error));

type True<Value> = Exclude<Value, false | null | undefined>;

/** Does something again and again until it gives something true, and returns that; `what` says in the failure what it was. */
export async function eventually<Result>(act: () => Promise<Result>, what: unknown = act): Promise<True<Result>> {
  const end = Date.now() + patience;
  for (;;) {
    const late = Date.now() > end;
    const result = await act().catch((error: unknown) => {
      if (late || !isAbsent(error)) throw error;
      return undefined;
    });
    if (result) return result as True<Result>;
    if (late) throw new Error(`not within ${patience / 1000} seconds: ${String(what)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until a script in the page gives something true, and returns it. */
export const until = <Result, Argument = undefined>(
  tab: Tab, script: (argument: Argument) => Result, argument?: Argument,
): Promise<True<Awaited<Result>>> => eventually(() => tab.evaluate(script, argument), script);
