/** Weights nearer to 0 than this count as near zero. */
export const nearZero = 1e-3;

/** The share of weights that are near zero: what L1 brings. */
export function nearZeroShare(weight: Float32Array): number {
  let count = 0;
  for (const value of weight) if (Math.abs(value) < nearZero) count++;
  return count / weight.length;
}
