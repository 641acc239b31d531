import type { NetworkDescription } from "../../bindings/index.ts";
import { Dataset } from "../../bindings/index.ts";

/** A batch of a network's size, a third of it zeros, dense and as a data set; the same for the same `seed`. */
export function rowsFor({ inputs, output, batchSize }: NetworkDescription, seed: number) {
  const images = Uint8Array.from({ length: batchSize * inputs }, (_, i) => (i % 3 === 0 ? 0 : (i * 37 + seed) % 256));
  const labels = Uint8Array.from({ length: batchSize }, (_, row) => (row * 7 + seed) % output.units);
  return {
    x: Float32Array.from(images, (pixel) => pixel / 255),
    labels,
    data: Dataset.fromImages({ images, labels, inputs, classes: output.units }),
    rows: Uint32Array.from({ length: batchSize }, (_, row) => row),
  };
}
