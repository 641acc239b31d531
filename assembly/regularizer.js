"use strict";
// L1 and L2 on the weights of one layer.
Object.defineProperty(exports, "__esModule", { value: true });
exports.regularize = regularize;
exports.sumOfMagnitudes = sumOfMagnitudes;
exports.sumOfSquares = sumOfSquares;
exports.penalty = penalty;
const lanes_1 = require("./lanes");
/** gradient += l2 weight + l1 sign(weight), with sign(0) = 0. */
function regularize(gradient, weight, l1, l2, n) {
    const decay = f32x4.splat(l2);
    const pull = f32x4.splat(l1);
    const sign = i32x4.splat(0x80000000);
    const zero = f32x4.splat(0);
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        const w = (0, lanes_1.load4)(weight + o, n - i);
        const signed = v128.and(v128.or(pull, v128.and(w, sign)), f32x4.ne(w, zero));
        const term = f32x4.add(f32x4.mul(decay, w), signed);
        (0, lanes_1.store4)(gradient + o, f32x4.add((0, lanes_1.load4)(gradient + o, n - i), term), n - i);
    }
}
/** Sum of |x|. Both sums run in float64, lanes 0 and 2, 1 and 3 apart. */
function sumOfMagnitudes(x, n) {
    let total = f64x2.splat(0);
    for (let i = 0; i < n; i += 4)
        total = (0, lanes_1.addWide)(total, f32x4.abs((0, lanes_1.load4)(x + (i << 2), n - i)));
    return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}
/** Sum of x^2. */
function sumOfSquares(x, n) {
    let total = f64x2.splat(0);
    for (let i = 0; i < n; i += 4) {
        const v = (0, lanes_1.load4)(x + (i << 2), n - i);
        total = (0, lanes_1.addWide)(total, f32x4.mul(v, v));
    }
    return f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
}
/**
 * What the loss gains by: l1 sum|w| + 1/2 l2 sum w^2, or with `root` 1/2 l2 sqrt(sum w^2), which the
 * report's code logs.
 */
function penalty(weight, l1, l2, root, n) {
    let total = 0;
    if (l1 != 0)
        total += l1 * sumOfMagnitudes(weight, n);
    if (l2 != 0) {
        const squares = sumOfSquares(weight, n);
        total += 0.5 * l2 * (root ? sqrt(squares) : squares);
    }
    return total;
}
