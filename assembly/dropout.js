"use strict";
// Dropout. The mask itself is a random stream's (random.ts): 0, or the factor of a kept unit.
Object.defineProperty(exports, "__esModule", { value: true });
exports.applyMask = applyMask;
exports.scale = scale;
const lanes_1 = require("./lanes");
/** y = x * mask; forward and backward alike. */
function applyMask(y, x, mask, n) {
    for (let i = 0; i < n; i += 4) {
        const o = i << 2;
        (0, lanes_1.store4)(y + o, f32x4.mul((0, lanes_1.load4)(x + o, n - i), (0, lanes_1.load4)(mask + o, n - i)), n - i);
    }
}
/** y = x * factor: at test time, where training was not scaled. */
function scale(y, x, factor, n) {
    const f = f32x4.splat(factor);
    for (let i = 0; i < n; i += 4) {
        (0, lanes_1.store4)(y + (i << 2), f32x4.mul((0, lanes_1.load4)(x + (i << 2), n - i), f), n - i);
    }
}
