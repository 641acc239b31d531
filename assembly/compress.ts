// Compressed rows: of each row of a matrix (R,C) the values that are not 0, with their column numbers.
// 81% of MNIST's pixels and about half of a relu layer's outputs are 0, and exact zeros add nothing to a
// sum, so every matrix product (matmul.ts) works on what is left.
//
// `rows` has three u32 a row: the address of its column numbers (u16, ascending), the address of its
// values, and how many there are. Values are float32, or bytes that stand for scale[byte] where a `scale`
// of 256 float32 is given: so a data set's records are used where they lie. C and R are at most 65536.

/** Bytes of one row's entry. */
export const ROW: usize = 12;

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
function setRow(row: usize, index: usize, value: usize, count: usize): void {
  store<u32>(row, <u32>index);
  store<u32>(row, <u32>value, 4);
  store<u32>(row, <u32>count, 8);
}

/**
 * Compresses the dense matrix x (R,C) into `rows` (R), `index` (R,C) and `value` (R,C).
 * A row of which more than 5/8 is not 0 is kept whole: the dense tile of matmul is that much faster.
 */
export function compressRows(rows: usize, index: usize, value: usize, x: usize, R: usize, C: usize): void {
  for (let r: usize = 0; r < R; r++) {
    const used = compressRow(index, value, x, C);
    if (used << 3 > C * 5) {
      for (let c: usize = 0; c < C; c++) store<u16>(index + (c << 1), <u16>c);
      memory.copy(value, x, C << 2);
      setRow(rows, index, value, C);
    } else {
      setRow(rows, index, value, used);
    }
    rows += ROW;
    index += C << 1;
    value += C << 2;
    x += C << 2;
  }
}

/** Returns the number of values. Branchless: a zero is written, then overwritten by the next value. */
function compressRow(index: usize, value: usize, x: usize, C: usize): usize {
  const first = index;
  const last = C - 1;
  for (let c: usize = 0; c < last; c++) {
    const element = load<f32>(x);
    store<u16>(index, <u16>c);
    store<f32>(value, element);
    const kept: usize = element != 0 ? 1 : 0;
    index += kept << 1;
    value += kept << 2;
    x += 4;
  }
  const element = load<f32>(x);
  store<u16>(index, <u16>last);
  store<f32>(value, element);
  return ((index - first) >> 1) + (element != 0 ? 1 : 0);
}

/**
 * The rows of the transpose (C,R) of compressed rows (R,C), as float32 whatever they were:
 * `rowsT` (C), `indexT` (C,R), `valueT` (C,R).
 */
export function transposeRows(
  rowsT: usize, indexT: usize, valueT: usize, rows: usize, scale: usize, R: usize, C: usize,
): void {
  for (let c: usize = 0; c < C; c++) {
    setRow(rowsT + c * ROW, indexT + ((c * R) << 1), valueT + ((c * R) << 2), 0);
  }
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    let i = rowIndex(rows);
    let v = rowValue(rows);
    const end = i + (rowCount(rows) << 1);
    if (scale) {
      for (; i < end; i += 2, v++) append(rowsT, indexT, valueT, i, load<f32>(scale + (<usize>load<u8>(v) << 2)), r, R);
    } else {
      for (; i < end; i += 2, v += 4) append(rowsT, indexT, valueT, i, load<f32>(v), r, R);
    }
  }
}

// @ts-ignore: decorator
@inline
function append(rowsT: usize, indexT: usize, valueT: usize, i: usize, value: f32, r: usize, R: usize): void {
  const c = <usize>load<u16>(i);
  const row = rowsT + c * ROW;
  const used = rowCount(row);
  const at = c * R + used;
  store<u16>(indexT + (at << 1), <u16>r);
  store<f32>(valueT + (at << 2), value);
  store<u32>(row, <u32>(used + 1), 8);
}

/**
 * Rows over R records of a data set, one after another, each 4-byte aligned: u16 count n, u16 column
 * numbers (n), u8 values (n), padding.
 */
export function openRecords(rows: usize, records: usize, R: usize): void {
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    const n = <usize>load<u16>(records);
    const index = records + 2;
    const value = index + (n << 1);
    setRow(rows, index, value, n);
    records = (value + n + 3) & ~3;
  }
}

/** scale[byte] = byte / 255, as NumPy divides float32 by 255. */
export function byteScale(scale: usize): void {
  for (let byte: usize = 0; byte < 256; byte++) store<f32>(scale + (byte << 2), <f32>byte / 255);
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
