/** What a network gives for some test rows beside what it should: of every output, for the report's picture. */
import type { Dataset } from "../bindings/dataset.ts";
import type { Network } from "../bindings/network.ts";
import { inOwnUnits, type TargetScale } from "./data/coding.ts";

export interface Predictions {
  /** (rows): what the row has, and what the network gives; six digits. */
  target: number[];
  output: number[];
}

const mostRows = 300;
const mostOutputs = 4;

const rounded = (value: number) => Number(value.toPrecision(6));

/** Of up to 300 test rows, evenly apart, and of the first four outputs; where targets were standardized, in their own units. */
export function predictionsOf(network: Network, test: Dataset, targetScales?: readonly TargetScale[]): Predictions[] {
  const { size, targets, outputs = 0 } = test;
  const count = Math.min(mostRows, size);
  const rows = Uint32Array.from({ length: count }, (_, i) => Math.floor((i * size) / count));
  const y = network.predict(test, rows);
  return Array.from({ length: Math.min(mostOutputs, outputs) }, (_, k) => ({
    target: Array.from(rows, (row) => rounded(inOwnUnits(targets[row * outputs + k]!, targetScales?.[k]))),
    output: Array.from(rows, (_, i) => rounded(inOwnUnits(y[i * outputs + k]!, targetScales?.[k]))),
  }));
}
