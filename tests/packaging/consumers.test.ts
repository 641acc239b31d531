/** The package in what its users build and run it with; each comes to Node's digests. */
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node } from "./consumer.ts";

let project: Consumer;
let digests: { network: string; inline: string; training: string; worker: string };
beforeAll(async () => {
  project = await makeConsumer();
  digests = JSON.parse(await node(project, "node.js")) as typeof digests;
});
afterAll(() => project?.remove());

const noModule = {
  compile:
    "usagi.wasm cannot be found from a script that is no ES module: give compile() its address, or use usagi-nn/inline",
  start: "thread.js cannot be found from a script that is no ES module: give start() the url of usagi-nn's thread.js",
};

async function bundle(entry: string, options: esbuild.BuildOptions): Promise<string> {
  const outfile = join(project.folder, "out", `${entry}-${options.format}.cjs`);
  const entryPoints = [join(project.folder, entry)];
  await esbuild.build({ entryPoints, outfile, bundle: true, logLevel: "error", ...options });
  return outfile;
}

describe("a script that is no module", () => {
  test("for Node, by esbuild", async () => {
    const file = await bundle("node.js", { platform: "node", format: "cjs" });
    expect(JSON.parse(await node(project, file))).toEqual({ ...digests, worker: noModule.start });
  });

  test.each(["cjs", "iife"] as const)("for browsers, by esbuild, %s: one sentence, through the promise", async (format) => {
    const file = await bundle("script.js", { platform: "browser", format });
    expect(JSON.parse(await node(project, file))).toEqual({ ...noModule, inline: digests.network });
  });
});

test("what is not used is not there", async () => {
  const { outputFiles } = await esbuild.build({
    stdin: { contents: 'import { UsagiError } from "usagi-nn"; console.log(UsagiError);', resolveDir: project.folder },
    bundle: true, minify: true, format: "esm", write: false,
  });
  expect(gzipSync(outputFiles[0]!.contents).length).toBeLessThan(500);
});
