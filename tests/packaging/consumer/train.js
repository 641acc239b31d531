// What a user's program may look like; the same in Node and in browsers.

import { Dataset, Network } from "usagi-nn";
import { checkExperiment } from "usagi-nn/experiment";

/** Made up: no files to load. */
function makeData(size, shared) {
  const images = Uint8Array.from({ length: size * 64 }, (_, i) => ((i * i) % 11 < 6 ? 0 : (i * 37) % 256));
  const labels = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 10);
  return Dataset.fromImages({ images, labels, inputs: 64, classes: 10, shared });
}

/** 50 steps of a small network with everything in it, on some threads; its digest. */
export async function train(module, threads = 1) {
  const network = new Network(module, {
    inputs: 64,
    hidden: [
      { units: 20, activation: "sigmoid", batchNorm: true, dropout: { ratio: 0.2 } },
      { units: 12, activation: "tanh", l1: 0.001, l2: 0.01 },
    ],
    output: { units: 10 },
    optimizer: { name: "adam" },
    batchSize: 16,
    seed: 42,
  });
  await network.useThreads(threads);
  const data = makeData(100);
  for (let step = 0; step < 50; step++) {
    network.trainStep(data, Uint32Array.from({ length: 16 }, (_, i) => (step * 16 + i) % 100));
  }
  const digest = await network.digest();
  network.dispose();
  return digest;
}

/** What Training and TrainingWorker take. */
export function makeRun({ iterations = 50, shared = false } = {}) {
  const network = { hidden: [30], dropout: 0.1 };
  const { experiment } = checkExperiment({ name: "small", network, training: { iterations, batchSize: 20 } });
  return { arm: experiment.arms[0], seed: 3, train: makeData(200, shared), test: makeData(50, shared) };
}
