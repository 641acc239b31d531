// Adam and its kin: m, the mean of gradients, over the root of v, the mean of their squares; t counts steps from 1.
// m^ = m / (1 - beta1^t) and v^ = v / (1 - beta2^t) are their corrected forms. Sources: Kingma & Ba, arXiv:1412.6980
// (Adam, Adamax); Loshchilov & Hutter, arXiv:1711.05101 (AdamW, which is Adam with decoupled decay); Reddi, Kale &
// Kumar, arXiv:1904.09237 (AMSGrad); Dozat (2016); Liu et al., arXiv:1908.03265 (RAdam).

import { words } from "../asserts";
import { power } from "../math";
import { approach, descend, gradientOf, mix, splat, stepFits } from "./step";

/**
 * w -= learningRate m^ / (sqrt(v^) + epsilon). `uncorrected` has epsilon beside the uncorrected root, as Keras and the
 * report's code: w -= learningRate sqrt(1 - beta2^t) / (1 - beta1^t) m / (sqrt(v) + epsilon). With a `peak` (AMSGrad)
 * the greatest v so far stands in place of v, or with `peakCorrected` the greatest v^ in place of v^.
 */
export function adamStep(
  w: usize, g: usize, m: usize, v: usize, peak: usize,
  learningRate: f64, beta1: f64, beta2: f64, epsilon: f64, uncorrected: bool, peakCorrected: bool, t: u32,
  coupled: f64, decoupled: f64, n: usize,
): void {
  const correction1 = 1 - power(beta1, t);
  const correction2 = 1 - power(beta2, t);
  // The root that epsilon stands beside is of v, or of v^ where that is what the peak holds.
  const correction = sqrt(correction2);
  const root = peakCorrected ? 1 : correction;
  const eps = !uncorrected ? epsilon * root : peakCorrected ? epsilon / correction : epsilon;
  const rate = (learningRate * root) / correction1;
  if (peak) {
    const scale = peakCorrected ? 1 / correction2 : 1;
    decaying(w, g, m, v, peak, rate, 0, beta1, beta2, eps, scale, coupled, decoupled, true, false, true, n);
  } else {
    meanOverRoot(w, g, m, v, rate, beta1, beta2, eps, coupled, decoupled, n);
  }
}

/**
 * Adam that looks ahead as Nesterov does: w -= learningRate (mu' m / (1 - P mu') + (1 - mu) g / (1 - P)) / (sqrt(v^) +
 * epsilon), where mu = beta1 (1 - ratio^t / 2), mu' is that of the next step, and P the product of all mu up to this
 * step's. ratio is 0.96^psi, or 0 for the same mu in every step.
 */
export function nadamStep(
  w: usize, g: usize, m: usize, v: usize,
  learningRate: f64, beta1: f64, beta2: f64, epsilon: f64, ratio: f64, t: u32,
  coupled: f64, decoupled: f64, n: usize,
): void {
  const root = sqrt(1 - power(beta2, t));
  const rate = learningRate * root;
  countTo(t, beta1, ratio);
  const next = beta1 * (1 - 0.5 * (ratioPower * ratio));
  decaying(
    w, g, m, v, 0, (rate * next) / (1 - product * next), (rate * (1 - mu)) / (1 - product), beta1, beta2,
    epsilon * root, 1, coupled, decoupled, false, true, true, n,
  );
}

// NAdam's mu and P of the step `counted`, kept from step to step, because P has a factor for each. To count from the
// first step again, as after a checkpoint, makes the same products in the same order, and so the same bits.
let counted: u32 = 0;
let ofBeta: f64 = 0;
let ofRatio: f64 = 0;
let ratioPower: f64 = 1;
let mu: f64 = 0;
let product: f64 = 1;

function countTo(t: u32, beta1: f64, ratio: f64): void {
  if (t < counted || beta1 != ofBeta || ratio != ofRatio) {
    counted = 0;
    ofBeta = beta1;
    ofRatio = ratio;
    ratioPower = 1;
    product = 1;
  }
  while (counted < t) {
    const ratioBefore = ratioPower;
    const productBefore = product;
    ratioPower *= ratio;
    mu = beta1 * (1 - 0.5 * ratioPower);
    product *= mu;
    // Both come to where rounding holds them: no later step changes them.
    counted = ratioPower == ratioBefore && product == productBefore ? t : counted + 1;
  }
}

/**
 * Adam with its rate times r, once v is the mean of enough squares: rho > threshold, where top = 2 / (1 - beta2) - 1,
 * rho = top - 2 t beta2^t / (1 - beta2^t), r^2 = (rho - 4)(rho - 2) top / ((top - 4)(top - 2) rho). Before:
 * w -= learningRate m^.
 */
export function radamStep(
  w: usize, g: usize, m: usize, v: usize,
  learningRate: f64, beta1: f64, beta2: f64, epsilon: f64, uncorrected: bool, threshold: f64, t: u32,
  coupled: f64, decoupled: f64, n: usize,
): void {
  const power2 = power(beta2, t);
  const top = 2 / (1 - beta2) - 1;
  const rho = top - (2 * <f64>t * power2) / (1 - power2);
  const rate = learningRate / (1 - power(beta1, t));
  if (rho > threshold) {
    const root = sqrt(1 - power2);
    const r = sqrt(((rho - 4) * (rho - 2) * top) / ((top - 4) * (top - 2) * rho));
    const eps = uncorrected ? epsilon : epsilon * root;
    meanOverRoot(w, g, m, v, rate * r * root, beta1, beta2, eps, coupled, decoupled, n);
  } else {
    decaying(w, g, m, v, 0, rate, 0, beta1, beta2, 0, 1, coupled, decoupled, false, false, false, n);
  }
}

/** w -= rate m / (sqrt(v) + epsilon) */
function meanOverRoot(
  w: usize, g: usize, m: usize, v: usize, rate: f64, beta1: f64, beta2: f64, epsilon: f64,
  coupled: f64, decoupled: f64, n: usize,
): void {
  decaying(w, g, m, v, 0, rate, 0, beta1, beta2, epsilon, 1, coupled, decoupled, false, false, true, n);
}

// @ts-ignore: decorator
@inline
function decaying(
  w: usize, g: usize, m: usize, v: usize, peak: usize,
  ofMean: f64, ofGradient: f64, beta1: f64, beta2: f64, epsilon: f64, scale: f64,
  coupled: f64, decoupled: f64, peaks: bool, ahead: bool, adaptive: bool, n: usize,
): void {
  assert(stepFits(w, g, n) && words(m) && words(v));
  if (coupled == 0 && decoupled == 0) {
    sweep(w, g, m, v, peak, ofMean, ofGradient, beta1, beta2, epsilon, scale, 0, 0, peaks, ahead, adaptive, false, n);
  } else {
    sweep(
      w, g, m, v, peak, ofMean, ofGradient, beta1, beta2, epsilon, scale, coupled, decoupled,
      peaks, ahead, adaptive, true, n,
    );
  }
}

/**
 * m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= (ofMean m + ofGradient g) / (sqrt(v) + epsilon), without g
 * where it does not look `ahead`, and not divided where it is not `adaptive`. Where it `peaks`, peak = max(peak,
 * scale v) stands in place of v.
 */
// @ts-ignore: decorator
@inline
function sweep(
  w: usize, g: usize, m: usize, v: usize, peak: usize,
  ofMean: f64, ofGradient: f64, beta1: f64, beta2: f64, epsilon: f64, scale: f64,
  coupled: f64, decoupled: f64, peaks: bool, ahead: bool, adaptive: bool, decays: bool, n: usize,
): void {
  const pull = splat(coupled);
  const shrink = splat(decoupled);
  const meanRate = splat(ofMean);
  const gradientRate = splat(ofGradient);
  const take1 = splat(1 - beta1);
  const take2 = splat(1 - beta2);
  const eps = splat(epsilon);
  const scaled = splat(scale);
  for (let i: usize = 0, end = n << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = gradientOf(g + i, weight, pull, decays);
    let step = f32x4.mul(meanRate, approach(m + i, gradient, take1));
    if (ahead) step = f32x4.add(step, f32x4.mul(gradientRate, gradient));
    let square = approach(v + i, f32x4.mul(gradient, gradient), take2);
    if (peaks) {
      square = f32x4.pmax(f32x4.mul(scaled, square), v128.load(peak + i));
      v128.store(peak + i, square);
    }
    if (adaptive) step = f32x4.div(step, f32x4.add(f32x4.sqrt(square), eps));
    descend(w + i, weight, step, shrink, decays);
  }
}

/** u = max(beta2 u, |g| + inside); w -= learningRate m^ / (u + outside) */
export function adamaxStep(
  w: usize, g: usize, m: usize, u: usize,
  learningRate: f64, beta1: f64, beta2: f64, inside: f64, outside: f64, t: u32,
  coupled: f64, decoupled: f64, n: usize,
): void {
  assert(stepFits(w, g, n) && words(m) && words(u) && t > 0);
  const rate = learningRate / (1 - power(beta1, t));
  if (coupled == 0 && decoupled == 0) adamax(w, g, m, u, rate, beta1, beta2, inside, outside, 0, 0, false, n);
  else adamax(w, g, m, u, rate, beta1, beta2, inside, outside, coupled, decoupled, true, n);
}

// @ts-ignore: decorator
@inline
function adamax(
  w: usize, g: usize, m: usize, u: usize, ofMean: f64, beta1: f64, beta2: f64, inside: f64, outside: f64,
  coupled: f64, decoupled: f64, decays: bool, n: usize,
): void {
  const pull = splat(coupled);
  const shrink = splat(decoupled);
  const rate = splat(ofMean);
  const take = splat(1 - beta1);
  const keep = splat(beta2);
  const added = splat(inside);
  const beside = splat(outside);
  for (let i: usize = 0, end = n << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = gradientOf(g + i, weight, pull, decays);
    const mean = approach(m + i, gradient, take);
    const size = f32x4.add(f32x4.abs(gradient), added);
    const most = f32x4.pmax(size, f32x4.mul(keep, v128.load(u + i)));
    v128.store(u + i, most);
    descend(w + i, weight, f32x4.div(f32x4.mul(rate, mean), f32x4.add(most, beside)), shrink, decays);
  }
}

/**
 * w -= learningRate sign(beta1 m + (1 - beta1) g), where sign(0) = 0; then m = beta2 m + (1 - beta2) g.
 * Source: Chen et al., arXiv:2302.06675.
 */
export function lionStep(
  w: usize, g: usize, m: usize, learningRate: f64, beta1: f64, beta2: f64,
  coupled: f64, decoupled: f64, n: usize,
): void {
  assert(stepFits(w, g, n) && words(m));
  if (coupled == 0 && decoupled == 0) lion(w, g, m, learningRate, beta1, beta2, 0, 0, false, n);
  else lion(w, g, m, learningRate, beta1, beta2, coupled, decoupled, true, n);
}

// @ts-ignore: decorator
@inline
function lion(
  w: usize, g: usize, m: usize, learningRate: f64, beta1: f64, beta2: f64,
  coupled: f64, decoupled: f64, decays: bool, n: usize,
): void {
  const pull = splat(coupled);
  const shrink = splat(decoupled);
  const rate = splat(learningRate);
  const keep1 = splat(beta1);
  const take1 = splat(1 - beta1);
  const keep2 = splat(beta2);
  const take2 = splat(1 - beta2);
  for (let i: usize = 0, end = n << 2; i < end; i += 16) {
    const weight = v128.load(w + i);
    const gradient = gradientOf(g + i, weight, pull, decays);
    const direction = f32x4.add(f32x4.mul(keep1, v128.load(m + i)), f32x4.mul(take1, gradient));
    mix(m + i, gradient, keep2, take2);
    const step = v128.or(rate, v128.and(direction, i32x4.splat(0x80000000)));
    // NaN differs from 0, and stays NaN.
    const moves = f32x4.ne(direction, f32x4.splat(0));
    const known = f32x4.eq(direction, direction);
    descend(w + i, weight, v128.bitselect(v128.and(step, moves), direction, known), shrink, decays);
  }
}
