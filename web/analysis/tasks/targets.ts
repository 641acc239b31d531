import { eachTarget, type TargetScore } from "../../../experiment/target-scores.ts";
import type { Tools, Weights } from "../tools.ts";

/** How near a network comes to each of several numbers, on the test rows; none of one that diverged. */
export function targets(tools: Tools, { networks: [weights] }: { networks: readonly [Weights] }): TargetScore[] | undefined {
  const network = tools.network(weights);
  return network && eachTarget(network, tools.test, undefined, tools.targetScales);
}
