// Four float32 lanes at a time, and the 1 to 3 left over at the end of an array. An elementwise kernel
// writes its body once, as an inline function of how many floats are left: the loop calls it with the
// constant 4, for which `load4` and `store4` are plain loads and stores, and the rest calls it once more.

/** Reads the next four floats at `p`, or the `left` (1 to 3) that remain; the other lanes are 0. */
// @ts-ignore: decorator
@inline
export function load4(p: usize, left: usize): v128 {
  return left > 3 ? v128.load(p) : loadRest(p, left);
}

/** Writes four lanes to `p`, or the first `left` (1 to 3) that remain. */
// @ts-ignore: decorator
@inline
export function store4(p: usize, v: v128, left: usize): void {
  if (left > 3) v128.store(p, v);
  else storeRest(p, v, left);
}

// Three are two and one by recursion, because the compiler does not inline what calls: inlined in every kernel, these
// would be a tenth of the module.

function loadRest(p: usize, left: usize): v128 {
  if (left == 3) return v128.load32_lane(p, loadRest(p, 2), 2, 8);
  return left == 2 ? v128.load64_zero(p) : v128.load32_zero(p);
}

function storeRest(p: usize, v: v128, left: usize): void {
  if (left == 1) {
    v128.store32_lane(p, v, 0);
    return;
  }
  v128.store64_lane(p, v, 0);
  if (left == 3) storeRest(p + 8, i32x4.shuffle(v, v, 2, 2, 2, 2), 1);
}

/** Sum of the four lanes, pairwise: (0 + 1) + (2 + 3). */
// @ts-ignore: decorator
@inline
export function sum4(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

/** Sum of the four lanes in float64, added to the two float64 lanes of `total`. */
// @ts-ignore: decorator
@inline
export function addWide(total: v128, v: v128): v128 {
  const low = f64x2.promote_low_f32x4(v);
  const high = f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 0));
  return f64x2.add(total, f64x2.add(low, high));
}
