// What all optimizers have in common. A step is one pass over n contiguous parameters w with their gradients g, in
// place on w and the state; n is a multiple of 4, because the caller pads arrays to whole vectors. State starts at 0
// unless said otherwise. Weight decay is part of the pass: `coupled` λ adds λ w to the gradient before anything else,
// `decoupled` takes that share of the old w off, beside the step.
//
// What a step is asked for besides (decay, a variance, a look ahead) is a constant of an inline loop, called once for
// each answer: a branch inside the loop would cost more than the step, and without decay w is in neither sum.

import { words } from "../asserts";

/** Whether a step can be made of these. */
// @ts-ignore: decorator
@inline
export function stepFits(w: usize, g: usize, n: usize): bool {
  return words(w) && words(g) && n > 0 && (n & 3) == 0;
}

let pinned: v128 = i32x4(0, 0, 0, 0);

/** x in all lanes, by way of a global: where a value can be moved, V8 computes it anew in the loop for every vector. */
// @ts-ignore: decorator
@inline
export function splat(x: f64): v128 {
  pinned = f32x4.splat(<f32>x);
  return pinned;
}

/** g, or g + coupled w */
// @ts-ignore: decorator
@inline
export function gradientOf(g: usize, weight: v128, coupled: v128, decays: bool): v128 {
  const gradient = v128.load(g);
  return decays ? f32x4.add(gradient, f32x4.mul(coupled, weight)) : gradient;
}

/** w -= step, or step + decoupled w */
// @ts-ignore: decorator
@inline
export function descend(w: usize, weight: v128, step: v128, decoupled: v128, decays: bool): void {
  v128.store(w, f32x4.sub(weight, decays ? f32x4.add(step, f32x4.mul(decoupled, weight)) : step));
}

/** x += share (y - x) */
// @ts-ignore: decorator
@inline
export function approach(x: usize, y: v128, share: v128): v128 {
  const before = v128.load(x);
  const after = f32x4.add(before, f32x4.mul(share, f32x4.sub(y, before)));
  v128.store(x, after);
  return after;
}

/** x = keep x + take y */
// @ts-ignore: decorator
@inline
export function mix(x: usize, y: v128, keep: v128, take: v128): v128 {
  const after = f32x4.add(f32x4.mul(keep, v128.load(x)), f32x4.mul(take, y));
  v128.store(x, after);
  return after;
}
