/** Confusion matrices, counts by [true class][predicted class], as numbers to show. */

/** What a class is called: its name, or its number where it has none. */
export const className = (names: readonly string[] | undefined, label: number) => names?.[label] ?? String(label);

/** Classes up to here make a matrix; of more the commonest confusions are listed. */
export const mostMatrixClasses = 30;

/** A matrix as rows, from how it is computed: confusion[label * classes + predicted]. */
export function confusionRows(confusion: ArrayLike<number>, classes: number): number[][] {
  return Array.from({ length: classes }, (_, label) =>
    Array.from({ length: classes }, (_, predicted) => confusion[label * classes + predicted] ?? 0),
  );
}

/** The sum of matrices of the same classes; none of none. */
export function addMatrices(matrices: number[][][]): number[][] {
  const total: number[][] = [];
  for (const matrix of matrices) {
    matrix.forEach((counts, truth) => {
      const sums = (total[truth] ??= counts.map(() => 0));
      counts.forEach((count, predicted) => (sums[predicted] = (sums[predicted] ?? 0) + count));
    });
  }
  return total;
}

const sumOf = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0);

export interface ConfusionCell {
  count: number;
  right: boolean;
  /** Strength of the colour, 0 (no image) to 9 (all of the row); a square root, so that rare confusions show. */
  heat: number;
}

export function confusionCells(matrix: number[][]): ConfusionCell[][] {
  return matrix.map((counts, truth) => {
    const total = Math.max(1, sumOf(counts));
    return counts.map((count, predicted) => {
      return { count, right: truth === predicted, heat: Math.ceil(9 * Math.sqrt(count / total)) };
    });
  });
}

export interface Confused {
  truth: number;
  predicted: number;
  count: number;
  /** Of the images of the true class. */
  share: number;
}

/** The commonest confusions first. */
export function commonestConfusions(matrix: number[][], most = 20): Confused[] {
  return matrix
    .flatMap((counts, truth) => {
      const total = sumOf(counts);
      return counts.map((count, predicted) => ({ truth, predicted, count, share: count / total }));
    })
    .filter(({ truth, predicted, count }) => truth !== predicted && count > 0)
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}

export interface ClassScore {
  /** Images of the class. */
  images: number;
  /** Of the images predicted to be of the class, the share that is; null where there are none. */
  precision: number | null;
  /** Of the images of the class, the share that is found; null where there are none. */
  recall: number | null;
  /** The harmonic mean of both; null where there are neither. */
  f1: number | null;
}

/** How well each class is recognized. */
export function classScores(matrix: number[][]): ClassScore[] {
  const share = (part: number, whole: number) => (whole > 0 ? part / whole : null);
  return matrix.map((counts, k) => {
    const right = counts[k] ?? 0;
    const images = sumOf(counts);
    const predicted = sumOf(matrix.map((row) => row[k] ?? 0));
    return {
      images,
      precision: share(right, predicted),
      recall: share(right, images),
      f1: share(2 * right, images + predicted),
    };
  });
}
