/** How the result of trials depends on one setting. */
import { positionIn, type SearchRange } from "../../experiment/tuning/space.ts";

/** A trial: the setting and the accuracy, or R², it gave; not finite where it diverged. */
export interface Point {
  x: number;
  y: number;
}

export interface Sensitivity {
  best: Point;
  /** The lowest and the highest setting tried whose result is near the best. */
  from: number;
  to: number;
  /** Decades from the one to the other. */
  width: number;
  /** Whether nothing lower, or nothing higher, was tried: the range may go on there. */
  open: { low: boolean; high: boolean };
}

/** Of equals best is the first. Undefined where all diverged. Settings are above 0. */
export function sensitivity(points: readonly Point[], within = 0.01): Sensitivity | undefined {
  const finite = points.filter(({ y }) => Number.isFinite(y));
  if (finite.length === 0) return undefined;
  const best = finite.reduce((highest, point) => (point.y > highest.y ? point : highest));
  // A whisker more, so that .97 is within .01 of .98.
  const near = finite.filter(({ y }) => y >= best.y - within - 1e-12).map(({ x }) => x);
  const tried = points.map(({ x }) => x);
  const from = Math.min(...near);
  const to = Math.max(...near);
  const open = { low: from === Math.min(...tried), high: to === Math.max(...tried) };
  return { best, from, to, width: Math.log10(to / from), open };
}

/** A few trials a bin, in which the other settings differ; without others each trial is the best of its own. */
const binsOf = (trials: number, others: number) => Math.max(1, others === 0 ? 2 ** 30 : Math.round(2 * Math.sqrt(trials)));

/**
 * The best over all other settings, along one: of each value of a list, or of each of equal parts of a range on its
 * scale, the best trial. `others`: how many other settings are searched. By x; parts in which every trial diverged, or none lies, have none.
 */
export function isolation<T extends { x: unknown; y: number }>(
  points: readonly T[], range: SearchRange, others: number, bins = binsOf(points.length, others),
): T[] {
  const binOf = ({ x }: T) =>
    "values" in range ? range.values.indexOf(x) : Math.min(bins - 1, Math.floor(positionIn(range, x as number) * bins));
  const best = new Map<number, T>();
  for (const point of points) {
    const bin = binOf(point);
    if (Number.isFinite(point.y) && !(point.y <= (best.get(bin)?.y ?? -Infinity))) best.set(bin, point);
  }
  return Array.from(best).sort(([a], [b]) => a - b).map(([, point]) => point);
}
