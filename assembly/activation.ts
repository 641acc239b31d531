// Activations. Forward: y = f(x), in place where y is x. Backward: dx = dy f'(x), with f' from y.
// sigmoid and tanh are long chains of operations that wait for one another: four side by side overlap.

import { words } from "./asserts";
import { load4, store4 } from "./lanes";
import { sigmoid4, tanh4 } from "./math";

/** y = 1 / (1 + e^-x) */
export function sigmoidForward(y: usize, x: usize, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  for (; n > 15; n -= 16, y += 64, x += 64) {
    const y0 = sigmoid4(v128.load(x));
    const y1 = sigmoid4(v128.load(x, 16));
    const y2 = sigmoid4(v128.load(x, 32));
    const y3 = sigmoid4(v128.load(x, 48));
    v128.store(y, y0);
    v128.store(y, y1, 16);
    v128.store(y, y2, 32);
    v128.store(y, y3, 48);
  }
  for (; n > 3; n -= 4, y += 16, x += 16) store4(y, sigmoid4(load4(x, 4)), 4);
  if (n) store4(y, sigmoid4(load4(x, n)), n);
}

/** dx = dy y (1 - y) */
export function sigmoidBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  assert(words(dx) && words(dy) && words(y) && n > 0);
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
  assert(words(y) && words(x) && n > 0);
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
  assert(words(dx) && words(dy) && words(y) && n > 0);
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
  assert(words(y) && words(x) && n > 0);
  for (; n > 15; n -= 16, y += 64, x += 64) {
    const y0 = tanh4(v128.load(x));
    const y1 = tanh4(v128.load(x, 16));
    const y2 = tanh4(v128.load(x, 32));
    const y3 = tanh4(v128.load(x, 48));
    v128.store(y, y0);
    v128.store(y, y1, 16);
    v128.store(y, y2, 32);
    v128.store(y, y3, 48);
  }
  for (; n > 3; n -= 4, y += 16, x += 16) store4(y, tanh4(load4(x, 4)), 4);
  if (n) store4(y, tanh4(load4(x, n)), n);
}

/** dx = dy (1 - y^2) */
export function tanhBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  assert(words(dx) && words(dy) && words(y) && n > 0);
  for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16) tanhSlope(dx, dy, y, 4);
  if (n) tanhSlope(dx, dy, y, n);
}

// @ts-ignore: decorator
@inline
function tanhSlope(dx: usize, dy: usize, y: usize, left: usize): void {
  const v = load4(y, left);
  store4(dx, f32x4.mul(load4(dy, left), f32x4.sub(f32x4.splat(1), f32x4.mul(v, v))), left);
}
