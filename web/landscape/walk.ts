// Where a run is on its way: at a moment, at round iterations, at its end.

import { type Place, roundStep } from "./frame.ts";
import type { Walk } from "./survey.ts";

/** The index of the last moment at or before an iteration. */
export function momentAt({ iterations }: Pick<Walk, "iterations">, iteration: number): number {
  return Math.max(0, iterations.findLastIndex((own) => own <= iteration));
}

/** Where it was at an iteration: on the straight line between the moments that are known. */
export function standAt(walk: Pick<Walk, "iterations" | "points">, iteration: number): Place {
  const { iterations, points } = walk;
  const i = momentAt(walk, iteration);
  const [from, to] = [points[i]!, points[i + 1]];
  if (!to || iteration <= iterations[i]!) return from;
  const share = (iteration - iterations[i]!) / (iterations[i + 1]! - iterations[i]!);
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

/** A round number of iterations between dots, of which a path of this length has about ten. */
export const dotEvery = (iterations: number): number => roundStep(Math.max(1, iterations / 12));
