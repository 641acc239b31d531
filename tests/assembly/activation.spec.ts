import {
  eluBackward, eluForward, gatedBackward, gatedForward, geluBackward, geluForward, leakyReluBackward, leakyReluForward,
  reluBackward, reluForward, sigmoidBackward, sigmoidForward, softplusBackward, softplusForward, tanhBackward, tanhForward,
} from "../../assembly/activation";
import {
  array, at, before, begin, eachSize, excuse, expectNear, expectNothingElse, expectRelativeError, expectSame, floats,
  remember, uniform,
} from "./helpers";

const single = changetype<usize>(new StaticArray<f32>(1));

function sigmoid(x: f32): f32 {
  store<f32>(single, x);
  sigmoidForward(single, single, 1);
  return load<f32>(single);
}

function tanh(x: f32): f32 {
  store<f32>(single, x);
  tanhForward(single, single, 1);
  return load<f32>(single);
}

function elu(x: f32): f32 {
  store<f32>(single, x);
  eluForward(single, single, 1, 1);
  return load<f32>(single);
}

function softplus(x: f32): f32 {
  store<f32>(single, x);
  softplusForward(single, single, 1);
  return load<f32>(single);
}

function silu(x: f32): f32 {
  store<f32>(single, x);
  gatedForward(single, single, 1, 0, 1);
  return load<f32>(single);
}

function geluTanh(x: f32): f32 {
  store<f32>(single, x);
  gatedForward(single, single, LINEAR, CUBIC, 1);
  return load<f32>(single);
}

function gelu(x: f32): f32 {
  store<f32>(single, x);
  geluForward(single, single, 1);
  return load<f32>(single);
}

/** The slopes, as dx of a dy of 1. */
function siluSlope(x: f32): f32 {
  store<f32>(single, x);
  gatedBackward(single, one, single, 1, 0, 1);
  return load<f32>(single);
}

function geluTanhSlope(x: f32): f32 {
  store<f32>(single, x);
  gatedBackward(single, one, single, LINEAR, CUBIC, 1);
  return load<f32>(single);
}

function geluSlope(x: f32): f32 {
  store<f32>(single, x);
  geluBackward(single, one, single, 1);
  return load<f32>(single);
}

const one = changetype<usize>(StaticArray.fromArray<f32>([1]));
const LINEAR: f32 = 1.5957691216057308;
const CUBIC: f32 = 0.07135481627260025;

/** Φ(x) in float64: for |x| < 3 its series, beyond the continued fraction of its tail. */
function phi(x: f64): f64 {
  const bell = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
  const z = abs(x);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k: f64 = 3; k < 101; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return x < 0 ? 0.5 - bell * sum : 0.5 + bell * sum;
  }
  let fraction = z;
  for (let k: f64 = 120; k > 0; k--) fraction = z + k / fraction;
  return x < 0 ? bell / fraction : 1 - bell / fraction;
}

function tanhPhi(x: f64): f64 {
  return 1 / (1 + Math.exp(-2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
}

/** Expects |f(x) - exact(x)| < bound for `steps` evenly spaced x from `low` to `high`. */
function expectError(f: (x: f32) => f32, exact: (x: f64) => f64, low: f64, high: f64, steps: i32, bound: f64): void {
  let worst: f64 = 0;
  for (let i = 0; i <= steps; i++) {
    const x = <f32>(low + ((high - low) * i) / steps);
    const error = abs(<f64>f(x) - exact(x));
    if (!(error <= worst)) worst = error;
  }
  expect<f64>(worst).toBeLessThan(bound);
}

/** Expects f of an infinity, of numbers that overflow once they are squared or cubed, and of NaN. */
function expectFarOut(f: (x: f32) => f32, below: f32): void {
  expect<f32>(f(Infinity)).toBe(Infinity);
  expect<f32>(f(1e38)).toBe(1e38);
  expect<f32>(f(1e15)).toBe(1e15);
  expect<f32>(f(-1e15)).toBe(below);
  expect<f32>(f(-1e38)).toBe(below);
  expect<f32>(f(NaN)).toBeNaN();
}

/** Expects a slope of 1 and 0 far out. */
function expectSlopeFarOut(slope: (x: f32) => f32): void {
  for (let i = 0; i < 4; i++) {
    const x: f32 = i == 0 ? 200 : i == 1 ? 1e15 : i == 2 ? 1e38 : Infinity;
    expect<f32>(slope(x)).toBe(1);
    expect<f32>(slope(-x)).toBe(0);
  }
  expect<f32>(slope(NaN)).toBeNaN();
}

/** Runs `forward` into another array and in place, and expects `f` of each element within `relative`. */
function expectForward(
  forward: (y: usize, x: usize, n: usize) => void, f: (x: f64) => f64, relative: f64, n: usize,
): void {
  const y = array<f32>("y", n);
  const x = uniform("x", n, -5, 5);
  remember();
  forward(y, x, n);
  for (let i: usize = 0; i < n; i++) expectNear(y, i, f(before(x, i)), relative);
  expectNothingElse();
  remember();
  forward(x, x, n);
  for (let i: usize = 0; i < n; i++) expectNear(x, i, f(before(x, i)), relative);
  expectNothingElse();
}

/** The same for `backward`: expects dy times the slope, which is a function of y. */
function expectBackward(
  backward: (dx: usize, dy: usize, y: usize, n: usize) => void, slope: (y: f64) => f64, n: usize,
): void {
  const dx = array<f32>("dx", n);
  const dy = uniform("dy", n, -2, 2);
  const y = uniform("y", n, -1, 1);
  remember();
  backward(dx, dy, y, n);
  for (let i: usize = 0; i < n; i++) expectNear(dx, i, <f64>before(dy, i) * slope(before(y, i)), 1e-6, 1e-7);
  expectNothingElse();
  remember();
  backward(dy, dy, y, n);
  for (let i: usize = 0; i < n; i++) expectNear(dy, i, <f64>before(dy, i) * slope(before(y, i)), 1e-6, 1e-7);
  expectNothingElse();
}

describe("sigmoidForward", () => {
  it("has relative error < 3e-7 on [-87, 88]", () => {
    expectRelativeError(sigmoid, (x) => 1 / (1 + Math.exp(-x)), -87, 88, 1_000_000, 3e-7);
  });

  it("is 1 / (1 + e^-x) for every element", () => {
    eachSize((n) => expectForward(sigmoidForward, (x) => 1 / (1 + Math.exp(-x)), 3e-7, n));
  });

  it("is 0 and 1 far out, 1/2 at 0, and keeps NaN", () => {
    begin();
    const y = floats("y", [0, -0.0, 1e-45, -Infinity, -200, 89, Infinity, NaN]);
    remember();
    sigmoidForward(y, y, 8);
    for (let i: usize = 0; i < 3; i++) expectSame(y, i, 0.5);
    expectSame(y, 3, 0);
    expectSame(y, 4, 0);
    expectSame(y, 5, 1);
    expectSame(y, 6, 1);
    expectSame(y, 7, NaN);
    expectNothingElse();
  });
});

describe("sigmoidBackward", () => {
  it("is dy y (1 - y) for every element", () => {
    eachSize((n) => expectBackward(sigmoidBackward, (y) => y * (1 - y), n));
  });
});

describe("reluForward", () => {
  it("is x above 0 and 0 below, for every element", () => {
    eachSize((n) => expectForward(reluForward, (x) => max<f64>(x, 0), 0, n));
  });

  it("keeps denormals, Infinity and NaN, and leaves no negative", () => {
    begin();
    const y = floats("y", [1e-45, -1e-45, Infinity, -Infinity, NaN]);
    remember();
    reluForward(y, y, 5);
    expectSame(y, 0, 1e-45);
    expectSame(y, 1, 0);
    expectSame(y, 2, Infinity);
    expectSame(y, 3, 0);
    expectSame(y, 4, NaN);
    expectNothingElse();
  });
});

describe("reluBackward", () => {
  it("is dy where y > 0 and 0 elsewhere, for every element", () => {
    eachSize((n) => expectBackward(reluBackward, (y) => (y > 0 ? 1 : 0), n));
  });

  it("is 0 at 0 and -0, even of Infinity and NaN", () => {
    begin();
    const dx = array<f32>("dx", 4);
    const dy = floats("dy", [1, 1, Infinity, NaN]);
    const y = floats("y", [0, -0.0, 0, 0]);
    remember();
    reluBackward(dx, dy, y, 4);
    for (let i: usize = 0; i < 4; i++) expectSame(dx, i, 0);
    expectNothingElse();
  });
});

describe("tanhForward", () => {
  it("has relative error < 3e-7 on [-10, 10]", () => {
    expectRelativeError(tanh, (x) => Math.tanh(x), -10, 10, 1_000_000, 3e-7);
  });

  it("is tanh x for every element", () => {
    eachSize((n) => expectForward(tanhForward, (x) => Math.tanh(x), 3e-7, n));
  });
});

describe("tanhBackward", () => {
  it("is dy (1 - y^2) for every element", () => {
    eachSize((n) => expectBackward(tanhBackward, (y) => 1 - y * y, n));
  });
});

describe("leakyReluForward", () => {
  it("is x above 0 and slope x below, for every element", () => {
    eachSize((n) => expectForward((y, x, m) => leakyReluForward(y, x, 0.25, m), (x) => (x > 0 ? x : 0.25 * x), 0, n));
    eachSize((n) => expectForward((y, x, m) => leakyReluForward(y, x, 0, m), (x) => max<f64>(x, 0), 0, n));
  });

  it("keeps NaN and both infinities", () => {
    begin();
    const y = floats("y", [NaN, Infinity, -Infinity, 0]);
    remember();
    leakyReluForward(y, y, 0.01, 4);
    expectSame(y, 0, NaN);
    expectSame(y, 1, Infinity);
    expectSame(y, 2, -Infinity);
    expectSame(y, 3, 0);
    expectNothingElse();
  });
});

describe("leakyReluBackward", () => {
  it("is dy where y > 0 and slope dy elsewhere, for every element", () => {
    eachSize((n) => expectBackward((dx, dy, y, m) => leakyReluBackward(dx, dy, y, 0.25, m), (y) => (y > 0 ? 1 : 0.25), n));
  });

  it("is slope dy at 0 and -0, as torch has it", () => {
    begin();
    const dx = array<f32>("dx", 2);
    const dy = floats("dy", [1, 2]);
    const y = floats("y", [0, -0.0]);
    remember();
    leakyReluBackward(dx, dy, y, 0.5, 2);
    expectSame(dx, 0, 0.5);
    expectSame(dx, 1, 1);
    expectNothingElse();
  });
});

describe("eluForward", () => {
  it("has relative error < 6e-7 on [-100, 0], near 0 too", () => {
    expectRelativeError(elu, (x) => Math.expm1(x), -100, 0, 1_000_000, 6e-7);
    expectRelativeError(elu, (x) => Math.expm1(x), -1e-3, 0, 100_000, 2e-7);
    expectRelativeError(elu, (x) => Math.expm1(x), -0.35, -0.33, 100_000, 6e-7);
  });

  it("is alpha (e^x - 1) below 0 and x above, for every element", () => {
    eachSize((n) => expectForward((y, x, m) => eluForward(y, x, 0.5, m), (x) => (x > 0 ? x : 0.5 * Math.expm1(x)), 6e-7, n));
  });

  it("is -alpha far below, x far above, and keeps NaN", () => {
    expectFarOut(elu, -1);
    expect<f32>(elu(-Infinity)).toBe(-1);
  });
});

describe("eluBackward", () => {
  it("is dy where y > 0 and dy (y + alpha) elsewhere, for every element", () => {
    eachSize((n) => expectBackward((dx, dy, y, m) => eluBackward(dx, dy, y, 1.5, m), (y) => (y > 0 ? 1 : y + 1.5), n));
  });
});

describe("softplusForward", () => {
  it("has relative error < 4e-7 on [-87, 50]", () => {
    expectRelativeError(softplus, (x) => Math.log1p(Math.exp(x)), -87, 50, 1_000_000, 4e-7);
  });

  it("is log(1 + e^x) for every element", () => {
    eachSize((n) => expectForward(softplusForward, (x) => Math.log1p(Math.exp(x)), 4e-7, n));
  });

  it("is 0 far below, x far above, and keeps NaN", () => {
    expectFarOut(softplus, 0);
    expect<f32>(softplus(-Infinity)).toBe(0);
  });
});

describe("softplusBackward", () => {
  it("is dy (1 - e^-y) for every element", () => {
    eachSize((n) => expectBackward(softplusBackward, (y) => -Math.expm1(-y), n));
  });

  it("is dy for an infinite y, and 0 for one of 0", () => {
    begin();
    const dx = array<f32>("dx", 4);
    const dy = floats("dy", [2, 2, 2, 2]);
    const y = floats("y", [Infinity, 1e30, 0, NaN]);
    remember();
    softplusBackward(dx, dy, y, 4);
    expectSame(dx, 0, 2);
    expectSame(dx, 1, 2);
    excuse(dx + 8, 4);
    expect<f32>(at(dx, 2)).toBe(0);
    expectSame(dx, 3, NaN);
    expectNothingElse();
  });
});

describe("gatedForward", () => {
  it("is silu with relative error < 4e-7 on [-87, 88]", () => {
    expectRelativeError(silu, (x) => x / (1 + Math.exp(-x)), -87, 88, 1_000_000, 4e-7);
  });

  it("is gelu's tanh form with relative error < 7e-6 on [-7, 7], < 6e-7 on [-1, 7]", () => {
    expectRelativeError(geluTanh, (x) => x * tanhPhi(x), -7, 7, 1_000_000, 7e-6);
    expectRelativeError(geluTanh, (x) => x * tanhPhi(x), -1, 7, 1_000_000, 6e-7);
  });

  it("is silu for every element", () => {
    eachSize((n) => expectForward((y, x, m) => gatedForward(y, x, 1, 0, m), (x) => x / (1 + Math.exp(-x)), 4e-7, n));
  });

  it("is 0 far below, x far above, and keeps NaN", () => {
    expectFarOut(silu, 0);
    expectFarOut(geluTanh, 0);
  });
});

describe("gatedBackward", () => {
  it("is the slope of silu within 1e-6", () => {
    expectError(siluSlope, (x) => (1 + Math.exp(-x) + x * Math.exp(-x)) / (1 + Math.exp(-x)) ** 2, -40, 40, 1_000_000, 1e-6);
    expectSlopeFarOut(siluSlope);
  });

  it("is the slope of gelu's tanh form within 2e-6", () => {
    expectError(geluTanhSlope, (x) => {
      const p = tanhPhi(x);
      return p + x * p * (1 - p) * 2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
    }, -20, 20, 1_000_000, 2e-6);
    expectSlopeFarOut(geluTanhSlope);
  });

  it("is dy times the slope for every element", () => {
    eachSize((n) => {
      expectBackward((dx, dy, x, m) => gatedBackward(dx, dy, x, 1, 0, m), (x) => {
        const s = 1 / (1 + Math.exp(-x));
        return s + x * s * (1 - s);
      }, n);
    });
  });
});

describe("geluForward", () => {
  it("has relative error < 6e-7 on [-4, 10], < 8e-6 on [-12, -4]", () => {
    expectRelativeError(gelu, (x) => x * phi(x), -4, 10, 200_000, 6e-7);
    expectRelativeError(gelu, (x) => x * phi(x), -12, -4, 200_000, 8e-6);
  });

  it("is x Φ(x) for every element", () => {
    eachSize((n) => expectForward(geluForward, (x) => x * phi(x), 2e-6, n));
  });

  it("is 0 far below, x far above, and keeps NaN", () => {
    expectFarOut(gelu, 0);
  });
});

describe("geluBackward", () => {
  it("is the slope of gelu within 5e-7", () => {
    expectError(geluSlope, (x) => phi(x) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI), -20, 20, 200_000, 5e-7);
    expectSlopeFarOut(geluSlope);
  });

  it("is dy times the slope for every element", () => {
    eachSize((n) => {
      expectBackward(geluBackward, (x) => phi(x) + (x * Math.exp(-0.5 * x * x)) / Math.sqrt(2 * Math.PI), n);
    });
  });
});
