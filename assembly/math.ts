// The elementary functions behind every activation, loss and deviate. They are ours, so that they
// give the same bits on every host.

// Constants in loops are read from memory: V8 would build each of 128 bits anew, in several instructions, for every
// vector.
export const SIGN = memory.data<u32>([0x80000000]);
const LOG2E = memory.data<f32>([1.44269504088896341]);
/** 1.5 * 2^23: adding it rounds to a whole number, which then stands in the low bits. */
const SHIFT = memory.data<f32>([12582912]);
const LN2_HIGH = memory.data<f32>([0.693359375]);
const LN2_LOW = memory.data<f32>([-2.1219444e-4]);
const LOWEST = memory.data<f32>([-104]);
const HIGHEST = memory.data<f32>([89]);
export const ONE = memory.data<f32>([1]);
const EXPONENT_BIAS = memory.data<i32>([127]);
/** Cephes expf, from the highest degree down. */
const EXP = memory.data<f32>([
  1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
]);
/** Of `cdf4`, from the highest degree down. */
const TAIL = memory.data<f32>([
  -3.771916707e-2, 1.9124299425e-1, -3.5399470979e-1, 2.2817916785e-1, 3.418691884e-3, 1.5173756568e-1,
  1.5745370733e-1, 1.5968173002e-1,
]);
/** Of `softplus4`, from the highest degree down. */
const LOG1P = memory.data<f32>([2.681233051e-1, 2.8244272406e-1, 4.0007202762e-1, 6.6666642242e-1]);
/** Cephes tanhf, from the highest degree down. */
const TANH = memory.data<f32>([
  -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
]);

const TWO = memory.data<f32>([2]);
/** Up to here `expm1_4` is the polynomial. */
const NEAR = memory.data<f32>([0.34]);
/** Up to here `tanh4` is the polynomial. */
const STRAIGHT = memory.data<f32>([0.625]);
const TAIL_SLOPE = memory.data<f32>([0.4]);

/** The i-th constant of a list, in all four lanes. */
// @ts-ignore: decorator
@inline
export function constant(list: usize, i: usize = 0): v128 {
  return v128.load32_splat(list + (i << 2));
}

/** p x + c */
// @ts-ignore: decorator
@inline
function horner(p: v128, x: v128, c: v128): v128 {
  return f32x4.add(f32x4.mul(p, x), c);
}

/**
 * e^x in four lanes. Relative error < 2e-7 on [-87, 88]; denormal below, 0 under -104, Infinity over 88.8.
 * Source: Cephes expf (S. Moshier): reduction by multiples of ln 2, polynomial of degree 5.
 */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const clamped = f32x4.pmax(f32x4.pmin(x, constant(HIGHEST)), constant(LOWEST));
  const shifted = horner(clamped, constant(LOG2E), constant(SHIFT));
  const n = f32x4.sub(shifted, constant(SHIFT));
  let r = f32x4.sub(clamped, f32x4.mul(n, constant(LN2_HIGH)));
  r = f32x4.sub(r, f32x4.mul(n, constant(LN2_LOW)));
  const p = f32x4.add(nearZero(r), constant(ONE));
  // 2^n in two factors, so that n = 128 and the denormal range need no special case.
  const exponent = i32x4.sub(shifted, constant(SHIFT));
  const half = i32x4.shr_s(exponent, 1);
  return f32x4.mul(f32x4.mul(p, powerOfTwo(half)), powerOfTwo(i32x4.sub(exponent, half)));
}

/** e^r - 1 for |r| up to (ln 2)/2. */
// @ts-ignore: decorator
@inline
function nearZero(r: v128): v128 {
  let p = constant(EXP, 0);
  p = horner(p, r, constant(EXP, 1));
  p = horner(p, r, constant(EXP, 2));
  p = horner(p, r, constant(EXP, 3));
  p = horner(p, r, constant(EXP, 4));
  p = horner(p, r, constant(EXP, 5));
  return horner(f32x4.mul(p, r), r, r);
}

// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, constant(EXPONENT_BIAS)), 23);
}

/** The same, called rather than inlined: the module stays small, and a call costs a nanosecond. */
// @ts-ignore: decorator
@inline
export function calledExp4(x: v128): v128 {
  return called(x);
}

function called(x: v128): v128 {
  return exp4(x);
}

/** e^x - 1 in four lanes. Relative error < 6e-7 up to 88. */
// @ts-ignore: decorator
@inline
export function expm1_4(x: v128): v128 {
  const small = f32x4.lt(f32x4.abs(x), constant(NEAR));
  return v128.bitselect(nearZero(x), f32x4.sub(calledExp4(x), constant(ONE)), small);
}

/** 1 / (1 + e^-x) in four lanes. Relative error < 3e-7 from -88.7 on; 0 below. */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  const one = constant(ONE);
  return f32x4.div(one, f32x4.add(one, exp4(f32x4.neg(x))));
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
  let p = constant(TANH, 0);
  p = horner(p, s, constant(TANH, 1));
  p = horner(p, s, constant(TANH, 2));
  p = horner(p, s, constant(TANH, 3));
  p = horner(p, s, constant(TANH, 4));
  const small = horner(f32x4.mul(p, s), x, x);
  const one = constant(ONE);
  const e = exp4(f32x4.add(magnitude, magnitude));
  const large = f32x4.sub(one, f32x4.div(f32x4.add(one, one), f32x4.add(e, one)));
  const signed = v128.or(large, v128.and(x, constant(SIGN)));
  return v128.bitselect(small, signed, f32x4.lt(magnitude, constant(STRAIGHT)));
}

/**
 * The normal distribution function Φ(x) = (1 + erf(x/√2))/2 in four lanes, given e^(-x²/2). Relative error < 5e-7
 * from -4 on; under that, where Φ is below 4e-5, it grows with x²/2, which float32 rounds before e is raised to it.
 * Source: the form of Abramowitz & Stegun 26.2.17, Φ(-|x|) = e^(-x²/2) p(t), t = 1/(1 + 0.4|x|), with a polynomial
 * of degree 8 fitted to the relative error.
 */
// @ts-ignore: decorator
@inline
export function cdf4(x: v128, e: v128): v128 {
  const one = constant(ONE);
  const t = f32x4.div(one, horner(f32x4.abs(x), constant(TAIL_SLOPE), one));
  let p = constant(TAIL, 0);
  p = horner(p, t, constant(TAIL, 1));
  p = horner(p, t, constant(TAIL, 2));
  p = horner(p, t, constant(TAIL, 3));
  p = horner(p, t, constant(TAIL, 4));
  p = horner(p, t, constant(TAIL, 5));
  p = horner(p, t, constant(TAIL, 6));
  p = horner(p, t, constant(TAIL, 7));
  const tail = f32x4.mul(f32x4.mul(p, t), e);
  return v128.bitselect(tail, f32x4.sub(one, tail), f32x4.lt(x, f32x4.splat(0)));
}

/**
 * log(1 + e^x) in four lanes. Relative error < 4e-7 from -87 on.
 * max(x, 0) + log(1 + u) with u = e^-|x|; log(1 + u) = 2 atanh s for s = u/(2 + u), by a polynomial fitted to the
 * relative error.
 */
// @ts-ignore: decorator
@inline
export function softplus4(x: v128): v128 {
  const u = calledExp4(f32x4.neg(f32x4.abs(x)));
  const s = f32x4.div(u, f32x4.add(u, constant(TWO)));
  const w = f32x4.mul(s, s);
  let p = constant(LOG1P, 0);
  p = horner(p, w, constant(LOG1P, 1));
  p = horner(p, w, constant(LOG1P, 2));
  p = horner(p, w, constant(LOG1P, 3));
  return horner(s, horner(p, w, constant(TWO)), f32x4.pmax(x, f32x4.splat(0)));
}

/**
 * Natural logarithm of a normal positive float64; Infinity and NaN are their own. Error < 1 ulp.
 * Source: FreeBSD msun e_log.c (fdlibm): x = 2^k (1 + f), log(1 + f) by a polynomial in s = f/(2 + f).
 */
export function log(x: f64): f64 {
  if (!(x < Infinity)) return x;
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

/** cos x for x from -π to π; error < 1e-14. */
export function cos(x: f64): f64 {
  return taylor(x, 0);
}

/** sin x for x from -π to π; error < 1e-14. */
export function sin(x: f64): f64 {
  return x * taylor(x, 1);
}

/** Taylor's series of cos x (first 0) or of sin x / x (first 1), up to where the terms that are left out are below 1e-17. */
function taylor(x: f64, first: i32): f64 {
  let sum: f64 = 1;
  for (let n = 30 + first; n > first; n -= 2) sum = 1 - (sum * x * x) / <f64>(n * (n - 1));
  return sum;
}
