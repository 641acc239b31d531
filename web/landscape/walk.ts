// Where a run is on its way: at a moment, at round iterations, at its end.

import type { Walk } from "./survey.ts";

/** A place between two moments of a walk. */
export interface Stand {
  readonly x: number;
  readonly y: number;
}

/** The index of the last moment at or before an iteration. */
export function momentAt({ iterations }: Pick<Walk, "iterations">, iteration: number): number {
  const after = iterations.findIndex((own) => own > iteration);
  return Math.max(0, (after < 0 ? iterations.length : after) - 1);
}

/** Where it was at an iteration: on the straight line between the moments that are known. */
export function standAt(walk: Pick<Walk, "iterations" | "points">, iteration: number): Stand {
  const { iterations, points } = walk;
  const i = momentAt(walk, iteration);
  const [from, to] = [points[i]!, points[i + 1]];
  if (!to || iteration <= iterations[i]!) return from;
  const share = (iteration - iterations[i]!) / (iterations[i + 1]! - iterations[i]!);
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

/** A round number of iterations between dots, of which a path of this length has about ten. */
export function dotEvery(iterations: number): number {
  const rough = Math.max(1, iterations / 12);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((digit) => digit * power).find((every) => every >= rough)!;
}
