import { cp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import * as vite from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import webpack from "webpack";
import type * as library from "../../bindings/index.ts";
import { compile, loadNetwork, Network, saveNetwork } from "../../bindings/index.ts";
import { readCsv } from "../../experiment/data/csv.ts";
import { makeSet } from "../../experiment/data/made.ts";
import type { StartOptions, TrainingWorker } from "../../experiment/worker/training-worker.ts";
import { type Site, serve } from "../../scripts/serve.js";
import { chromium, firefox, hasChromium, hasFirefox, patience } from "../browser.ts";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node } from "./consumer.ts";

/** What consumer/browser.js leaves in a page. */
declare const consumer: typeof library & {
  inline: typeof library;
  TrainingWorker: typeof TrainingWorker;
  makeRun: (options?: { iterations?: number; shared?: boolean }) => StartOptions;
  train: (module: WebAssembly.Module, threads?: number) => Promise<string>;
  makeSet: typeof makeSet;
  readCsv: typeof readCsv;
};

/** What Playwright's and Puppeteer's pages have in common. */
interface Tab {
  setDefaultTimeout(milliseconds: number): void;
  goto(url: string): Promise<unknown>;
  evaluate<Result, Argument>(
    script: (argument: Argument) => Result, argument?: Argument,
  ): Promise<Awaited<Result>>;
  close(): Promise<void>;
}
interface Browser {
  newPage(): Promise<Tab>;
  close(): Promise<void>;
}

let project: Consumer;
let digests: { network: string; training: string };
const sites: Site[] = [];
beforeAll(async () => {
  project = await makeConsumer();
  digests = JSON.parse(await node(project, "node.js")) as typeof digests;
});
afterAll(async () => {
  for (const site of sites) await site.close();
  await project?.remove();
});

async function serveFolder(folder: string, headers?: Record<string, string>): Promise<string> {
  const site = await serve(folder, headers && { headers: () => headers });
  sites.push(site);
  return site.url;
}

/** What a page without a bundler needs of the project, in a folder of its own; its files may be changed. */
async function copyPlain(name: string): Promise<{ folder: string; library: string }> {
  const folder = join(project.folder, "sites", name);
  const inside = join("node_modules", "usagi-nn", "dist", "browser");
  for (const file of ["plain.html", "browser.js", "train.js", inside]) {
    await cp(join(project.folder, file), join(folder, file), { recursive: true });
  }
  return { folder, library: join(folder, inside) };
}

/** Each makes a site of the consumer's code; the address of its page. */
const builds: Record<string, () => Promise<string>> = {
  async "no bundler"() {
    return `${await serveFolder((await copyPlain("plain")).folder)}plain.html`;
  },

  async esbuild() {
    const folder = join(project.folder, "sites", "esbuild");
    await esbuild.build({
      absWorkingDir: project.folder, entryPoints: ["browser.js"], outdir: folder, bundle: true, format: "esm",
      logLevel: "warning",
    });
    await cp(join(project.folder, "index.html"), join(folder, "index.html"));
    for (const file of ["usagi.wasm", "thread.js"]) {
      await cp(join(project.folder, "node_modules/usagi-nn/dist/browser", file), join(folder, file));
    }
    return serveFolder(folder);
  },

  async vite() {
    const folder = join(project.folder, "sites", "vite");
    await vite.build({ root: project.folder, base: "./", build: { outDir: folder }, logLevel: "warn" });
    return serveFolder(folder);
  },

  async "vite's development server"() {
    const server = await vite.createServer({
      root: project.folder, logLevel: "warn", server: { host: "127.0.0.1", port: 0 },
    });
    await server.listen();
    sites.push({ url: "", close: () => server.close() });
    return server.resolvedUrls!.local[0]!;
  },

  async webpack() {
    const folder = join(project.folder, "sites", "webpack");
    const compiler = webpack({
      context: project.folder, entry: "./browser.js", mode: "production",
      output: { path: folder, filename: "browser.js" },
      performance: { hints: false }, // sizes are those of scripts/size.js
    });
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
      compiler.run((error, result) => (error ? reject(error) : resolve(result))),
    );
    const problems = stats?.toJson({ all: false, errors: true, warnings: true });
    expect(problems).toMatchObject({ errors: [], warnings: [] });
    await cp(join(project.folder, "index.html"), join(folder, "index.html"));
    return serveFolder(folder);
  },
};
const pages = new Map<string, Promise<string>>();
function page(name: string): Promise<string> {
  if (!pages.has(name)) pages.set(name, builds[name]!());
  return pages.get(name)!;
}

describe.each([
  { name: "Chromium", found: hasChromium, launch: chromium },
  { name: "Firefox", found: hasFirefox, launch: firefox as () => Promise<Browser> },
])("$name", ({ found, launch }) => {
  describe.skipIf(!found)("in a page", () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launch();
    });
    afterAll(() => browser?.close());

    async function inPage<Result, Argument>(
      url: string, script: (argument: Argument) => Result, argument?: Argument,
    ): Promise<Awaited<Result>> {
      const tab = await browser.newPage();
      tab.setDefaultTimeout(patience);
      try {
        await tab.goto(url);
        return await tab.evaluate(script, argument);
      } finally {
        await tab.close();
      }
    }

    test.each(Object.keys(builds))("the bits are Node's, built by %s", async (build) => {
      const result = await inPage(await page(build), async () => {
        const { compile, inline, train, TrainingWorker, makeRun, makeSet, readCsv } = consumer;
        const { coding } = readCsv("a.csv", "x,y\n1,a\n2,b\n4,a\n5,b\n", { label: "y" });
        const training = await TrainingWorker.start(makeRun());
        const { digest } = await training.finished;
        return {
          network: await train(await compile()),
          inline: await train(await inline.compile()),
          worker: digest,
          state: training.progress.state,
          made: Array.from(makeSet("moons", { train: 5 }).train.rows!), features: coding.features,
        };
      });
      const { coding } = readCsv("a.csv", "x,y\n1,a\n2,b\n4,a\n5,b\n", { label: "y" });
      expect(result).toEqual({
        network: digests.network, inline: digests.network, worker: digests.training, state: "finished",
        made: Array.from(makeSet("moons", { train: 5 }).train.rows!), features: coding.features,
      });
    });

    test("one file is enough: a script in a page from file://, a module in about:blank", async () => {
      const files = join(project.folder, "node_modules/usagi-nn/dist/browser");
      const file = join(project.folder, "file.html");
      await writeFile(file, '<!doctype html><script src="./node_modules/usagi-nn/dist/browser/usagi.global.js"></script>');
      const script = await inPage(pathToFileURL(file).href, async () => {
        const { compile, Network } = (globalThis as unknown as { usagi: typeof library }).usagi;
        const network = new Network(await compile(), {
          inputs: 2, hidden: [{ units: 3 }], output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 1,
        });
        return Array.from(network.get("dense1/weight"));
      });
      const source = await readFile(join(files, "usagi.module.js"), "base64");
      const module = await inPage("about:blank", async (base64) => {
        // As text, because Vitest replaces the import() of its own files.
        // eslint-disable-next-line @typescript-eslint/no-implied-eval
        const load = new Function("url", "return import(url)") as (url: string) => Promise<typeof library>;
        const { compile, Network } = await load(`data:text/javascript;base64,${base64}`);
        const network = new Network(await compile(), {
          inputs: 2, hidden: [{ units: 3 }], output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 1,
        });
        return Array.from(network.get("dense1/weight"));
      }, source);
      const network = new Network(await compile(), {
        inputs: 2, hidden: [{ units: 3 }], output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 1,
      });
      expect(script).toEqual(Array.from(network.get("dense1/weight")));
      expect(module).toEqual(script);
    });

    test("a thread pauses, steps, resumes, stops and hands over snapshots", async () => {
      const result = await inPage(await page("no bundler"), async () => {
        const run = consumer.makeRun({ iterations: 1e7 });
        const training = await consumer.TrainingWorker.start({ ...run, paused: true });
        const losses: number[] = [];
        let events = 0;
        training.addEventListener("progress", ({ detail }) => {
          events++;
          losses.push(...detail.loss);
        });
        const until = (done: () => boolean) => new Promise<void>((resolve) => {
          const check = () => done() && resolve();
          training.addEventListener("progress", check);
          check();
        });
        training.step(5);
        await until(() => training.progress.iteration === 5);
        const stepped = training.progress.state;

        training.resume();
        const [started, eventsBefore] = [performance.now(), events];
        await until(() => events > eventsBefore + 5);
        const running = await training.snapshot();
        const surplus = events - eventsBefore - (performance.now() - started) / 50;
        training.pause();
        await until(() => training.progress.state === "paused");
        const paused = await training.snapshot();

        training.resume();
        training.stop();
        const last = await training.finished;
        return {
          stepped,
          surplus,
          iterations: [running.iteration, paused.iteration, last.iteration],
          complete: losses.length === last.iteration && String(losses) === String(last.metrics.loss),
          state: training.progress.state,
          tensors: Object.keys(last.tensors),
          mask: last.dropoutMasks["dropout1"]!.length,
          rows: last.batchRows.length,
        };
      });
      expect(result).toMatchObject({
        stepped: "paused", complete: true, state: "stopped", mask: 20 * 30, rows: 20,
        tensors: ["dense1/weight", "dense1/bias", "dense2/weight", "dense2/bias"],
      });
      expect(result.iterations).toEqual([...result.iterations].sort((a, b) => a - b));
      // At most 20 a second, and one at each end and change of state.
      expect(result.surplus).toBeLessThan(4);
    });

    test("a thread is aborted, and terminated", async () => {
      const result = await inPage(await page("no bundler"), async () => {
        const controller = new AbortController();
        const run = consumer.makeRun({ iterations: 1e7 });
        const training = await consumer.TrainingWorker.start({ ...run, signal: controller.signal });
        controller.abort("enough");
        const aborted: unknown = await training.finished.catch((reason: unknown) => reason);
        const other = await consumer.TrainingWorker.start(run);
        other.terminate();
        const error: unknown = await other.finished.catch((reason: unknown) => reason);
        const states = [training.progress.state, other.progress.state];
        return { aborted, known: error instanceof consumer.UsagiError, states };
      });
      expect(result).toEqual({ aborted: "enough", known: true, states: ["stopped", "stopped"] });
    });

    test("a network saved in Node loads in a page, and the page's in Node", async () => {
      const module = await compile();
      const network = new Network(module, {
        inputs: 4, hidden: [{ units: 5, batchNorm: true }], output: { units: 3 }, optimizer: { name: "sgd" },
        batchSize: 2,
      });
      network.trainStep(Float32Array.of(1, 2, 3, 4, 4, 3, 2, 0), Uint8Array.of(2, 0));
      const result = await inPage(await page("no bundler"), async (file) => {
        const { compile, loadNetwork, saveNetwork } = consumer;
        const loaded = loadNetwork(await compile(), Uint8Array.from(file));
        return { digest: await loaded.digest(), file: Array.from(saveNetwork(loaded)) };
      }, Array.from(saveNetwork(network)));
      expect(result.digest).toBe(await network.digest());
      expect(await loadNetwork(module, Uint8Array.from(result.file)).digest()).toBe(await network.digest());
    });

    test("memory is shared where the page is isolated", async () => {
      const { folder } = await copyPlain("isolated");
      const url = await serveFolder(folder, {
        "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp",
      });
      const result = await inPage(`${url}plain.html`, async () => {
        const { compile, inline, train, TrainingWorker, makeRun } = consumer;
        const training = await TrainingWorker.start(makeRun({ shared: true }));
        const networks = [];
        for (const threads of [2, 3, 8]) networks.push(await train(await compile(), threads));
        networks.push(await inline.compile().then((module) => train(module, 2)));
        return { training: (await training.finished).digest, networks };
      });
      expect(result).toEqual({ training: digests.training, networks: Array(4).fill(digests.network) });
    });

    test("threads where the page is not isolated, and where workers are forbidden", async () => {
      const sentence = async (url: string) => inPage(url, async () => {
        const { compile, train, UsagiError } = consumer;
        return train(await compile(), 2).catch((error: unknown) => (error instanceof UsagiError ? error.message : error));
      });
      expect(await sentence(await page("no bundler"))).toBe(
        "threads share memory, which browsers allow isolated pages only: serve the page with " +
          "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
      );
      const { folder } = await copyPlain("no-threads");
      const url = await serveFolder(folder, {
        "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp",
        "content-security-policy": "worker-src 'self'",
      });
      expect(await sentence(`${url}plain.html`)).toMatch(/^a thread of the network could not be started \(.*worker-src.*\)$/);
    });

    test("a strict Content-Security-Policy is enough", async () => {
      await page("esbuild");
      const url = await serveFolder(join(project.folder, "sites", "esbuild"), {
        "content-security-policy":
          "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
      });
      const digest = await inPage(url, async () => {
        const training = await consumer.TrainingWorker.start(consumer.makeRun());
        return (await training.finished).digest;
      });
      expect(digest).toBe(digests.training);
    });

    /** What compile() and TrainingWorker.start() reject with, each in one sentence of a UsagiError. */
    async function failures(folder: string, headers?: Record<string, string>) {
      const url = await serveFolder(folder, headers);
      const messages = await inPage(`${url}plain.html`, async () => {
        const { compile, inline, TrainingWorker, makeRun, UsagiError } = consumer;
        const sentence = (error: unknown) =>
          error instanceof UsagiError ? error.message : `not ours: ${String(error)}`;
        return {
          compile: await compile().then(() => "fine", sentence),
          inline: await inline.compile().then(() => "fine", sentence),
          start: await TrainingWorker.start(makeRun()).then(() => "fine", sentence),
        };
      });
      return { ...messages, address: `${url}node_modules/usagi-nn/dist/browser/` };
    }
    const remedy = "put usagi-nn's usagi.wasm there, give compile() its address, or use usagi-nn/inline";

    test("usagi.wasm is missing", async () => {
      const { folder, library } = await copyPlain("missing-wasm");
      await rm(join(library, "usagi.wasm"));
      const { compile, inline, start, address } = await failures(folder);
      expect(compile).toBe(
        `${address}usagi.wasm could not be loaded (the server answered 404 Not Found): ${remedy}`,
      );
      expect(start).toBe(compile);
      expect(inline).toBe("fine");
    });

    test("usagi.wasm is truncated", async () => {
      const { folder, library } = await copyPlain("truncated-wasm");
      await truncate(join(library, "usagi.wasm"), 4000);
      const { compile, start, address } = await failures(folder);
      expect(compile).toBe(`${address}usagi.wasm is damaged or cut short (4000 bytes): ${remedy}`);
      expect(start).toBe(compile);
    });

    test("WebAssembly is forbidden", async () => {
      const { folder } = await copyPlain("no-wasm");
      const { compile, inline } = await failures(folder, {
        "content-security-policy": "script-src 'self' 'unsafe-inline'",
      });
      expect(compile).toContain("its script-src must allow 'wasm-unsafe-eval'");
      expect(inline).toBe(compile);
    });

    test("workers are forbidden", async () => {
      const { folder } = await copyPlain("no-workers");
      const { compile, start, address } = await failures(folder, {
        "content-security-policy": "worker-src 'none'",
      });
      expect(compile).toBe("fine");
      expect(start).toBe(
        `the training thread ${address}thread.js is blocked: the page's Content-Security-Policy must ` +
          "allow it in worker-src",
      );
    });

    test("the thread's script is missing", async () => {
      const { folder, library } = await copyPlain("missing-thread");
      await rm(join(library, "thread.js"));
      const { start, address } = await failures(folder);
      expect(start).toBe(
        `the training thread ${address}thread.js could not be loaded (the server answered 404 Not Found): ` +
          "put usagi-nn's thread.js there, or give start() its url",
      );
    });
  });
});
