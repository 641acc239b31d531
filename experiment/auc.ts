/** How well probabilities rank rows: the area under the ROC curve of each class against all others. */

/**
 * Of each class the share of pairs, of a row of the class and a row of another, in which the first has the higher
 * probability of the class; where both are equal it counts half (Mann and Whitney's rank statistic). Null of a class that
 * has no rows, or all.
 * @param probabilities (rows, classes) row-major; of two classes those of class 1 alone will do.
 */
export function aucs(labels: Uint8Array, probabilities: Float32Array, classes: number): (number | null)[] {
  const columns = probabilities.length / labels.length;
  return Array.from({ length: classes }, (_, k) => {
    const column = columns === 1 ? 0 : k;
    // A lone probability is that of class 1: of class 0 all ranks are turned round.
    const own = columns === 1 ? 1 : k;
    // By lists of rows, ten classes of 10,000 rows would take more than twice as long, at the end of every run.
    const sorted = new Float32Array(labels.length);
    let count = 0;
    for (let row = 0; row < labels.length; row++) if (labels[row] === own) sorted[count++] = probabilities[row * columns + column]!;
    let end = count;
    for (let row = 0; row < labels.length; row++) if (labels[row] !== own) sorted[end++] = probabilities[row * columns + column]!;
    const inside = sorted.subarray(0, count).sort();
    const outside = sorted.subarray(count).sort();
    if (inside.length === 0 || outside.length === 0) return null;
    let below = 0;
    let upTo = 0;
    let pairs = 0;
    for (const value of inside) {
      while (below < outside.length && outside[below]! < value) below++;
      while (upTo < outside.length && outside[upTo]! <= value) upTo++;
      pairs += below + (upTo - below) / 2;
    }
    return pairs / (inside.length * outside.length);
  });
}
