// The one matrix product: y (R,N) = a (R,K) b (K,N), with `a` in compressed rows (compress.ts).
// Forward it is x W, for dW it is xT dy, for dx it is dy WT. Every y[r,n] is the sum over k ascending,
// starting from +0, so neither the shape of a tile nor a zero left out changes a bit of it.

import { words } from "./asserts";
import { DONE, END, ROW, rowCount, rowIndex, rowMark, rowsFit, rowValue, setRowMark, valueAt } from "./compress";
import { load4, store4 } from "./lanes";
import { vectors, W0, W1, W10, W2, W3, W4, W5, W6, W7, W8, W9, widest } from "./widths";

/** Vectors (of four columns) in the widest tile at the end of a row whose length is no multiple of four. */
const RAGGED: usize = 6;

/** Vectors of b that a sparse tile works on at once: 48 kB, of which few rows touch all. */
const BLOCK: usize = 3072;

/**
 * y (R,N) = a b, or a b + bias (N) where `bias` is not 0. `scale` is that of the rows, or 0.
 * Four whole rows together take the dense tile, others go one by one through the sparse one. Where N is no multiple
 * of four, the last vector of a row overlaps the one before it, which computes some columns twice, alike, and needs no
 * code for the columns left over.
 */
export function matmul(
  y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, K: usize, N: usize,
): void {
  assert(words(y) && words(rows) && words(b) && (!scale || words(scale)) && (!bias || words(bias)));
  assert(R > 0 && K > 0 && K <= END && N > 0);
  if (!ASC_NO_ASSERT) assert(rowsFit(rows, scale, R, K));
  if (N < 4) {
    matmulNarrow(y, rows, scale, b, bias, R, N);
    return;
  }
  if (scale || matmulWhole(y, rows, b, bias, R, K, N) < R) matmulSparse(y, rows, scale, b, bias, R, K, N);
}

/** Four by four, the rows that hold all K values, marked as done. Returns how many these are. */
function matmulWhole(y: usize, rows: usize, b: usize, bias: usize, R: usize, K: usize, N: usize): usize {
  let done: usize = 0;
  let found = 0;
  let r0: usize = 0;
  let r1: usize = 0;
  let r2: usize = 0;
  for (let r: usize = 0; r < R; r++) {
    const row = rows + r * ROW;
    setRowMark(row, 0);
    if (rowCount(row) != K) continue;
    found++;
    if (found == 4) {
      matmulDense(y, rows, r0, r1, r2, r, b, bias, K, N);
      found = 0;
      done += 4;
    } else {
      r0 = r1;
      r1 = r2;
      r2 = r;
    }
  }
  return done;
}

function matmulSparse(
  y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, K: usize, N: usize,
): void {
  const stride = N << 2;
  const vectors = (N + 3) >> 2;
  // Width of the last tile, where it is ragged.
  const ragged: usize = (N & 3) == 0 ? 0 : vectors > RAGGED ? min(vectors >> 1, RAGGED) : vectors;
  const straight = vectors - ragged;
  let tiles = (straight + widest - 1) / widest;
  for (let done: usize = 0; done < vectors; tiles--) {
    // The vectors left are shared out evenly among the tiles left.
    const width = tiles ? (straight - done + tiles - 1) / tiles : ragged;
    const at = done << 4;
    // Bytes from a ragged tile's first vector to its last one, which ends with the row.
    const last: usize = tiles ? 0 : stride - 16 - at;
    const blocks = (K * width + BLOCK - 1) / BLOCK;
    for (let block: usize = 0; block < blocks; block++) {
      const final = block == blocks - 1;
      const bound = final ? END : <u32>(((block + 1) * K) / blocks);
      const biasAt = final && bias ? bias + at : 0;
      const first = block == 0;
      if (scale) sparseBlock<u8>(<u32>width, last, y + at, rows, scale, b + at, biasAt, R, stride, bound, first);
      else sparseBlock<f32>(<u32>width, last, y + at, rows, 0, b + at, biasAt, R, stride, bound, first);
    }
    done += width;
  }
}

/** Adds to one tile what the columns of its rows below `bound` give, from where the block before stopped. */
function sparseBlock<V>(
  width: u32, last: usize, y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, stride: usize,
  bound: u32, first: bool,
): void {
  if (last) {
    switch (width) {
      case 2: { sparse<W1, W1, V>(last, y, rows, scale, b, bias, R, stride, bound, first); return; }
      case 3: { sparse<W2, W1, V>(last, y, rows, scale, b, bias, R, stride, bound, first); return; }
      case 4: { sparse<W3, W1, V>(last, y, rows, scale, b, bias, R, stride, bound, first); return; }
      case 5: { sparse<W4, W1, V>(last, y, rows, scale, b, bias, R, stride, bound, first); return; }
      default: { sparse<W5, W1, V>(last, y, rows, scale, b, bias, R, stride, bound, first); return; }
    }
  }
  switch (width) {
    case 1: { sparse<W1, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 2: { sparse<W2, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 3: { sparse<W3, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 4: { sparse<W4, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 5: { sparse<W5, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 6: { sparse<W6, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 7: { sparse<W7, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 8: { sparse<W8, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    case 9: { sparse<W9, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
    default: { sparse<W10, W0, V>(0, y, rows, scale, b, bias, R, stride, bound, first); return; }
  }
}

/**
 * One tile of rows of values V: f32, or u8 that stands for an element of `scale`. It has as many vectors side by side
 * as the class W, which V8 can join in pairs of 256 bits, and one more at `last` where the class E has one. Both are
 * known at compile time, so the `if`s on them vanish.
 */
function sparse<W, E, V>(
  last: usize, y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, stride: usize, bound: u32,
  first: bool,
): void {
  const T = vectors<W>();
  const ragged = vectors<E>() > 0;
  const zero = f32x4.splat(0);
  for (const end = rows + R * ROW; rows < end; rows += ROW, y += stride) {
    if (isFloat<V>() && rowMark(rows) == DONE) continue;
    let i = rowIndex(rows);
    let v = rowValue(rows);
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let s4 = zero;
    let s5 = zero;
    let s6 = zero;
    let s7 = zero;
    let s8 = zero;
    let s9 = zero;
    let sLast = zero;
    if (!first) {
      v += ((rowMark(rows) - i) >> 1) * sizeof<V>();
      i = rowMark(rows);
      if (T > 0) s0 = v128.load(y);
      if (T > 1) s1 = v128.load(y, 16);
      if (T > 2) s2 = v128.load(y, 32);
      if (T > 3) s3 = v128.load(y, 48);
      if (T > 4) s4 = v128.load(y, 64);
      if (T > 5) s5 = v128.load(y, 80);
      if (T > 6) s6 = v128.load(y, 96);
      if (T > 7) s7 = v128.load(y, 112);
      if (T > 8) s8 = v128.load(y, 128);
      if (T > 9) s9 = v128.load(y, 144);
      if (ragged) sLast = v128.load(y + last);
    }
    for (let k = <u32>load<u16>(i); k < bound; k = load<u16>(i)) {
      const row = b + <usize>k * stride;
      const a = valueAt<V>(v, scale);
      if (T > 0) s0 = f32x4.add(s0, f32x4.mul(a, v128.load(row)));
      if (T > 1) s1 = f32x4.add(s1, f32x4.mul(a, v128.load(row, 16)));
      if (T > 2) s2 = f32x4.add(s2, f32x4.mul(a, v128.load(row, 32)));
      if (T > 3) s3 = f32x4.add(s3, f32x4.mul(a, v128.load(row, 48)));
      if (T > 4) s4 = f32x4.add(s4, f32x4.mul(a, v128.load(row, 64)));
      if (T > 5) s5 = f32x4.add(s5, f32x4.mul(a, v128.load(row, 80)));
      if (T > 6) s6 = f32x4.add(s6, f32x4.mul(a, v128.load(row, 96)));
      if (T > 7) s7 = f32x4.add(s7, f32x4.mul(a, v128.load(row, 112)));
      if (T > 8) s8 = f32x4.add(s8, f32x4.mul(a, v128.load(row, 128)));
      if (T > 9) s9 = f32x4.add(s9, f32x4.mul(a, v128.load(row, 144)));
      if (ragged) sLast = f32x4.add(sLast, f32x4.mul(a, v128.load(row + last)));
      i += 2;
      v += sizeof<V>();
    }
    if (bias) {
      if (T > 0) s0 = f32x4.add(s0, v128.load(bias));
      if (T > 1) s1 = f32x4.add(s1, v128.load(bias, 16));
      if (T > 2) s2 = f32x4.add(s2, v128.load(bias, 32));
      if (T > 3) s3 = f32x4.add(s3, v128.load(bias, 48));
      if (T > 4) s4 = f32x4.add(s4, v128.load(bias, 64));
      if (T > 5) s5 = f32x4.add(s5, v128.load(bias, 80));
      if (T > 6) s6 = f32x4.add(s6, v128.load(bias, 96));
      if (T > 7) s7 = f32x4.add(s7, v128.load(bias, 112));
      if (T > 8) s8 = f32x4.add(s8, v128.load(bias, 128));
      if (T > 9) s9 = f32x4.add(s9, v128.load(bias, 144));
      if (ragged) sLast = f32x4.add(sLast, v128.load(bias + last));
    }
    if (T > 0) v128.store(y, s0);
    if (T > 1) v128.store(y, s1, 16);
    if (T > 2) v128.store(y, s2, 32);
    if (T > 3) v128.store(y, s3, 48);
    if (T > 4) v128.store(y, s4, 64);
    if (T > 5) v128.store(y, s5, 80);
    if (T > 6) v128.store(y, s6, 96);
    if (T > 7) v128.store(y, s7, 112);
    if (T > 8) v128.store(y, s8, 128);
    if (T > 9) v128.store(y, s9, 144);
    if (ragged) v128.store(y + last, sLast);
    setRowMark(rows, i);
  }
}

/** Four whole rows: tiles of 4 x 8 columns, and one of 4 x 4 where N < 8. */
function matmulDense(
  y: usize, rows: usize, r0: usize, r1: usize, r2: usize, r3: usize, b: usize, bias: usize, K: usize, N: usize,
): void {
  const stride = N << 2;
  const a0 = wholeRow(rows, r0);
  const a1 = wholeRow(rows, r1);
  const a2 = wholeRow(rows, r2);
  const a3 = wholeRow(rows, r3);
  // The last tile steps back to the row's end; where N < 8 its second vector overlaps the first.
  const last = (min<usize>(N, 8) - 4) << 2;
  for (let column: usize = 0; column < N; column += 8) {
    const at: usize = N < 8 ? 0 : min(column, N - 8) << 2;
    const to = y + at;
    dense4x8(
      to + r0 * stride, to + r1 * stride, to + r2 * stride, to + r3 * stride, a0, a1, a2, a3, b + at,
      bias ? bias + at : 0, K, stride, last,
    );
  }
}

/** The values of a whole row, which is marked as done. */
function wholeRow(rows: usize, r: usize): usize {
  const row = rows + r * ROW;
  setRowMark(row, DONE);
  return rowValue(row);
}

function dense4x8(
  y0: usize, y1: usize, y2: usize, y3: usize, a0: usize, a1: usize, a2: usize, a3: usize, b: usize, bias: usize,
  K: usize, stride: usize, last: usize,
): void {
  const zero = f32x4.splat(0);
  let s00 = zero;
  let s01 = zero;
  let s10 = zero;
  let s11 = zero;
  let s20 = zero;
  let s21 = zero;
  let s30 = zero;
  let s31 = zero;
  for (let k: usize = 0; k < K; k++, b += stride) {
    const o = k << 2;
    const b0 = v128.load(b);
    const b1 = v128.load(b + last);
    const v0 = v128.load32_splat(a0 + o);
    s00 = f32x4.add(s00, f32x4.mul(v0, b0));
    s01 = f32x4.add(s01, f32x4.mul(v0, b1));
    const v1 = v128.load32_splat(a1 + o);
    s10 = f32x4.add(s10, f32x4.mul(v1, b0));
    s11 = f32x4.add(s11, f32x4.mul(v1, b1));
    const v2 = v128.load32_splat(a2 + o);
    s20 = f32x4.add(s20, f32x4.mul(v2, b0));
    s21 = f32x4.add(s21, f32x4.mul(v2, b1));
    const v3 = v128.load32_splat(a3 + o);
    s30 = f32x4.add(s30, f32x4.mul(v3, b0));
    s31 = f32x4.add(s31, f32x4.mul(v3, b1));
  }
  const bias0 = bias ? v128.load(bias) : zero;
  const bias1 = bias ? v128.load(bias + last) : zero;
  storePair(y0, s00, s01, bias0, bias1, last);
  storePair(y1, s10, s11, bias0, bias1, last);
  storePair(y2, s20, s21, bias0, bias1, last);
  storePair(y3, s30, s31, bias0, bias1, last);
}

// @ts-ignore: decorator
@inline
function storePair(y: usize, s0: v128, s1: v128, bias0: v128, bias1: v128, last: usize): void {
  v128.store(y, f32x4.add(s0, bias0));
  v128.store(y + last, f32x4.add(s1, bias1));
}

/** The same for one to three columns. */
function matmulNarrow(
  y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, N: usize,
): void {
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    for (let n: usize = 0; n < N; n++) {
      let sum: f32 = 0;
      let i = rowIndex(rows);
      let v = rowValue(rows);
      const end = i + (rowCount(rows) << 1);
      for (; i < end; i += 2, v += scale ? 1 : 4) {
        const a = load<f32>(scale ? scale + (<usize>load<u8>(v) << 2) : v);
        sum += a * load<f32>(b + ((<usize>load<u16>(i) * N + n) << 2));
      }
      store<f32>(y + ((r * N + n) << 2), bias ? sum + load<f32>(bias + (n << 2)) : sum);
    }
  }
}

/** sum (N) = the sum of each column of x (R,N), rows ascending. */
export function sumRows(sum: usize, x: usize, R: usize, N: usize): void {
  assert(words(sum) && words(x) && R > 0 && N > 0);
  const stride = N << 2;
  let n = N;
  for (; n > 3; n -= 4, sum += 16, x += 16) sumColumn(sum, x, R, stride, 4);
  if (n) sumColumn(sum, x, R, stride, n);
}

// @ts-ignore: decorator
@inline
function sumColumn(sum: usize, x: usize, R: usize, stride: usize, left: usize): void {
  let total = f32x4.splat(0);
  for (let r: usize = 0; r < R; r++, x += stride) total = f32x4.add(total, load4(x, left));
  store4(sum, total, left);
}
