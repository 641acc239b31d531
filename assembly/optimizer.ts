// Optimizers, in order of increasing state. Each is one pass over n contiguous parameters w with their
// gradients g; state arrays start at 0 unless said otherwise. In-place on w and the state.

import { load4, store4 } from "./lanes";
import { power } from "./math";

/** w -= learningRate g */
export function sgdStep(w: usize, g: usize, learningRate: f64, n: usize): void {
  const rate = f32x4.splat(<f32>learningRate);
  for (let i: usize = 0; i < n; i += 4) {
    const o = i << 2;
    const left = n - i;
    store4(w + o, f32x4.sub(load4(w + o, left), f32x4.mul(rate, load4(g + o, left))), left);
  }
}

/** v = momentum v - learningRate g; w += v. Source: Polyak (1964); the rate is inside v. */
export function momentumStep(
  w: usize, g: usize, velocity: usize, learningRate: f64, momentum: f64, n: usize,
): void {
  const rate = f32x4.splat(<f32>learningRate);
  const keep = f32x4.splat(<f32>momentum);
  for (let i: usize = 0; i < n; i += 4) {
    const o = i << 2;
    const left = n - i;
    const kept = f32x4.mul(keep, load4(velocity + o, left));
    const v = f32x4.sub(kept, f32x4.mul(rate, load4(g + o, left)));
    store4(velocity + o, v, left);
    store4(w + o, f32x4.add(load4(w + o, left), v), left);
  }
}

/**
 * h += g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Duchi, Hazan & Singer (2011).
 * h starts at the caller's initial accumulator. With `skip` h stays as it is in this step, as in the first
 * step of the report's code.
 */
export function adagradStep(
  w: usize, g: usize, h: usize, learningRate: f64, epsilon: f64, skip: bool, n: usize,
): void {
  const rate = f32x4.splat(<f32>learningRate);
  const eps = f32x4.splat(<f32>epsilon);
  for (let i: usize = 0; i < n; i += 4) {
    const o = i << 2;
    const left = n - i;
    const grad = load4(g + o, left);
    let sum = load4(h + o, left);
    if (!skip) sum = f32x4.add(sum, f32x4.mul(grad, grad));
    store4(h + o, sum, left);
    const step = f32x4.div(f32x4.mul(rate, grad), f32x4.add(f32x4.sqrt(sum), eps));
    store4(w + o, f32x4.sub(load4(w + o, left), step), left);
  }
}

/** h = decay h + (1 - decay) g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Hinton, lecture 6e (2012). */
export function rmspropStep(
  w: usize, g: usize, h: usize, learningRate: f64, decay: f64, epsilon: f64, n: usize,
): void {
  const rate = f32x4.splat(<f32>learningRate);
  const keep = f32x4.splat(<f32>decay);
  const take = f32x4.splat(<f32>(1 - decay));
  const eps = f32x4.splat(<f32>epsilon);
  for (let i: usize = 0; i < n; i += 4) {
    const o = i << 2;
    const left = n - i;
    const grad = load4(g + o, left);
    const kept = f32x4.mul(keep, load4(h + o, left));
    const mean = f32x4.add(kept, f32x4.mul(take, f32x4.mul(grad, grad)));
    store4(h + o, mean, left);
    const step = f32x4.div(f32x4.mul(rate, grad), f32x4.add(f32x4.sqrt(mean), eps));
    store4(w + o, f32x4.sub(load4(w + o, left), step), left);
  }
}

/**
 * m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= rate m / (sqrt(v) + eps), where
 * rate = learningRate sqrt(1 - beta2^t) / (1 - beta1^t) for the t-th step, t from 1.
 * Source: Kingma & Ba, arXiv:1412.6980. Their algorithm 1 has epsilon beside the corrected sqrt(v^), which is
 * eps = epsilon sqrt(1 - beta2^t); `uncorrected` takes eps = epsilon (the report's code, Keras).
 */
export function adamStep(
  w: usize, g: usize, m: usize, v: usize,
  learningRate: f64, beta1: f64, beta2: f64, epsilon: f64, uncorrected: bool, t: u32, n: usize,
): void {
  const correction = sqrt(1 - power(beta2, t));
  const rate = f32x4.splat(<f32>((learningRate * correction) / (1 - power(beta1, t))));
  const eps = f32x4.splat(<f32>(uncorrected ? epsilon : epsilon * correction));
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const take2 = f32x4.splat(<f32>(1 - beta2));
  for (let i: usize = 0; i < n; i += 4) {
    const o = i << 2;
    const left = n - i;
    const grad = load4(g + o, left);
    let mean = load4(m + o, left);
    mean = f32x4.add(mean, f32x4.mul(take1, f32x4.sub(grad, mean)));
    store4(m + o, mean, left);
    let square = load4(v + o, left);
    square = f32x4.add(square, f32x4.mul(take2, f32x4.sub(f32x4.mul(grad, grad), square)));
    store4(v + o, square, left);
    const step = f32x4.div(f32x4.mul(rate, mean), f32x4.add(f32x4.sqrt(square), eps));
    store4(w + o, f32x4.sub(load4(w + o, left), step), left);
  }
}
