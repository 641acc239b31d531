"use strict";
// Activations. Forward: y = f(x), in place where y is x. Backward: dx = dy f'(x), with f' from y.
Object.defineProperty(exports, "__esModule", { value: true });
exports.sigmoidForward = sigmoidForward;
exports.sigmoidBackward = sigmoidBackward;
exports.reluForward = reluForward;
exports.reluBackward = reluBackward;
exports.tanhForward = tanhForward;
exports.tanhBackward = tanhBackward;
const lanes_1 = require("./lanes");
const math_1 = require("./math");
/** y = 1 / (1 + e^-x). Relative error < 3e-7. */
function sigmoidForward(y, x, n) {
    for (; n > 3; n -= 4, y += 16, x += 16)
        sigmoid(y, x, 4);
    if (n)
        sigmoid(y, x, n);
}
// @ts-ignore: decorator
function sigmoid(y, x, left) {
    const one = f32x4.splat(1);
    (0, lanes_1.store4)(y, f32x4.div(one, f32x4.add(one, (0, math_1.exp4)(f32x4.neg((0, lanes_1.load4)(x, left))))), left);
}
/** dx = dy y (1 - y) */
function sigmoidBackward(dx, dy, y, n) {
    for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16)
        sigmoidSlope(dx, dy, y, 4);
    if (n)
        sigmoidSlope(dx, dy, y, n);
}
// @ts-ignore: decorator
function sigmoidSlope(dx, dy, y, left) {
    const v = (0, lanes_1.load4)(y, left);
    (0, lanes_1.store4)(dx, f32x4.mul((0, lanes_1.load4)(dy, left), f32x4.mul(v, f32x4.sub(f32x4.splat(1), v))), left);
}
/** y = x < 0 ? 0 : x; NaN stays NaN, so that a diverged network shows. */
function reluForward(y, x, n) {
    for (; n > 3; n -= 4, y += 16, x += 16)
        relu(y, x, 4);
    if (n)
        relu(y, x, n);
}
// @ts-ignore: decorator
function relu(y, x, left) {
    (0, lanes_1.store4)(y, f32x4.pmax((0, lanes_1.load4)(x, left), f32x4.splat(0)), left);
}
/** dx = dy where y > 0, else 0 (so the gradient at 0 is 0). */
function reluBackward(dx, dy, y, n) {
    for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16)
        reluSlope(dx, dy, y, 4);
    if (n)
        reluSlope(dx, dy, y, n);
}
// @ts-ignore: decorator
function reluSlope(dx, dy, y, left) {
    (0, lanes_1.store4)(dx, v128.and((0, lanes_1.load4)(dy, left), f32x4.gt((0, lanes_1.load4)(y, left), f32x4.splat(0))), left);
}
/** y = tanh x */
function tanhForward(y, x, n) {
    for (; n > 3; n -= 4, y += 16, x += 16)
        (0, lanes_1.store4)(y, (0, math_1.tanh4)((0, lanes_1.load4)(x, 4)), 4);
    if (n)
        (0, lanes_1.store4)(y, (0, math_1.tanh4)((0, lanes_1.load4)(x, n)), n);
}
/** dx = dy (1 - y^2) */
function tanhBackward(dx, dy, y, n) {
    for (; n > 3; n -= 4, dx += 16, dy += 16, y += 16)
        tanhSlope(dx, dy, y, 4);
    if (n)
        tanhSlope(dx, dy, y, n);
}
// @ts-ignore: decorator
function tanhSlope(dx, dy, y, left) {
    const v = (0, lanes_1.load4)(y, left);
    (0, lanes_1.store4)(dx, f32x4.mul((0, lanes_1.load4)(dy, left), f32x4.sub(f32x4.splat(1), f32x4.mul(v, v))), left);
}
