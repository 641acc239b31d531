// y (C,N) = aT b, with `a` (R,C) in compressed rows and b (R,N) dense: for dW it is xT dy. As in matmul, every
// y[c,n] is the sum over r ascending from +0, so both ways give the same bits.

import { words } from "./asserts";
import { END, ROW, rowCount, rowIndex, rowsFit, rowValue, seek, transposeRows, transposeWhole, valueAt } from "./compress";
import { matmul } from "./matmul";
import { vectors, W1, W2, W3, W4, W5, widest } from "./widths";

/** Vectors of b's row that the widest scattering tile holds in registers. */
const WIDEST: usize = 5;

/** The largest N at which scattering few values pays: wide tiles make the product with the transpose that much faster. */
const SCATTERED: usize = 60;
const SCATTERED_BESIDE_WIDE: usize = 32;

/**
 * Rows `from` to `to` of y. Where few values are not 0, each row of `a` adds its outer product with b's row to y, which
 * stores a vector for each multiplication. Else `a` is transposed into `rowsT` (C), `indexT` (C, R + 1) and `valueT`
 * (C, R + 1), of which each row of y has its own part, and multiplied: each y is then written once, but the transpose
 * costs as much as it has values.
 */
export function matmulTransposed(
  y: usize, rows: usize, scale: usize, b: usize, rowsT: usize, indexT: usize, valueT: usize,
  R: usize, C: usize, N: usize, from: usize, to: usize,
): void {
  assert(words(y) && words(rows) && (!scale || words(scale)) && words(b));
  assert(R > 0 && R <= END && C > 0 && C <= END && N > 0 && from < to && to <= C);
  if (!ASC_NO_ASSERT) assert(rowsFit(rows, scale, R, C));
  let values: usize = 0;
  for (let r: usize = 0; r < R; r++) values += rowCount(rows + r * ROW);
  // A vector that overlaps another would wait for its store, so such rows are not scattered.
  if ((N & 3) == 0 && N <= (widest > 7 ? SCATTERED_BESIDE_WIDE : SCATTERED) && values < (R * C) / 3) {
    scatter(y, rows, scale, b, R, C, N, from, to);
    return;
  }
  rowsT += from * ROW;
  indexT += (from * (R + 1)) << 1;
  valueT += (from * (R + 1)) << 2;
  const n = to - from;
  y += (from * N) << 2;
  // Rows that may be whole become float32, for the dense tile.
  const bytes = scale != 0 && values < (R * C) / 4 * 3;
  if (bytes) transposeRows<u8, u8>(rowsT, indexT, valueT, rows, scale, R, C, from, to);
  else if (scale) transposeRows<u8, f32>(rowsT, indexT, valueT, rows, scale, R, C, from, to);
  else if (values == R * C) transposeWhole(rowsT, indexT, valueT, rowValue(rows), R, C, from, to);
  else transposeRows<f32, f32>(rowsT, indexT, valueT, rows, 0, R, C, from, to);
  matmul(y, rowsT, bytes ? scale : 0, b, 0, n, R, N);
}

function scatter(y: usize, rows: usize, scale: usize, b: usize, R: usize, C: usize, N: usize, from: usize, to: usize): void {
  memory.fill(y + ((from * N) << 2), 0, ((to - from) * N) << 2);
  const vectors = N >> 2;
  const tiles = (vectors + WIDEST - 1) / WIDEST;
  let column: usize = 0;
  for (let tile: usize = 0; tile < tiles; tile++) {
    const width = (vectors - column + (tiles - tile) - 1) / (tiles - tile);
    const at = column << 4;
    if (scale) scatterTile<u8>(<u32>width, y + at, rows, scale, b + at, R, C, N << 2, from, to);
    else scatterTile<f32>(<u32>width, y + at, rows, 0, b + at, R, C, N << 2, from, to);
    column += width;
  }
}

function scatterTile<V>(
  width: u32, y: usize, rows: usize, scale: usize, b: usize, R: usize, C: usize, stride: usize, from: usize, to: usize,
): void {
  switch (width) {
    case 1: { outer<W1, V>(y, rows, scale, b, R, C, stride, from, to); return; }
    case 2: { outer<W2, V>(y, rows, scale, b, R, C, stride, from, to); return; }
    case 3: { outer<W3, V>(y, rows, scale, b, R, C, stride, from, to); return; }
    case 4: { outer<W4, V>(y, rows, scale, b, R, C, stride, from, to); return; }
    default: { outer<W5, V>(y, rows, scale, b, R, C, stride, from, to); return; }
  }
}

/** One tile, as wide as the class W, of rows of values V (as in matmul's `sparse`). */
function outer<W, V>(
  y: usize, rows: usize, scale: usize, b: usize, R: usize, C: usize, stride: usize, from: usize, to: usize,
): void {
  const T = vectors<W>();
  const zero = f32x4.splat(0);
  for (const end = rows + R * ROW; rows < end; rows += ROW, b += stride) {
    const b0 = T > 0 ? v128.load(b) : zero;
    const b1 = T > 1 ? v128.load(b, 16) : zero;
    const b2 = T > 2 ? v128.load(b, 32) : zero;
    const b3 = T > 3 ? v128.load(b, 48) : zero;
    const b4 = T > 4 ? v128.load(b, 64) : zero;
    const last = seek(rows, to, C);
    let i = seek(rows, from, C);
    let v = rowValue(rows) + ((i - rowIndex(rows)) >> 1) * sizeof<V>();
    for (; i < last; i += 2, v += sizeof<V>()) {
      const at = y + <usize>load<u16>(i) * stride;
      const a = valueAt<V>(v, scale);
      if (T > 0) v128.store(at, f32x4.add(v128.load(at), f32x4.mul(a, b0)));
      if (T > 1) v128.store(at, f32x4.add(v128.load(at, 16), f32x4.mul(a, b1)), 16);
      if (T > 2) v128.store(at, f32x4.add(v128.load(at, 32), f32x4.mul(a, b2)), 32);
      if (T > 3) v128.store(at, f32x4.add(v128.load(at, 48), f32x4.mul(a, b3)), 48);
      if (T > 4) v128.store(at, f32x4.add(v128.load(at, 64), f32x4.mul(a, b4)), 64);
    }
  }
}
