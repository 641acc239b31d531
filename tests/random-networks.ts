/** Networks of every form, for property tests and the soak. */
import * as fc from "fast-check";
import type { HiddenLayer, Loss, NetworkDescription, Optimizer } from "../bindings/index.ts";
import { activationNames } from "../bindings/parts/activations.ts";
import { classesOf, defaultLoss, lossOf, resolveLoss } from "../bindings/parts/losses.ts";

const units = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: 1, max: 9 }) }, fc.integer({ min: 10, max: 70 }));
const init = fc.constantFrom("he" as const, "xavier" as const, "glorot" as const, 0, 0.5);
const lambda = fc.constantFrom(0, 0, 0.01);
const dense = {
  units, init, trainable: fc.boolean(), l1: lambda, l2: lambda, maxNorm: fc.constantFrom(0, 0, 0.5),
};

const hiddenLayer: fc.Arbitrary<HiddenLayer> = fc.record({
  ...dense,
  activation: fc.constantFrom(
    ...activationNames, { name: "leakyRelu" as const, slope: 0.2 }, { name: "elu" as const, alpha: 0.5 },
    { name: "gelu" as const, approximate: "tanh" as const },
  ),
  batchNorm: fc.constantFrom(false, true, { runningVariance: "unbiased" as const }, { statistics: "running" as const, initialVariance: 1 }),
  dropout: fc.constantFrom(
    false as const, { ratio: 0 }, { ratio: 0.3, scaling: "train" as const }, { ratio: 0.9, scaling: "test" as const },
  ),
});

const optimizer: fc.Arbitrary<Optimizer> = fc.constantFrom(
  { name: "sgd" },
  { name: "momentum", learningRate: 0.1 },
  { name: "adagrad", initialAccumulator: 1e-4, epsilon: 0, skipFirst: true },
  { name: "rmsprop" },
  { name: "adam", epsilonMode: "uncorrected" },
);

/** A loss with what fits it. */
const losses: fc.Arbitrary<Pick<NetworkDescription, "loss" | "output" | "labelSmoothing">> = fc.constantFrom<Loss>(
  { name: "softmaxCrossEntropy" }, { name: "softmaxCrossEntropy" }, { name: "binaryCrossEntropy" }, { name: "meanSquaredError" },
  { name: "huber", delta: 0.1 },
).chain((loss) => {
  const { of, units: { min, max } } = lossOf({ loss: resolveLoss(loss) });
  return fc.record({
    loss: fc.constant(loss),
    output: fc.record({ ...dense, units: fc.integer({ min, max: Math.min(max, 12) }) }),
    labelSmoothing: fc.constantFrom(0, of === "labels" ? 0.1 : 0),
  });
});

/** Networks of every form, from 1 × 1 up, small enough to be many. */
export const networks: fc.Arbitrary<NetworkDescription> = fc.tuple(losses, fc.record({
  inputs: units,
  hidden: fc.array(hiddenLayer, { maxLength: 3 }),
  optimizer,
  l2Penalty: fc.constantFrom("squared" as const, "root" as const),
  clipping: fc.constantFrom(
    false as const, 0.5, { by: "norm" as const, limit: 0.1 }, { by: "value" as const, limit: 0.01 },
  ),
  inputNoise: fc.constantFrom(0, 0, 0.2),
  batchSize: fc.integer({ min: 2, max: 20 }),
  seed: fc.nat(),
}), fc.constantFrom(false, false, true)).map(([loss, others, moves]) => ({
  ...loss, ...others,
  ...(moves && { augment: { rows: 1, columns: others.inputs, shift: 1.5, rotate: 20, scale: 0.1 } }),
}));

/** Labels, or targets, of n rows for a network; the same for the same seed. */
export function answersFor({ output: { units }, loss }: NetworkDescription, n: number, seed = 0) {
  const row = lossOf({ loss: resolveLoss(loss ?? defaultLoss) });
  const classes = classesOf(row, units);
  if (classes === undefined) {
    const targets = Float32Array.from({ length: n * units }, (_, i) => ((i * 37 + seed) % 101) / 50 - 1);
    return { y: targets, source: { targets, outputs: units } };
  }
  const labels = Uint8Array.from({ length: n }, (_, r) => (r * 7 + seed) % classes);
  return { y: labels, source: { labels, classes } };
}
