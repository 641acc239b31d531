/** Hostile names through a whole run: what comes out, as files, on a terminal and in a browser. Needs the build. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseHTML } from "linkedom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromium, hasChromium, patience } from "../../browser.ts";
import { hostileNames } from "../../fuzz/hostile.ts";
import { FakeHost, writeDataset } from "../helpers.ts";

const built = new URL("../../../dist/cli.js", import.meta.url).href;
const { main } = (await import(built)) as typeof import("../../../cli/main.ts");

/** Those that the schema takes as names of arms; a path may hold them too, but for the slash. */
const names = hostileNames.filter((name) => /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]{1,64}$/u.test(name));
const dataPath = `<img src=x onerror=alert(1)>"'$(touch pwned)\`touch pwned\`;{{7*7}}`;

async function run(folder: string, isTTY: boolean) {
  writeDataset(join(folder, dataPath));
  const file = join(folder, "experiment.json");
  const experiment = {
    name: "hostile",
    description: `${hostileNames.join(" ")} \u001b[2J \u202e`,
    dataset: { name: "idx", path: dataPath },
    network: { hidden: [2] },
    training: { iterations: 2, batchSize: 2, evaluateEvery: 1 },
    arms: names.map((name) => ({ name })),
  };
  writeFileSync(file, JSON.stringify(experiment));
  const host = new FakeHost();
  host.stdout.isTTY = isTTY;
  const out = join(folder, "out");
  expect(await main(["run", file, "--out", out, "--force"], host)).toBe(0);
  return { out, text: host.stdout.text + host.stderr.text };
}

let folder: string;
let files: Record<string, string>;
let printed: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "usagi-hostile-"));
  const { out, text } = await run(folder, false);
  printed = text;
  const written = readdirSync(out).filter((name) => /\.(html|svg|csv|json)$/.test(name));
  files = Object.fromEntries(written.map((name) => [name, readFileSync(join(out, name), "utf8")]));
});
afterAll(() => rmSync(folder, { recursive: true }));

test("only the folder of the results was written, and nothing was run", () => {
  expect(names.length).toBeGreaterThan(20);
  expect(readdirSync(folder).sort()).toEqual([dataPath, "experiment.json", "out"].sort());
  expect(existsSync("pwned")).toBe(false);
});

test("a terminal gets no control characters, but for the colours and the cursor where it is one", async () => {
  expect(printed).not.toMatch(/[^\n\P{Cc}]|[\u202a-\u202e\u2066-\u2069]/u);
  const { text } = await run(folder, true);
  const known = new RegExp(String.raw`\x1b\[(?:\d+(?:;\d+)*m|\?25[hl]|\d*[AGKJ]|\?2026[hl])`, "g");
  expect(text.replace(known, "")).not.toMatch(/[^\n\P{Cc}]/u);
});

test("report.html holds no element and no attribute that a name made", () => {
  const { document } = parseHTML(files["report.html"]!);
  const elements = [...document.querySelectorAll("*")];
  const kinds = new Set(elements.map(({ localName }) => localName));
  for (const kind of ["script", "svg", "iframe", "object", "form", "link", "x"]) expect(kinds).not.toContain(kind);
  const attributes = new Set(elements.flatMap((element) => [...element.attributes].map(({ name }) => name)));
  for (const name of attributes) expect(name).not.toMatch(/^on|style/);
  // The list of contents alone has links, to places in the page.
  const links = [...document.querySelectorAll("a, [href]")];
  expect(links).toEqual([...document.querySelectorAll("nav > a")]);
  for (const link of links) expect(link.getAttribute("href")).toMatch(/^#[a-z-]+$/);
  const summaries = Array.from(document.querySelectorAll("#confusion summary"), ({ textContent }) => textContent);
  expect(summaries).toEqual(names);
  expect(document.querySelector(".facts")!.textContent).toContain(`IDX files in ${dataPath}`);
});

test("metrics.csv holds no cell that is a formula", () => {
  const rows = files["metrics.csv"]!.split("\r\n").slice(1, -1);
  expect(rows).toHaveLength(2 * names.length);
  for (const row of rows) {
    expect(row).not.toMatch(/^"?\s*[=+\-@＝＋－＠]/);
    // Unquoted, nothing that any spreadsheet splits at.
    expect(row.replace(/"(?:[^"]|"")*"/, "")).not.toMatch(/[;\t"]/);
  }
});

test.skipIf(!hasChromium)("Chromium runs nothing in the report and the plots, loads nothing, and keeps to the policy", async () => {
  const browser = await chromium();
  try {
    for (const name of ["report.html", "accuracy.svg", "loss.svg"]) {
      const page = await browser.newPage();
      page.setDefaultTimeout(patience);
      const complaints: string[] = [];
      page.on("dialog", (dialog) => {
        complaints.push(`dialog ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", ({ message }) => complaints.push(message));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith("data:") && url !== address) complaints.push(`request ${url}`);
      });
      const address = pathToFileURL(join(folder, "out", name)).href;
      await page.goto(address, { waitUntil: "load" });
      expect(complaints, name).toEqual([]);
      const shown = await page.evaluate(() => document.documentElement.textContent);
      expect(shown, name).toContain(names[1]);
    }
  } finally {
    await browser.close();
  }
});
