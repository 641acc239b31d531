// The one matrix product: y (R,N) = a (R,K) b (K,N), with `a` in compressed rows (compress.ts).
// Forward it is x W, for dW it is xT dy, for dx it is dy WT. Every y[r,n] is the sum over k ascending,
// starting from +0, so neither the width of a tile nor a zero left out changes a bit of it.

import { load4, store4 } from "./lanes";

/** Vectors (of four columns) in the widest tile: wider ones spill registers in V8. */
const WIDEST: usize = 7;

/**
 * y (R,N) = a b, or a b + bias (N) where `bias` is not 0.
 * Columns are taken in tiles of 1 to 7 vectors; the last vector of a row may overlap the one before it,
 * which computes some columns twice, alike, and needs no code for the columns left over.
 */
export function matmul(
  y: usize, index: usize, value: usize, count: usize, b: usize, bias: usize, R: usize, K: usize, N: usize,
): void {
  if (N < 4) {
    matmulNarrow(y, index, value, count, b, bias, R, K, N);
    return;
  }
  const vectors = (N + 3) >> 2;
  const tiles = (vectors + WIDEST - 1) / WIDEST;
  const stride = N << 2;
  let column: usize = 0;
  for (let tile: usize = 0; tile < tiles; tile++) {
    const width = (vectors - (column >> 2) + (tiles - tile) - 1) / (tiles - tile);
    // Byte offset of the tile's last vector from its first column; at the row's end it steps back.
    const last = (min(column + (width << 2), N) - 4 - column) << 2;
    const at = column << 2;
    for (let r: usize = 0; r < R; r++) {
      const i = index + ((r * K) << 1);
      const end = i + (<usize>load<u32>(count + (r << 2)) << 1);
      const v = value + ((r * K) << 2);
      const yr = y + r * stride + at;
      const biasAt = bias ? bias + at : 0;
      switch (<u32>width) {
        case 1: { tile1(yr, i, end, v, b + at, stride, last, biasAt); break; }
        case 2: { tile2(yr, i, end, v, b + at, stride, last, biasAt); break; }
        case 3: { tile3(yr, i, end, v, b + at, stride, last, biasAt); break; }
        case 4: { tile4(yr, i, end, v, b + at, stride, last, biasAt); break; }
        case 5: { tile5(yr, i, end, v, b + at, stride, last, biasAt); break; }
        case 6: { tile6(yr, i, end, v, b + at, stride, last, biasAt); break; }
        default: { tile7(yr, i, end, v, b + at, stride, last, biasAt); break; }
      }
    }
    column += width << 2;
  }
}

/** One row of one tile. T is a constant wherever this is inlined, so the `if`s vanish. */
// @ts-ignore: decorator
@inline
function tile(
  T: i32, y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  const zero = f32x4.splat(0);
  let s0 = zero;
  let s1 = zero;
  let s2 = zero;
  let s3 = zero;
  let s4 = zero;
  let s5 = zero;
  let sLast = zero;
  for (; i < end; i += 2, v += 4) {
    const row = b + <usize>load<u16>(i) * stride;
    const a = v128.load32_splat(v);
    if (T > 1) s0 = f32x4.add(s0, f32x4.mul(a, v128.load(row)));
    if (T > 2) s1 = f32x4.add(s1, f32x4.mul(a, v128.load(row, 16)));
    if (T > 3) s2 = f32x4.add(s2, f32x4.mul(a, v128.load(row, 32)));
    if (T > 4) s3 = f32x4.add(s3, f32x4.mul(a, v128.load(row, 48)));
    if (T > 5) s4 = f32x4.add(s4, f32x4.mul(a, v128.load(row, 64)));
    if (T > 6) s5 = f32x4.add(s5, f32x4.mul(a, v128.load(row, 80)));
    sLast = f32x4.add(sLast, f32x4.mul(a, v128.load(row + last)));
  }
  if (bias) {
    if (T > 1) s0 = f32x4.add(s0, v128.load(bias));
    if (T > 2) s1 = f32x4.add(s1, v128.load(bias, 16));
    if (T > 3) s2 = f32x4.add(s2, v128.load(bias, 32));
    if (T > 4) s3 = f32x4.add(s3, v128.load(bias, 48));
    if (T > 5) s4 = f32x4.add(s4, v128.load(bias, 64));
    if (T > 6) s5 = f32x4.add(s5, v128.load(bias, 80));
    sLast = f32x4.add(sLast, v128.load(bias + last));
  }
  if (T > 1) v128.store(y, s0);
  if (T > 2) v128.store(y, s1, 16);
  if (T > 3) v128.store(y, s2, 32);
  if (T > 4) v128.store(y, s3, 48);
  if (T > 5) v128.store(y, s4, 64);
  if (T > 6) v128.store(y, s5, 80);
  v128.store(y + last, sLast);
}

function tile1(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(1, y, i, end, v, b, stride, last, bias);
}

function tile2(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(2, y, i, end, v, b, stride, last, bias);
}

function tile3(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(3, y, i, end, v, b, stride, last, bias);
}

function tile4(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(4, y, i, end, v, b, stride, last, bias);
}

function tile5(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(5, y, i, end, v, b, stride, last, bias);
}

function tile6(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(6, y, i, end, v, b, stride, last, bias);
}

function tile7(
  y: usize, i: usize, end: usize, v: usize, b: usize, stride: usize, last: usize, bias: usize,
): void {
  tile(7, y, i, end, v, b, stride, last, bias);
}

/** The same for one to three columns. */
function matmulNarrow(
  y: usize, index: usize, value: usize, count: usize, b: usize, bias: usize, R: usize, K: usize, N: usize,
): void {
  for (let r: usize = 0; r < R; r++) {
    for (let n: usize = 0; n < N; n++) {
      let sum: f32 = 0;
      let i = index + ((r * K) << 1);
      let v = value + ((r * K) << 2);
      for (let end = i + (<usize>load<u32>(count + (r << 2)) << 1); i < end; i += 2, v += 4) {
        sum += load<f32>(v) * load<f32>(b + ((<usize>load<u16>(i) * N + n) << 2));
      }
      store<f32>(y + ((r * N + n) << 2), bias ? sum + load<f32>(bias + (n << 2)) : sum);
    }
  }
}

/** sum (N) = the sum of each column of x (R,N), rows ascending. */
export function sumRows(sum: usize, x: usize, R: usize, N: usize): void {
  for (let n: usize = 0; n < N; n += 4) {
    const left = N - n;
    let p = x + (n << 2);
    let total = f32x4.splat(0);
    for (let r: usize = 0; r < R; r++, p += N << 2) total = f32x4.add(total, load4(p, left));
    store4(sum + (n << 2), total, left);
  }
}
