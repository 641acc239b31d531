// What holds weights back: L1 and L2, a limit of their norms, and limits of their gradients.

import { words } from "./asserts";
import { addWide, load4, store4 } from "./lanes";
import { constant, SIGN } from "./math";

/** gradient += l2 weight + l1 sign(weight), with sign(0) = 0. */
export function regularize(gradient: usize, weight: usize, l1: f32, l2: f32, n: usize): void {
  assert(words(gradient) && words(weight) && n > 0);
  for (; n > 3; n -= 4, gradient += 16, weight += 16) add(gradient, weight, l1, l2, 4);
  if (n) add(gradient, weight, l1, l2, n);
}

// @ts-ignore: decorator
@inline
function add(gradient: usize, weight: usize, l1: f32, l2: f32, left: usize): void {
  const w = load4(weight, left);
  const signed = v128.or(f32x4.splat(l1), v128.and(w, constant(SIGN)));
  const pull = v128.and(signed, f32x4.ne(w, f32x4.splat(0)));
  const term = f32x4.add(f32x4.mul(f32x4.splat(l2), w), pull);
  store4(gradient, f32x4.add(load4(gradient, left), term), left);
}

/** Sum of |x|. Both sums run in float64, lanes 0 and 2, 1 and 3 apart. */
export function sumOfMagnitudes(x: usize, n: usize): f64 {
  let total = f64x2.splat(0);
  for (; n > 3; n -= 4, x += 16) total = addWide(total, f32x4.abs(load4(x, 4)));
  if (n) total = addWide(total, f32x4.abs(load4(x, n)));
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

/** Sum of x^2. */
export function sumOfSquares(x: usize, n: usize): f64 {
  let total = f64x2.splat(0);
  for (; n > 3; n -= 4, x += 16) total = addWide(total, square(load4(x, 4)));
  if (n) total = addWide(total, square(load4(x, n)));
  return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}

// @ts-ignore: decorator
@inline
function square(v: v128): v128 {
  return f32x4.mul(v, v);
}

/**
 * What the loss gains by, float64: l1 sum|w| + 1/2 l2 sum w^2, or with `root` 1/2 l2 sqrt(sum w^2), which the
 * report's code logs.
 */
export function penalty(y: usize, weight: usize, l1: f64, l2: f64, root: bool, n: usize): void {
  assert(words(y) && words(weight) && n > 0);
  let total: f64 = 0;
  if (l1 != 0) total += l1 * sumOfMagnitudes(weight, n);
  if (l2 != 0) {
    const squares = sumOfSquares(weight, n);
    total += 0.5 * l2 * (root ? sqrt(squares) : squares);
  }
  store<f64>(y, total);
}

/** x = x between -limit and limit; NaN stays. */
export function clip(x: usize, limit: f32, n: usize): void {
  assert(words(x) && n > 0);
  const high = f32x4.splat(limit);
  const low = f32x4.splat(-limit);
  for (let i: usize = 0; i < n; i += 4) {
    const o = x + (i << 2);
    store4(o, f32x4.pmax(f32x4.pmin(load4(o, n - i), high), low), n - i);
  }
}

/**
 * Scales each column of weight (I,N), the weights into one unit, whose norm is above the limit: by
 * limit / (norm + 1e-7). The others stay as they are.
 */
export function limitNorms(weight: usize, limit: f64, I: usize, N: usize): void {
  assert(words(weight) && I > 0 && N > 0);
  const row = N << 2;
  for (; N > 3; N -= 4, weight += 16) limitColumns(weight, limit, I, row, 4);
  if (N) limitColumns(weight, limit, I, row, N);
}

/** The first `left`, at most four, columns of rows of so many bytes. */
// @ts-ignore: decorator
@inline
function limitColumns(weight: usize, limit: f64, I: usize, row: usize, left: usize): void {
  const end = weight + I * row;
  let low = f64x2.splat(0);
  let high = low;
  for (let p = weight; p < end; p += row) {
    const squares = square(load4(p, left));
    low = f64x2.add(low, f64x2.promote_low_f32x4(squares));
    high = f64x2.add(high, f64x2.promote_low_f32x4(i64x2.shuffle(squares, squares, 1, 0)));
  }
  const factors = i64x2.shuffle(shrinking(low, limit), shrinking(high, limit), 0, 2);
  if (!v128.any_true(f32x4.ne(factors, f32x4.splat(1)))) return;
  for (let p = weight; p < end; p += row) store4(p, f32x4.mul(load4(p, left), factors), left);
}

/** What two columns are multiplied by, given the sums of their squares; in the lanes 0 and 1. */
// @ts-ignore: decorator
@inline
function shrinking(squares: v128, limit: f64): v128 {
  const norm = f64x2.sqrt(squares);
  const factor = f64x2.div(f64x2.splat(limit), f64x2.add(norm, f64x2.splat(1e-7)));
  return f32x4.demote_f64x2_zero(v128.bitselect(factor, f64x2.splat(1), f64x2.gt(norm, f64x2.splat(limit))));
}
