// Compressed rows: of each row of a matrix only the nonzero values, with their column numbers.
//   index  u16  (R, C)   column numbers, ascending; row r begins at element r * C
//   value  f32  (R, C)   the values beside them
//   count  u32  (R)      how many of a row's C places are used
// 81% of MNIST's pixels and about half of a relu layer's outputs are 0, and exact zeros add nothing to
// a sum, so every matrix product here works on the nonzero values alone. C and R are at most 65536.

import { load4, store4 } from "./lanes";

/** Compresses the dense matrix x (R,C). Branchless: a zero is written, then overwritten by the next value. */
export function compressRows(index: usize, value: usize, count: usize, x: usize, R: usize, C: usize): void {
  for (let r: usize = 0; r < R; r++) {
    let i = index + ((r * C) << 1);
    let v = value + ((r * C) << 2);
    const first = i;
    const last = C - 1;
    for (let c: usize = 0; c < last; c++) {
      const element = load<f32>(x);
      store<u16>(i, <u16>c);
      store<f32>(v, element);
      const kept: usize = element != 0 ? 1 : 0;
      i += kept << 1;
      v += kept << 2;
      x += 4;
    }
    store<u16>(i, <u16>last);
    store<f32>(v, load<f32>(x));
    i += load<f32>(x) != 0 ? 2 : 0;
    x += 4;
    store<u32>(count + (r << 2), <u32>((i - first) >> 1));
  }
}

/** The compressed rows of the transpose (C,R) of a compressed matrix (R,C). */
export function transposeCompressed(
  indexT: usize, valueT: usize, countT: usize,
  index: usize, value: usize, count: usize, R: usize, C: usize,
): void {
  memory.fill(countT, 0, C << 2);
  for (let r: usize = 0; r < R; r++) {
    let i = index + ((r * C) << 1);
    let v = value + ((r * C) << 2);
    for (let end = i + (<usize>load<u32>(count + (r << 2)) << 1); i < end; i += 2, v += 4) {
      const c = <usize>load<u16>(i);
      const used = <usize>load<u32>(countT + (c << 2));
      const at = c * R + used;
      store<u16>(indexT + (at << 1), <u16>r);
      store<f32>(valueT + (at << 2), load<f32>(v));
      store<u32>(countT + (c << 2), <u32>(used + 1));
    }
  }
}

/**
 * Compressed rows from the records of a data set: u16 count n, u16 column numbers (n), u8 values (n), and
 * a byte of padding where n is odd. Values become value / 255, as NumPy divides float32 by 255.
 */
export function unpackRecords(
  index: usize, value: usize, count: usize, records: usize, R: usize, C: usize,
): void {
  const scale = f32x4.splat(255);
  for (let r: usize = 0; r < R; r++) {
    const n = <usize>load<u16>(records);
    store<u32>(count + (r << 2), <u32>n);
    const columns = records + 2;
    memory.copy(index + ((r * C) << 1), columns, n << 1);
    const bytes = columns + (n << 1);
    const v = value + ((r * C) << 2);
    for (let i: usize = 0; i < n; i += 4) {
      const left = n - i;
      // Past the last record there may be no byte to read: take the rest one by one.
      const four = left > 3 ? v128.load32_zero(bytes + i) : restOfBytes(bytes + i, left);
      const wide = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(four));
      store4(v + (i << 2), f32x4.div(f32x4.convert_i32x4_s(wide), scale), left);
    }
    records = bytes + n + (n & 1);
  }
}

function restOfBytes(p: usize, left: usize): v128 {
  let word: u32 = load<u8>(p);
  if (left > 1) word |= <u32>load<u8>(p, 1) << 8;
  if (left > 2) word |= <u32>load<u8>(p, 2) << 16;
  return i32x4(word, 0, 0, 0);
}

/** y (C,R) = the transpose of the dense x (R,C). */
export function transpose(y: usize, x: usize, R: usize, C: usize): void {
  const down = C << 2;
  const across = R << 2;
  let r: usize = 0;
  for (; r + 4 <= R; r += 4) {
    let c: usize = 0;
    for (; c + 4 <= C; c += 4) {
      const from = x + ((r * C + c) << 2);
      const to = y + ((c * R + r) << 2);
      const x0 = v128.load(from);
      const x1 = v128.load(from + down);
      const x2 = v128.load(from + 2 * down);
      const x3 = v128.load(from + 3 * down);
      const low01 = i32x4.shuffle(x0, x1, 0, 4, 1, 5);
      const high01 = i32x4.shuffle(x0, x1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(x2, x3, 0, 4, 1, 5);
      const high23 = i32x4.shuffle(x2, x3, 2, 6, 3, 7);
      v128.store(to, i64x2.shuffle(low01, low23, 0, 2));
      v128.store(to + across, i64x2.shuffle(low01, low23, 1, 3));
      v128.store(to + 2 * across, i64x2.shuffle(high01, high23, 0, 2));
      v128.store(to + 3 * across, i64x2.shuffle(high01, high23, 1, 3));
    }
    for (; c < C; c++) for (let k = r; k < r + 4; k++) move(y, x, k, c, R, C);
  }
  for (; r < R; r++) for (let c: usize = 0; c < C; c++) move(y, x, r, c, R, C);
}

// @ts-ignore: decorator
@inline
function move(y: usize, x: usize, r: usize, c: usize, R: usize, C: usize): void {
  store<f32>(y + ((c * R + r) << 2), load<f32>(x + ((r * C + c) << 2)));
}
