// A competitor is a process that answers requests, one line of JSON each, so that the bench can take turns
// among them. On start it says what it is; then
//   {"problem": "adam", "first": 0, "steps": 100}  goes on training, on the batches from the first
//                                                  → {"milliseconds", "losses"}
//   {"network": "small", "times": 3}               evaluates the trained weights on the test images
//                                                  → {"milliseconds", "correct"}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";

const folder = process.argv[2];
const { batchSize, files, networks, problems } = JSON.parse(readFileSync(join(folder, "task.json"), "utf8"));
const rows = new Uint32Array(read("rows.u32"));
const inputs = 784;

/**
 * `trainer(problem)` gives a function that makes one step on a batch's rows (Uint32Array) and returns its
 * loss; `evaluator(network)` one that returns how many test images are right.
 */
export async function serve(about, trainer, evaluator) {
  const trainers = new Map();
  const evaluators = new Map();
  say(about);
  for await (const line of createInterface({ input: process.stdin })) {
    const { problem, first, steps, network, times } = JSON.parse(line);
    if (problem !== undefined) {
      if (!trainers.has(problem)) trainers.set(problem, trainer(problems[problem]));
      const step = trainers.get(problem);
      const batches = Array.from({ length: steps }, (_, i) =>
        rows.subarray((first + i) * batchSize, (first + i + 1) * batchSize));
      const start = performance.now();
      const losses = batches.map((batch) => step(batch));
      say({ milliseconds: performance.now() - start, losses });
    } else {
      if (!evaluators.has(network)) evaluators.set(network, evaluator(network));
      const evaluate = evaluators.get(network);
      let correct;
      const start = performance.now();
      for (let i = 0; i < times; i++) correct = evaluate();
      say({ milliseconds: performance.now() - start, correct });
    }
  }
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

export { batchSize, files, inputs, networks };

/** Images (n, 784) as float32 from 0 to 1, and labels (n). */
export function readImages({ images, labels }) {
  const pixels = readFileSync(images).subarray(16);
  return {
    images: Float32Array.from(pixels, (pixel) => pixel / 255),
    labels: Int32Array.from(readFileSync(labels).subarray(8)),
  };
}

/** [{ weight, bias, inputs, units }, …] of a network's "initial" or "trained" weights. */
export function readWeights(name, moment) {
  const flat = new Float32Array(read(`${name}-${moment}.f32`));
  let end = 0;
  return networks[name].widths.slice(1).map((units, i) => {
    const inputs = networks[name].widths[i];
    const weight = flat.slice(end, (end += inputs * units));
    return { weight, bias: flat.slice(end, (end += units)), inputs, units };
  });
}

/** The fastest of several functions that do the same; each runs three times, and the best counts. */
export function fastest(candidates) {
  const best = candidates.map((candidate) => {
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      candidate();
      return performance.now() - start;
    });
    return Math.min(...times);
  });
  return candidates[best.indexOf(Math.min(...best))];
}

function read(name) {
  const { buffer, byteOffset, length } = readFileSync(join(folder, name));
  return buffer.slice(byteOffset, byteOffset + length);
}
