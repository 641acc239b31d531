// Dropout. The mask itself is a random stream's (random.ts): 0, or the factor of a kept unit.

import { words } from "./asserts";
import { load4, store4 } from "./lanes";

/** y = x * mask; forward and backward alike. */
export function applyMask(y: usize, x: usize, mask: usize, n: usize): void {
  assert(words(y) && words(x) && words(mask) && n > 0);
  for (; n > 3; n -= 4, y += 16, x += 16, mask += 16) store4(y, f32x4.mul(load4(x, 4), load4(mask, 4)), 4);
  if (n) store4(y, f32x4.mul(load4(x, n), load4(mask, n)), n);
}

/** y = x * factor: at test time, where training was not scaled. */
export function scale(y: usize, x: usize, factor: f32, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  const f = f32x4.splat(factor);
  for (; n > 3; n -= 4, y += 16, x += 16) store4(y, f32x4.mul(load4(x, 4), f), 4);
  if (n) store4(y, f32x4.mul(load4(x, n), f), n);
}
