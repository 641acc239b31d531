// SGD, and SGD with a velocity. Sources: Polyak (1964); Nesterov (1983) in the form of Sutskever et al. (2013).

import { words } from "../asserts";
import { descend, gradientOf, mix, splat, stepFits } from "./step";

/** w -= learningRate g + decay w. Coupled and decoupled decay are the same here: both take a share of w. */
export function sgdStep(w: usize, g: usize, learningRate: f64, decay: f64, n: usize): void {
  assert(stepFits(w, g, n));
  const rate = splat(learningRate);
  const share = splat(decay);
  if (decay == 0) {
    for (; n > 0; n -= 4, w += 16, g += 16) descend(w, v128.load(w), f32x4.mul(rate, v128.load(g)), share, false);
  } else {
    for (; n > 0; n -= 4, w += 16, g += 16) descend(w, v128.load(w), f32x4.mul(rate, v128.load(g)), share, true);
  }
}

/**
 * v = momentum v + take g; w -= learningRate v. Not `outside`, the rate is inside v: v = momentum v - learningRate
 * take g; w += v. The two are equal as long as the rate is.
 */
export function momentumStep(
  w: usize, g: usize, v: usize, learningRate: f64, momentum: f64, take: f64, outside: bool,
  coupled: f64, decoupled: f64, n: usize,
): void {
  velocityStep(
    w, g, v, momentum, outside ? take : -learningRate * take, outside ? learningRate : -1, 0, false,
    coupled, decoupled, n,
  );
}

/**
 * v as above with take = 1; w -= learningRate (g + momentum v), or w += momentum v - learningRate g. With `slip`
 * w += momentum^2 v - (1 + momentum) learningRate g, which is Nesterov's for the v before the step, not after.
 */
export function nesterovStep(
  w: usize, g: usize, v: usize, learningRate: f64, momentum: f64, outside: bool, slip: bool,
  coupled: f64, decoupled: f64, n: usize,
): void {
  const ahead = slip ? momentum * momentum : momentum;
  velocityStep(
    w, g, v, momentum, outside ? 1 : -learningRate, outside ? learningRate * ahead : -ahead,
    slip ? (1 + momentum) * learningRate : learningRate, true, coupled, decoupled, n,
  );
}

// @ts-ignore: decorator
@inline
function velocityStep(
  w: usize, g: usize, v: usize, momentum: f64, take: f64, ofVelocity: f64, ofGradient: f64, ahead: bool,
  coupled: f64, decoupled: f64, n: usize,
): void {
  assert(stepFits(w, g, n) && words(v));
  if (coupled == 0 && decoupled == 0) {
    sweep(w, g, v, momentum, take, ofVelocity, ofGradient, ahead, 0, 0, false, n);
  } else {
    sweep(w, g, v, momentum, take, ofVelocity, ofGradient, ahead, coupled, decoupled, true, n);
  }
}

/** v = momentum v + take g; w -= ofVelocity v + ofGradient g, without g where it does not look `ahead` */
// @ts-ignore: decorator
@inline
function sweep(
  w: usize, g: usize, v: usize, momentum: f64, take: f64, ofVelocity: f64, ofGradient: f64, ahead: bool,
  coupled: f64, decoupled: f64, decays: bool, n: usize,
): void {
  const keep = splat(momentum);
  const share = splat(take);
  const velocityRate = splat(ofVelocity);
  const gradientRate = splat(ofGradient);
  const pull = splat(coupled);
  const shrink = splat(decoupled);
  for (; n > 0; n -= 4, w += 16, g += 16, v += 16) {
    const weight = v128.load(w);
    const gradient = gradientOf(g, weight, pull, decays);
    let step = f32x4.mul(velocityRate, mix(v, gradient, keep, share));
    if (ahead) step = f32x4.add(step, f32x4.mul(gradientRate, gradient));
    descend(w, weight, step, shrink, decays);
  }
}
