// Activations. Forward: y = f(x), in place where y is x. Backward: dx = dy f'(x), with f' from y.

import { load4, store4 } from "./lanes";
import { exp4, tanh4 } from "./math";

/** y = 1 / (1 + e^-x). Relative error < 3e-7. */
export function sigmoidForward(y: usize, x: usize, n: usize): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < n; i += 4) {
    const v = load4(x + (i << 2), n - i);
    store4(y + (i << 2), f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(v)))), n - i);
  }
}

/** dx = dy y (1 - y) */
export function sigmoidBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < n; i += 4) {
    const v = load4(y + (i << 2), n - i);
    const slope = f32x4.mul(v, f32x4.sub(one, v));
    store4(dx + (i << 2), f32x4.mul(load4(dy + (i << 2), n - i), slope), n - i);
  }
}

/** y = x < 0 ? 0 : x; NaN stays NaN, so that a diverged network shows. */
export function reluForward(y: usize, x: usize, n: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < n; i += 4) {
    store4(y + (i << 2), f32x4.pmax(load4(x + (i << 2), n - i), zero), n - i);
  }
}

/** dx = dy where y > 0, else 0 (so the gradient at 0 is 0). */
export function reluBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  const zero = f32x4.splat(0);
  for (let i: usize = 0; i < n; i += 4) {
    const positive = f32x4.gt(load4(y + (i << 2), n - i), zero);
    store4(dx + (i << 2), v128.and(load4(dy + (i << 2), n - i), positive), n - i);
  }
}

/** y = tanh x */
export function tanhForward(y: usize, x: usize, n: usize): void {
  for (let i: usize = 0; i < n; i += 4) {
    store4(y + (i << 2), tanh4(load4(x + (i << 2), n - i)), n - i);
  }
}

/** dx = dy (1 - y^2) */
export function tanhBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  const one = f32x4.splat(1);
  for (let i: usize = 0; i < n; i += 4) {
    const v = load4(y + (i << 2), n - i);
    const slope = f32x4.sub(one, f32x4.mul(v, v));
    store4(dx + (i << 2), f32x4.mul(load4(dy + (i << 2), n - i), slope), n - i);
  }
}
