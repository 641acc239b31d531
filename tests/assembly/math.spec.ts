import { exp4, log, power, tanh4 } from "../../assembly/math";
import { begin, expectRelativeError, expectSame, floats, remember } from "./helpers";

function exp(x: f32): f32 {
  return f32x4.extract_lane(exp4(f32x4.splat(x)), 0);
}

function tanh(x: f32): f32 {
  return f32x4.extract_lane(tanh4(f32x4.splat(x)), 0);
}

/** Expects the bits of `value`, so -0 is not 0. */
function expectBits(value: f32, expected: f32): void {
  expect<u32>(reinterpret<u32>(value)).toBe(reinterpret<u32>(expected), `${value}, not ${expected}`);
}

describe("exp4", () => {
  it("has relative error < 2e-7 on [-87, 88]", () => {
    expectRelativeError(exp, (x) => Math.exp(x), -87, 88, 1_000_000, 2e-7);
  });

  it("has relative error < 2e-7 near 0", () => {
    expectRelativeError(exp, (x) => Math.exp(x), -0.01, 0.01, 100_000, 2e-7);
  });

  it("is within one denormal of e^x on [-104, -87]", () => {
    for (let i = 0; i <= 100_000; i++) {
      const x = <f32>(-104 + (17 * <f64>i) / 100_000);
      const exact = Math.exp(x);
      if (!(abs(<f64>exp(x) - exact) <= 2e-7 * exact + 1.5e-45)) {
        throw new Error(`e^${x} is ${exp(x)}, not ${exact}`);
      }
    }
  });

  it("is 1 at 0, -0 and the denormals", () => {
    expect<f32>(exp(0)).toBe(1);
    expect<f32>(exp(-0.0)).toBe(1);
    expect<f32>(exp(1e-45)).toBe(1);
    expect<f32>(exp(-1e-40)).toBe(1);
  });

  it("is 0 under -104, Infinity over 88.8, and finite up to 88.7", () => {
    expectBits(exp(-104.5), 0);
    expectBits(exp(-200), 0);
    expectBits(exp(f32.MIN_VALUE - f32.MAX_VALUE), 0);
    expectBits(exp(-Infinity), 0);
    expect<f32>(exp(88.7)).toBeFinite();
    expect<f32>(exp(88.8)).toBe(Infinity);
    expect<f32>(exp(89)).toBe(Infinity);
    expect<f32>(exp(1e30)).toBe(Infinity);
    expect<f32>(exp(Infinity)).toBe(Infinity);
  });

  it("keeps NaN", () => {
    expect<f32>(exp(NaN)).toBeNaN();
  });

  it("treats each lane apart", () => {
    begin();
    const lanes = floats("lanes", [1, -200, NaN, 89]);
    remember();
    v128.store(lanes, exp4(v128.load(lanes)));
    expectSame(lanes, 0, exp(1));
    expectSame(lanes, 1, 0);
    expectSame(lanes, 2, NaN);
    expectSame(lanes, 3, Infinity);
  });
});

describe("tanh4", () => {
  it("has relative error < 3e-7 on [-20, 20]", () => {
    expectRelativeError(tanh, (x) => Math.tanh(x), -20, 20, 1_000_000, 3e-7);
  });

  it("has relative error < 3e-7 on both sides of 0.625", () => {
    expectRelativeError(tanh, (x) => Math.tanh(x), 0.6, 0.65, 100_000, 3e-7);
  });

  it("has relative error < 3e-7 near 0", () => {
    expectRelativeError(tanh, (x) => Math.tanh(x), -1e-3, 1e-3, 100_000, 3e-7);
    expectRelativeError(tanh, (x) => Math.tanh(x), -1e-12, 1e-12, 1000, 3e-7);
  });

  it("is odd, to the bit", () => {
    for (let i = 1; i <= 10_000; i++) {
      const x: f32 = <f32>i * 0.001;
      if (tanh(-x) != -tanh(x)) throw new Error(`tanh ${-x} is ${tanh(-x)}, tanh ${x} is ${tanh(x)}`);
    }
  });

  it("is x at 0 and the denormals, and 1 at Infinity", () => {
    expectBits(tanh(0), 0);
    expect<f32>(tanh(-0.0)).toBe(0);
    expectBits(tanh(1e-45), 1e-45);
    expectBits(tanh(-1e-40), -1e-40);
    expectBits(tanh(89), 1);
    expectBits(tanh(-89), -1);
    expectBits(tanh(Infinity), 1);
    expectBits(tanh(-Infinity), -1);
  });

  it("keeps NaN", () => {
    expect<f32>(tanh(NaN)).toBeNaN();
  });
});

/** In units in the last place of log x: the error of `log`, against log x in about 60 bits. */
function errorOfLog(x: f64): f64 {
  // x = 2^k m with m around 1; then log m = 2 atanh s with s = (m - 1) / (m + 1).
  let k: f64 = 0;
  let m = x;
  for (; m > Math.SQRT2; m *= 0.5) k += 1;
  for (; m < Math.SQRT1_2; m *= 2) k -= 1;
  const sum = m + 1;
  const sumRest = m - (sum - 1); // what sum lost
  const s = (m - 1) / sum;
  const sRest = (m - 1 - s * sum - roundedOff(s, sum) - s * sumRest) / sum;
  const z = s * s;
  let series: f64 = 0;
  for (let n = 41; n >= 3; n -= 2) series = series * z + 1 / <f64>n;
  const rest = 2 * sRest + 2 * s * z * series + k * 1.90821492927058770002e-10;
  const main = k * 6.93147180369123816490e-1; // exact: its last 20 bits are 0
  const total = main + 2 * s;
  const totalRest = main != 0 ? 2 * s - (total - main) : 0;
  const exact = total + (totalRest + rest);
  const error = log(x) - total - (totalRest + rest);
  return abs(error) / (reinterpret<f64>(reinterpret<u64>(abs(exact)) + 1) - abs(exact));
}

/** What a * b loses to rounding, exactly (Dekker). */
function roundedOff(a: f64, b: f64): f64 {
  const aHigh = reinterpret<f64>(reinterpret<u64>(a) & 0xfffffffff8000000);
  const bHigh = reinterpret<f64>(reinterpret<u64>(b) & 0xfffffffff8000000);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aHigh * bHigh - a * b + aHigh * bLow + aLow * bHigh + aLow * bLow;
}

/** Expects an error < 1 ulp for `steps` x from `low` to `high`, each the same ratio from the last. */
function expectOneUlp(low: f64, high: f64, steps: i32): void {
  let worst: f64 = 0;
  let where: f64 = 0;
  for (let i = 0; i <= steps; i++) {
    const share = <f64>i / <f64>steps;
    const x = Math.pow(low, 1 - share) * Math.pow(high, share);
    const error = errorOfLog(x);
    if (!(error <= worst)) {
      worst = error;
      where = x;
    }
  }
  expect<f64>(worst).toBeLessThan(1, `ulp at x = ${where}`);
}

describe("log", () => {
  it("has error < 1 ulp on [2^-33, 1/2], where normal deviates need it", () => {
    expectOneUlp(1.0 / 8589934592.0, 0.5, 300_000);
  });

  it("has error < 1 ulp on [1/2, 2]", () => {
    expectOneUlp(0.5, 2, 300_000);
  });

  it("has error < 1 ulp on [1, 65536], where the loss needs it", () => {
    expectOneUlp(1, 65536, 300_000);
  });

  it("has error < 1 ulp on [1e-300, 1e300]", () => {
    expectOneUlp(1e-300, 1e300, 100_000);
  });

  it("has known values", () => {
    expect<f64>(log(1)).toBe(0);
    expect<f64>(log(2)).toBe(0.6931471805599453);
    expect<f64>(log(10)).toBe(2.302585092994046);
    expect<f64>(log(0.5)).toBe(-0.6931471805599453);
  });
});

describe("power", () => {
  it("is the repeated product, within 1e-13", () => {
    let product: f64 = 1;
    for (let n: u32 = 0; n <= 1000; n++) {
      if (!(abs(power(0.999, n) - product) <= 1e-13 * product)) {
        throw new Error(`0.999^${n} is ${power(0.999, n)}, not ${product}`);
      }
      product *= 0.999;
    }
  });

  it("is exact where the powers are", () => {
    expect<f64>(power(2, 0)).toBe(1);
    expect<f64>(power(2, 1)).toBe(2);
    expect<f64>(power(2, 100)).toBe(1.2676506002282294e30);
    expect<f64>(power(3, 13)).toBe(1594323);
    expect<f64>(power(0, 0)).toBe(1);
    expect<f64>(power(0, 5)).toBe(0);
  });

  it("vanishes at the largest step number", () => {
    expect<f64>(power(0.999, u32.MAX_VALUE)).toBe(0);
  });
});
