// Lines of equal height of a surface, as paths in a square from (0, 0) at the top left to (1, 1), and a little beyond.

import { contours } from "d3-contour";
import type { Surface } from "./surfaces.ts";

const columns = 160;
const rows = 100;
/** Areas are closed by lines along the edge: that far outside of the picture. */
const beside = 0.01;

export interface Contour {
  /** Height above the bottom. */
  readonly level: number;
  /** What lies higher. */
  readonly path: string;
}

export function contoursOf({ height, x, y, bottom, levels }: Surface): Contour[] {
  const between = ([from, to]: readonly [number, number], share: number) => from + (to - from) * outward(share);
  const values = Array.from({ length: rows * columns }, (_, i) =>
    height(between(x, ((i % columns) + 0.5) / columns), between(y, 1 - (Math.floor(i / columns) + 0.5) / rows)) - bottom,
  );
  const of = contours().size([columns, rows]);
  return levels.map((level) => ({ level, path: pathOf(of.contour(values, level).coordinates) }));
}

/** From a share of the grid to one of the picture. */
const outward = (share: number) => (1 + 2 * beside) * share - beside;

const pathOf = (polygons: readonly (readonly (readonly number[][])[])[]) =>
  polygons.flat().map((ring) =>
    `M${ring.map(([x, y]) => `${outward(x! / columns).toFixed(4)},${outward(y! / rows).toFixed(4)}`).join("L")}Z`,
  ).join("");
