"use strict";
// Dropout. The mask itself is a random stream's (random.ts): 0, or the factor of a kept unit.
Object.defineProperty(exports, "__esModule", { value: true });
exports.applyMask = applyMask;
exports.scale = scale;
const lanes_1 = require("./lanes");
/** y = x * mask; forward and backward alike. */
function applyMask(y, x, mask, n) {
    for (; n > 3; n -= 4, y += 16, x += 16, mask += 16)
        (0, lanes_1.store4)(y, f32x4.mul((0, lanes_1.load4)(x, 4), (0, lanes_1.load4)(mask, 4)), 4);
    if (n)
        (0, lanes_1.store4)(y, f32x4.mul((0, lanes_1.load4)(x, n), (0, lanes_1.load4)(mask, n)), n);
}
/** y = x * factor: at test time, where training was not scaled. */
function scale(y, x, factor, n) {
    const f = f32x4.splat(factor);
    for (; n > 3; n -= 4, y += 16, x += 16)
        (0, lanes_1.store4)(y, f32x4.mul((0, lanes_1.load4)(x, 4), f), 4);
    if (n)
        (0, lanes_1.store4)(y, f32x4.mul((0, lanes_1.load4)(x, n), f), n);
}
