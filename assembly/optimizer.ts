// Optimizers, in order of increasing state. Each is one pass over n contiguous parameters w with their
// gradients g; state arrays start at 0 unless said otherwise. In place on w and the state.

import { words } from "./asserts";
import { load4, store4 } from "./lanes";
import { power } from "./math";

// @ts-ignore: decorator
@inline
function splat(x: f64): v128 {
  return f32x4.splat(<f32>x);
}

/** w -= learningRate g */
export function sgdStep(w: usize, g: usize, learningRate: f64, n: usize): void {
  assert(words(w) && words(g) && n > 0);
  const rate = splat(learningRate);
  for (; n > 3; n -= 4, w += 16, g += 16) sgd(w, g, rate, 4);
  if (n) sgd(w, g, rate, n);
}

// @ts-ignore: decorator
@inline
function sgd(w: usize, g: usize, rate: v128, left: usize): void {
  store4(w, f32x4.sub(load4(w, left), f32x4.mul(rate, load4(g, left))), left);
}

/** v = momentum v - learningRate g; w += v. Source: Polyak (1964); the rate is inside v. */
export function momentumStep(
  w: usize, g: usize, v: usize, learningRate: f64, momentum: f64, n: usize,
): void {
  assert(words(w) && words(g) && words(v) && n > 0);
  const rate = splat(learningRate);
  const keep = splat(momentum);
  for (; n > 3; n -= 4, w += 16, g += 16, v += 16) move(w, g, v, rate, keep, 4);
  if (n) move(w, g, v, rate, keep, n);
}

// @ts-ignore: decorator
@inline
function move(w: usize, g: usize, v: usize, rate: v128, keep: v128, left: usize): void {
  const velocity = f32x4.sub(f32x4.mul(keep, load4(v, left)), f32x4.mul(rate, load4(g, left)));
  store4(v, velocity, left);
  store4(w, f32x4.add(load4(w, left), velocity), left);
}

/** w -= rate direction / (sqrt(square) + epsilon) */
// @ts-ignore: decorator
@inline
function descend(w: usize, rate: v128, direction: v128, square: v128, epsilon: v128, left: usize): void {
  const step = f32x4.div(f32x4.mul(rate, direction), f32x4.add(f32x4.sqrt(square), epsilon));
  store4(w, f32x4.sub(load4(w, left), step), left);
}

/**
 * h += g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Duchi, Hazan & Singer (2011).
 * h starts at the caller's initial accumulator. With `skip` h stays as it is in this step, as in the first
 * step of the report's code.
 */
export function adagradStep(
  w: usize, g: usize, h: usize, learningRate: f64, epsilon: f64, skip: bool, n: usize,
): void {
  assert(words(w) && words(g) && words(h) && n > 0);
  const rate = splat(learningRate);
  const eps = splat(epsilon);
  const take = i32x4.splat(skip ? 0 : -1);
  for (; n > 3; n -= 4, w += 16, g += 16, h += 16) adagrad(w, g, h, rate, eps, take, 4);
  if (n) adagrad(w, g, h, rate, eps, take, n);
}

// @ts-ignore: decorator
@inline
function adagrad(w: usize, g: usize, h: usize, rate: v128, eps: v128, take: v128, left: usize): void {
  const grad = load4(g, left);
  const sum = f32x4.add(load4(h, left), v128.and(take, f32x4.mul(grad, grad)));
  store4(h, sum, left);
  descend(w, rate, grad, sum, eps, left);
}

/** h = decay h + (1 - decay) g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Hinton, lecture 6e (2012). */
export function rmspropStep(
  w: usize, g: usize, h: usize, learningRate: f64, decay: f64, epsilon: f64, n: usize,
): void {
  assert(words(w) && words(g) && words(h) && n > 0);
  const rate = splat(learningRate);
  const eps = splat(epsilon);
  const keep = splat(decay);
  const take = splat(1 - decay);
  for (; n > 3; n -= 4, w += 16, g += 16, h += 16) rmsprop(w, g, h, rate, eps, keep, take, 4);
  if (n) rmsprop(w, g, h, rate, eps, keep, take, n);
}

// @ts-ignore: decorator
@inline
function rmsprop(
  w: usize, g: usize, h: usize, rate: v128, eps: v128, keep: v128, take: v128, left: usize,
): void {
  const grad = load4(g, left);
  const mean = f32x4.add(f32x4.mul(keep, load4(h, left)), f32x4.mul(take, f32x4.mul(grad, grad)));
  store4(h, mean, left);
  descend(w, rate, grad, mean, eps, left);
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
  assert(words(w) && words(g) && words(m) && words(v) && t > 0 && n > 0);
  const correction = sqrt(1 - power(beta2, t));
  const rate = splat((learningRate * correction) / (1 - power(beta1, t)));
  const eps = splat(uncorrected ? epsilon : epsilon * correction);
  const take1 = splat(1 - beta1);
  const take2 = splat(1 - beta2);
  for (; n > 3; n -= 4, w += 16, g += 16, m += 16, v += 16) adam(w, g, m, v, rate, eps, take1, take2, 4);
  if (n) adam(w, g, m, v, rate, eps, take1, take2, n);
}

// @ts-ignore: decorator
@inline
function adam(
  w: usize, g: usize, m: usize, v: usize, rate: v128, eps: v128, take1: v128, take2: v128, left: usize,
): void {
  const grad = load4(g, left);
  let mean = load4(m, left);
  mean = f32x4.add(mean, f32x4.mul(take1, f32x4.sub(grad, mean)));
  store4(m, mean, left);
  let square = load4(v, left);
  square = f32x4.add(square, f32x4.mul(take2, f32x4.sub(f32x4.mul(grad, grad), square)));
  store4(v, square, left);
  descend(w, rate, mean, square, eps, left);
}
