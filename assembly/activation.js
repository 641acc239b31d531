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
    const one = f32x4.splat(1);
    for (let i = 0; i < n; i += 4) {
        const v = (0, lanes_1.load4)(x + (i << 2), n - i);
        (0, lanes_1.store4)(y + (i << 2), f32x4.div(one, f32x4.add(one, (0, math_1.exp4)(f32x4.neg(v)))), n - i);
    }
}
/** dx = dy y (1 - y) */
function sigmoidBackward(dx, dy, y, n) {
    const one = f32x4.splat(1);
    for (let i = 0; i < n; i += 4) {
        const v = (0, lanes_1.load4)(y + (i << 2), n - i);
        const slope = f32x4.mul(v, f32x4.sub(one, v));
        (0, lanes_1.store4)(dx + (i << 2), f32x4.mul((0, lanes_1.load4)(dy + (i << 2), n - i), slope), n - i);
    }
}
/** y = x < 0 ? 0 : x; NaN stays NaN, so that a diverged network shows. */
function reluForward(y, x, n) {
    const zero = f32x4.splat(0);
    for (let i = 0; i < n; i += 4) {
        (0, lanes_1.store4)(y + (i << 2), f32x4.pmax((0, lanes_1.load4)(x + (i << 2), n - i), zero), n - i);
    }
}
/** dx = dy where y > 0, else 0 (so the gradient at 0 is 0). */
function reluBackward(dx, dy, y, n) {
    const zero = f32x4.splat(0);
    for (let i = 0; i < n; i += 4) {
        const positive = f32x4.gt((0, lanes_1.load4)(y + (i << 2), n - i), zero);
        (0, lanes_1.store4)(dx + (i << 2), v128.and((0, lanes_1.load4)(dy + (i << 2), n - i), positive), n - i);
    }
}
/** y = tanh x */
function tanhForward(y, x, n) {
    for (let i = 0; i < n; i += 4) {
        (0, lanes_1.store4)(y + (i << 2), (0, math_1.tanh4)((0, lanes_1.load4)(x + (i << 2), n - i)), n - i);
    }
}
/** dx = dy (1 - y^2) */
function tanhBackward(dx, dy, y, n) {
    const one = f32x4.splat(1);
    for (let i = 0; i < n; i += 4) {
        const v = (0, lanes_1.load4)(y + (i << 2), n - i);
        const slope = f32x4.sub(one, f32x4.mul(v, v));
        (0, lanes_1.store4)(dx + (i << 2), f32x4.mul((0, lanes_1.load4)(dy + (i << 2), n - i), slope), n - i);
    }
}
