// y (C,N) = aT b, with `a` (R,C) in compressed rows and b (R,N) dense: for dW it is xT dy. As in matmul, every
// y[c,n] is the sum over r ascending from +0, so both ways give the same bits.

import { words } from "./asserts";
import { END, ROW, rowCount, rowIndex, rowsFit, rowValue, transposeRows } from "./compress";
import { matmul } from "./matmul";

/** Vectors of b's row that the widest scattering tile holds in registers. */
const WIDEST: usize = 5;

/** The N from which on the transpose pays however few values there are: its cost does not depend on N. */
const SCATTER_LIMIT: usize = 64;

/**
 * Where few values are not 0, each row of `a` adds its outer product with b's row to y, which stores a vector
 * for each multiplication. Else `a` is transposed into `rowsT` (C), `indexT` (C + 1, R + 1), `valueT` (C,R) and
 * multiplied: each y is then written once, but the transpose costs as much as it has values, and the many short
 * rows of a sparse one cost more.
 */
export function matmulTransposed(
  y: usize, rows: usize, scale: usize, b: usize, rowsT: usize, indexT: usize, valueT: usize,
  R: usize, C: usize, N: usize,
): void {
  assert(words(y) && words(rows) && (!scale || words(scale)) && words(b));
  assert(R > 0 && R <= END && C > 0 && C <= END && N > 0);
  if (!ASC_NO_ASSERT) assert(rowsFit(rows, scale, R, C));
  let values: usize = 0;
  for (let r: usize = 0; r < R; r++) values += rowCount(rows + r * ROW);
  if (N > 3 && N < SCATTER_LIMIT && values < (R * C) / 3) {
    scatter(y, rows, scale, b, R, C, N);
  } else {
    transposeRows(rowsT, indexT, valueT, rows, scale, R, C);
    matmul(y, rowsT, 0, b, 0, C, R, N);
  }
}

function scatter(y: usize, rows: usize, scale: usize, b: usize, R: usize, C: usize, N: usize): void {
  memory.fill(y, 0, (C * N) << 2);
  const vectors = (N + 3) >> 2;
  const tiles = (vectors + WIDEST - 1) / WIDEST;
  const stride = N << 2;
  let column: usize = 0;
  for (let tile: usize = 0; tile < tiles; tile++) {
    const width = (vectors - (column >> 2) + (tiles - tile) - 1) / (tiles - tile);
    // The last vector steps back to the row's end; `fresh` are its lanes that no other vector adds to.
    const end = column + (width << 2);
    const last = (min(end, N) - 4 - column) << 2;
    const fresh = i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(end > N ? <i32>(end - N) : 0));
    const at = column << 2;
    scatterTile(<u32>width, y + at, rows, scale, b + at, fresh, R, stride, last);
    column = end;
  }
}

function scatterTile(
  width: u32, y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  if (scale) {
    switch (width) {
      case 1: { bytes1(y, rows, scale, b, fresh, R, stride, last); return; }
      case 2: { bytes2(y, rows, scale, b, fresh, R, stride, last); return; }
      case 3: { bytes3(y, rows, scale, b, fresh, R, stride, last); return; }
      case 4: { bytes4(y, rows, scale, b, fresh, R, stride, last); return; }
      default: { bytes5(y, rows, scale, b, fresh, R, stride, last); return; }
    }
  }
  switch (width) {
    case 1: { floats1(y, rows, b, fresh, R, stride, last); return; }
    case 2: { floats2(y, rows, b, fresh, R, stride, last); return; }
    case 3: { floats3(y, rows, b, fresh, R, stride, last); return; }
    case 4: { floats4(y, rows, b, fresh, R, stride, last); return; }
    default: { floats5(y, rows, b, fresh, R, stride, last); return; }
  }
}

/** A tile of T vectors; T and `bytes` are constants wherever this is inlined. */
// @ts-ignore: decorator
@inline
function outer(
  T: i32, bytes: bool, y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize,
  last: usize,
): void {
  const zero = f32x4.splat(0);
  for (const end = rows + R * ROW; rows < end; rows += ROW, b += stride) {
    const b0 = T > 1 ? v128.load(b) : zero;
    const b1 = T > 2 ? v128.load(b, 16) : zero;
    const b2 = T > 3 ? v128.load(b, 32) : zero;
    const b3 = T > 4 ? v128.load(b, 48) : zero;
    const bLast = v128.and(v128.load(b + last), fresh);
    let i = rowIndex(rows);
    let v = rowValue(rows);
    for (const rowEnd = i + (rowCount(rows) << 1); i < rowEnd; i += 2, v += bytes ? 1 : 4) {
      const at = y + <usize>load<u16>(i) * stride;
      const a = v128.load32_splat(bytes ? scale + (<usize>load<u8>(v) << 2) : v);
      if (T > 1) v128.store(at, f32x4.add(v128.load(at), f32x4.mul(a, b0)));
      if (T > 2) v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(a, b1)), 16);
      if (T > 3) v128.store(at, f32x4.add(v128.load(at, 32), f32x4.mul(a, b2)), 32);
      if (T > 4) v128.store(at, f32x4.add(v128.load(at, 48), f32x4.mul(a, b3)), 48);
      v128.store(at + last, f32x4.add(v128.load(at + last), f32x4.mul(a, bLast)));
    }
  }
}

function floats1(
  y: usize, rows: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(1, false, y, rows, 0, b, fresh, R, stride, last);
}
function bytes1(
  y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(1, true, y, rows, scale, b, fresh, R, stride, last);
}

function floats2(
  y: usize, rows: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(2, false, y, rows, 0, b, fresh, R, stride, last);
}
function bytes2(
  y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(2, true, y, rows, scale, b, fresh, R, stride, last);
}

function floats3(
  y: usize, rows: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(3, false, y, rows, 0, b, fresh, R, stride, last);
}
function bytes3(
  y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(3, true, y, rows, scale, b, fresh, R, stride, last);
}

function floats4(
  y: usize, rows: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(4, false, y, rows, 0, b, fresh, R, stride, last);
}
function bytes4(
  y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(4, true, y, rows, scale, b, fresh, R, stride, last);
}

function floats5(
  y: usize, rows: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(5, false, y, rows, 0, b, fresh, R, stride, last);
}
function bytes5(
  y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  outer(5, true, y, rows, scale, b, fresh, R, stride, last);
}
