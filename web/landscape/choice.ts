// Which runs share a landscape, and which two of them span the plane.

import type { ResolvedDescription } from "../../bindings/description.ts";
import { expand } from "../../bindings/expand.ts";

/**
 * What a loss is a function of, beside the weights: runs share a landscape where this is the same. How weights begin, are
 * penalized and are moved makes no difference, nor does dropout that does nothing when a network is used.
 */
export function lossOf(description: ResolvedDescription): string {
  return JSON.stringify([
    description.inputs,
    description.loss ?? null,
    ...expand(description).flatMap(({ kind, units, options }): unknown[] => {
      if (kind === "dense") return [units];
      if (kind === "dropout") return options.scaling === "test" ? [options] : [];
      return [[kind, options]];
    }),
  ]);
}

/** How much less accurate than the best, or by how much of R² worse, a run may be that has learnt. */
const behind = 0.15;

/** Those that have learnt by their accuracies, or R²; the two best where fewer have. */
export function learnt(accuracies: readonly number[]): number[] {
  const order = accuracies.map((_, i) => i).sort((a, b) => accuracies[b]! - accuracies[a]! || a - b);
  const best = accuracies[order[0] ?? 0] ?? 0;
  return order.filter((i, place) => place < 2 || accuracies[i]! >= best - behind).sort((a, b) => a - b);
}

/** The two that are farthest apart, of a matrix (n, n) of distances. */
export function farthest(distances: Float64Array, n: number): [number, number] {
  let found: [number, number] = [0, Math.min(1, n - 1)];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) if (distances[i * n + j]! > distances[found[0] * n + found[1]]!) found = [i, j];
  }
  return found;
}
