import { expect, test } from "vitest";
import { aucs } from "../../experiment/auc.ts";

/** By the definition: every pair. */
function naive(labels: Uint8Array, p: Float32Array, classes: number, k: number): number | null {
  let pairs = 0;
  let higher = 0;
  labels.forEach((label, i) => {
    labels.forEach((other, j) => {
      if (label !== k || other === k) return;
      pairs++;
      const [a, b] = [p[i * classes + k]!, p[j * classes + k]!];
      higher += a > b ? 1 : a === b ? 0.5 : 0;
    });
  });
  return pairs === 0 ? null : higher / pairs;
}

test("is the share of pairs in the right order, ties counting half, of each class against all others", () => {
  const labels = Uint8Array.from({ length: 60 }, (_, i) => (i * i) % 4 + (i % 3));
  const p = Float32Array.from({ length: 60 * 6 }, (_, i) => ((i * 37) % 17) / 17);
  const found = aucs(labels, p, 6);
  found.forEach((auc, k) => {
    const expected = naive(labels, p, 6, k);
    if (expected === null) expect(auc).toBeNull();
    else expect(auc).toBeCloseTo(expected, 12);
  });
});

test("of two classes and one probability both have the same", () => {
  const labels = Uint8Array.of(0, 0, 1, 1);
  // scikit-learn's own example: roc_auc_score of these is 0.75.
  expect(aucs(labels, Float32Array.of(0.1, 0.4, 0.35, 0.8), 2)).toEqual([0.75, 0.75]);
  expect(aucs(labels, Float32Array.of(0, 0, 1, 1), 2)).toEqual([1, 1]);
  expect(aucs(Uint8Array.of(1, 1), Float32Array.of(0.5, 0.5), 2)).toEqual([null, null]);
});
