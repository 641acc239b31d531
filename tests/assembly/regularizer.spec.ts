import { clip, limitNorms, penalty, regularize, sumOfMagnitudes, sumOfSquares } from "../../assembly/regularizer";
import {
  array, at, before, begin, eachShape, eachSize, excuse, expectNear, expectNothingElse, expectSame, floats, remember,
  sparse, uniform,
} from "./helpers";

function sign(x: f64): f64 {
  return x > 0 ? 1 : x < 0 ? -1 : 0;
}

/** Expects gradient + l2 weight + l1 sign(weight), within 1e-6 of float64. */
function expectRegularized(l1: f32, l2: f32, n: usize): void {
  const gradient = uniform("gradient", n, -1, 1);
  const weight = sparse("weight", n, 0.7);
  remember();
  regularize(gradient, weight, l1, l2, n);
  for (let i: usize = 0; i < n; i++) {
    const w: f64 = before(weight, i);
    expectNear(gradient, i, before(gradient, i) + <f64>l2 * w + <f64>l1 * sign(w), 1e-6, 1e-7);
  }
  expectNothingElse();
}

describe("regularize", () => {
  it("adds l2 weight", () => {
    eachSize((n) => expectRegularized(0, 0.1, n));
  });

  it("adds l1 sign(weight)", () => {
    eachSize((n) => expectRegularized(0.005, 0, n));
  });

  it("adds both", () => {
    eachSize((n) => expectRegularized(0.005, 0.1, n));
  });

  it("adds nothing where the weight is 0 or -0", () => {
    begin();
    const gradient = uniform("gradient", 5, -1, 1);
    const weight = floats("weight", [0, -0.0, 1, -0.0, 0]);
    remember();
    regularize(gradient, weight, 0.25, 0.5, 5);
    expectSame(gradient, 2, before(gradient, 2) + 0.75);
    expectNothingElse();
  });

  it("adds l1 for the least weight, and keeps NaN", () => {
    begin();
    const gradient = floats("gradient", [0, 0, 0]);
    const weight = floats("weight", [1e-45, -1e-45, NaN]);
    remember();
    regularize(gradient, weight, 0.25, 0, 3);
    expectSame(gradient, 0, 0.25);
    expectSame(gradient, 1, -0.25);
    expectSame(gradient, 2, NaN);
    expectNothingElse();
  });
});

/** Expects |actual - expected| <= 1e-7 |expected|. */
function expectSum(actual: f64, expected: f64): void {
  if (!(abs(actual - expected) <= 1e-7 * abs(expected))) throw new Error(`${actual}, not ${expected}`);
}

/** What `penalty` writes at y. */
function penaltyOf(y: usize, weight: usize, l1: f64, l2: f64, root: bool, n: usize): f64 {
  penalty(y, weight, l1, l2, root, n);
  return load<f64>(y);
}

/** Checks all four sums over n weights against float64. */
function expectPenalties(n: usize): void {
  const weight = uniform("weight", n, -1, 1);
  let magnitudes: f64 = 0;
  let squares: f64 = 0;
  for (let i: usize = 0; i < n; i++) {
    const w: f64 = at(weight, i);
    magnitudes += abs(w);
    squares += w * w;
  }
  const y = array<f64>("penalty", 1);
  remember();
  expectSum(sumOfMagnitudes(weight, n), magnitudes);
  expectSum(sumOfSquares(weight, n), squares);
  expectSum(penaltyOf(y, weight, 0.005, 0, false, n), 0.005 * magnitudes);
  expectSum(penaltyOf(y, weight, 0, 0.1, false, n), 0.05 * squares);
  expectSum(penaltyOf(y, weight, 0.005, 0.1, false, n), 0.005 * magnitudes + 0.05 * squares);
  expectSum(penaltyOf(y, weight, 0, 0.1, true, n), 0.05 * Math.sqrt(squares));
  expectSum(penaltyOf(y, weight, 0.005, 0.1, true, n), 0.005 * magnitudes + 0.05 * Math.sqrt(squares));
  excuse(y, 8);
  expectNothingElse();
}

describe("penalty, sumOfMagnitudes, sumOfSquares", () => {
  it("are within 1e-7 of float64", () => {
    eachSize((n) => expectPenalties(n));
  });

  it("are within 1e-7 of float64 for 100,000 weights", () => {
    begin();
    expectPenalties(100_000);
  });

  it("has known values", () => {
    begin();
    const weight = floats("weight", [3, -4, 0, -0.0, 0]);
    const y = array<f64>("penalty", 1);
    expect<f64>(penaltyOf(y, weight, 1, 0, false, 5)).toBe(7);
    expect<f64>(penaltyOf(y, weight, 0, 2, false, 5)).toBe(25);
    expect<f64>(penaltyOf(y, weight, 0, 2, true, 5)).toBe(5);
    expect<f64>(penaltyOf(y, weight, 0.5, 2, true, 5)).toBe(8.5);
    expect<f64>(penaltyOf(y, weight, 0, 0, false, 5)).toBe(0);
  });

  it("is 0 without l1 and l2, even of NaN", () => {
    begin();
    expect<f64>(penaltyOf(array<f64>("penalty", 1), array<f32>("weight", 5), 0, 0, true, 5)).toBe(0);
  });
});

describe("clip", () => {
  it("leaves what lies within the limit, and brings the rest to it", () => {
    eachSize((n) => {
      const x = uniform("x", n, -2, 2);
      remember();
      clip(x, 0.75, n);
      for (let i: usize = 0; i < n; i++) expectSame(x, i, max<f32>(-0.75, min<f32>(0.75, before(x, i))));
      expectNothingElse();
    });
  });

  it("brings infinities to the limit, and keeps NaN", () => {
    begin();
    const x = floats("x", [Infinity, -Infinity, NaN, -0.0]);
    remember();
    clip(x, 2, 4);
    expectSame(x, 0, 2);
    expectSame(x, 1, -2);
    expectSame(x, 2, NaN);
    expectSame(x, 3, -0.0);
    expectNothingElse();
  });
});

/** Expects the columns of (I,N) above the limit scaled to it within 1e-6, the others as they were. */
function expectLimited(limit: f64, I: usize, N: usize): void {
  const weight = uniform("weight", I * N, -1, 1);
  remember();
  limitNorms(weight, limit, I, N);
  for (let n: usize = 0; n < N; n++) {
    let squares: f64 = 0;
    for (let i: usize = 0; i < I; i++) squares += <f64>before(weight, i * N + n) * before(weight, i * N + n);
    const norm = Math.sqrt(squares);
    for (let i: usize = 0; i < I; i++) {
      const w = before(weight, i * N + n);
      if (norm > limit) expectNear(weight, i * N + n, (w * limit) / (norm + 1e-7), 2e-7);
      else expectSame(weight, i * N + n, w);
    }
  }
  expectNothingElse();
}

describe("limitNorms", () => {
  it("scales the columns whose norm is above the limit, and leaves the others", () => {
    eachShape((I, N) => expectLimited(0.5, I, N));
    eachShape((I, N) => expectLimited(1.25, I, N));
    begin();
    expectLimited(6, 100, 17);
  });

  it("leaves a column alone whose norm is not a number", () => {
    begin();
    const weight = floats("weight", [NaN, 3, 1, 4]);
    remember();
    limitNorms(weight, 0.5, 2, 2);
    expectSame(weight, 0, NaN);
    expectSame(weight, 2, 1);
    expectNear(weight, 1, 0.3, 1e-6);
    expectNear(weight, 3, 0.4, 1e-6);
    expectNothingElse();
  });
});
