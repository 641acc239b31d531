import { batchNormBackward, batchNormForward, batchNormInfer } from "../../assembly/batchnorm";
import {
  array, at, before, begin, eachShape, expectNear, expectNothingElse, expectSame, filled, remember, uniform,
} from "./helpers";

const MOMENTUM = 0.9;
const EPSILON: f32 = 1e-3;

/** Mean of column n of x (B,N), as remembered. */
function meanOf(x: usize, n: usize, B: usize, N: usize): f64 {
  let sum: f64 = 0;
  for (let r: usize = 0; r < B; r++) sum += before(x, r * N + n);
  return sum / <f64>B;
}

/** Biased variance of column n. */
function varianceOf(x: usize, n: usize, B: usize, N: usize): f64 {
  const mean = meanOf(x, n, B, N);
  let sum: f64 = 0;
  for (let r: usize = 0; r < B; r++) sum += (<f64>before(x, r * N + n) - mean) ** 2;
  return sum / <f64>B;
}

/** Expects a training pass over x within `tolerance` of float64. */
function expectForward(
  x: usize, momentum: f64, B: usize, N: usize, tolerance: f64, unbiased: bool = false, fixed: bool = false,
): void {
  const y = array<f32>("y", B * N);
  const xHat = array<f32>("xHat", B * N);
  const inverseStd = array<f32>("inverseStd", N);
  const runningMean = uniform("runningMean", N, -1, 1);
  const runningVariance = uniform("runningVariance", N, 0, 2);
  const gamma = uniform("gamma", N, 0.5, 2);
  const beta = uniform("beta", N, -1, 1);
  remember();
  // In two calls where there are enough columns, as two threads make them.
  const first: usize = N > 4 ? 4 : N;
  for (let n: usize = 0; n < N; n += first) {
    const o = n * 4;
    batchNormForward(
      y + o, xHat + o, inverseStd + o, runningMean + o, runningVariance + o, x + o, gamma + o, beta + o, momentum,
      EPSILON, unbiased, fixed, B, N, min(first, N - n),
    );
  }
  for (let n: usize = 0; n < N; n++) {
    const mean = fixed ? before(runningMean, n) : meanOf(x, n, B, N);
    const variance = fixed ? before(runningVariance, n) : varianceOf(x, n, B, N);
    const inverse = 1 / Math.sqrt(variance + EPSILON);
    expectNear(inverseStd, n, inverse, tolerance);
    for (let r: usize = 0; r < B; r++) {
      const normalized = (<f64>before(x, r * N + n) - mean) * inverse;
      expectNear(xHat, r * N + n, normalized, tolerance, tolerance);
      const shifted = <f64>before(gamma, n) * normalized + before(beta, n);
      expectNear(y, r * N + n, shifted, tolerance, 2 * tolerance);
    }
    if (fixed) continue;
    const oldMean: f64 = before(runningMean, n);
    const oldVariance: f64 = before(runningVariance, n);
    expectNear(runningMean, n, momentum * oldMean + (1 - momentum) * mean, 1e-6, 1e-6 + 1e-6 * abs(mean));
    const taken = unbiased && B > 1 ? (variance * <f64>B) / <f64>(B - 1) : variance;
    expectNear(runningVariance, n, momentum * oldVariance + (1 - momentum) * taken, tolerance, 1e-6);
  }
  expectNothingElse();
}

describe("batchNormForward", () => {
  it("is within 1e-5 of float64, running statistics too", () => {
    eachShape((B, N) => expectForward(uniform("x", B * N, -3, 5), MOMENTUM, B, N, 1e-5));
    begin();
    expectForward(uniform("x", 100 * 5, -3, 5), MOMENTUM, 100, 5, 1e-5);
  });

  it("forgets the running statistics with momentum 0 and keeps them with 1", () => {
    begin();
    expectForward(uniform("x", 5 * 6, -3, 5), 0, 5, 6, 1e-5);
    begin();
    expectForward(uniform("x", 5 * 6, -3, 5), 1, 5, 6, 1e-5);
  });

  it("keeps the unbiased variance where it is asked to, within 1e-5 of float64", () => {
    eachShape((B, N) => expectForward(uniform("x", B * N, -3, 5), MOMENTUM, B, N, 1e-5, true));
    begin();
    expectForward(uniform("x", 100 * 5, -3, 5), 0, 100, 5, 1e-5, true);
  });

  it("takes running statistics that are fixed in place of the batch's, and leaves them, within 1e-5 of float64", () => {
    eachShape((B, N) => expectForward(uniform("x", B * N, -3, 5), MOMENTUM, B, N, 1e-5, false, true));
    begin();
    expectForward(uniform("x", 100 * 5, -3, 5), 0, 100, 5, 1e-5, true, true);
  });

  it("takes a batch of 1: y is beta", () => {
    begin();
    const x = uniform("x", 5, -3, 5);
    const y = array<f32>("y", 5);
    const xHat = array<f32>("xHat", 5);
    const inverseStd = array<f32>("inverseStd", 5);
    const runningMean = filled("runningMean", 5, 0);
    const runningVariance = filled("runningVariance", 5, 1);
    const gamma = uniform("gamma", 5, 0.5, 2);
    const beta = uniform("beta", 5, -1, 1);
    remember();
    batchNormForward(y, xHat, inverseStd, runningMean, runningVariance, x, gamma, beta, 0.75, 0.25, true, false, 1, 5, 5);
    for (let n: usize = 0; n < 5; n++) {
      expectSame(y, n, before(beta, n));
      expectSame(xHat, n, 0);
      expectSame(inverseStd, n, 2);
      expectSame(runningMean, n, 0.25 * before(x, n));
      expectSame(runningVariance, n, 0.75);
    }
    expectNothingElse();
  });

  it("takes columns of zero variance", () => {
    eachShape((B, N) => expectForward(filled("x", B * N, 3), MOMENTUM, B, N, 1e-6));
  });

  it("keeps the variance where the mean is 1000 times the deviation", () => {
    begin();
    expectForward(uniform("x", 100 * 5, 999, 1001), MOMENTUM, 100, 5, 2e-3);
  });
});

describe("batchNormInfer", () => {
  it("is within 2e-6 of float64", () => {
    eachShape((B, N) => {
      const y = array<f32>("y", B * N);
      const x = uniform("x", B * N, -3, 5);
      const mean = uniform("runningMean", N, -1, 1);
      const variance = uniform("runningVariance", N, 0, 2);
      const gamma = uniform("gamma", N, 0.5, 2);
      const beta = uniform("beta", N, -1, 1);
      remember();
      batchNormInfer(y, x, mean, variance, gamma, beta, EPSILON, B, N);
      for (let r: usize = 0; r < B; r++) {
        for (let n: usize = 0; n < N; n++) {
          const centered = <f64>before(x, r * N + n) - before(mean, n);
          const slope = <f64>before(gamma, n) / Math.sqrt(<f64>before(variance, n) + EPSILON);
          expectNear(y, r * N + n, slope * centered + before(beta, n), 2e-6, 2e-6);
        }
      }
      expectNothingElse();
    });
  });

  it("takes variance 0, where running statistics may start", () => {
    begin();
    const y = array<f32>("y", 3);
    const x = uniform("x", 3, -3, 5);
    const zero = filled("zero", 3, 0);
    const one = filled("one", 3, 1);
    remember();
    batchNormInfer(y, x, zero, zero, one, zero, 0.25, 1, 3);
    for (let n: usize = 0; n < 3; n++) expectSame(y, n, 2 * before(x, n));
    expectNothingElse();
  });
});

/** Expects the gradients of a batch within 1e-5 of float64, dx in its own array or in place of dy. */
function expectBackward(inPlace: bool, B: usize, N: usize, fixed: bool = false): void {
  const dy = uniform("dy", B * N, -1, 1);
  const dx = inPlace ? dy : array<f32>("dx", B * N);
  const dgamma = array<f32>("dgamma", N);
  const dbeta = array<f32>("dbeta", N);
  const xHat = uniform("xHat", B * N, -2, 2);
  const inverseStd = uniform("inverseStd", N, 0.5, 3);
  const gamma = uniform("gamma", N, 0.5, 2);
  remember();
  const first: usize = N > 4 ? 4 : N;
  for (let n: usize = 0; n < N; n += first) {
    const o = n * 4;
    batchNormBackward(
      dx + o, dgamma + o, dbeta + o, dy + o, xHat + o, inverseStd + o, gamma + o, fixed, B, N,
      min(first, N - n),
    );
  }
  for (let n: usize = 0; n < N; n++) {
    let dg: f64 = 0;
    let db: f64 = 0;
    for (let r: usize = 0; r < B; r++) {
      dg += <f64>before(dy, r * N + n) * before(xHat, r * N + n);
      db += before(dy, r * N + n);
    }
    expectNear(dgamma, n, dg, 1e-6, 1e-5);
    expectNear(dbeta, n, db, 1e-6, 1e-5);
    for (let r: usize = 0; r < B; r++) {
      const i = r * N + n;
      const pull = fixed ? 0 : (db + before(xHat, i) * dg) / <f64>B;
      const expected = <f64>before(gamma, n) * before(inverseStd, n) * (before(dy, i) - pull);
      expectNear(dx, i, expected, 1e-5, 1e-5);
    }
  }
  expectNothingElse();
}

/** The sum of c y over one column of 5 rows, normalized in float64, with x[row] moved by `step`. */
function weightedSum(x: usize, c: usize, gamma: f64, row: usize, step: f64): f64 {
  let mean: f64 = 0;
  let squares: f64 = 0;
  let product: f64 = 0;
  let weights: f64 = 0;
  for (let r: usize = 0; r < 5; r++) {
    const value = <f64>at(x, r) + (r == row ? step : 0);
    mean += value / 5;
    squares += (value * value) / 5;
    product += at(c, r) * value;
    weights += at(c, r);
  }
  return (gamma * (product - weights * mean)) / Math.sqrt(squares - mean * mean + EPSILON);
}

describe("batchNormBackward", () => {
  it("is within 1e-5 of float64", () => {
    eachShape((B, N) => expectBackward(false, B, N));
    begin();
    expectBackward(false, 100, 5);
  });

  it("works in place", () => {
    eachShape((B, N) => expectBackward(true, B, N));
  });

  it("takes fixed statistics for constants, within 1e-5 of float64", () => {
    eachShape((B, N) => expectBackward(false, B, N, true));
    eachShape((B, N) => expectBackward(true, B, N, true));
  });

  it("is the derivative of the forward pass, within 1e-5 of central differences", () => {
    begin();
    const x = uniform("x", 5, -1, 1);
    const y = array<f32>("y", 5);
    const xHat = array<f32>("xHat", 5);
    const inverseStd = array<f32>("inverseStd", 1);
    const running = filled("running", 2, 0);
    const gamma = uniform("gamma", 1, 0.5, 2);
    const beta = uniform("beta", 1, -1, 1);
    const dy = uniform("dy", 5, -1, 1);
    const dx = array<f32>("dx", 5);
    const gradients = array<f32>("gradients", 2);
    batchNormForward(y, xHat, inverseStd, running, running + 4, x, gamma, beta, MOMENTUM, EPSILON, false, false, 5, 1, 1);
    batchNormBackward(dx, gradients, gradients + 4, dy, xHat, inverseStd, gamma, false, 5, 1, 1);
    for (let r: usize = 0; r < 5; r++) {
      const up = weightedSum(x, dy, at(gamma, 0), r, 1e-4);
      const down = weightedSum(x, dy, at(gamma, 0), r, -1e-4);
      expectNear(dx, r, (up - down) / 2e-4, 1e-5, 1e-5);
    }
  });

  it("is 0 for a batch of 1", () => {
    begin();
    const dx = array<f32>("dx", 5);
    const dgamma = array<f32>("dgamma", 5);
    const dbeta = array<f32>("dbeta", 5);
    const dy = uniform("dy", 5, -1, 1);
    const xHat = filled("xHat", 5, 0);
    const inverseStd = filled("inverseStd", 5, 1000);
    const gamma = uniform("gamma", 5, 0.5, 2);
    remember();
    batchNormBackward(dx, dgamma, dbeta, dy, xHat, inverseStd, gamma, false, 1, 5, 5);
    for (let n: usize = 0; n < 5; n++) {
      expectNear(dx, n, 0, 0);
      expectNear(dgamma, n, 0, 0);
      expectSame(dbeta, n, before(dy, n));
    }
    expectNothingElse();
  });
});
