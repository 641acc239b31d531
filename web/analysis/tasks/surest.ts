import type { Dataset } from "../../../bindings/dataset.ts";
import type { Network } from "../../../bindings/network.ts";
import { lossOf } from "../../../bindings/parts/losses.ts";

/** What a network says to a row, and how sure it is. */
export interface Answer {
  /** The class. */
  label: number;
  probability: number;
}

/** Probabilities (rows, classes) of rows, or of a data set or some of its rows: of two classes with one output, those of both. */
export function probabilitiesOf(network: Network, x: Float32Array | Dataset, rows?: Uint32Array): Float32Array {
  const outputs = x instanceof Float32Array ? network.predict(x) : network.predict(x, rows);
  if (lossOf(network.description).units.max > 1) return outputs;
  return Float32Array.from({ length: 2 * outputs.length }, (_, i) => (i % 2 === 1 ? outputs[i >> 1]! : 1 - outputs[i >> 1]!));
}

/** The most probable class of each row. */
export function surest(probabilities: Float32Array, classes: number): Answer[] {
  return Array.from({ length: probabilities.length / classes }, (_, i) => {
    const own = probabilities.subarray(i * classes, (i + 1) * classes);
    const probability = own.reduce((a, b) => Math.max(a, b));
    return { label: own.indexOf(probability), probability };
  });
}
