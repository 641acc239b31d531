// Losses over the rows of the last layer's output (B,N), their gradients, and how a network is evaluated.

import { labelsFit, words } from "./asserts";
import { load4, store4, sum4 } from "./lanes";
import { exp4, log } from "./math";

/** Largest of n floats. */
function maximum(x: usize, n: usize): f32 {
  let largest = load<f32>(x);
  for (let i: usize = 1; i < n; i++) largest = max(largest, load<f32>(x + (i << 2)));
  return largest;
}

/**
 * probabilities (B,N) = softmax of each row, losses (B), float64, its cross-entropy -log p_label, from the logits by
 * log-sum-exp, so that it stays finite where p_label underflows. `labels` are u8 (B). With `smoothing` it is
 * (1 - smoothing) times that, and smoothing times the mean of -log p over all classes.
 */
export function softmaxCrossEntropyForward(
  losses: usize, probabilities: usize, logits: usize, labels: usize, smoothing: f64, B: usize, N: usize,
): void {
  assert(words(losses) && words(probabilities) && words(logits) && labels != 0 && B > 0 && N > 0);
  if (!ASC_NO_ASSERT) assert(labelsFit(labels, B, N));
  for (let r: usize = 0; r < B; r++) {
    const z = logits + ((r * N) << 2);
    const label = <usize>load<u8>(labels + r);
    const peak = maximum(z, N);
    const sum = softmaxRow(probabilities + ((r * N) << 2), z, peak, N);
    const own = <f64>load<f32>(z + (label << 2)) - <f64>peak;
    let loss = log(<f64>sum) - own;
    if (smoothing != 0) loss += smoothing * (own - meanAbove(z, peak, N));
    store<f64>(losses + (r << 3), loss);
  }
}

/** The sum of the losses of B rows, ascending. */
export function sumLosses(losses: usize, B: usize): f64 {
  assert(words(losses) && B > 0);
  let sum: f64 = 0;
  for (const end = losses + (B << 3); losses < end; losses += 8) sum += load<f64>(losses);
  return sum;
}

/** Mean of z - base. */
function meanAbove(z: usize, base: f32, N: usize): f64 {
  let sum: f64 = 0;
  for (let n: usize = 0; n < N; n++) sum += <f64>load<f32>(z + (n << 2)) - <f64>base;
  return sum / <f64>N;
}

/** probabilities (B,N) = softmax of each row of logits. */
export function softmax(probabilities: usize, logits: usize, B: usize, N: usize): void {
  assert(words(probabilities) && words(logits) && B > 0 && N > 0);
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

/**
 * dlogits (B,N) = (probabilities - target) / all, the gradient of the mean cross-entropy of `all` rows, of which these
 * are B; target is (1 - smoothing) onehot(labels) + smoothing / N.
 */
export function softmaxCrossEntropyBackward(
  dlogits: usize, probabilities: usize, labels: usize, smoothing: f64, all: usize, B: usize, N: usize,
): void {
  assert(words(dlogits) && words(probabilities) && labels != 0 && B > 0 && N > 0);
  if (!ASC_NO_ASSERT) assert(labelsFit(labels, B, N));
  const rows = f32x4.splat(<f32>all);
  const other = smoothing / <f64>N;
  const others = f32x4.splat(<f32>other);
  const own = <f32>(1 - smoothing + other);
  const n = B * N;
  const whole = n & ~3;
  for (let i: usize = 0; i < whole; i += 4) share(dlogits, probabilities, i << 2, others, rows, 4);
  if (whole < n) share(dlogits, probabilities, whole << 2, others, rows, n - whole);
  for (let r: usize = 0; r < B; r++) {
    const o = (r * N + <usize>load<u8>(labels + r)) << 2;
    store<f32>(dlogits + o, (load<f32>(probabilities + o) - own) / <f32>all);
  }
}

// @ts-ignore: decorator
@inline
function share(dlogits: usize, probabilities: usize, o: usize, target: v128, rows: v128, left: usize): void {
  store4(dlogits + o, f32x4.div(f32x4.sub(load4(probabilities + o, left), target), rows), left);
}

/**
 * Evaluates logits (B,N): `predicted`, u8 (B), is the class of the largest of each row, of equal ones the lowest;
 * losses (B), float64, its cross-entropy.
 */
export function evaluateLogits(
  losses: usize, predicted: usize, logits: usize, labels: usize, B: usize, N: usize,
): void {
  assert(words(losses) && predicted != 0 && words(logits) && labels != 0 && B > 0 && N > 0);
  if (!ASC_NO_ASSERT) assert(labelsFit(labels, B, N));
  for (let r: usize = 0; r < B; r++, logits += N << 2) {
    const label = <usize>load<u8>(labels + r);
    let largest: usize = 0;
    let peak = load<f32>(logits);
    for (let n: usize = 1; n < N; n++) {
      const logit = load<f32>(logits + (n << 2));
      if (logit > peak) {
        peak = logit;
        largest = n;
      }
    }
    store<u8>(predicted + r, <u8>largest);
    const loss = log(<f64>sumOfExp(logits, peak, N)) - (<f64>load<f32>(logits + (label << 2)) - <f64>peak);
    store<f64>(losses + (r << 3), loss);
  }
}

/** Sum of e^(z - peak), four sums apart. */
function sumOfExp(z: usize, peak: f32, N: usize): f32 {
  const shift = f32x4.splat(peak);
  let sums = f32x4.splat(0);
  for (; N > 3; N -= 4, z += 16) sums = f32x4.add(sums, exp4(f32x4.sub(load4(z, 4), shift)));
  let sum = sum4(sums);
  if (!N) return sum;
  const rest = exp4(f32x4.sub(load4(z, N), shift));
  sum += f32x4.extract_lane(rest, 0);
  if (N > 1) sum += f32x4.extract_lane(rest, 1);
  if (N > 2) sum += f32x4.extract_lane(rest, 2);
  return sum;
}

/**
 * losses (B), float64: the binary cross-entropy of logits (B), softplus(z) - target z, which stays finite where a
 * probability underflows; target is 1 - smoothing / 2 of label 1 and smoothing / 2 of label 0. `predicted`, u8 (B),
 * unless it is 0: 1 where z is above 0.
 */
export function binaryCrossEntropyForward(
  losses: usize, predicted: usize, logits: usize, labels: usize, smoothing: f64, B: usize,
): void {
  assert(words(losses) && words(logits) && labels != 0 && B > 0);
  if (!ASC_NO_ASSERT) assert(labelsFit(labels, B, 2));
  for (let r: usize = 0; r < B; r++) {
    const z = load<f32>(logits + (r << 2));
    const exp = f32x4.extract_lane(exp4(f32x4.splat(-abs(z))), 0);
    const loss = log(1 + <f64>exp) + <f64>max<f32>(z, 0) - binaryTarget(labels + r, smoothing) * <f64>z;
    store<f64>(losses + (r << 3), loss);
    if (predicted) store<u8>(predicted + r, z > 0 ? 1 : 0);
  }
}

/** dlogits (B) = (probabilities - target) / all, where `all` rows make the mean, of which these are B. */
export function binaryCrossEntropyBackward(
  dlogits: usize, probabilities: usize, labels: usize, smoothing: f64, all: usize, B: usize,
): void {
  assert(words(dlogits) && words(probabilities) && labels != 0 && B > 0);
  if (!ASC_NO_ASSERT) assert(labelsFit(labels, B, 2));
  for (let r: usize = 0; r < B; r++) {
    const p = load<f32>(probabilities + (r << 2));
    store<f32>(dlogits + (r << 2), (p - <f32>binaryTarget(labels + r, smoothing)) / <f32>all);
  }
}

function binaryTarget(label: usize, smoothing: f64): f64 {
  return load<u8>(label) ? 1 - smoothing / 2 : smoothing / 2;
}

/**
 * losses (B), float64: of each row of y (B,N) the mean over its N outputs of `factor` times Huber's loss, d² / 2 where
 * the error d = y - target is at most delta, and delta (|d| - delta / 2) beyond. Mean squared error has the factor 2 and
 * no end to delta.
 */
export function huberForward(
  losses: usize, y: usize, targets: usize, delta: f64, factor: f64, B: usize, N: usize,
): void {
  assert(words(losses) && words(y) && words(targets) && B > 0 && N > 0);
  for (const end = losses + (B << 3); losses < end; losses += 8) {
    let sum: f64 = 0;
    for (const next = y + (N << 2); y < next; y += 4, targets += 4) {
      const d = abs(<f64>load<f32>(y) - <f64>load<f32>(targets));
      sum += d > delta ? delta * (d - 0.5 * delta) : 0.5 * d * d;
    }
    store<f64>(losses, factor * sum / <f64>N);
  }
}

/** dy (B,N), the gradient of the mean over `all` rows, of which these are B: `factor` times d, at most delta, / (all N). */
export function huberBackward(
  dy: usize, y: usize, targets: usize, delta: f64, factor: f64, all: usize, B: usize, N: usize,
): void {
  assert(words(dy) && words(y) && words(targets) && B > 0 && N > 0);
  const scale = factor / <f64>(all * N);
  for (const end = dy + ((B * N) << 2); dy < end; dy += 4, y += 4, targets += 4) {
    const d = <f64>load<f32>(y) - <f64>load<f32>(targets);
    store<f32>(dy, <f32>(scale * max(-delta, min(delta, d))));
  }
}

/**
 * Adds B rows to what `sums` (N,3), float64, hold of `before` rows: of each output the mean of its targets, the sum of
 * their squared distances from it (by Welford), and the sum of the squares of its errors y - target.
 */
export function addErrors(sums: usize, y: usize, targets: usize, before: usize, B: usize, N: usize): void {
  assert(words(sums) && words(y) && words(targets) && B > 0 && N > 0);
  for (const last = before + B; before < last; ) {
    before++;
    for (let n: usize = 0, at = sums; n < N; n++, at += 24, y += 4, targets += 4) {
      const target = <f64>load<f32>(targets);
      const d = <f64>load<f32>(y) - target;
      const distance = target - load<f64>(at);
      const mean = load<f64>(at) + distance / <f64>before;
      store<f64>(at, mean);
      store<f64>(at, load<f64>(at, 8) + distance * (target - mean), 8);
      store<f64>(at, load<f64>(at, 16) + d * d, 16);
    }
  }
}
