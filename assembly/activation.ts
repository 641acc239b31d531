// Activations. Forward: y = f(x), in place where y is x. Backward: dx = dy f'(x), with f' from y.

import { load4, store4 } from "./lanes";
import { sigmoid4, tanh4 } from "./math";

/** y = 1 / (1 + e^-x) */
export function sigmoidForward(y: usize, x: usize, n: usize): void {
  for (; n > 3; n -= 4, y += 16, x += 16) store4(y, sigmoid4(load4(x, 4)), 4);
  if (n) store4(y, sigmoid4(load4(x, n)), n);
}

/** dx = dy y (1 - y) */
export function sigmoidBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16) sigmoidSlope(dx, dy, y, 4);
  if (n) sigmoidSlope(dx, dy, y, n);
}

// @ts-ignore: decorator
@inline
function sigmoidSlope(dx: usize, dy: usize, y: usize, left: usize): void {
  const v = load4(y, left);
  store4(dx, f32x4.mul(load4(dy, left), f32x4.mul(v, f32x4.sub(f32x4.splat(1), v))), left);
}

/** y = x < 0 ? 0 : x; NaN stays NaN, so that a diverged network shows. */
export function reluForward(y: usize, x: usize, n: usize): void {
  for (; n > 3; n -= 4, y += 16, x += 16) relu(y, x, 4);
  if (n) relu(y, x, n);
}

// @ts-ignore: decorator
@inline
function relu(y: usize, x: usize, left: usize): void {
  store4(y, f32x4.pmax(load4(x, left), f32x4.splat(0)), left);
}

/** dx = dy where y > 0, else 0 (so the gradient at 0 is 0). */
export function reluBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16) reluSlope(dx, dy, y, 4);
  if (n) reluSlope(dx, dy, y, n);
}

// @ts-ignore: decorator
@inline
function reluSlope(dx: usize, dy: usize, y: usize, left: usize): void {
  store4(dx, v128.and(load4(dy, left), f32x4.gt(load4(y, left), f32x4.splat(0))), left);
}

/** y = tanh x */
export function tanhForward(y: usize, x: usize, n: usize): void {
  for (; n > 3; n -= 4, y += 16, x += 16) store4(y, tanh4(load4(x, 4)), 4);
  if (n) store4(y, tanh4(load4(x, n)), n);
}

/** dx = dy (1 - y^2) */
export function tanhBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16) tanhSlope(dx, dy, y, 4);
  if (n) tanhSlope(dx, dy, y, n);
}

// @ts-ignore: decorator
@inline
function tanhSlope(dx: usize, dy: usize, y: usize, left: usize): void {
  const v = load4(y, left);
  store4(dx, f32x4.mul(load4(dy, left), f32x4.sub(f32x4.splat(1), f32x4.mul(v, v))), left);
}
