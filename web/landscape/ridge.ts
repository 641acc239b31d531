// What lies between two ends, on the straight line.

/** Points of the line, both ends included. */
export const linePoints = 33;

export interface Line {
  /** Higher on the way than at both ends, lower, or neither. */
  readonly kind: "ridge" | "trough" | "slope";
  readonly first: number;
  readonly last: number;
  /** The highest on the way, of a trough the lowest; of a slope the highest of all, so an end. */
  readonly between: number;
}

/** So much above or below both ends counts: what is less is the noise of some hundred images. */
const clearly = 1.1;

export function lineOf(losses: ArrayLike<number>): Line {
  const all = Array.from(losses, (loss) => (Number.isFinite(loss) ? loss : Infinity));
  const [first, last] = [all[0]!, all.at(-1)!];
  const way = all.slice(1, -1);
  const highest = Math.max(...way);
  const lowest = Math.min(...way);
  if (highest > clearly * Math.max(first, last)) return { kind: "ridge", first, last, between: highest };
  if (lowest * clearly < Math.min(first, last)) return { kind: "trough", first, last, between: lowest };
  return { kind: "slope", first, last, between: Math.max(highest, first, last) };
}
