/** Threads share compiled modules and data sets: run `npm run build` first. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { compile, Dataset, type NetworkDescription } from "../../bindings/index.ts";

const description: NetworkDescription = {
  inputs: 4,
  hidden: [{ units: 5, batchNorm: true, dropout: { ratio: 0.5 } }],
  output: { units: 3 },
  optimizer: { name: "momentum" },
  batchSize: 4,
};
const images = Uint8Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 0 : i));

test("two threads use one data set and get the same bits", async () => {
  const module = await compile();
  const data = Dataset.fromImages({ images, labels: new Uint8Array(10), inputs: 4, classes: 3, shared: true });
  const library = new URL("../../dist/index.js", import.meta.url).href;
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    import(${JSON.stringify(library)}).then(async ({ Dataset, Network }) => {
      const data = Dataset.fromParts(workerData.parts);
      const net = new Network(workerData.module, workerData.description);
      for (let i = 0; i < 200; i++) net.trainStep(data, Uint32Array.of(i % 10, (i * 3) % 10));
      parentPort.postMessage(await net.digest());
    });`;
  const digests = [1, 2].map(() => {
    const worker = new Worker(code, { eval: true, workerData: { module, description, parts: data.parts() } });
    return new Promise<string>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
  });
  const [first, second] = await Promise.all(digests);
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(second).toBe(first);
});

test("a process ends by itself though its networks' threads were not ended", async () => {
  const library = new URL("../../dist/index.js", import.meta.url).href;
  const code = `
    import { compile, Network } from ${JSON.stringify(library)};
    const network = new Network(await compile(), ${JSON.stringify(description)});
    await network.useThreads(3);
    network.trainStep(new Float32Array(16), new Uint8Array(4));
    console.log(network.threads);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code]);
  expect(stdout).toBe("3\n");
});
