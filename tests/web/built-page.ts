/** The built page on a server, and what its tests do in a tab. */
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import type * as axe from "axe-core";
import { afterAll, beforeAll } from "vitest";
import { type Site, serve } from "../../scripts/serve.js";
import { type Tab, until } from "./tab.ts";

/** Where the page lies in the site: its files may not be sought at the site's root. */
export const place = "some/where/";

/** There from the first hook of a file on. */
export interface BuiltPage {
  /** Of the site. */
  folder: string;
  /** Of the page, with a slash at its end. */
  address: string;
}

/** Builds the page and serves it while the tests of this file, or of this group, run. */
export function builtPage(): BuiltPage {
  const built = { folder: "", address: "" };
  let site: Site | undefined;
  beforeAll(async () => {
    built.folder = await mkdtemp(join(tmpdir(), "usagi-web-"));
    execFileSync(process.execPath, ["scripts/build-web.js", join(built.folder, place)]);
    site = await serve(built.folder);
    built.address = site.url + place;
  });
  afterAll(async () => {
    await site?.close();
    await rm(built.folder, { recursive: true, force: true });
  });
  return built;
}

/** The part of an address that holds an experiment. */
export const link = (experiment: unknown) => `#e=${deflateRawSync(JSON.stringify(experiment)).toString("base64url")}`;

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What of a tab, or of parts of it, people who use assistive technology would stumble over. */
export async function violations(tab: Tab, parts = "html"): Promise<string[]> {
  await tab.evaluate(axeSource);
  return tab.evaluate((of) =>
    (globalThis as unknown as { axe: typeof axe }).axe
      .run(of === "html" ? document : of, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
      .then((results) =>
        results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" ")}`),
      ), parts);
}

/**
 * Clicks the button of a label once it is there and enabled: a click on one that is disabled does nothing.
 * @param within Where it is looked for; the first of them is clicked.
 */
export async function press(tab: Tab, label: string, within = "body"): Promise<void> {
  await until(tab, ([text, place]) => {
    const button = [...document.querySelectorAll<HTMLButtonElement>(`${place} button:enabled`)].find(({ textContent }) => textContent.trim() === text);
    button?.click();
    return button !== undefined;
  }, [label, within]);
}

/** The same for an element that a selector finds, by its place among them: the first, or counted from the last by -1. */
export async function click(tab: Tab, selector: string, place = 0): Promise<void> {
  await until(tab, ({ of, at }) => {
    const element = [...document.querySelectorAll<HTMLElement>(of)].at(at);
    if (!element || element.matches(":disabled")) return false;
    element.click();
    return true;
  }, { of: selector, at: place });
}

/** Chooses or types something in a field once it is there, with the events that a browser sends then. */
export async function enter(tab: Tab, selector: string, text: string, events = ["input", "change"]): Promise<void> {
  await until(tab, ({ of, value, types }) => {
    const field = document.querySelector<HTMLInputElement | HTMLSelectElement>(of);
    if (!field || field.disabled) return false;
    if (field instanceof HTMLSelectElement && ![...field.options].some((option) => option.value === value)) return false;
    if (field.type === "text") field.focus();
    field.value = value;
    for (const type of types) field.dispatchEvent(new Event(type, { bubbles: true }));
    return true;
  }, { of: selector, value: text, types: events });
}

/** Steps a second. */
export const setSpeed = (tab: Tab, speed: "1" | "10" | "100" | "full") => enter(tab, "select.speed", speed, ["change"]);

// What follows runs in the page.

export const finished = () => {
  const arms = [...document.querySelectorAll<HTMLElement>(".arm")];
  return arms.length > 0 && arms.every((arm) => arm.dataset["state"] === "complete");
};
export const digests = () => [...document.querySelectorAll(".arm .digest code")].map((code) => code.textContent);
