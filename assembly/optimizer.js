"use strict";
// Optimizers, in order of increasing state. Each is one pass over n contiguous parameters w with their
// gradients g; state arrays start at 0 unless said otherwise. In-place on w and the state.
Object.defineProperty(exports, "__esModule", { value: true });
exports.sgdStep = sgdStep;
exports.momentumStep = momentumStep;
exports.adagradStep = adagradStep;
exports.rmspropStep = rmspropStep;
exports.adamStep = adamStep;
const lanes_1 = require("./lanes");
const math_1 = require("./math");
/** w -= learningRate g */
function sgdStep(w, g, learningRate, n) {
    const rate = f32x4.splat(learningRate);
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        const left = n - i;
        (0, lanes_1.store4)(w + o, f32x4.sub((0, lanes_1.load4)(w + o, left), f32x4.mul(rate, (0, lanes_1.load4)(g + o, left))), left);
    }
}
/** v = momentum v - learningRate g; w += v. Source: Polyak (1964); the rate is inside v. */
function momentumStep(w, g, velocity, learningRate, momentum, n) {
    const rate = f32x4.splat(learningRate);
    const keep = f32x4.splat(momentum);
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        const left = n - i;
        const kept = f32x4.mul(keep, (0, lanes_1.load4)(velocity + o, left));
        const v = f32x4.sub(kept, f32x4.mul(rate, (0, lanes_1.load4)(g + o, left)));
        (0, lanes_1.store4)(velocity + o, v, left);
        (0, lanes_1.store4)(w + o, f32x4.add((0, lanes_1.load4)(w + o, left), v), left);
    }
}
/**
 * h += g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Duchi, Hazan & Singer (2011).
 * h starts at the caller's initial accumulator. With `skip` h stays as it is in this step, as in the first
 * step of the report's code.
 */
function adagradStep(w, g, h, learningRate, epsilon, skip, n) {
    const rate = f32x4.splat(learningRate);
    const eps = f32x4.splat(epsilon);
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        const left = n - i;
        const grad = (0, lanes_1.load4)(g + o, left);
        let sum = (0, lanes_1.load4)(h + o, left);
        if (!skip)
            sum = f32x4.add(sum, f32x4.mul(grad, grad));
        (0, lanes_1.store4)(h + o, sum, left);
        const step = f32x4.div(f32x4.mul(rate, grad), f32x4.add(f32x4.sqrt(sum), eps));
        (0, lanes_1.store4)(w + o, f32x4.sub((0, lanes_1.load4)(w + o, left), step), left);
    }
}
/** h = decay h + (1 - decay) g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Hinton, lecture 6e (2012). */
function rmspropStep(w, g, h, learningRate, decay, epsilon, n) {
    const rate = f32x4.splat(learningRate);
    const keep = f32x4.splat(decay);
    const take = f32x4.splat((1 - decay));
    const eps = f32x4.splat(epsilon);
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        const left = n - i;
        const grad = (0, lanes_1.load4)(g + o, left);
        const kept = f32x4.mul(keep, (0, lanes_1.load4)(h + o, left));
        const mean = f32x4.add(kept, f32x4.mul(take, f32x4.mul(grad, grad)));
        (0, lanes_1.store4)(h + o, mean, left);
        const step = f32x4.div(f32x4.mul(rate, grad), f32x4.add(f32x4.sqrt(mean), eps));
        (0, lanes_1.store4)(w + o, f32x4.sub((0, lanes_1.load4)(w + o, left), step), left);
    }
}
/**
 * m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= rate m / (sqrt(v) + eps), where
 * rate = learningRate sqrt(1 - beta2^t) / (1 - beta1^t) for the t-th step, t from 1.
 * Source: Kingma & Ba, arXiv:1412.6980. Their algorithm 1 has epsilon beside the corrected sqrt(v^), which is
 * eps = epsilon sqrt(1 - beta2^t); `uncorrected` takes eps = epsilon (the report's code, Keras).
 */
function adamStep(w, g, m, v, learningRate, beta1, beta2, epsilon, uncorrected, t, n) {
    const correction = sqrt(1 - (0, math_1.power)(beta2, t));
    const rate = f32x4.splat(((learningRate * correction) / (1 - (0, math_1.power)(beta1, t))));
    const eps = f32x4.splat((uncorrected ? epsilon : epsilon * correction));
    const take1 = f32x4.splat((1 - beta1));
    const take2 = f32x4.splat((1 - beta2));
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        const left = n - i;
        const grad = (0, lanes_1.load4)(g + o, left);
        let mean = (0, lanes_1.load4)(m + o, left);
        mean = f32x4.add(mean, f32x4.mul(take1, f32x4.sub(grad, mean)));
        (0, lanes_1.store4)(m + o, mean, left);
        let square = (0, lanes_1.load4)(v + o, left);
        square = f32x4.add(square, f32x4.mul(take2, f32x4.sub(f32x4.mul(grad, grad), square)));
        (0, lanes_1.store4)(v + o, square, left);
        const step = f32x4.div(f32x4.mul(rate, mean), f32x4.add(f32x4.sqrt(square), eps));
        (0, lanes_1.store4)(w + o, f32x4.sub((0, lanes_1.load4)(w + o, left), step), left);
    }
}
