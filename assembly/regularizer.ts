// L1 and L2 on the weights of one layer.

import { words } from "./asserts";
import { addWide, load4, store4 } from "./lanes";

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
  const signed = v128.or(f32x4.splat(l1), v128.and(w, i32x4.splat(0x80000000)));
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
 * What the loss gains by: l1 sum|w| + 1/2 l2 sum w^2, or with `root` 1/2 l2 sqrt(sum w^2), which the
 * report's code logs.
 */
export function penalty(weight: usize, l1: f64, l2: f64, root: bool, n: usize): f64 {
  assert(words(weight) && n > 0);
  let total: f64 = 0;
  if (l1 != 0) total += l1 * sumOfMagnitudes(weight, n);
  if (l2 != 0) {
    const squares = sumOfSquares(weight, n);
    total += 0.5 * l2 * (root ? sqrt(squares) : squares);
  }
  return total;
}
