/** Networks of every form, for property tests and the soak. */
import * as fc from "fast-check";
import type { HiddenLayer, NetworkDescription, Optimizer } from "../bindings/index.ts";
import { activationNames } from "../bindings/parts/activations.ts";

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
  batchNorm: fc.constantFrom(false, true, { runningVariance: "unbiased" as const }),
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

/** Networks of every form, from 1 × 2 up, small enough to be many. */
export const networks: fc.Arbitrary<NetworkDescription> = fc.record({
  inputs: units,
  hidden: fc.array(hiddenLayer, { maxLength: 3 }),
  output: fc.record({ ...dense, units: fc.integer({ min: 2, max: 12 }) }),
  optimizer,
  l2Penalty: fc.constantFrom("squared" as const, "root" as const),
  labelSmoothing: fc.constantFrom(0, 0.1),
  clipping: fc.constantFrom(
    false as const, 0.5, { by: "norm" as const, limit: 0.1 }, { by: "value" as const, limit: 0.01 },
  ),
  batchSize: fc.integer({ min: 2, max: 20 }),
  seed: fc.nat(),
});
