import { inOwnUnits } from "../../../experiment/data/coding.ts";
import type { Tools, Weights } from "../tools.ts";

/** What networks of one input give at places evenly apart, in the targets' own units: (count, outputs) of each; none of one that diverged. */
export function functions(
  tools: Tools, { networks, x: [from, to], count }: { networks: readonly Weights[]; x: readonly [from: number, to: number]; count: number },
): (Float32Array | undefined)[] {
  const places = Float32Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
  const { targetScales = [] } = tools;
  return networks.map((weights) => {
    const given = tools.network(weights)?.predict(places);
    return given?.map((value, i) => inOwnUnits(value, targetScales[i % weights.description.output.units]));
  });
}
