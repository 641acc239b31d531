"use strict";
// Softmax and cross-entropy over the rows of logits (B,N), and what a classifier is judged by.
Object.defineProperty(exports, "__esModule", { value: true });
exports.softmaxCrossEntropyForward = softmaxCrossEntropyForward;
exports.softmax = softmax;
exports.softmaxCrossEntropyBackward = softmaxCrossEntropyBackward;
exports.countConfusion = countConfusion;
const lanes_1 = require("./lanes");
const math_1 = require("./math");
/** Largest of n floats. */
function maximum(x, n) {
    let largest = load(x);
    for (let i = 1; i < n; i++)
        largest = max(largest, load(x + (i << 2)));
    return largest;
}
/**
 * probabilities (B,N) = softmax of each row. Returns the sum over the rows of the cross-entropy -log p_label,
 * from the logits by log-sum-exp, so that it stays finite where p_label underflows. `labels` are u8 (B).
 */
function softmaxCrossEntropyForward(probabilities, logits, labels, B, N) {
    let loss = 0;
    for (let r = 0; r < B; r++) {
        const z = logits + ((r * N) << 2);
        const label = load(labels + r);
        const peak = maximum(z, N);
        const sum = softmaxRow(probabilities + ((r * N) << 2), z, peak, N);
        loss += (0, math_1.log)(sum) - (load(z + (label << 2)) - peak);
    }
    return loss;
}
/** probabilities (B,N) = softmax of each row of logits. */
function softmax(probabilities, logits, B, N) {
    for (let r = 0; r < B; r++) {
        const z = logits + ((r * N) << 2);
        softmaxRow(probabilities + ((r * N) << 2), z, maximum(z, N), N);
    }
}
/** One row; returns the sum of e^(z - peak), columns ascending. */
function softmaxRow(p, z, peak, N) {
    const shift = f32x4.splat(peak);
    for (let n = 0; n < N; n += 4) {
        (0, lanes_1.store4)(p + (n << 2), (0, math_1.exp4)(f32x4.sub((0, lanes_1.load4)(z + (n << 2), N - n), shift)), N - n);
    }
    let sum = 0;
    for (let n = 0; n < N; n++)
        sum += load(p + (n << 2));
    const total = f32x4.splat(sum);
    for (let n = 0; n < N; n += 4) {
        (0, lanes_1.store4)(p + (n << 2), f32x4.div((0, lanes_1.load4)(p + (n << 2), N - n), total), N - n);
    }
    return sum;
}
/** dlogits = (probabilities - onehot(labels)) / B, the gradient of the mean cross-entropy. */
function softmaxCrossEntropyBackward(dlogits, probabilities, labels, B, N) {
    const rows = f32x4.splat(B);
    const n = B * N;
    const whole = n & ~3;
    for (let i = 0; i < whole; i += 4)
        share(dlogits, probabilities, i << 2, rows, 4);
    if (whole < n)
        share(dlogits, probabilities, whole << 2, rows, n - whole);
    for (let r = 0; r < B; r++) {
        const o = (r * N + load(labels + r)) << 2;
        store(dlogits + o, (load(probabilities + o) - 1) / B);
    }
}
// @ts-ignore: decorator
function share(dlogits, probabilities, o, rows, left) {
    (0, lanes_1.store4)(dlogits + o, f32x4.div((0, lanes_1.load4)(probabilities + o, left), rows), left);
}
/** confusion[label, predicted] += 1 for each row; u32 (N,N). Of equal scores the lowest class wins. */
function countConfusion(confusion, scores, labels, B, N) {
    for (let r = 0; r < B; r++) {
        const z = scores + ((r * N) << 2);
        let predicted = 0;
        let best = load(z);
        for (let n = 1; n < N; n++) {
            const score = load(z + (n << 2));
            if (score > best) {
                best = score;
                predicted = n;
            }
        }
        const cell = confusion + ((load(labels + r) * N + predicted) << 2);
        store(cell, load(cell) + 1);
    }
}
