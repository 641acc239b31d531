"use strict";
// Batch normalization over the rows of x (B,N), four columns at a time. `o` is a column's byte offset, `row`
// the bytes of a row. Source: Ioffe & Szegedy, arXiv:1502.03167, algorithm 1.
Object.defineProperty(exports, "__esModule", { value: true });
exports.batchNormForward = batchNormForward;
exports.batchNormInfer = batchNormInfer;
exports.batchNormBackward = batchNormBackward;
const lanes_1 = require("./lanes");
/**
 * Training: y = gamma xHat + beta, xHat = (x - mean) / sqrt(variance + epsilon), with the batch's mean and
 * biased variance. Keeps xHat (B,N) and inverseStd (N) for the backward pass, and moves the running
 * statistics: running = momentum running + (1 - momentum) batch.
 */
function batchNormForward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, momentum, epsilon, B, N) {
    const row = N << 2;
    const whole = row & ~15;
    let o = 0;
    for (; o < whole; o += 16) {
        forward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, momentum, epsilon, B, row, o, 4);
    }
    const left = N & 3;
    if (left) {
        forward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, momentum, epsilon, B, row, o, left);
    }
}
// @ts-ignore: decorator
function forward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, momentum, epsilon, B, row, o, left) {
    const rows = f32x4.splat(B);
    const end = o + B * row;
    let mean = f32x4.splat(0);
    for (let p = o; p < end; p += row)
        mean = f32x4.add(mean, (0, lanes_1.load4)(x + p, left));
    mean = f32x4.div(mean, rows);
    let variance = f32x4.splat(0);
    for (let p = o; p < end; p += row) {
        const centered = f32x4.sub((0, lanes_1.load4)(x + p, left), mean);
        variance = f32x4.add(variance, f32x4.mul(centered, centered));
    }
    variance = f32x4.div(variance, rows);
    const inverse = f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(epsilon))));
    (0, lanes_1.store4)(inverseStd + o, inverse, left);
    const g = (0, lanes_1.load4)(gamma + o, left);
    const b = (0, lanes_1.load4)(beta + o, left);
    for (let p = o; p < end; p += row) {
        const normalized = f32x4.mul(f32x4.sub((0, lanes_1.load4)(x + p, left), mean), inverse);
        (0, lanes_1.store4)(xHat + p, normalized, left);
        (0, lanes_1.store4)(y + p, f32x4.add(f32x4.mul(g, normalized), b), left);
    }
    blend(runningMean + o, mean, momentum, left);
    blend(runningVariance + o, variance, momentum, left);
}
/** running = momentum running + (1 - momentum) batch */
// @ts-ignore: decorator
function blend(running, batch, momentum, left) {
    const kept = f32x4.mul(f32x4.splat(momentum), (0, lanes_1.load4)(running, left));
    (0, lanes_1.store4)(running, f32x4.add(kept, f32x4.mul(f32x4.splat((1 - momentum)), batch)), left);
}
/** Inference: y = gamma (x - runningMean) / sqrt(runningVariance + epsilon) + beta. */
function batchNormInfer(y, x, runningMean, runningVariance, gamma, beta, epsilon, B, N) {
    const row = N << 2;
    const whole = row & ~15;
    let o = 0;
    for (; o < whole; o += 16)
        infer(y, x, runningMean, runningVariance, gamma, beta, epsilon, B, row, o, 4);
    const left = N & 3;
    if (left)
        infer(y, x, runningMean, runningVariance, gamma, beta, epsilon, B, row, o, left);
}
// @ts-ignore: decorator
function infer(y, x, runningMean, runningVariance, gamma, beta, epsilon, B, row, o, left) {
    const mean = (0, lanes_1.load4)(runningMean + o, left);
    const std = f32x4.sqrt(f32x4.add((0, lanes_1.load4)(runningVariance + o, left), f32x4.splat(epsilon)));
    const g = f32x4.div((0, lanes_1.load4)(gamma + o, left), std);
    const b = (0, lanes_1.load4)(beta + o, left);
    for (let p = o, end = o + B * row; p < end; p += row) {
        (0, lanes_1.store4)(y + p, f32x4.add(f32x4.mul(f32x4.sub((0, lanes_1.load4)(x + p, left), mean), g), b), left);
    }
}
/**
 * dgamma (N) = sum_B dy xHat, dbeta (N) = sum_B dy,
 * dx (B,N) = gamma inverseStd (dy - dbeta / B - xHat dgamma / B). dx may be dy.
 */
function batchNormBackward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, B, N) {
    const row = N << 2;
    const whole = row & ~15;
    let o = 0;
    for (; o < whole; o += 16)
        backward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, B, row, o, 4);
    const left = N & 3;
    if (left)
        backward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, B, row, o, left);
}
// @ts-ignore: decorator
function backward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, B, row, o, left) {
    const rows = f32x4.splat(B);
    const end = o + B * row;
    let dg = f32x4.splat(0);
    let db = f32x4.splat(0);
    for (let p = o; p < end; p += row) {
        const d = (0, lanes_1.load4)(dy + p, left);
        dg = f32x4.add(dg, f32x4.mul(d, (0, lanes_1.load4)(xHat + p, left)));
        db = f32x4.add(db, d);
    }
    (0, lanes_1.store4)(dgamma + o, dg, left);
    (0, lanes_1.store4)(dbeta + o, db, left);
    const slope = f32x4.mul((0, lanes_1.load4)(gamma + o, left), (0, lanes_1.load4)(inverseStd + o, left));
    const meanDg = f32x4.div(dg, rows);
    const meanDb = f32x4.div(db, rows);
    for (let p = o; p < end; p += row) {
        const pull = f32x4.add(meanDb, f32x4.mul((0, lanes_1.load4)(xHat + p, left), meanDg));
        (0, lanes_1.store4)(dx + p, f32x4.mul(slope, f32x4.sub((0, lanes_1.load4)(dy + p, left), pull)), left);
    }
}
