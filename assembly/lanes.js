"use strict";
// Four float32 lanes at a time, and the 1 to 3 left over at the end of an array. An elementwise kernel
// writes its body once, as an inline function of how many floats are left: the loop calls it with the
// constant 4, for which `load4` and `store4` are plain loads and stores, and the rest calls it once more.
Object.defineProperty(exports, "__esModule", { value: true });
exports.load4 = load4;
exports.store4 = store4;
exports.sum4 = sum4;
exports.addWide = addWide;
/** Reads the next four floats at `p`, or the `left` (1 to 3) that remain; the other lanes are 0. */
// @ts-ignore: decorator
function load4(p, left) {
    return left > 3 ? v128.load(p) : loadRest(p, left);
}
/** Writes four lanes to `p`, or the first `left` (1 to 3) that remain. */
// @ts-ignore: decorator
function store4(p, v, left) {
    if (left > 3)
        v128.store(p, v);
    else
        storeRest(p, v, left);
}
function loadRest(p, left) {
    if (left == 1)
        return v128.load32_zero(p);
    const pair = v128.load64_zero(p);
    return left == 2 ? pair : v128.load32_lane(p, pair, 2, 8);
}
function storeRest(p, v, left) {
    if (left == 1) {
        v128.store32_lane(p, v, 0);
        return;
    }
    v128.store64_lane(p, v, 0);
    if (left == 3)
        v128.store32_lane(p, v, 2, 8);
}
/** Sum of the four lanes, pairwise: (0 + 1) + (2 + 3). */
// @ts-ignore: decorator
function sum4(v) {
    return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3)));
}
/** Sum of the four lanes in float64, added to the two float64 lanes of `total`. */
// @ts-ignore: decorator
function addWide(total, v) {
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 0));
    return f64x2.add(total, f64x2.add(low, high));
}
