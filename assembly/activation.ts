// Activations. Forward: y = f(x), in place where y is x. Backward: dx = dy f'(x), with f' from y where y tells it, and
// from x where it does not.
// sigmoid and tanh are long chains of operations that wait for one another: four side by side overlap.

import { words } from "./asserts";
import { load4, store4 } from "./lanes";
import { calledExp4, cdf4, constant, expm1_4, ONE, sigmoid4, softplus4, tanh4 } from "./math";

const MINUS_HALF = memory.data<f32>([-0.5]);
/** The normal density at 0, 1/√(2π). */
const PEAK = memory.data<f32>([0.3989422804]);
const BOUNDS = memory.data<f32>([-100, 100]);

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
  for (; n > 3; n -= 4, y += 16, x += 16) sigmoid(y, x, 4);
  if (n) sigmoid(y, x, n);
}

function sigmoid(y: usize, x: usize, left: usize): void {
  store4(y, sigmoid4(load4(x, left)), left);
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
  store4(dx, f32x4.mul(load4(dy, left), f32x4.mul(v, f32x4.sub(constant(ONE), v))), left);
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
  for (; n > 3; n -= 4, y += 16, x += 16) tanh(y, x, 4);
  if (n) tanh(y, x, n);
}

function tanh(y: usize, x: usize, left: usize): void {
  store4(y, tanh4(load4(x, left)), left);
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
  store4(dx, f32x4.mul(load4(dy, left), f32x4.sub(constant(ONE), f32x4.mul(v, v))), left);
}

/** y = x where x > 0, slope x elsewhere */
export function leakyReluForward(y: usize, x: usize, slope: f32, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  leakyReluBackward(y, x, x, slope, n);
}

/** dx = dy where y > 0, slope dy elsewhere. y has the sign of x, or is 0 where `slope` is. */
export function leakyReluBackward(dx: usize, dy: usize, y: usize, slope: f32, n: usize): void {
  assert(words(dx) && words(dy) && words(y) && n > 0);
  const below = f32x4.splat(slope);
  for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16) leak(dx, dy, y, below, 4);
  if (n) leak(dx, dy, y, below, n);
}

// @ts-ignore: decorator
@inline
function leak(dx: usize, dy: usize, y: usize, below: v128, left: usize): void {
  const d = load4(dy, left);
  store4(dx, wherePositive(load4(y, left), d, f32x4.mul(d, below)), left);
}

/** y = x where x > 0, alpha (e^x - 1) elsewhere */
export function eluForward(y: usize, x: usize, alpha: f32, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const v = load4(x + (i << 2), n - i);
    store4(y + (i << 2), wherePositive(v, v, f32x4.mul(f32x4.splat(alpha), expm1_4(v))), n - i);
  }
}

/** dx = dy where y > 0, dy (y + alpha) elsewhere */
export function eluBackward(dx: usize, dy: usize, y: usize, alpha: f32, n: usize): void {
  assert(words(dx) && words(dy) && words(y) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const d = load4(dy + (i << 2), n - i);
    const v = load4(y + (i << 2), n - i);
    store4(dx + (i << 2), wherePositive(v, d, f32x4.mul(d, f32x4.add(v, f32x4.splat(alpha)))), n - i);
  }
}

/** `a` in the lanes where v > 0, `b` where it is not, or is NaN. */
// @ts-ignore: decorator
@inline
function wherePositive(v: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, f32x4.gt(v, f32x4.splat(0)));
}

/** y = log(1 + e^x) */
export function softplusForward(y: usize, x: usize, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  for (let i: usize = 0; i < n; i += 4) store4(y + (i << 2), softplus4(load4(x + (i << 2), n - i)), n - i);
}

/** dx = dy (1 - e^-y) */
export function softplusBackward(dx: usize, dy: usize, y: usize, n: usize): void {
  assert(words(dx) && words(dy) && words(y) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const slope = expm1_4(f32x4.neg(load4(y + (i << 2), n - i)));
    store4(dx + (i << 2), f32x4.neg(f32x4.mul(load4(dy + (i << 2), n - i), slope)), n - i);
  }
}

/**
 * y = x s, s = 1 / (1 + e^-z), z = linear x + cubic x³. With 1 and 0 that is silu; with 2√(2/π), and that times
 * 0.044715, the tanh form of gelu, x (1 + tanh(z/2))/2 (Hendrycks & Gimpel, arXiv:1606.08415).
 */
export function gatedForward(y: usize, x: usize, linear: f32, cubic: f32, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const v = load4(x + (i << 2), n - i);
    store4(y + (i << 2), f32x4.mul(v, gate(bounded(v), linear, cubic)), n - i);
  }
}

/** dx = dy (s + x s (1 - s) (linear + 3 cubic x²)) */
export function gatedBackward(dx: usize, dy: usize, x: usize, linear: f32, cubic: f32, n: usize): void {
  assert(words(dx) && words(dy) && words(x) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const v = bounded(load4(x + (i << 2), n - i));
    const s = gate(v, linear, cubic);
    const bend = f32x4.mul(f32x4.mul(s, f32x4.sub(constant(ONE), s)), polynomial(v, linear, 3 * cubic));
    store4(dx + (i << 2), f32x4.mul(load4(dy + (i << 2), n - i), f32x4.add(s, f32x4.mul(v, bend))), n - i);
  }
}

// @ts-ignore: decorator
@inline
function gate(x: v128, linear: f32, cubic: f32): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.add(one, calledExp4(f32x4.neg(f32x4.mul(x, polynomial(x, linear, cubic))))));
}

/** a + b x² */
// @ts-ignore: decorator
@inline
function polynomial(x: v128, a: f32, b: f32): v128 {
  return f32x4.add(f32x4.splat(a), f32x4.mul(f32x4.splat(b), f32x4.mul(x, x)));
}

/** y = x Φ(x), Φ the normal distribution function */
export function geluForward(y: usize, x: usize, n: usize): void {
  assert(words(y) && words(x) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const v = load4(x + (i << 2), n - i);
    store4(y + (i << 2), f32x4.mul(v, cdf4(v, bell(v))), n - i);
  }
}

/** dx = dy (Φ(x) + x Φ'(x)) */
export function geluBackward(dx: usize, dy: usize, x: usize, n: usize): void {
  assert(words(dx) && words(dy) && words(x) && n > 0);
  for (let i: usize = 0; i < n; i += 4) {
    const v = bounded(load4(x + (i << 2), n - i));
    const e = bell(v);
    const slope = f32x4.add(cdf4(v, e), f32x4.mul(v, f32x4.mul(e, constant(PEAK))));
    store4(dx + (i << 2), f32x4.mul(load4(dy + (i << 2), n - i), slope), n - i);
  }
}

/** e^(-x²/2) */
// @ts-ignore: decorator
@inline
function bell(x: v128): v128 {
  return calledExp4(f32x4.mul(f32x4.mul(x, x), constant(MINUS_HALF)));
}

/** x between -100 and 100, beyond which these gates and slopes are 0 and 1 to the last bit, and no square overflows. */
// @ts-ignore: decorator
@inline
function bounded(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, constant(BOUNDS, 1)), constant(BOUNDS));
}
