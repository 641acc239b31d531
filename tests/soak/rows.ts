import type { NetworkDescription } from "../../bindings/index.ts";
import { Dataset } from "../../bindings/index.ts";
import { answersFor } from "../random-networks.ts";

/** A batch of a network's size, a third of it zeros, dense and as a data set; the same for the same `seed`. */
export function rowsFor(description: NetworkDescription, seed: number) {
  const { inputs, batchSize } = description;
  const images = Uint8Array.from({ length: batchSize * inputs }, (_, i) => (i % 3 === 0 ? 0 : (i * 37 + seed) % 256));
  const { y, source } = answersFor(description, batchSize, seed);
  return {
    x: Float32Array.from(images, (pixel) => pixel / 255),
    y,
    data: Dataset.fromImages({ images, inputs, ...source }),
    rows: Uint32Array.from({ length: batchSize }, (_, row) => row),
  };
}
