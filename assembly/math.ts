// The elementary functions behind every activation, loss and deviate. They are ours, so that they
// give the same bits on every host.

/**
 * e^x in four lanes. Relative error < 2e-7 on [-87, 88]; denormal below, 0 under -104, Infinity over 88.8.
 * Source: Cephes expf (S. Moshier): reduction by multiples of ln 2, polynomial of degree 5.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, f32x4.splat(89)), f32x4.splat(-104));
  // Adding 1.5 * 2^23 rounds to a whole number, which then stands in the low bits.
  const shifted = f32x4.add(f32x4.mul(clamped, f32x4.splat(1.44269504088896341)), f32x4.splat(12582912));
  const n = f32x4.sub(shifted, f32x4.splat(12582912));
  let r = f32x4.sub(clamped, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.3981999507e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1));
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1));
  p = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(p, r), r), r), f32x4.splat(1));
  // 2^n in two factors, so that n = 128 and the denormal range need no special case.
  const exponent = i32x4.sub(shifted, f32x4.splat(12582912));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/**
 * tanh x in four lanes. Relative error < 3e-7 everywhere.
 * Source: Cephes tanhf: an odd polynomial under 0.625, 1 - 2/(e^2x + 1) above.
 */
// @ts-ignore: decorator
@inline
export function tanh4(x: v128): v128 {
  const magnitude = f32x4.abs(x);
  const s = f32x4.mul(x, x);
  let p = f32x4.splat(-5.70498872745e-3);
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(2.06390887954e-2));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-5.37397155531e-2));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(1.33314422036e-1));
  p = f32x4.add(f32x4.mul(p, s), f32x4.splat(-3.33332819422e-1));
  const small = f32x4.add(f32x4.mul(f32x4.mul(p, s), x), x);
  const e = exp4(f32x4.add(magnitude, magnitude));
  const large = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(e, f32x4.splat(1))));
  const signed = v128.or(large, v128.and(x, i32x4.splat(0x80000000)));
  return v128.bitselect(small, signed, f32x4.lt(magnitude, f32x4.splat(0.625)));
}

/**
 * Natural logarithm of a normal positive float64. Error < 1 ulp.
 * Source: FreeBSD msun e_log.c (fdlibm): x = 2^k (1 + f), log(1 + f) by a polynomial in s = f/(2 + f).
 */
export function log(x: f64): f64 {
  let high = <i32>(reinterpret<u64>(x) >> 32);
  const low = reinterpret<u64>(x) & 0xffffffff;
  let k = (high >> 20) - 1023;
  high &= 0x000fffff;
  const carry = (high + 0x95f64) & 0x100000; // halves x where 1 + f would exceed sqrt 2
  k += carry >> 20;
  const f = reinterpret<f64>((<u64>(high | (carry ^ 0x3ff00000)) << 32) | low) - 1.0;
  const s = f / (2.0 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.666666666666735130e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const halfSquare = 0.5 * f * f;
  const kf = <f64>k;
  return (
    kf * 6.93147180369123816490e-1 -
    (halfSquare - (s * (halfSquare + even + odd) + kf * 1.90821492927058770002e-10) - f)
  );
}

/** base^n for a whole n >= 0, by repeated squaring. */
export function power(base: f64, n: u32): f64 {
  let result: f64 = 1;
  for (; n; n >>= 1) {
    if (n & 1) result *= base;
    base *= base;
  }
  return result;
}
