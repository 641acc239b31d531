// y (C,N) = aT b, with `a` (R,C) in compressed rows and b (R,N) dense: for dW it is xT dy. As in matmul, every
// y[c,n] is the sum over r ascending from +0, so both ways give the same bits.

import { words } from "./asserts";
import { END, ROW, rowCount, rowIndex, rowsFit, rowValue, transposeRows, valueAt } from "./compress";
import { matmul } from "./matmul";
import { vectors, W1, W2, W3, W4, W5 } from "./widths";

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
    if (scale) scatterTile<u8>(<u32>width, y + at, rows, scale, b + at, fresh, R, stride, last);
    else scatterTile<f32>(<u32>width, y + at, rows, 0, b + at, fresh, R, stride, last);
    column = end;
  }
}

function scatterTile<V>(
  width: u32, y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  switch (width) {
    case 1: { outer<W1, V>(y, rows, scale, b, fresh, R, stride, last); return; }
    case 2: { outer<W2, V>(y, rows, scale, b, fresh, R, stride, last); return; }
    case 3: { outer<W3, V>(y, rows, scale, b, fresh, R, stride, last); return; }
    case 4: { outer<W4, V>(y, rows, scale, b, fresh, R, stride, last); return; }
    default: { outer<W5, V>(y, rows, scale, b, fresh, R, stride, last); return; }
  }
}

/** One tile, as wide as the class W, of rows of values V (as in matmul's `sparse`). */
function outer<W, V>(
  y: usize, rows: usize, scale: usize, b: usize, fresh: v128, R: usize, stride: usize, last: usize,
): void {
  const T = vectors<W>();
  const zero = f32x4.splat(0);
  for (const end = rows + R * ROW; rows < end; rows += ROW, b += stride) {
    const b0 = T > 1 ? v128.load(b) : zero;
    const b1 = T > 2 ? v128.load(b, 16) : zero;
    const b2 = T > 3 ? v128.load(b, 32) : zero;
    const b3 = T > 4 ? v128.load(b, 48) : zero;
    const bLast = v128.and(v128.load(b + last), fresh);
    let i = rowIndex(rows);
    let v = rowValue(rows);
    for (const rowEnd = i + (rowCount(rows) << 1); i < rowEnd; i += 2, v += sizeof<V>()) {
      const at = y + <usize>load<u16>(i) * stride;
      const a = valueAt<V>(v, scale);
      if (T > 1) v128.store(at, f32x4.add(v128.load(at), f32x4.mul(a, b0)));
      if (T > 2) v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(a, b1)), 16);
      if (T > 3) v128.store(at, f32x4.add(v128.load(at, 32), f32x4.mul(a, b2)), 32);
      if (T > 4) v128.store(at, f32x4.add(v128.load(at, 48), f32x4.mul(a, b3)), 48);
      v128.store(at + last, f32x4.add(v128.load(at + last), f32x4.mul(a, bLast)));
    }
  }
}
