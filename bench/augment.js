// What moved images and noise cost: milliseconds of a training step of 784-40-20-10 at batch 100, with and without, by turns.
//
//   node bench/augment.js [rounds]

import { performance } from "node:perf_hooks";
import { compile, Network, Sampler } from "../dist/index.js";
import { loadMnist } from "../dist/data.js";

const [rounds = "20"] = process.argv.slice(2);
const steps = 100;
const image = { rows: 28, columns: 28 };
const forms = {
  plain: {},
  moved: { augment: { ...image, shift: 2, rotate: 10, scale: 0.1 } },
  noise: { inputNoise: 0.2 },
  both: { augment: { ...image, shift: 2, rotate: 10, scale: 0.1 }, inputNoise: 0.2 },
};

const module = await compile();
const { train } = await loadMnist();
const sampler = new Sampler(module, { size: train.size, batchSize: 100, sampling: "replacement", seed: 0 });
const networks = Object.entries(forms).map(([name, changes]) => ({
  name, best: Infinity,
  network: new Network(module, {
    inputs: 784, hidden: [40, 20], output: { units: 10 }, optimizer: "adam", batchSize: 100, seed: 0, ...changes,
  }),
}));
for (let round = 0; round < Number(rounds); round++) {
  for (const one of networks) {
    const started = performance.now();
    for (let step = 0; step < steps; step++) one.network.trainStep(train, sampler.rows(round * steps + step));
    one.best = Math.min(one.best, (performance.now() - started) / steps);
  }
}
const plain = networks[0].best;
for (const { name, best } of networks) console.log(`${name.padEnd(6)} ${best.toFixed(3)} ms  × ${(best / plain).toFixed(2)}`);
