// Steps over the root of a mean square. Sources: Duchi, Hazan & Singer (2011); Hinton, lecture 6e (2012), whose mean
// forgets; Graves, arXiv:1308.0850 (centered); Zeiler, arXiv:1212.5701.

import { words } from "../asserts";
import { descend, gradientOf, mix, splat, stepFits } from "./step";

/**
 * h = keep h + take g^2; w -= learningRate g / (sqrt(h + inside) + outside). RMSProp has take = 1 - keep. AdaGrad's h
 * is a sum: both 1, h from the caller's initial accumulator, and take = 0 in a step that leaves h alone.
 * With a `mean` = keep mean + take g, h - mean^2 stands in place of h: a variance, at least 0 where rounding would make
 * it less. With a `velocity` = momentum velocity + step, that is what w moves by; the rate is in the step, or with
 * `rateOutside` a factor of the velocity.
 */
export function rmspropStep(
  w: usize, g: usize, h: usize, mean: usize, velocity: usize,
  learningRate: f64, keep: f64, take: f64, inside: f64, outside: f64, momentum: f64, rateOutside: bool,
  coupled: f64, decoupled: f64, n: usize,
): void {
  assert(stepFits(w, g, n) && words(h));
  const rate = velocity && rateOutside ? 1 : learningRate;
  const after = velocity && rateOutside ? learningRate : 1;
  if (coupled != 0 || decoupled != 0 || (mean && velocity)) {
    general(w, g, h, mean, velocity, rate, keep, take, inside, outside, momentum, after, coupled, decoupled, n);
  } else if (velocity) {
    sweep(w, g, h, 0, velocity, rate, keep, take, inside, outside, momentum, after, 0, 0, false, true, false, n);
  } else if (mean) {
    sweep(w, g, h, mean, 0, rate, keep, take, inside, outside, 0, 1, 0, 0, true, false, false, n);
  } else {
    sweep(w, g, h, 0, 0, rate, keep, take, inside, outside, 0, 1, 0, 0, false, false, false, n);
  }
}

/** One loop for the forms that few train with, which asks in it what they have: slower by a fifth, and once. */
function general(
  w: usize, g: usize, h: usize, mean: usize, velocity: usize,
  rate: f64, keep: f64, take: f64, inside: f64, outside: f64, momentum: f64, after: f64,
  coupled: f64, decoupled: f64, n: usize,
): void {
  const decays = coupled != 0 || decoupled != 0;
  sweep(
    w, g, h, mean, velocity, rate, keep, take, inside, outside, momentum, after, coupled, decoupled,
    mean != 0, velocity != 0, decays, n,
  );
}

// @ts-ignore: decorator
@inline
function sweep(
  w: usize, g: usize, h: usize, mean: usize, velocity: usize,
  rate: f64, keep: f64, take: f64, inside: f64, outside: f64, momentum: f64, after: f64,
  coupled: f64, decoupled: f64, centered: bool, moves: bool, decays: bool, n: usize,
): void {
  const pull = splat(coupled);
  const shrink = splat(decoupled);
  const kept = splat(keep);
  const taken = splat(take);
  const insideRoot = splat(inside);
  const besideRoot = splat(outside);
  const keptVelocity = splat(momentum);
  const gradientRate = splat(rate);
  const velocityRate = splat(after);
  const one = splat(1);
  for (let i: usize = 0, end = n << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = gradientOf(g + i, weight, pull, decays);
    let square = mix(h + i, f32x4.mul(gradient, gradient), kept, taken);
    if (centered) {
      const average = mix(mean + i, gradient, kept, taken);
      square = f32x4.pmax(f32x4.sub(square, f32x4.mul(average, average)), f32x4.splat(0));
    }
    const root = f32x4.add(f32x4.sqrt(f32x4.add(square, insideRoot)), besideRoot);
    let step = f32x4.div(f32x4.mul(gradientRate, gradient), root);
    if (moves) step = f32x4.mul(velocityRate, mix(velocity + i, step, keptVelocity, one));
    descend(w + i, weight, step, shrink, decays);
  }
}

/**
 * e = decay e + (1 - decay) g^2; step = sqrt((d + epsilon) / (e + epsilon)) g; d = decay d + (1 - decay) step^2;
 * w -= learningRate step
 */
export function adadeltaStep(
  w: usize, g: usize, e: usize, d: usize, learningRate: f64, decay: f64, epsilon: f64,
  coupled: f64, decoupled: f64, n: usize,
): void {
  assert(stepFits(w, g, n) && words(e) && words(d));
  if (coupled == 0 && decoupled == 0) adadelta(w, g, e, d, learningRate, decay, epsilon, 0, 0, false, n);
  else adadelta(w, g, e, d, learningRate, decay, epsilon, coupled, decoupled, true, n);
}

// @ts-ignore: decorator
@inline
function adadelta(
  w: usize, g: usize, e: usize, d: usize, learningRate: f64, decay: f64, epsilon: f64,
  coupled: f64, decoupled: f64, decays: bool, n: usize,
): void {
  const pull = splat(coupled);
  const shrink = splat(decoupled);
  const rate = splat(learningRate);
  const keep = splat(decay);
  const take = splat(1 - decay);
  const eps = splat(epsilon);
  for (let i: usize = 0, end = n << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = gradientOf(g + i, weight, pull, decays);
    const square = mix(e + i, f32x4.mul(gradient, gradient), keep, take);
    const ratio = f32x4.div(f32x4.add(v128.load(d + i), eps), f32x4.add(square, eps));
    const step = f32x4.mul(f32x4.sqrt(ratio), gradient);
    mix(d + i, f32x4.mul(step, step), keep, take);
    descend(w + i, weight, f32x4.mul(rate, step), shrink, decays);
  }
}
