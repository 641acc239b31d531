"use strict";
// Optimizers, in order of increasing state. Each is one pass over n contiguous parameters w with their
// gradients g; state arrays start at 0 unless said otherwise. In place on w and the state.
Object.defineProperty(exports, "__esModule", { value: true });
exports.sgdStep = sgdStep;
exports.momentumStep = momentumStep;
exports.adagradStep = adagradStep;
exports.rmspropStep = rmspropStep;
exports.adamStep = adamStep;
const lanes_1 = require("./lanes");
const math_1 = require("./math");
// @ts-ignore: decorator
function splat(x) {
    return f32x4.splat(x);
}
/** w -= learningRate g */
function sgdStep(w, g, learningRate, n) {
    const rate = splat(learningRate);
    for (; n > 3; n -= 4, w += 16, g += 16)
        sgd(w, g, rate, 4);
    if (n)
        sgd(w, g, rate, n);
}
// @ts-ignore: decorator
function sgd(w, g, rate, left) {
    (0, lanes_1.store4)(w, f32x4.sub((0, lanes_1.load4)(w, left), f32x4.mul(rate, (0, lanes_1.load4)(g, left))), left);
}
/** v = momentum v - learningRate g; w += v. Source: Polyak (1964); the rate is inside v. */
function momentumStep(w, g, v, learningRate, momentum, n) {
    const rate = splat(learningRate);
    const keep = splat(momentum);
    for (; n > 3; n -= 4, w += 16, g += 16, v += 16)
        move(w, g, v, rate, keep, 4);
    if (n)
        move(w, g, v, rate, keep, n);
}
// @ts-ignore: decorator
function move(w, g, v, rate, keep, left) {
    const velocity = f32x4.sub(f32x4.mul(keep, (0, lanes_1.load4)(v, left)), f32x4.mul(rate, (0, lanes_1.load4)(g, left)));
    (0, lanes_1.store4)(v, velocity, left);
    (0, lanes_1.store4)(w, f32x4.add((0, lanes_1.load4)(w, left), velocity), left);
}
/** w -= rate direction / (sqrt(square) + epsilon) */
// @ts-ignore: decorator
function descend(w, rate, direction, square, epsilon, left) {
    const step = f32x4.div(f32x4.mul(rate, direction), f32x4.add(f32x4.sqrt(square), epsilon));
    (0, lanes_1.store4)(w, f32x4.sub((0, lanes_1.load4)(w, left), step), left);
}
/**
 * h += g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Duchi, Hazan & Singer (2011).
 * h starts at the caller's initial accumulator. With `skip` h stays as it is in this step, as in the first
 * step of the report's code.
 */
function adagradStep(w, g, h, learningRate, epsilon, skip, n) {
    const rate = splat(learningRate);
    const eps = splat(epsilon);
    const take = splat(skip ? 0 : 1);
    for (; n > 3; n -= 4, w += 16, g += 16, h += 16)
        adagrad(w, g, h, rate, eps, take, 4);
    if (n)
        adagrad(w, g, h, rate, eps, take, n);
}
// @ts-ignore: decorator
function adagrad(w, g, h, rate, eps, take, left) {
    const grad = (0, lanes_1.load4)(g, left);
    const sum = f32x4.add((0, lanes_1.load4)(h, left), f32x4.mul(take, f32x4.mul(grad, grad)));
    (0, lanes_1.store4)(h, sum, left);
    descend(w, rate, grad, sum, eps, left);
}
/** h = decay h + (1 - decay) g^2; w -= learningRate g / (sqrt(h) + epsilon). Source: Hinton, lecture 6e (2012). */
function rmspropStep(w, g, h, learningRate, decay, epsilon, n) {
    const rate = splat(learningRate);
    const eps = splat(epsilon);
    const keep = splat(decay);
    const take = splat(1 - decay);
    for (; n > 3; n -= 4, w += 16, g += 16, h += 16)
        rmsprop(w, g, h, rate, eps, keep, take, 4);
    if (n)
        rmsprop(w, g, h, rate, eps, keep, take, n);
}
// @ts-ignore: decorator
function rmsprop(w, g, h, rate, eps, keep, take, left) {
    const grad = (0, lanes_1.load4)(g, left);
    const mean = f32x4.add(f32x4.mul(keep, (0, lanes_1.load4)(h, left)), f32x4.mul(take, f32x4.mul(grad, grad)));
    (0, lanes_1.store4)(h, mean, left);
    descend(w, rate, grad, mean, eps, left);
}
/**
 * m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= rate m / (sqrt(v) + eps), where
 * rate = learningRate sqrt(1 - beta2^t) / (1 - beta1^t) for the t-th step, t from 1.
 * Source: Kingma & Ba, arXiv:1412.6980. Their algorithm 1 has epsilon beside the corrected sqrt(v^), which is
 * eps = epsilon sqrt(1 - beta2^t); `uncorrected` takes eps = epsilon (the report's code, Keras).
 */
function adamStep(w, g, m, v, learningRate, beta1, beta2, epsilon, uncorrected, t, n) {
    const correction = sqrt(1 - (0, math_1.power)(beta2, t));
    const rate = splat((learningRate * correction) / (1 - (0, math_1.power)(beta1, t)));
    const eps = splat(uncorrected ? epsilon : epsilon * correction);
    const take1 = splat(1 - beta1);
    const take2 = splat(1 - beta2);
    for (; n > 3; n -= 4, w += 16, g += 16, m += 16, v += 16)
        adam(w, g, m, v, rate, eps, take1, take2, 4);
    if (n)
        adam(w, g, m, v, rate, eps, take1, take2, n);
}
// @ts-ignore: decorator
function adam(w, g, m, v, rate, eps, take1, take2, left) {
    const grad = (0, lanes_1.load4)(g, left);
    let mean = (0, lanes_1.load4)(m, left);
    mean = f32x4.add(mean, f32x4.mul(take1, f32x4.sub(grad, mean)));
    (0, lanes_1.store4)(m, mean, left);
    let square = (0, lanes_1.load4)(v, left);
    square = f32x4.add(square, f32x4.mul(take2, f32x4.sub(f32x4.mul(grad, grad), square)));
    (0, lanes_1.store4)(v, square, left);
    descend(w, rate, mean, square, eps, left);
}
