// A counter-based generator: every number is a function of (seed, stream, index, step, position), so
// masks, batches and weights depend on no order of calls and on no number of threads.
// Source: Philox4x32-10, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).

import { words } from "./asserts";
import { load4, store4 } from "./lanes";
import { constant, log } from "./math";

// Counter word 3: what the numbers are for.
const INIT: u32 = 1;
const BATCH: u32 = 2;
const DROPOUT: u32 = 3;
const SHUFFLE: u32 = 4;
export const AUGMENT: u32 = 9; // 5 to 8 are those of experiment/philox.ts
const NOISE: u32 = 10;

/** Two factors, and what the two keys grow by in each round. */
const PHILOX = memory.data<u32>([0xd2511f53, 0xcd9e8d57, 0x9e3779b9, 0xbb67ae85]);
/** 2^-24 */
const UNIT = memory.data<f32>([1.0 / 16777216.0]);

/** Words that one call of `philox16` makes: four blocks of four. */
const WORDS: usize = 16;
const scratch = memory.data(64, 16);

/** High halves of the four 32 x 32-bit products. */
// @ts-ignore: decorator
@inline
function mulHigh(a: v128, m: v128): v128 {
  return i32x4.shuffle(i64x2.extmul_low_i32x4_u(a, m), i64x2.extmul_high_i32x4_u(a, m), 1, 3, 5, 7);
}

/** Writes the 16 words of the blocks `block` to `block + 3` at `out`, or the first n. Key: the seed's low and high word. */
export function philox16(
  out: usize, block: u32, step: u32, index: u32, stream: u32, seedLow: u32, seedHigh: u32, n: usize = WORDS,
): void {
  let c0 = i32x4.add(i32x4.splat(block), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(step);
  let c2 = i32x4.splat(index);
  let c3 = i32x4.splat(stream);
  let k0 = i32x4.splat(seedLow);
  let k1 = i32x4.splat(seedHigh);
  const m0 = constant(PHILOX);
  const m1 = constant(PHILOX, 1);
  const w0 = constant(PHILOX, 2);
  const w1 = constant(PHILOX, 3);
  for (let round = 0; round < 10; round++) {
    const high0 = mulHigh(c0, m0);
    const low0 = i32x4.mul(c0, m0);
    const high1 = mulHigh(c2, m1);
    const low1 = i32x4.mul(c2, m1);
    c0 = v128.xor(v128.xor(high1, c1), k0);
    c1 = low1;
    c2 = v128.xor(v128.xor(high0, c3), k1);
    c3 = low0;
    k0 = i32x4.add(k0, w0);
    k1 = i32x4.add(k1, w1);
  }
  // Lane i of c0..c3 is block i: transpose, so that the words of a block stand together.
  const a = i32x4.shuffle(c0, c1, 0, 4, 1, 5);
  const b = i32x4.shuffle(c0, c1, 2, 6, 3, 7);
  const c = i32x4.shuffle(c2, c3, 0, 4, 1, 5);
  const d = i32x4.shuffle(c2, c3, 2, 6, 3, 7);
  store4(out, i64x2.shuffle(a, c, 0, 2), n);
  if (n > 4) store4(out + 16, i64x2.shuffle(a, c, 1, 3), n - 4);
  if (n > 8) store4(out + 32, i64x2.shuffle(b, d, 0, 2), n - 8);
  if (n > 12) store4(out + 48, i64x2.shuffle(b, d, 1, 3), n - 12);
}

/** Fills `out` with n words of a stream, from the block `block` on. */
function fillWords(
  out: usize, n: usize, block: u32, step: u32, index: u32, stream: u32, seedLow: u32, seedHigh: u32,
): void {
  for (; n > 0; out += WORDS << 2, block += <u32>WORDS >> 2) {
    philox16(out, block, step, index, stream, seedLow, seedHigh, min(n, WORDS));
    n -= min(n, WORDS);
  }
}

/** floor(bits * n / 2^64): a whole number in [0, n), with a bias under 2^-32. n < 2^32. */
// @ts-ignore: decorator
@inline
function scaleTo(high: u32, low: u32, n: u32): u32 {
  return <u32>((<u64>high * n + ((<u64>low * n) >> 32)) >> 32);
}

/** weight[i] = scale * normal deviate, for the `layer`-th dense layer. */
export function normalWeight(
  weight: usize, n: usize, scale: f32, layer: u32, seedLow: u32, seedHigh: u32,
): void {
  assert(words(weight));
  fillWords(weight, n, 0, 0, layer, INIT, seedLow, seedHigh);
  toNormal(weight, n, scale);
}

/**
 * noise[i] = deviation * normal deviate, for the inputs of the step `iteration`: n from the element `from` on, a multiple
 * of 4, which stands at `noise`. Zeros where the deviation is 0.
 */
export function inputNoise(
  noise: usize, deviation: f32, iteration: u32, seedLow: u32, seedHigh: u32, from: usize, n: usize,
): void {
  assert(words(noise) && (from & 3) == 0);
  if (deviation == 0) {
    memory.fill(noise, 0, n << 2);
    return;
  }
  fillWords(noise, n, <u32>(from >> 2), iteration, 0, NOISE, seedLow, seedHigh);
  toNormal(noise, n, deviation);
}

/** Turns n words into normal deviates, times a factor. */
function toNormal(x: usize, n: usize, factor: f32): void {
  for (let end = x + (n << 2); x < end; x += 4) store<f32>(x, factor * normal(load<u32>(x)));
}

/** rows[j] = row of a data set of `size` rows, drawn with replacement for `iteration`. */
export function sampleRows(
  rows: usize, n: usize, size: u32, iteration: u32, seedLow: u32, seedHigh: u32,
): void {
  assert(words(rows) && size > 0);
  for (let j: usize = 0; j < n; j++) {
    const word = (j << 1) & (WORDS - 1);
    if (!word) philox16(scratch, <u32>(j >> 1), iteration, 0, BATCH, seedLow, seedHigh);
    const p = scratch + (word << 2);
    store<u32>(rows + (j << 2), scaleTo(load<u32>(p), load<u32>(p, 4), size));
  }
}

/** A permutation of 0..size-1 for `epoch` (Fisher-Yates, from the last place down). */
export function shuffleRows(rows: usize, size: u32, epoch: u32, seedLow: u32, seedHigh: u32): void {
  assert(words(rows) && size > 0);
  for (let i: u32 = 0; i < size; i++) store<u32>(rows + (<usize>i << 2), i);
  let held: u32 = -1;
  for (let j = size - 1; <i32>j > 0; j--) {
    const group = j >> 3; // eight draws of 64 bits in one call
    if (group != held) {
      philox16(scratch, group << 2, epoch, 0, SHUFFLE, seedLow, seedHigh);
      held = group;
    }
    const p = scratch + ((j & 7) << 3);
    const k = scaleTo(load<u32>(p), load<u32>(p, 4), j + 1);
    const at = rows + (<usize>j << 2);
    const other = rows + (<usize>k << 2);
    const row = load<u32>(at);
    store<u32>(at, load<u32>(other));
    store<u32>(other, row);
  }
}

/**
 * mask[i] = uniform > ratio ? keep : 0, for the `layer`-th hidden layer at `iteration`: n from the element `from` on,
 * a multiple of 4, which stands at `mask`.
 */
export function dropoutMask(
  mask: usize, ratio: f32, keep: f32, iteration: u32, layer: u32, seedLow: u32, seedHigh: u32, from: usize, n: usize,
): void {
  assert(words(mask) && (from & 3) == 0);
  fillWords(mask, n, <u32>(from >> 2), iteration, layer, DROPOUT, seedLow, seedHigh);
  for (; n > 3; n -= 4, mask += 16) keepAbove(mask, ratio, keep, 4);
  if (n) keepAbove(mask, ratio, keep, n);
}

/** Turns words into uniforms of 24 bits in [0, 1), and those into mask values. */
// @ts-ignore: decorator
@inline
function keepAbove(mask: usize, ratio: f32, keep: f32, left: usize): void {
  const bits = f32x4.convert_i32x4_s(i32x4.shr_u(load4(mask, left), 8));
  const uniform = f32x4.mul(bits, constant(UNIT));
  store4(mask, v128.and(f32x4.gt(uniform, f32x4.splat(ratio)), f32x4.splat(keep)), left);
}

/**
 * Standard normal deviate of a uniform word: the inverse of the normal distribution at (word + 0.5) / 2^32.
 * Relative error < 4e-7 against the exact quantile. Source: Wichura, algorithm AS 241 (1988), PPND7.
 */
export function normal(word: u32): f32 {
  const u = (<f64>word + 0.5) * (1.0 / 4294967296.0);
  const q = u - 0.5;
  if (abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return <f32>(
      (q * (((5.9109374720e1 * r + 1.5929113202e2) * r + 5.0434271938e1) * r + 3.3871327179)) /
      (((6.7187563600e1 * r + 7.8757757664e1) * r + 1.7895169469e1) * r + 1)
    );
  }
  // r is at most sqrt(33 ln 2) = 4.79, so the algorithm's third interval, from 5 on, is never reached.
  const r = sqrt(-log(q < 0 ? u : 1 - u)) - 1.6;
  const z =
    (((1.7023821103e-1 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) /
    ((1.2021132975e-1 * r + 7.3700164250e-1) * r + 1);
  return <f32>(q < 0 ? -z : z);
}
