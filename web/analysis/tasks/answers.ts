import type { Tools, Weights } from "../tools.ts";
import { probabilitiesOf } from "./surest.ts";

/** Probabilities of the classes for an image (values from 0 to 1), by each network; none of one that diverged. */
export function answers(
  tools: Tools, { networks, image }: { networks: readonly Weights[]; image: Float32Array },
): (Float32Array | undefined)[] {
  return networks.map((weights) => {
    const network = tools.network(weights);
    return network && probabilitiesOf(network, image);
  });
}
