// Dropout. The mask itself is a random stream's (random.ts): 0, or the factor of a kept unit.

import { load4, store4 } from "./lanes";

/** y = x * mask; forward and backward alike. */
export function applyMask(y: usize, x: usize, mask: usize, n: usize): void {
  for (let i: usize = 0; i < n; i += 4) {
    const o = i << 2;
    store4(y + o, f32x4.mul(load4(x + o, n - i), load4(mask + o, n - i)), n - i);
  }
}

/** y = x * factor: at test time, where training was not scaled. */
export function scale(y: usize, x: usize, factor: f32, n: usize): void {
  const f = f32x4.splat(factor);
  for (let i: usize = 0; i < n; i += 4) {
    store4(y + (i << 2), f32x4.mul(load4(x + (i << 2), n - i), f), n - i);
  }
}
