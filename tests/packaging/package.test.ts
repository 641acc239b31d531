import { afterAll, beforeAll, expect, test } from "vitest";
import type { Consumer } from "./consumer.ts";
import { makeConsumer, node, root } from "./consumer.ts";

let consumer: Consumer;
beforeAll(async () => {
  consumer = await makeConsumer();
});
afterAll(() => consumer?.remove());

test("the package holds what users need and nothing else", () => {
  const allowed = [
    /^package\.json$/, /^README\.md$/, /^LICENSE$/, /^cli\.js$/, /^experiment(\.schema)?\.json$/,
    /^experiments\/(claims\/)?[\w-]+\.json$/, /^dist\/(browser\/)?[\w-]+(\.global|\.module)?\.js$/, /^dist\/(browser\/)?usagi\.wasm$/,
    /^dist\/(browser\/)?licenses\.txt$/,
    /^dist\/types\/usagi\.global\.d\.ts$/,
    /^dist\/types\/(bindings|experiment)\/(parts\/|tuning\/|worker\/)?[\w-]+\.d\.ts$/,
  ];
  expect(consumer.files.filter((file) => !allowed.some((pattern) => pattern.test(file)))).toEqual([]);
  const needed = ["README.md", "LICENSE", "cli.js", "dist/cli.js", "dist/usagi.wasm", "dist/browser/licenses.txt"];
  expect(consumer.files).toEqual(expect.arrayContaining(needed));
  expect(consumer.bytes).toBeLessThan(1_100_000);
});

test("Node trains by either entry to the same bits", async () => {
  const printed = JSON.parse(await node(consumer, "node.js")) as Record<string, string>;
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
  expect(printed).toEqual({
    network: digest,
    inline: printed["network"],
    training: digest,
    worker: "TrainingWorker needs the Worker of a browser; elsewhere use Training of usagi-nn/experiment",
  });
});

test("the command starts", async () => {
  expect(await node(consumer, "node_modules/usagi-nn/cli.js", "--version")).toMatch(/^\d+\.\d+\.\d+/);
});

test("npm run size", async () => {
  await expect(node({ ...consumer, folder: root }, "scripts/size.js")).resolves.toBeTruthy();
});
