// The one matrix product: y (R,N) = a (R,K) b (K,N), with `a` in compressed rows (compress.ts).
// Forward it is x W, for dW it is xT dy, for dx it is dy WT. Every y[r,n] is the sum over k ascending,
// starting from +0, so neither the shape of a tile nor a zero left out changes a bit of it.

import { words } from "./asserts";
import { DONE, END, ROW, rowCount, rowIndex, rowMark, rowsFit, rowValue, setRowMark, valueAt } from "./compress";
import { load4, store4 } from "./lanes";
import { vectors, W1, W2, W3, W4, W5, W6, W7 } from "./widths";

/** Vectors (of four columns) in the widest sparse tile: wider ones spill registers in V8. */
const WIDEST: usize = 7;

/** Rows of b that the sparse tile works on at once, so that its columns of them stay in the L1 cache. */
const BLOCK: usize = 400;

/**
 * y (R,N) = a b, or a b + bias (N) where `bias` is not 0. `scale` is that of the rows, or 0.
 * Four whole rows together take the dense tile, others go one by one through the sparse one. The last
 * vector of a tile may overlap the one before it at the end of a row, which computes some columns twice,
 * alike, and needs no code for the columns left over.
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
  const vectors = (N + 3) >> 2;
  const tiles = (vectors + WIDEST - 1) / WIDEST;
  const blocks = max<usize>((K + BLOCK - 1) / BLOCK, 1);
  const stride = N << 2;
  let column: usize = 0;
  for (let tile: usize = 0; tile < tiles; tile++) {
    // The columns left are shared out evenly among the tiles left.
    const width = (vectors - (column >> 2) + (tiles - tile) - 1) / (tiles - tile);
    // Byte offset of the tile's last vector from its first column; at the row's end it steps back.
    const last = (min(column + (width << 2), N) - 4 - column) << 2;
    const at = column << 2;
    for (let block: usize = 0; block < blocks; block++) {
      const final = block == blocks - 1;
      const bound = final ? END : <u32>(((block + 1) * K) / blocks);
      const biasAt = final && bias ? bias + at : 0;
      const first = block == 0;
      if (scale) sparseTile<u8>(<u32>width, y + at, rows, scale, b + at, biasAt, R, stride, last, bound, first);
      else sparseTile<f32>(<u32>width, y + at, rows, 0, b + at, biasAt, R, stride, last, bound, first);
    }
    column += width << 2;
  }
}

/** Adds to one tile what the columns of its rows below `bound` give, from where the block before stopped. */
function sparseTile<V>(
  width: u32, y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, stride: usize, last: usize,
  bound: u32, first: bool,
): void {
  switch (width) {
    case 1: { sparse<W1, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
    case 2: { sparse<W2, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
    case 3: { sparse<W3, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
    case 4: { sparse<W4, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
    case 5: { sparse<W5, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
    case 6: { sparse<W6, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
    default: { sparse<W7, V>(y, rows, scale, b, bias, R, stride, last, bound, first); return; }
  }
}

/**
 * One tile, as wide as the class W, of rows of values V: f32, or u8 that stands for an element of `scale`.
 * T is known at compile time, so the `if`s on it vanish.
 */
function sparse<W, V>(
  y: usize, rows: usize, scale: usize, b: usize, bias: usize, R: usize, stride: usize, last: usize, bound: u32,
  first: bool,
): void {
  const T = vectors<W>();
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
    let sLast = zero;
    if (!first) {
      v += ((rowMark(rows) - i) >> 1) * sizeof<V>();
      i = rowMark(rows);
      if (T > 1) s0 = v128.load(y);
      if (T > 2) s1 = v128.load(y, 16);
      if (T > 3) s2 = v128.load(y, 32);
      if (T > 4) s3 = v128.load(y, 48);
      if (T > 5) s4 = v128.load(y, 64);
      if (T > 6) s5 = v128.load(y, 80);
      sLast = v128.load(y + last);
    }
    for (let k = <u32>load<u16>(i); k < bound; k = load<u16>(i)) {
      const row = b + <usize>k * stride;
      const a = valueAt<V>(v, scale);
      if (T > 1) s0 = f32x4.add(s0, f32x4.mul(a, v128.load(row)));
      if (T > 2) s1 = f32x4.add(s1, f32x4.mul(a, v128.load(row, 16)));
      if (T > 3) s2 = f32x4.add(s2, f32x4.mul(a, v128.load(row, 32)));
      if (T > 4) s3 = f32x4.add(s3, f32x4.mul(a, v128.load(row, 48)));
      if (T > 5) s4 = f32x4.add(s4, f32x4.mul(a, v128.load(row, 64)));
      if (T > 6) s5 = f32x4.add(s5, f32x4.mul(a, v128.load(row, 80)));
      sLast = f32x4.add(sLast, f32x4.mul(a, v128.load(row + last)));
      i += 2;
      v += sizeof<V>();
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
