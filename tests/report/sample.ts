/** Synthetic results that look like real ones, for the tests. */
import { notStarted } from "../../experiment/not-started.ts";
import type { FirstLayer, Results, RunResult } from "../../experiment/results.ts";

/** A small linear congruential generator: samples must not change from run to run. */
function generator(seed: number): () => number {
  let state = (seed * 2654435761 + 12345) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface ArmSample {
  name: string;
  /** Test accuracy at the end; the iteration where it is half way there; how steep. */
  final: number;
  half: number;
  steepness?: number;
  /** How far the train accuracy ends above the test accuracy. */
  gap?: number;
  noise?: number;
  firstLoss?: number;
}

export function sampleRun(arm: ArmSample, seed: number, iterations = 1000, evaluateEvery = 10): RunResult {
  const random = generator(seed * 7919 + arm.name.length * 31 + arm.half);
  const shift = arm.half * (0.85 + 0.3 * random());
  const final = arm.final + 0.02 * (random() - 0.5);
  const noise = arm.noise ?? 0.004;
  const progress = (t: number) => 1 / (1 + Math.exp(-(t - shift) / (arm.steepness ?? shift / 4)));
  const run: RunResult = {
    ...notStarted(arm.name, seed),
    status: "complete",
    digest: Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join(""),
    seconds: { training: 0.4 + 0.1 * random(), evaluation: 1.1 + 0.3 * random() },
  };
  const clamp = (value: number) => Math.round(1e4 * Math.min(1, Math.max(0, value))) / 1e4;
  for (let t = 1; t <= iterations; t++) {
    const done = progress(t);
    run.loss.push(Math.fround((arm.firstLoss ?? 2.303) * (1 - 0.94 * done * final) * (0.9 + 0.2 * random())));
    if (t % evaluateEvery !== 0) continue;
    const test = 0.1 + (final - 0.1) * done;
    run.iterations.push(t);
    run.testAccuracy!.push(clamp(test + noise * (random() - 0.5)));
    run.trainAccuracy!.push(clamp(test + (arm.gap ?? 0.005) * done + (noise + 0.03) * (random() - 0.5)));
    run.testLoss.push(Math.fround(2.303 * (1 - 0.85 * done * final) + 0.4 * (arm.gap ?? 0) * done));
  }
  const accuracy = run.testAccuracy!.at(-1) ?? 0;
  run.confusion = Array.from({ length: 10 }, (_, truth) =>
    Array.from({ length: 10 }, (_, predicted) =>
      Math.round(truth === predicted ? 1000 * accuracy : (1000 * (1 - accuracy) * 2 * random()) / 9),
    ),
  );
  return run;
}

export function sampleResults(
  name: string,
  arms: ArmSample[],
  seeds: number[],
  description?: string,
): Results {
  const settings = arms.map((arm) => ({
    name: arm.name,
    network: {
      hidden: [
        {
          units: 40,
          activation: "sigmoid",
          init: 0.01,
          trainable: true,
          l1: 0,
          l2: 0,
          batchNorm: false,
          dropout: false,
        },
      ],
      output: { init: 0.01, trainable: true, l1: 0, l2: 0 },
    },
    optimizer: { name: "sgd", learningRate: 0.01 },
    l2Penalty: "squared",
    training: {
      iterations: 1000,
      batchSize: 100,
      evaluateEvery: 10,
      sampling: "replacement",
      trainAccuracy: "batch",
    },
  }));
  return {
    formatVersion: 1,
    usagi: "0.1.0",
    experiment: {
      name,
      ...(description === undefined ? {} : { description }),
      dataset: { name: "mnist" },
      seeds,
      arms: settings,
    } as unknown as Results["experiment"],
    environment: {
      node: "20.20.2",
      platform: "linux",
      arch: "x64",
      cpu: "Intel(R) Xeon(R) Processor @ 2.70GHz",
      threads: 2,
      date: "2025-11-24T06:00:00.000Z",
    },
    status: "complete",
    runs: arms.flatMap((arm) => seeds.map((seed) => sampleRun(arm, seed))),
  };
}

export const optimizers = sampleResults(
  "optimizers",
  [
    { name: "SGD", final: 0.1135, half: 20, noise: 0.0005 },
    { name: "momentum", final: 0.935, half: 390, steepness: 90 },
    { name: "AdaGrad", final: 0.929, half: 440, steepness: 130 },
    { name: "RMSProp", final: 0.945, half: 170, steepness: 55, noise: 0.012 },
    { name: "Adam", final: 0.948, half: 175, steepness: 50 },
  ],
  [0, 1, 2, 3],
  "The report's five optimizers on MNIST: 784-40-20-10, sigmoid, weights drawn with a deviation of 0.01.",
);

export const overfitting = sampleResults(
  "overfitting",
  [
    { name: "none", final: 0.76, half: 120, gap: 0.24 },
    { name: "L2", final: 0.74, half: 160, gap: 0.16, firstLoss: 70 },
    { name: "L2 (the report's code)", final: 0.712, half: 170, gap: 0.21, firstLoss: 4.4 },
    { name: "L1", final: 0.67, half: 220, gap: 0.15, noise: 0.12, firstLoss: 50 },
    { name: "L1 (the report's code)", final: 0.64, half: 260, gap: 0.1, noise: 0.16, firstLoss: 46 },
    { name: "dropout", final: 0.71, half: 420, gap: 0.2 },
    { name: "dropout, L2 on every layer", final: 0.7, half: 460, gap: 0.19, firstLoss: 5.8 },
    { name: "dropout + L1", final: 0.728, half: 300, gap: 0.22, firstLoss: 40 },
    { name: "dropout + L1 (the report's code)", final: 0.727, half: 310, gap: 0.23, firstLoss: 38 },
  ],
  [0, 1, 2],
  "300 training images, six hidden layers of 100: what keeps such a network from learning them by heart?",
);

/** Smooth blobs, one a unit, like weights that have learnt strokes. */
export function sampleFirstLayer(arm: string, seed: number, units = 40, side = 28): FirstLayer {
  const random = generator(seed + arm.length * 101);
  const inputs = side * side;
  const weight = new Float32Array(inputs * units);
  for (let unit = 0; unit < units; unit++) {
    const blobs = Array.from({ length: 3 }, (_, k) => ({
      row: side * (0.25 + 0.5 * random()),
      column: side * (0.25 + 0.5 * random()),
      height: (k % 2 === 0 ? 1 : -1) * (0.2 + 0.4 * random()),
    }));
    for (let input = 0; input < inputs; input++) {
      const row = Math.floor(input / side);
      const column = input % side;
      let value = 0.02 * (random() - 0.5);
      for (const blob of blobs) {
        value += blob.height * Math.exp(-((row - blob.row) ** 2 + (column - blob.column) ** 2) / 14);
      }
      weight[input * units + unit] = value;
    }
  }
  return { arm, seed, weight, inputs, units, imageRows: side, imageColumns: side };
}
