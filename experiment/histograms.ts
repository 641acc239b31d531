// How the weights of a network and the outputs of its layers are spread.

import type { Dataset } from "../bindings/dataset.ts";
import { expand } from "../bindings/expand.ts";
import type { Network } from "../bindings/network.ts";
import { weightArrays } from "./layers.ts";

/** Counts of values in bins of one width, which is a power of two: neighbours of a narrower one make up a wider one. */
export interface Histogram {
  /** The layer's, as `expand` calls it. */
  readonly name: string;
  /** Where the first bin starts, a multiple of the width; each holds its start and not its end. */
  readonly start: number;
  readonly width: number;
  readonly counts: number[];
}

/** Of one network. */
export interface Histograms {
  /** Of each layer that has weights: a dense layer's weights, batch norm's γ. */
  readonly weights: Histogram[];
  /** Of each hidden block: what its activation gives, before dropout, of the first training images (1000 at most). */
  readonly activations: Histogram[];
}

const MOST_BINS = 64;
const LEAST_WIDTH = 2 ** -30;
const ACTIVATION_ROWS = 1000;

/** The histogram of values, in as many bins up to 64 as a power of two can give. What is not finite is not counted. */
export function histogram(name: string, values: ArrayLike<number>): Histogram {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { name, start: 0, width: 1, counts: [] };
  let width = LEAST_WIDTH;
  while (Math.floor(high / width) - Math.floor(low / width) >= MOST_BINS) width *= 2;
  const first = Math.floor(low / width);
  const counts = Array.from({ length: Math.floor(high / width) - first + 1 }, () => 0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isFinite(value)) counts[Math.floor(value / width) - first]!++;
  }
  return { name, start: first * width, width, counts };
}

/** The histograms of a network as it is, its outputs in inference mode. */
export function histogramsOf(network: Network, train: Dataset): Histograms {
  const weights = weightArrays(network.description).map(({ name, array }) => histogram(name, network.get(array)));
  const outputs = outputsOf(network, train);
  return { weights, activations: outputs.map(({ name, values }) => histogram(name, values)) };
}

/** What each hidden block gives of the first images. */
function outputsOf(network: Network, train: Dataset): { name: string; values: Float32Array }[] {
  const { hidden, batchSize } = network.description;
  const layers = expand(network.description).filter(({ kind }) => kind !== "dropout");
  const rows = Math.min(ACTIVATION_ROWS, train.size);
  const outputs = hidden.map(({ units }, block) =>
    ({ name: layers.findLast((layer) => layer.block === block)!.name, units, values: new Float32Array(rows * units) }));
  // A pass at a time, because the outputs are those of the last.
  for (let first = 0; first < rows; first += batchSize) {
    const pass = Uint32Array.from({ length: Math.min(batchSize, rows - first) }, (_, i) => first + i);
    network.predict(train, pass);
    for (const { name, units, values } of outputs) values.set(network.output(name, pass.length), first * units);
  }
  return outputs;
}
