// Batch normalization over the rows of x (B,N), four columns at a time. `o` is a column's byte offset, `row`
// the bytes of a row. In training each call normalizes C columns, the first of which the pointers are at. Source: Ioffe & Szegedy, arXiv:1502.03167, algorithm 1.

import { words } from "./asserts";
import { load4, store4 } from "./lanes";

/**
 * Training: y = gamma xHat + beta, xHat = (x - mean) / sqrt(variance + epsilon), with the batch's mean and
 * biased variance. Keeps xHat (B,N) and inverseStd (N) for the backward pass, and moves the running
 * statistics: running = momentum running + (1 - momentum) batch. With `unbiased` (PyTorch) the running variance takes
 * B / (B - 1) times the batch's; of one row, which has no such, what it takes without. With `fixed` the running
 * statistics are in place of the batch's, and stay as they are.
 */
export function batchNormForward(
  y: usize, xHat: usize, inverseStd: usize, runningMean: usize, runningVariance: usize,
  x: usize, gamma: usize, beta: usize, momentum: f64, epsilon: f32, unbiased: bool,
  fixed: bool, B: usize, N: usize, C: usize,
): void {
  assert(words(y) && words(xHat) && words(inverseStd) && words(runningMean) && words(runningVariance));
  assert(words(x) && words(gamma) && words(beta) && B > 0 && C > 0 && C <= N);
  const row = N << 2;
  const whole = (C << 2) & ~15;
  const share: f32 = unbiased && B > 1 ? <f32>B / <f32>(B - 1) : 1;
  let o: usize = 0;
  for (; o < whole; o += 16) {
    forward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, momentum, epsilon, share, fixed, B, row, o, 4);
  }
  const left = C & 3;
  if (left) {
    forward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, momentum, epsilon, share, fixed, B, row, o, left);
  }
}

// @ts-ignore: decorator
@inline
function forward(
  y: usize, xHat: usize, inverseStd: usize, runningMean: usize, runningVariance: usize,
  x: usize, gamma: usize, beta: usize, momentum: f64, epsilon: f32, share: f32, fixed: bool, B: usize, row: usize,
  o: usize, left: usize,
): void {
  const rows = f32x4.splat(<f32>B);
  const end = o + B * row;
  let mean = f32x4.splat(0);
  let variance = f32x4.splat(0);
  if (fixed) {
    mean = load4(runningMean + o, left);
    variance = load4(runningVariance + o, left);
  } else {
    for (let p = o; p < end; p += row) mean = f32x4.add(mean, load4(x + p, left));
    mean = f32x4.div(mean, rows);
    for (let p = o; p < end; p += row) {
      const centered = f32x4.sub(load4(x + p, left), mean);
      variance = f32x4.add(variance, f32x4.mul(centered, centered));
    }
    variance = f32x4.div(variance, rows);
  }
  const inverse = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
  store4(inverseStd + o, inverse, left);
  const g = load4(gamma + o, left);
  const b = load4(beta + o, left);
  for (let p = o; p < end; p += row) {
    const normalized = f32x4.mul(f32x4.sub(load4(x + p, left), mean), inverse);
    store4(xHat + p, normalized, left);
    store4(y + p, f32x4.add(f32x4.mul(g, normalized), b), left);
  }
  if (fixed) return;
  blend(runningMean + o, mean, momentum, left);
  blend(runningVariance + o, f32x4.mul(variance, f32x4.splat(share)), momentum, left);
}

/** running = momentum running + (1 - momentum) batch */
// @ts-ignore: decorator
@inline
function blend(running: usize, batch: v128, momentum: f64, left: usize): void {
  const kept = f32x4.mul(f32x4.splat(<f32>momentum), load4(running, left));
  store4(running, f32x4.add(kept, f32x4.mul(f32x4.splat(<f32>(1 - momentum)), batch)), left);
}

/** Inference: y = gamma (x - runningMean) / sqrt(runningVariance + epsilon) + beta. */
export function batchNormInfer(
  y: usize, x: usize, runningMean: usize, runningVariance: usize, gamma: usize, beta: usize,
  epsilon: f32, B: usize, N: usize,
): void {
  assert(words(y) && words(x) && words(runningMean) && words(runningVariance) && words(gamma) && words(beta));
  assert(B > 0 && N > 0);
  const row = N << 2;
  const whole = row & ~15;
  let o: usize = 0;
  for (; o < whole; o += 16) infer(y, x, runningMean, runningVariance, gamma, beta, epsilon, B, row, o, 4);
  const left = N & 3;
  if (left) infer(y, x, runningMean, runningVariance, gamma, beta, epsilon, B, row, o, left);
}

// @ts-ignore: decorator
@inline
function infer(
  y: usize, x: usize, runningMean: usize, runningVariance: usize, gamma: usize, beta: usize,
  epsilon: f32, B: usize, row: usize, o: usize, left: usize,
): void {
  const mean = load4(runningMean + o, left);
  const std = f32x4.sqrt(f32x4.add(load4(runningVariance + o, left), f32x4.splat(epsilon)));
  const g = f32x4.div(load4(gamma + o, left), std);
  const b = load4(beta + o, left);
  for (let p = o, end = o + B * row; p < end; p += row) {
    store4(y + p, f32x4.add(f32x4.mul(f32x4.sub(load4(x + p, left), mean), g), b), left);
  }
}

/**
 * dgamma (N) = sum_B dy xHat, dbeta (N) = sum_B dy,
 * dx (B,N) = gamma inverseStd (dy - dbeta / B - xHat dgamma / B), with `fixed` statistics, which depend on no row,
 * gamma inverseStd dy. dx may be dy.
 */
export function batchNormBackward(
  dx: usize, dgamma: usize, dbeta: usize, dy: usize, xHat: usize, inverseStd: usize, gamma: usize,
  fixed: bool, B: usize, N: usize, C: usize,
): void {
  assert(words(dx) && words(dgamma) && words(dbeta) && words(dy) && words(xHat) && words(inverseStd));
  assert(words(gamma) && B > 0 && C > 0 && C <= N);
  const row = N << 2;
  const whole = (C << 2) & ~15;
  let o: usize = 0;
  for (; o < whole; o += 16) backward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, fixed, B, row, o, 4);
  const left = C & 3;
  if (left) backward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, fixed, B, row, o, left);
}

// @ts-ignore: decorator
@inline
function backward(
  dx: usize, dgamma: usize, dbeta: usize, dy: usize, xHat: usize, inverseStd: usize, gamma: usize,
  fixed: bool, B: usize, row: usize, o: usize, left: usize,
): void {
  // Of the parts that go through the batch's statistics, over endlessly many rows nothing is left.
  const rows = f32x4.splat(fixed ? <f32>Infinity : <f32>B);
  const end = o + B * row;
  let dg = f32x4.splat(0);
  let db = f32x4.splat(0);
  for (let p = o; p < end; p += row) {
    const d = load4(dy + p, left);
    dg = f32x4.add(dg, f32x4.mul(d, load4(xHat + p, left)));
    db = f32x4.add(db, d);
  }
  store4(dgamma + o, dg, left);
  store4(dbeta + o, db, left);
  const slope = f32x4.mul(load4(gamma + o, left), load4(inverseStd + o, left));
  const meanDg = f32x4.div(dg, rows);
  const meanDb = f32x4.div(db, rows);
  for (let p = o; p < end; p += row) {
    const pull = f32x4.add(meanDb, f32x4.mul(load4(xHat + p, left), meanDg));
    store4(dx + p, f32x4.mul(slope, f32x4.sub(load4(dy + p, left), pull)), left);
  }
}
