// The part of the plane that is shown, and the points at which its height is measured.

export interface Place {
  readonly x: number;
  readonly y: number;
}

/** In the units of the plane: distances between networks. */
export interface Frame {
  readonly left: number;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/** Intervals of the finest grid; its squares are squares. */
const across = 48;
const up = 36;
export const ratio = across / up;

/** Room around what must be seen, as a part of its size. */
const margin = 0.16;

/**
 * A frame of 4 : 3 around the ways that must be seen whole; it grows for others, to three times that size at most, because
 * one that goes very far would make all others a dot.
 */
export function frameOf(whole: readonly Place[], others: readonly Place[]): Frame {
  const box = boxOf(whole);
  const [roomX, roomY] = [box.right - box.left, box.top - box.bottom].map((size) => size || 1) as [number, number];
  const near = others.map(({ x, y }) => ({
    x: Math.min(box.right + roomX, Math.max(box.left - roomX, x)),
    y: Math.min(box.top + roomY, Math.max(box.bottom - roomY, y)),
  }));
  const { left, right, bottom, top } = boxOf([...whole, ...near]);
  const height = (1 + 2 * margin) * Math.max(top - bottom, (right - left) / ratio) || 1;
  const width = height * ratio;
  return { left: (left + right - width) / 2, bottom: (bottom + top - height) / 2, width, height };
}

function boxOf(places: readonly Place[]) {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of places) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    bottom = Math.min(bottom, y);
    top = Math.max(top, y);
  }
  return { left, right, bottom, top };
}

/** Steps over the finest grid, coarsest first: 13 × 10, 25 × 19 and 49 × 37 points. */
export const steps = [4, 2, 1] as const;
export type Step = (typeof steps)[number];

export const columnsOf = (step: Step) => across / step + 1;
export const rowsOf = (step: Step) => up / step + 1;

/** Heights that are measured so far, a row of the finest grid after another from the bottom up; NaN where none is. */
export const noHeights = () => new Float64Array(columnsOf(1) * rowsOf(1)).fill(NaN);

/** Indices of the points of a grid that the ones before it do not have. */
export function newPoints(step: Step): number[] {
  const before = steps[steps.indexOf(step) - 1] ?? 0;
  const indices: number[] = [];
  for (let row = 0; row <= up; row += step) {
    for (let column = 0; column <= across; column += step) {
      if (before === 0 || row % before !== 0 || column % before !== 0) indices.push(row * columnsOf(1) + column);
    }
  }
  return indices;
}

/** Where a point of the finest grid is. */
export const placeOf = ({ left, bottom, width, height }: Frame, index: number): Place => ({
  x: left + ((index % columnsOf(1)) / across) * width,
  y: bottom + (Math.floor(index / columnsOf(1)) / up) * height,
});

/** The heights of a grid, by rows. */
export function heightsOf(heights: Float64Array, step: Step): number[] {
  const columns = columnsOf(step);
  return Array.from({ length: columns * rowsOf(step) }, (_, i) =>
    heights[Math.floor(i / columns) * step * columnsOf(1) + (i % columns) * step]!);
}

/** The least that is no less than `rough` of 1, 2 and 5 times the powers of ten. */
export function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((digit) => digit * power).find((size) => size >= rough)!;
}
