import type { Tools, Weights } from "../tools.ts";
import { distance, type Plane, planeOf, type Point, project } from "./plane.ts";

export interface Way {
  plane: Plane;
  /** For each of the moments. */
  points: (Point & { distance: number })[];
}

/**
 * Where the moments of a run are on the plane through three networks, and how far from the run's start; "straight" where
 * the three lie on a line. `networks` are the three, the start, and the moments.
 */
export function paths(
  _: Tools, { networks: [origin, a, b, start, ...moments] }: { networks: readonly [Weights, Weights, Weights, Weights, ...Weights[]] },
): Way | "straight" {
  const three = [origin, a, b] as const;
  const plane = planeOf(three);
  if (!plane) return "straight";
  return {
    plane,
    points: moments.map((moment) => ({ ...project(three, plane, moment), distance: distance(start, moment) })),
  };
}
