/** Wrong labels on purpose: how well an arm learns in spite of them, or that it learns them by heart. */
import { philox, scaleTo, streams } from "./philox.ts";

/** The noise belongs to the data, so it is the same for every arm and every seed of a run. */
const dataSeed = 0;

/**
 * Labels of which a share, to the nearest whole number of rows, is wrong: each replaced by one of the other classes, all
 * of them equally likely. The same for each call; the rows of a smaller share are among those of a larger one.
 */
export function withLabelNoise(labels: Uint8Array, classes: number, share: number): Uint8Array {
  const count = Math.round(share * labels.length);
  if (count === 0 || classes < 2) return labels;
  const draws = Array.from(labels, (_, row) => philox(dataSeed, streams.labelNoise, 0, 0, row));
  const rank = draws.map(([high, low]) => high * 2 ** 21 + (low >>> 11));
  const replaced = Array.from(rank.keys()).sort((a, b) => rank[a]! - rank[b]! || a - b);
  const noisy = labels.slice();
  for (const row of replaced.slice(0, count)) {
    const [, , high, low] = draws[row]!;
    const other = scaleTo(high, low, classes - 1);
    noisy[row] = other < labels[row]! ? other : other + 1;
  }
  return noisy;
}
