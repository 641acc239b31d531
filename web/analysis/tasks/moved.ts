import { nearZeroShare } from "../../../report/statistics/weights.ts";
import type { Tools, Weights } from "../tools.ts";
import { distance } from "./plane.ts";

export interface Moved {
  /** Share of the first layer's weights that are near zero. */
  nearZero: number;
  /** From where it started: the norm of the change of all that it trains. */
  distance: number;
}

/** Of each network, where it has come to. The starts stand before the networks, as many as there are. */
export function moved(_: Tools, { networks }: { networks: readonly Weights[] }): Moved[] {
  const starts = networks.slice(0, networks.length / 2);
  return networks.slice(starts.length).map((network, i) => ({
    nearZero: nearZeroShare(network.tensors["dense1/weight"]!),
    distance: distance(network, starts[i]!),
  }));
}
