/** Small networks of every kind, and rows for them. */
import * as fc from "fast-check";
import type { NetworkDescription, Optimizer } from "../../bindings/index.ts";

const size = fc.integer({ min: 1, max: 40 });

const hidden = fc.record({
  units: size,
  activation: fc.constantFrom("sigmoid", "relu", "tanh", "identity"),
  batchNorm: fc.boolean(),
  dropout: fc.oneof(
    fc.constant(false as const),
    fc.record({ ratio: fc.constantFrom(0, 0.3, 0.9), scaling: fc.constantFrom("test", "train") }),
  ),
  l1: fc.constantFrom(0, 0.01),
  l2: fc.constantFrom(0, 0.01),
  trainable: fc.boolean(),
});

const optimizer: fc.Arbitrary<Optimizer> = fc.constantFrom("sgd", "momentum", "adagrad", "rmsprop", "adam")
  .map((name) => ({ name }));

export const networkDescriptions: fc.Arbitrary<NetworkDescription> = fc.record({
  inputs: size,
  hidden: fc.array(hidden, { maxLength: 3 }),
  output: fc.record({ units: fc.integer({ min: 1, max: 12 }) }),
  optimizer,
  batchSize: fc.integer({ min: 1, max: 12 }),
});

/** A batch of a network's size, a third of it zeros; the same for the same `seed`. */
export function rowsFor({ inputs, output, batchSize }: NetworkDescription, seed: number) {
  return {
    x: Float32Array.from({ length: batchSize * inputs }, (_, i) => (i % 3 === 0 ? 0 : ((i * 37 + seed) % 101) / 101)),
    labels: Uint8Array.from({ length: batchSize }, (_, row) => (row * 7 + seed) % output.units),
  };
}
