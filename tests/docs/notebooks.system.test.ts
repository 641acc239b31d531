/** The cells of docs/how-to/notebooks.md, run in Chromium as notebooks run them, with the library from another origin. */
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Browser, Page } from "playwright-core";
import { type Site, serve } from "../../scripts/serve.js";
import { chromium, hasChromium, patience } from "../browser.ts";
import { blocksOf, root } from "./documents.ts";

let library: Site;
let notebook: Site;
let browser: Browser;
let page: Page;

const cells = (info: string) =>
  blocksOf("docs/how-to/notebooks.md")
    .filter((block) => block.info === info)
    .map(({ code }) => code.replaceAll("https://example.org/usagi-nn/", library.url).trim());

/** XOR: the second and the third row are of class 1. */
function expectXor(probabilities: readonly number[]) {
  expect(probabilities).toHaveLength(8);
  const classes = [0, 2, 4, 6].map((i) => (probabilities[i]! > probabilities[i + 1]! ? 0 : 1));
  expect(classes).toEqual([0, 1, 1, 0]);
}

describe.runIf(hasChromium)("cells", () => {
  beforeAll(async () => {
    library = await serve(join(root, "dist/browser"), { headers: () => ({ "access-control-allow-origin": "*" }) });
    notebook = await serve(join(root, "docs")); // an origin; what it serves does not matter
    browser = await chromium();
    page = await browser.newPage();
    page.setDefaultTimeout(patience);
    await page.goto(notebook.url);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([library.close(), notebook.close()]);
  });

  test("Observable: cells as functions of each other, in a frame of no origin", async () => {
    const functions = cells("js observable").map((cell) => {
      const [, name, body] = /^(\w+) = (.*)$/s.exec(cell)!;
      return { name: name!, body: body!.startsWith("{") ? body! : `{ return (${body!}); }` };
    });
    const script = functions.map(({ name, body }) => `const ${name} = await (async () => ${body})();`).join("\n");
    const probabilities = await page.evaluate((script) => new Promise<number[]>((resolve, reject) => {
      const frame = document.createElement("iframe");
      frame.sandbox.add("allow-scripts");
      frame.srcdoc = `<script type="module">
        try { ${script}\n parent.postMessage({ found: probabilities }, "*"); }
        catch (error) { parent.postMessage({ error: String(error) }, "*"); }
      </script>`;
      addEventListener("message", ({ data }: MessageEvent<{ found?: number[]; error?: string }>) => {
        if (data.found) resolve(data.found);
        else reject(new Error(data.error));
      }, { once: true });
      document.body.append(frame);
    }), script);
    expectXor(probabilities);
  });

  // Kernel 0.3 of npm evaluates a cell as a script in a worker; those of later versions as the body of an async function
  // in a frame or a worker.
  test.each(["self.eval(code)", "new Function('return (async function () {' + code + '})()')()"])("JupyterLite: %s", async (run) => {
    const [code] = cells("js jupyterlite");
    const printed = await page.evaluate(([code, run]) => new Promise<string>((resolve, reject) => {
      const kernel = `onmessage = ({ data: code }) => { console.log = (...texts) => postMessage(texts.join(" ")); ${run}; };
        onunhandledrejection = ({ reason }) => postMessage("error: " + reason);`;
      const worker = new Worker(URL.createObjectURL(new Blob([kernel], { type: "text/javascript" })));
      worker.onmessage = ({ data }) => resolve(data as string);
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(code);
    }), [code!, run] as const);
    expectXor(printed.split(" ").map(Number));
  });

  test("the module beside its usagi.wasm loads from another origin too", async () => {
    // As text: vitest would make an import of its own of it.
    const bytes = await page.evaluate<number>(`import(${JSON.stringify(`${library.url}index.js`)}).then(async ({ compile, Network }) =>
      Network.bytes(await compile(), { inputs: 2, hidden: [], output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 1 }))`);
    expect(bytes).toBeGreaterThan(4096);
  });
});
