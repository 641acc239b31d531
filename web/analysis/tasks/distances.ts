import type { Tools, Weights } from "../tools.ts";
import { distance } from "./plane.ts";

/** (n, n): how far each network is from each other one, in all trained weights. */
export function distances(_: Tools, { networks }: { networks: readonly Weights[] }): Float64Array {
  const n = networks.length;
  const all = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) all[i * n + j] = all[j * n + i] = distance(networks[i]!, networks[j]!);
  }
  return all;
}
