/** What a budget of trials buys. */

/**
 * The mean of the best of k trials, for k = 1 … n, over all choices of k of the n trials: exact, no simulation.
 * Higher is better; a diverged trial (null or NaN) counts as 0, or as the lowest where that is below, as R² can be. Source: order
 * statistics, E_k = Σ y₍ᵢ₎ C(i−1, k−1) / C(n, k);
 * Dodge et al., "Show Your Work" (EMNLP 2019), has it with replacement.
 */
export function expectedBest(values: readonly (number | null)[]): number[] {
  const diverged = Math.min(0, ...values.filter((value): value is number => Number.isFinite(value)));
  const sorted = values.map((value) => (Number.isFinite(value) ? value! : diverged)).sort((a, b) => a - b);
  const count = sorted.length;
  return sorted.map((_, index) => {
    const k = index + 1;
    // The share of choices whose best is y₍ᵢ₎, from the highest down: a ratio of binomials, never one that overflows.
    let share = k / count;
    let expected = 0;
    for (let i = count; i >= k; i--) {
      expected += share * sorted[i - 1]!;
      share *= (i - k) / (i - 1);
    }
    return expected;
  });
}
