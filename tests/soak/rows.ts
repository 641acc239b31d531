import type { NetworkDescription } from "../../bindings/index.ts";

/** A batch of a network's size, a third of it zeros; the same for the same `seed`. */
export function rowsFor({ inputs, output, batchSize }: NetworkDescription, seed: number) {
  return {
    x: Float32Array.from({ length: batchSize * inputs }, (_, i) => (i % 3 === 0 ? 0 : ((i * 37 + seed) % 101) / 101)),
    labels: Uint8Array.from({ length: batchSize }, (_, row) => (row * 7 + seed) % output.units),
  };
}
