// Compressed rows: of each row of a matrix (R,C) the values that are not 0, with their column numbers.
// 81% of MNIST's pixels and about half of a relu layer's outputs are 0, and exact zeros add nothing to a
// sum, so every matrix product (matmul.ts) works on what is left.
//
// `rows` has four u32 a row: the address of its column numbers (u16, ascending, then END), the address of
// its values, how many there are, and a place for matmul to mark how far it is. Values are float32, or bytes
// that stand for scale[byte] where a `scale` of 256 float32 is given: so a data set's records are used where
// they lie. C and R are at most 65535.

import { words } from "./asserts";

/** Bytes of one row's entry. */
export const ROW: usize = 16;

/** Stands after a row's last column number. */
export const END: u32 = 0xffff;

/** The mark of a row that matmul is through with. */
export const DONE: usize = 1;

// @ts-ignore: decorator
@inline
export function rowIndex(row: usize): usize {
  return <usize>load<u32>(row);
}

// @ts-ignore: decorator
@inline
export function rowValue(row: usize): usize {
  return <usize>load<u32>(row, 4);
}

// @ts-ignore: decorator
@inline
export function rowCount(row: usize): usize {
  return <usize>load<u32>(row, 8);
}

// @ts-ignore: decorator
@inline
export function rowMark(row: usize): usize {
  return <usize>load<u32>(row, 12);
}

// @ts-ignore: decorator
@inline
export function setRowMark(row: usize, mark: usize): void {
  store<u32>(row, <u32>mark, 12);
}

// @ts-ignore: decorator
@inline
function setRow(row: usize, index: usize, value: usize, count: usize): void {
  store<u32>(row, <u32>index);
  store<u32>(row, <u32>value, 4);
  store<u32>(row, <u32>count, 8);
}

/** The value at v in all lanes: V is f32, or u8 that stands for scale[byte]. */
// @ts-ignore: decorator
@inline
export function valueAt<V>(v: usize, scale: usize): v128 {
  return v128.load32_splat(isFloat<V>() ? v : scale + (<usize>load<u8>(v) << 2));
}

/** For asserts: whether each of R rows has ascending column numbers below K, then END, and its values aligned. */
export function rowsFit(rows: usize, scale: usize, R: usize, K: usize): bool {
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    const count = rowCount(rows);
    let i = rowIndex(rows);
    if (count > K || !i || i & 1 || !(scale || words(rowValue(rows)))) return false;
    let least: u32 = 0;
    for (const end = i + (count << 1); i < end; i += 2) {
      const column = <u32>load<u16>(i);
      if (column < least || column >= <u32>K) return false;
      least = column + 1;
    }
    if (<u32>load<u16>(i) != END) return false;
  }
  return true;
}

/** The four-bit masks of nonzero lanes: which bytes of four float32, and of four u16, they keep, packed. */
const floatsKept = memory.data(256, 16);
const columnsKept = memory.data(128, 16);

function makeTables(): void {
  for (let mask: usize = 0; mask < 16; mask++) {
    let kept: usize = 0;
    for (let lane: usize = 0; lane < 4; lane++) {
      if (!((mask >> lane) & 1)) continue;
      store<u32>(floatsKept + (mask << 4) + (kept << 2), 0x03020100 + <u32>lane * 0x04040404);
      store<u16>(columnsKept + (mask << 3) + (kept << 1), <u16>lane);
      kept++;
    }
  }
}
makeTables();

/**
 * Compresses the dense matrix x (R,C) into `rows` (R), `index` (R + 1, C + 1) and `value` (R,C).
 * A row of which more than 3/4 is not 0 is kept whole, its values where they are in x: the dense tile of
 * matmul is that much faster.
 */
export function compressRows(rows: usize, index: usize, value: usize, x: usize, R: usize, C: usize): void {
  assert(words(rows) && index && !(index & 1) && words(value) && words(x) && R > 0 && C > 0 && C <= END);
  const identity = index + R * ((C + 1) << 1);
  for (let c: usize = 0; c < C; c++) store<u16>(identity + (c << 1), <u16>c);
  store<u16>(identity + (C << 1), <u16>END);
  let whole = false; // rows are alike: look before compressing where the row before was whole
  for (let r: usize = 0; r < R; r++) {
    let used: usize = 0;
    if (whole) whole = countNonzero(x, C) << 2 > C * 3;
    if (!whole) {
      used = compressRow(index, value, x, C);
      whole = used << 2 > C * 3;
    }
    if (whole) setRow(rows, identity, x, C);
    else setRow(rows, index, value, used);
    rows += ROW;
    index += (C + 1) << 1;
    value += C << 2;
    x += C << 2;
  }
}

function countNonzero(x: usize, C: usize): usize {
  let n: usize = 0;
  for (; C > 3; C -= 4, x += 16) n += <usize>popcnt(nonzeroMask(v128.load(x)));
  for (; C; C--, x += 4) n += load<f32>(x) != 0 ? 1 : 0;
  return n;
}

// @ts-ignore: decorator
@inline
function nonzeroMask(v: v128): i32 {
  return i32x4.bitmask(f32x4.ne(v, f32x4.splat(0)));
}

/**
 * Returns the number of values. Four values are packed by a shuffle from a table and stored together; the
 * next store overwrites what was not one.
 */
function compressRow(index: usize, value: usize, x: usize, C: usize): usize {
  const first = index;
  const whole = C & ~3;
  let c: usize = 0;
  for (; c < whole; c += 4, x += 16) {
    const four = v128.load(x);
    const mask = <usize>nonzeroMask(four);
    v128.store(value, i8x16.swizzle(four, v128.load(floatsKept + (mask << 4))));
    const columns = i16x8.add(v128.load64_zero(columnsKept + (mask << 3)), i16x8.splat(<i16>c));
    v128.store64_lane(index, columns, 0);
    const kept = popcnt(mask);
    index += kept << 1;
    value += kept << 2;
  }
  for (; c < C; c++, x += 4) {
    const element = load<f32>(x);
    if (element == 0) continue;
    store<u16>(index, <u16>c);
    store<f32>(value, element);
    index += 2;
    value += 4;
  }
  store<u16>(index, <u16>END);
  return (index - first) >> 1;
}

/** Of a row of C columns the address of the first column number from `column` on, or of its END. */
export function seek(row: usize, column: usize, C: usize): usize {
  let low = rowIndex(row);
  let left = rowCount(row);
  if (column == 0) return low;
  if (column == C) return low + (left << 1);
  while (left > 0) {
    const half = left >> 1;
    if (<usize>load<u16>(low + (half << 1)) < column) {
      low += (half + 1) << 1;
      left -= half + 1;
    } else {
      left = half;
    }
  }
  return low;
}

/**
 * Columns `from` to `to` of compressed rows (R,C) as rows, their values V as values Y: as they are, or as float32. For
 * n columns it needs `rowsT` (n), `indexT` (n, R + 1) and `valueT` (n, R + 1).
 */
export function transposeRows<V, Y>(
  rowsT: usize, indexT: usize, valueT: usize, rows: usize, scale: usize, R: usize, C: usize, from: usize, to: usize,
): void {
  if (!ASC_NO_ASSERT) assert(rowsFit(rows, isFloat<V>() ? 0 : scale, R, C));
  assert(words(rowsT) && (indexT & 1) == 0 && words(valueT) && R > 0 && R <= END && from < to && to <= C && C <= END);
  const n = to - from;
  const room = R + 1;
  // While a row is filled it is but the place of its next value: of four bytes each, all stay in the L1 cache.
  for (let c: usize = 0; c < n; c++) store<u32>(rowsT + (c << 2), <u32>(c * room));
  const places = rowsT - (from << 2);
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    const last = seek(rows, to, C);
    let i = seek(rows, from, C);
    let v = rowValue(rows) + ((i - rowIndex(rows)) >> 1) * sizeof<V>();
    for (; i < last; i += 2, v += sizeof<V>()) {
      const next = places + (<usize>load<u16>(i) << 2);
      const place = <usize>load<u32>(next);
      store<u16>(indexT + (place << 1), <u16>r);
      if (sizeof<V>() == sizeof<Y>()) store<V>(valueT + place * sizeof<V>(), load<V>(v));
      else store<f32>(valueT + (place << 2), load<f32>(scale + (<usize>load<u8>(v) << 2)));
      store<u32>(next, <u32>(place + 1));
    }
  }
  // From the last on, because an entry takes the room of four places.
  for (let c = n; c > 0; ) {
    c--;
    const end = <usize>load<u32>(rowsT + (c << 2));
    const start = c * room;
    store<u16>(indexT + (end << 1), <u16>END);
    setRow(rowsT + c * ROW, indexT + (start << 1), valueT + start * sizeof<Y>(), end - start);
  }
}

/** The same of a dense x (R,C): all rows are whole. */
export function transposeWhole(
  rowsT: usize, indexT: usize, valueT: usize, x: usize, R: usize, C: usize, from: usize, to: usize,
): void {
  for (let r: usize = 0; r < R; r++) store<u16>(indexT + (r << 1), <u16>r);
  store<u16>(indexT + (R << 1), <u16>END);
  transpose(valueT, x + (from << 2), R, to - from, C);
  for (; from < to; from++, rowsT += ROW, valueT += R << 2) setRow(rowsT, indexT, valueT, R);
}

/**
 * Rows over R records of a data set with C columns, one after another in `size` bytes, each 8-byte aligned: u16
 * count n, u16 column numbers (n), u16 END, u8 values (n), padding. Returns how many from the first on are records:
 * they come from memory that anyone may have written to meanwhile.
 */
export function openRecords(rows: usize, records: usize, R: usize, C: usize, size: usize): usize {
  assert(words(rows) && records != 0 && (records & 7) == 0 && R > 0 && C > 0 && C <= END);
  const end = records + size;
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    if (records + 8 > end) return r;
    const n = <usize>load<u16>(records);
    const index = records + 2;
    const value = index + (n << 1) + 2;
    records = (value + n + 7) & ~7;
    if (records > end || !columnsFit(index, n, C)) return r;
    setRow(rows, index, value, n);
  }
  return R;
}

/** Whether n column numbers are ascending and below C, so at most C of them, and END stands after them. */
function columnsFit(index: usize, n: usize, C: usize): bool {
  const last = index + (n << 1);
  if (<u32>load<u16>(last) != END) return false;
  if (n == 0) return true;
  if (<usize>load<u16>(last - 2) >= C) return false;
  if (n < 8) {
    for (; index < last; index += 2) if (load<u16>(index) >= load<u16>(index, 2)) return false;
    return true;
  }
  // Eight beside the next eight, at the end some of them twice.
  const final = last - 16;
  let ascending = i16x8.lt_u(v128.load(final), v128.load(final, 2));
  for (; index < final; index += 16) {
    ascending = v128.and(ascending, i16x8.lt_u(v128.load(index), v128.load(index, 2)));
  }
  return i16x8.all_true(ascending);
}

/** scale[byte] = byte / 255, as NumPy divides float32 by 255. */
export function byteScale(scale: usize): void {
  assert(words(scale));
  for (let byte: usize = 0; byte < 256; byte++) store<f32>(scale + (byte << 2), <f32>byte / 255);
}

/** y (C,R) = the transpose of C columns of a dense x with R rows of `width`: x is where they begin in the first. */
export function transpose(y: usize, x: usize, R: usize, C: usize, width: usize): void {
  assert(words(y) && words(x) && R > 0 && C > 0 && C <= width);
  const down = width << 2;
  const across = R << 2;
  let r: usize = 0;
  for (; r + 4 <= R; r += 4) {
    let c: usize = 0;
    for (; c + 4 <= C; c += 4) {
      const from = x + ((r * width + c) << 2);
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
    for (; c < C; c++) for (let k = r; k < r + 4; k++) move(y, x, k, c, R, width);
  }
  for (; r < R; r++) for (let c: usize = 0; c < C; c++) move(y, x, r, c, R, width);
}

// @ts-ignore: decorator
@inline
function move(y: usize, x: usize, r: usize, c: usize, R: usize, width: usize): void {
  store<f32>(y + ((c * R + r) << 2), load<f32>(x + ((r * width + c) << 2)));
}
