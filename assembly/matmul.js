"use strict";
// The one matrix product: y (R,N) = a (R,K) b (K,N), with `a` in compressed rows (compress.ts).
// Forward it is x W, for dW it is xT dy, for dx it is dy WT. Every y[r,n] is the sum over k ascending,
// starting from +0, so neither the shape of a tile nor a zero left out changes a bit of it.
Object.defineProperty(exports, "__esModule", { value: true });
exports.matmul = matmul;
exports.sumRows = sumRows;
const compress_1 = require("./compress");
const lanes_1 = require("./lanes");
/** Vectors (of four columns) in the widest sparse tile: wider ones spill registers in V8. */
const WIDEST = 7;
/**
 * y (R,N) = a b, or a b + bias (N) where `bias` is not 0. `scale` is that of the rows, or 0.
 * Four whole rows together take the dense tile, others go one by one through the sparse one. The last
 * vector of a tile may overlap the one before it at the end of a row, which computes some columns twice,
 * alike, and needs no code for the columns left over.
 */
function matmul(y, rows, scale, b, bias, R, K, N) {
    if (N < 4) {
        matmulNarrow(y, rows, scale, b, bias, R, N);
        return;
    }
    let r = 0;
    while (r < R) {
        const from = r;
        while (r < R && !wholeRows(rows, scale, r, R, K))
            r++;
        if (r > from)
            matmulSparse(y + ((from * N) << 2), rows + from * compress_1.ROW, scale, b, bias, r - from, N);
        for (; r < R && wholeRows(rows, scale, r, R, K); r += 4) {
            matmulDense(y + ((r * N) << 2), rows + r * compress_1.ROW, b, bias, K, N);
        }
    }
}
/** Whether the four rows from r hold all K values, as float32. */
function wholeRows(rows, scale, r, R, K) {
    if (scale || r + 4 > R)
        return false;
    const row = rows + r * compress_1.ROW;
    return ((0, compress_1.rowCount)(row) == K && (0, compress_1.rowCount)(row + compress_1.ROW) == K && (0, compress_1.rowCount)(row + 2 * compress_1.ROW) == K && (0, compress_1.rowCount)(row + 3 * compress_1.ROW) == K);
}
function matmulSparse(y, rows, scale, b, bias, R, N) {
    const vectors = (N + 3) >> 2;
    const tiles = (vectors + WIDEST - 1) / WIDEST;
    const stride = N << 2;
    let column = 0;
    for (let tile = 0; tile < tiles; tile++) {
        // The columns left are shared out evenly among the tiles left.
        const width = (vectors - (column >> 2) + (tiles - tile) - 1) / (tiles - tile);
        // Byte offset of the tile's last vector from its first column; at the row's end it steps back.
        const last = (min(column + (width << 2), N) - 4 - column) << 2;
        const at = column << 2;
        for (let r = 0, row = rows, yr = y + at; r < R; r++, row += compress_1.ROW, yr += stride) {
            sparseTile(width, yr, row, scale, b + at, stride, last, bias ? bias + at : 0);
        }
        column += width << 2;
    }
}
function sparseTile(width, y, row, scale, b, stride, last, bias) {
    const i = (0, compress_1.rowIndex)(row);
    const v = (0, compress_1.rowValue)(row);
    const end = i + ((0, compress_1.rowCount)(row) << 1);
    if (scale) {
        switch (width) {
            case 1: {
                bytes1(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
            case 2: {
                bytes2(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
            case 3: {
                bytes3(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
            case 4: {
                bytes4(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
            case 5: {
                bytes5(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
            case 6: {
                bytes6(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
            default: {
                bytes7(y, i, end, v, scale, b, stride, last, bias);
                return;
            }
        }
    }
    switch (width) {
        case 1: {
            floats1(y, i, end, v, b, stride, last, bias);
            return;
        }
        case 2: {
            floats2(y, i, end, v, b, stride, last, bias);
            return;
        }
        case 3: {
            floats3(y, i, end, v, b, stride, last, bias);
            return;
        }
        case 4: {
            floats4(y, i, end, v, b, stride, last, bias);
            return;
        }
        case 5: {
            floats5(y, i, end, v, b, stride, last, bias);
            return;
        }
        case 6: {
            floats6(y, i, end, v, b, stride, last, bias);
            return;
        }
        default: {
            floats7(y, i, end, v, b, stride, last, bias);
            return;
        }
    }
}
/**
 * One row of one tile of T vectors. T and `bytes` are constants wherever this is inlined, so the `if`s on
 * them vanish.
 */
// @ts-ignore: decorator
function sparse(T, bytes, y, i, end, v, scale, b, stride, last, bias) {
    const zero = f32x4.splat(0);
    let s0 = zero;
    let s1 = zero;
    let s2 = zero;
    let s3 = zero;
    let s4 = zero;
    let s5 = zero;
    let sLast = zero;
    for (; i < end; i += 2, v += bytes ? 1 : 4) {
        const row = b + load(i) * stride;
        const a = v128.load32_splat(bytes ? scale + (load(v) << 2) : v);
        if (T > 1)
            s0 = f32x4.add(s0, f32x4.mul(a, v128.load(row)));
        if (T > 2)
            s1 = f32x4.add(s1, f32x4.mul(a, v128.load(row, 16)));
        if (T > 3)
            s2 = f32x4.add(s2, f32x4.mul(a, v128.load(row, 32)));
        if (T > 4)
            s3 = f32x4.add(s3, f32x4.mul(a, v128.load(row, 48)));
        if (T > 5)
            s4 = f32x4.add(s4, f32x4.mul(a, v128.load(row, 64)));
        if (T > 6)
            s5 = f32x4.add(s5, f32x4.mul(a, v128.load(row, 80)));
        sLast = f32x4.add(sLast, f32x4.mul(a, v128.load(row + last)));
    }
    if (bias) {
        if (T > 1)
            s0 = f32x4.add(s0, v128.load(bias));
        if (T > 2)
            s1 = f32x4.add(s1, v128.load(bias, 16));
        if (T > 3)
            s2 = f32x4.add(s2, v128.load(bias, 32));
        if (T > 4)
            s3 = f32x4.add(s3, v128.load(bias, 48));
        if (T > 5)
            s4 = f32x4.add(s4, v128.load(bias, 64));
        if (T > 6)
            s5 = f32x4.add(s5, v128.load(bias, 80));
        sLast = f32x4.add(sLast, v128.load(bias + last));
    }
    if (T > 1)
        v128.store(y, s0);
    if (T > 2)
        v128.store(y, s1, 16);
    if (T > 3)
        v128.store(y, s2, 32);
    if (T > 4)
        v128.store(y, s3, 48);
    if (T > 5)
        v128.store(y, s4, 64);
    if (T > 6)
        v128.store(y, s5, 80);
    v128.store(y + last, sLast);
}
function floats1(y, i, end, v, b, stride, last, bias) {
    sparse(1, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes1(y, i, end, v, scale, b, stride, last, bias) {
    sparse(1, true, y, i, end, v, scale, b, stride, last, bias);
}
function floats2(y, i, end, v, b, stride, last, bias) {
    sparse(2, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes2(y, i, end, v, scale, b, stride, last, bias) {
    sparse(2, true, y, i, end, v, scale, b, stride, last, bias);
}
function floats3(y, i, end, v, b, stride, last, bias) {
    sparse(3, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes3(y, i, end, v, scale, b, stride, last, bias) {
    sparse(3, true, y, i, end, v, scale, b, stride, last, bias);
}
function floats4(y, i, end, v, b, stride, last, bias) {
    sparse(4, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes4(y, i, end, v, scale, b, stride, last, bias) {
    sparse(4, true, y, i, end, v, scale, b, stride, last, bias);
}
function floats5(y, i, end, v, b, stride, last, bias) {
    sparse(5, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes5(y, i, end, v, scale, b, stride, last, bias) {
    sparse(5, true, y, i, end, v, scale, b, stride, last, bias);
}
function floats6(y, i, end, v, b, stride, last, bias) {
    sparse(6, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes6(y, i, end, v, scale, b, stride, last, bias) {
    sparse(6, true, y, i, end, v, scale, b, stride, last, bias);
}
function floats7(y, i, end, v, b, stride, last, bias) {
    sparse(7, false, y, i, end, v, 0, b, stride, last, bias);
}
function bytes7(y, i, end, v, scale, b, stride, last, bias) {
    sparse(7, true, y, i, end, v, scale, b, stride, last, bias);
}
/** Four whole rows: tiles of 4 x 8 columns, and one of 4 x 4 where N < 8. */
function matmulDense(y, rows, b, bias, K, N) {
    const a0 = (0, compress_1.rowValue)(rows);
    const a1 = (0, compress_1.rowValue)(rows + compress_1.ROW);
    const a2 = (0, compress_1.rowValue)(rows + 2 * compress_1.ROW);
    const a3 = (0, compress_1.rowValue)(rows + 3 * compress_1.ROW);
    const stride = N << 2;
    // The last tile steps back to the row's end; where N < 8 its second vector overlaps the first.
    const last = (min(N, 8) - 4) << 2;
    for (let column = 0; column < N; column += 8) {
        const at = N < 8 ? 0 : min(column, N - 8) << 2;
        dense4x8(y + at, a0, a1, a2, a3, b + at, bias ? bias + at : 0, K, stride, last);
    }
}
function dense4x8(y, a0, a1, a2, a3, b, bias, K, stride, last) {
    const zero = f32x4.splat(0);
    let s00 = zero;
    let s01 = zero;
    let s10 = zero;
    let s11 = zero;
    let s20 = zero;
    let s21 = zero;
    let s30 = zero;
    let s31 = zero;
    for (let k = 0; k < K; k++, b += stride) {
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
    storePair(y, s00, s01, bias0, bias1, last);
    storePair(y + stride, s10, s11, bias0, bias1, last);
    storePair(y + 2 * stride, s20, s21, bias0, bias1, last);
    storePair(y + 3 * stride, s30, s31, bias0, bias1, last);
}
// @ts-ignore: decorator
function storePair(y, s0, s1, bias0, bias1, last) {
    v128.store(y, f32x4.add(s0, bias0));
    v128.store(y + last, f32x4.add(s1, bias1));
}
/** The same for one to three columns. */
function matmulNarrow(y, rows, scale, b, bias, R, N) {
    for (let r = 0; r < R; r++, rows += compress_1.ROW) {
        for (let n = 0; n < N; n++) {
            let sum = 0;
            let i = (0, compress_1.rowIndex)(rows);
            let v = (0, compress_1.rowValue)(rows);
            const end = i + ((0, compress_1.rowCount)(rows) << 1);
            for (; i < end; i += 2, v += scale ? 1 : 4) {
                const a = load(scale ? scale + (load(v) << 2) : v);
                sum += a * load(b + ((load(i) * N + n) << 2));
            }
            store(y + ((r * N + n) << 2), bias ? sum + load(bias + (n << 2)) : sum);
        }
    }
}
/** sum (N) = the sum of each column of x (R,N), rows ascending. */
function sumRows(sum, x, R, N) {
    const stride = N << 2;
    let n = N;
    for (; n > 3; n -= 4, sum += 16, x += 16)
        sumColumn(sum, x, R, stride, 4);
    if (n)
        sumColumn(sum, x, R, stride, n);
}
// @ts-ignore: decorator
function sumColumn(sum, x, R, stride, left) {
    let total = f32x4.splat(0);
    for (let r = 0; r < R; r++, x += stride)
        total = f32x4.add(total, (0, lanes_1.load4)(x, left));
    (0, lanes_1.store4)(sum, total, left);
}
