// Softmax and cross-entropy over the rows of logits (B,N), and what a classifier is judged by.

import { load4, store4 } from "./lanes";
import { exp4, log } from "./math";

/** Largest of n floats. */
function maximum(x: usize, n: usize): f32 {
  let largest = load<f32>(x);
  for (let i: usize = 1; i < n; i++) largest = max(largest, load<f32>(x + (i << 2)));
  return largest;
}

/**
 * probabilities (B,N) = softmax of each row. Returns the sum over the rows of the cross-entropy -log p_label,
 * from the logits by log-sum-exp, so that it stays finite where p_label underflows. `labels` are u8 (B).
 */
export function softmaxCrossEntropyForward(
  probabilities: usize, logits: usize, labels: usize, B: usize, N: usize,
): f64 {
  let loss: f64 = 0;
  for (let r: usize = 0; r < B; r++) {
    const z = logits + ((r * N) << 2);
    const label = <usize>load<u8>(labels + r);
    const peak = maximum(z, N);
    const sum = softmaxRow(probabilities + ((r * N) << 2), z, peak, N);
    loss += log(<f64>sum) - (<f64>load<f32>(z + (label << 2)) - <f64>peak);
  }
  return loss;
}

/** probabilities (B,N) = softmax of each row of logits. */
export function softmax(probabilities: usize, logits: usize, B: usize, N: usize): void {
  for (let r: usize = 0; r < B; r++) {
    const z = logits + ((r * N) << 2);
    softmaxRow(probabilities + ((r * N) << 2), z, maximum(z, N), N);
  }
}

/** One row; returns the sum of e^(z - peak), columns ascending. */
function softmaxRow(p: usize, z: usize, peak: f32, N: usize): f32 {
  const shift = f32x4.splat(peak);
  for (let n: usize = 0; n < N; n += 4) {
    store4(p + (n << 2), exp4(f32x4.sub(load4(z + (n << 2), N - n), shift)), N - n);
  }
  let sum: f32 = 0;
  for (let n: usize = 0; n < N; n++) sum += load<f32>(p + (n << 2));
  const total = f32x4.splat(sum);
  for (let n: usize = 0; n < N; n += 4) {
    store4(p + (n << 2), f32x4.div(load4(p + (n << 2), N - n), total), N - n);
  }
  return sum;
}

/** dlogits = (probabilities - onehot(labels)) / B, the gradient of the mean cross-entropy. */
export function softmaxCrossEntropyBackward(
  dlogits: usize, probabilities: usize, labels: usize, B: usize, N: usize,
): void {
  const rows = f32x4.splat(<f32>B);
  const n = B * N;
  const whole = n & ~3;
  for (let i: usize = 0; i < whole; i += 4) share(dlogits, probabilities, i << 2, rows, 4);
  if (whole < n) share(dlogits, probabilities, whole << 2, rows, n - whole);
  for (let r: usize = 0; r < B; r++) {
    const o = (r * N + <usize>load<u8>(labels + r)) << 2;
    store<f32>(dlogits + o, (load<f32>(probabilities + o) - 1) / <f32>B);
  }
}

// @ts-ignore: decorator
@inline
function share(dlogits: usize, probabilities: usize, o: usize, rows: v128, left: usize): void {
  store4(dlogits + o, f32x4.div(load4(probabilities + o, left), rows), left);
}

/** confusion[label, predicted] += 1 for each row; u32 (N,N). Of equal scores the lowest class wins. */
export function countConfusion(confusion: usize, scores: usize, labels: usize, B: usize, N: usize): void {
  for (let r: usize = 0; r < B; r++) {
    const z = scores + ((r * N) << 2);
    let predicted: usize = 0;
    let best = load<f32>(z);
    for (let n: usize = 1; n < N; n++) {
      const score = load<f32>(z + (n << 2));
      if (score > best) {
        best = score;
        predicted = n;
      }
    }
    const cell = confusion + ((<usize>load<u8>(labels + r) * N + predicted) << 2);
    store<u32>(cell, load<u32>(cell) + 1);
  }
}
