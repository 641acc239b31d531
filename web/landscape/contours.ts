// Lines of equal loss, and where their labels stand.

import { contours } from "d3-contour";
import { columnsOf, heightsOf, roundStep, rowsOf, type Step } from "./frame.ts";

/** In parts of the frame, from the top left. */
export type Spot = readonly [x: number, y: number];

export interface Contour {
  readonly level: number;
  /** What lies higher, as rings. */
  readonly rings: readonly (readonly Spot[])[];
}

/** About so many lines. */
const mostLevels = 12;

/**
 * Levels at equal ratios or, where the losses are within a factor of 3, at equal distances: round numbers, the lowest line
 * above the lowest loss. A loss that is no number counts as the highest.
 */
export function levelsOf(heights: readonly number[]): number[] {
  const all = heights.filter((height) => Number.isFinite(height) && height > 0).sort((a, b) => a - b);
  const [low, high] = [all[0], all.at(-1)];
  if (low === undefined || high === undefined || high <= low) return [];
  const candidates = high > 3 * low ? series.map((digits) => ratios(low, high, digits)) : [];
  const fitting = candidates.find((levels) => levels.length <= mostLevels);
  return fitting && fitting.length >= 4 ? fitting : distances(low, high);
}

/** Digits of the levels of a decade, closest first. */
const series = [
  [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1],
];

function ratios(low: number, high: number, digits: readonly number[]): number[] {
  const levels: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    for (const digit of digits) levels.push(Number((digit * 10 ** power).toPrecision(2)));
  }
  return levels.filter((level) => level > low && level < high);
}

function distances(low: number, high: number): number[] {
  const step = roundStep((high - low) / mostLevels);
  const first = Math.floor(low / step) + 1;
  const levels = Array.from({ length: mostLevels + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  return levels.filter((level) => level > low && level < high);
}

/** Contours of a grid of losses, whose logarithms are interpolated. */
export function contoursOf(heights: Float64Array, step: Step): Contour[] {
  const [columns, rows] = [columnsOf(step), rowsOf(step)];
  const losses = heightsOf(heights, step);
  const finite = losses.filter(Number.isFinite);
  if (finite.length === 0) return [];
  const highest = Math.max(...finite);
  // d3-contour's first row is at the top; ours is at the bottom.
  const logs = losses.map((_, i) => {
    const loss = losses[(rows - 1 - Math.floor(i / columns)) * columns + (i % columns)]!;
    return Math.log(Math.max(1e-12, Number.isFinite(loss) ? loss : highest));
  });
  const generator = contours().size([columns, rows]);
  // A point of the grid is in the middle of d3-contour's cell, and the outermost are on the edge of the frame.
  const spot = ([x, y]: number[]): Spot => [(x! - 0.5) / (columns - 1), (y! - 0.5) / (rows - 1)];
  return levelsOf(losses).map((level) => ({
    level,
    rings: generator.contour(logs, Math.log(level)).coordinates.flat().map((ring) => ring.map(spot)),
  }));
}

export interface Label {
  readonly level: number;
  readonly x: number;
  readonly y: number;
}

/**
 * A place for a label of each contour where there is one: on its line, away from the edge, from other labels, and from
 * places that are taken. In pixels.
 */
export function labelsOf(
  all: readonly Contour[], size: { width: number; height: number }, taken: readonly Spot[], room: { width: number; height: number },
): Label[] {
  const labels: Label[] = [];
  const far = (x: number, y: number, [a, b]: Spot) => Math.max(Math.abs(x - a) / room.width, Math.abs(y - b) / room.height);
  for (const { level, rings } of all) {
    let best: { x: number; y: number; free: number } | undefined;
    for (const ring of rings) {
      if (ring.length < 12) continue;
      for (let i = 0; i < ring.length; i += 2) {
        const [x, y] = [ring[i]![0] * size.width, ring[i]![1] * size.height];
        const toEdge = Math.min(x / room.width, (size.width - x) / room.width, y / room.height, (size.height - y) / room.height);
        const others = [...taken, ...labels.map((label): Spot => [label.x, label.y])];
        const free = Math.min(3, 1.5 * toEdge, ...others.map((other) => far(x, y, other)));
        if (free > (best?.free ?? 1)) best = { x, y, free };
      }
    }
    if (best) labels.push({ level, x: best.x, y: best.y });
  }
  return labels;
}
