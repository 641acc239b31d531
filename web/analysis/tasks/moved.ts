import { nearZeroShare } from "../../../report/statistics/weights.ts";
import type { Tools, Weights } from "../tools.ts";

export interface Moved {
  /** Share of the first layer's weights that are near zero. */
  nearZero: number;
  /** From where it started: the norm of the change of all that it trains. */
  distance: number;
}

/** Of each network, where it has come to. The starts stand before the networks, as many as there are. */
export function moved(_: Tools, { networks }: { networks: readonly Weights[] }): Moved[] {
  const starts = networks.slice(0, networks.length / 2);
  return networks.slice(starts.length).map(({ tensors }, i) => ({
    nearZero: nearZeroShare(tensors["dense1/weight"]!),
    distance: Math.sqrt(Object.entries(tensors).reduce((sum, [name, values]) =>
      (name.includes("running") ? sum : sum + squaredDistance(values, starts[i]!.tensors[name]!)), 0)),
  }));
}

function squaredDistance(values: Float32Array, others: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! - others[i]!) ** 2;
  return sum;
}
