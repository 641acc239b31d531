import { type Predictions, predictionsOf } from "../../../experiment/predictions.ts";
import type { Tools, Weights } from "../tools.ts";

/** What a network gives for test rows beside what it should, of each of its first outputs; none of one that diverged. */
export function predicted(tools: Tools, { networks: [weights] }: { networks: readonly [Weights] }): Predictions[] | undefined {
  const network = tools.network(weights);
  return network && predictionsOf(network, tools.test, tools.targetScales);
}
