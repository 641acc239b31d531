import {
  evaluateLogits, softmax, softmaxCrossEntropyBackward, softmaxCrossEntropyForward, sumLosses,
} from "../../assembly/loss";
import {
  array, at, before, begin, eachShape, excuse, expectInteger, expectNear, expectNothingElse, expectSame, floats,
  labels, remember, uniform,
} from "./helpers";

/** log of the sum of e^z over row r of z (B,N), from its largest. */
function logSumExp(z: usize, r: usize, N: usize): f64 {
  let peak: f64 = -Infinity;
  for (let n: usize = 0; n < N; n++) peak = max<f64>(peak, at(z, r * N + n));
  let sum: f64 = 0;
  for (let n: usize = 0; n < N; n++) sum += Math.exp(<f64>at(z, r * N + n) - peak);
  return peak + Math.log(sum);
}

/** Expects each row to sum to 1, and each probability to be e^(z - logSumExp). */
function expectProbabilities(p: usize, z: usize, B: usize, N: usize): void {
  for (let r: usize = 0; r < B; r++) {
    let sum: f64 = 0;
    const total = logSumExp(z, r, N);
    for (let n: usize = 0; n < N; n++) {
      const i = r * N + n;
      expectNear(p, i, Math.exp(<f64>at(z, i) - total), 5e-6, 1e-37);
      sum += at(p, i);
    }
    if (!(abs(sum - 1) < 1e-6)) throw new Error(`the probabilities of row ${r} sum to ${sum}`);
  }
}

/** Expects |loss - expected| <= 1e-6 |expected| + 1e-6. */
function expectLoss(loss: f64, expected: f64): void {
  if (abs(loss - expected) <= 1e-6 * abs(expected) + 1e-6) return;
  throw new Error(`the loss is ${loss}, not ${expected}`);
}

/** Expects the probabilities and the loss of logits z (B,N) as float64 has them. */
function expectForward(z: usize, smoothing: f64, B: usize, N: usize): void {
  const p = array<f32>("probabilities", B * N);
  const t = labels("labels", B, N);
  const losses = array<f64>("losses", B);
  remember();
  softmaxCrossEntropyForward(losses, p, z, t, smoothing, B, N);
  expectProbabilities(p, z, B, N);
  expectLosses(losses, z, t, smoothing, B, N);
  excuse(losses, 8 * B);
  expectNothingElse();
}

/** Expects the cross-entropy of each row of z (B,N) with its target. */
function expectLosses(losses: usize, z: usize, t: usize, smoothing: f64, B: usize, N: usize): void {
  for (let r: usize = 0; r < B; r++) {
    let expected: f64 = 0;
    for (let n: usize = 0; n < N; n++) {
      const target = (n == load<u8>(t + r) ? 1 - smoothing : 0) + smoothing / <f64>N;
      expected += target * (logSumExp(z, r, N) - at(z, r * N + n));
    }
    expectLoss(load<f64>(losses + 8 * r), expected);
  }
}

/** The sum of the losses of logits z (B,N). */
function total(p: usize, z: usize, t: usize, B: usize, N: usize): f64 {
  const losses = array<f64>("losses", B);
  softmaxCrossEntropyForward(losses, p, z, t, 0, B, N);
  return sumLosses(losses, B);
}

/** The loss of one row. */
function lossOf(logits: f32[], label: u8): f64 {
  begin();
  const z = floats("logits", logits);
  const t = array<u8>("labels", 1);
  store<u8>(t, label);
  return total(array<f32>("probabilities", logits.length), z, t, 1, logits.length);
}

describe("softmaxCrossEntropyForward", () => {
  it("is within 1e-6 of float64, its probabilities within 5e-6, with sum 1", () => {
    eachShape((B, N) => expectForward(uniform("logits", B * N, -5, 5), 0, B, N));
    begin();
    expectForward(uniform("logits", 100 * 10, -20, 20), 0, 100, 10);
  });

  it("takes logits of ±1e4", () => {
    eachShape((B, N) => expectForward(uniform("logits", B * N, -1e4, 1e4), 0, B, N));
    expectLoss(lossOf([1e4, -1e4], 0), 0);
    expectLoss(lossOf([1e4, -1e4], 1), 20000);
    expectLoss(lossOf([-1e4, -1e4, -1e4], 2), Math.log(3));
  });

  it("is the mean of -log p over smoothed targets", () => {
    eachShape((B, N) => expectForward(uniform("logits", B * N, -5, 5), 0.1, B, N));
    eachShape((B, N) => expectForward(uniform("logits", B * N, -5, 5), 0.75, B, N));
  });

  it("is 0 with one class", () => {
    expect<f64>(lossOf([123], 0)).toBe(0);
  });

  it("is log N for equal logits", () => {
    expectLoss(lossOf([7, 7, 7, 7, 7, 7, 7, 7, 7, 7], 3), 2.302585092994046);
  });

  it("is not finite where a logit is NaN or Infinity, so that a diverged network shows", () => {
    for (let label: u8 = 0; label < 2; label++) {
      expect<f64>(lossOf([1, NaN], label)).not.toBeFinite(`NaN, label ${label}`);
      expect<f64>(lossOf([NaN, 1], label)).not.toBeFinite(`NaN first, label ${label}`);
      expect<f64>(lossOf([1, Infinity], label)).not.toBeFinite(`Infinity, label ${label}`);
      expect<f64>(lossOf([-Infinity, -Infinity], label)).not.toBeFinite(`-Infinity, label ${label}`);
    }
  });
});

describe("sumLosses", () => {
  it("adds up in order, from 0", () => {
    begin();
    const losses = array<f64>("losses", 4);
    store<f64>(losses, 1e16);
    store<f64>(losses + 8, 1);
    store<f64>(losses + 16, 1);
    store<f64>(losses + 24, -1e16);
    expect<f64>(sumLosses(losses, 4)).toBe(0);
    expect<f64>(sumLosses(losses + 8, 2)).toBe(2);
  });
});

describe("softmax", () => {
  it("is within 5e-6 of float64, and sums to 1", () => {
    eachShape((B, N) => {
      const p = array<f32>("probabilities", B * N);
      const z = uniform("logits", B * N, -5, 5);
      remember();
      softmax(p, z, B, N);
      expectProbabilities(p, z, B, N);
      expectNothingElse();
    });
  });

  it("takes logits of ±1e4", () => {
    begin();
    const p = array<f32>("probabilities", 3);
    const z = floats("logits", [-1e4, 1e4, 9999]);
    remember();
    softmax(p, z, 1, 3);
    expectSame(p, 0, 0);
    expectNear(p, 1, 0.7310585786300049, 1e-6);
    expectNear(p, 2, 0.2689414213699951, 1e-6);
    expectNothingElse();
  });
});

describe("softmaxCrossEntropyBackward", () => {
  it("is (p - onehot) / all, within 1e-6 of float64", () => {
    eachShape((B, N) => {
      const dz = array<f32>("dlogits", B * N);
      const p = uniform("probabilities", B * N, 0, 1);
      const t = labels("labels", B, N);
      remember();
      softmaxCrossEntropyBackward(dz, p, t, 0, B + 3, B, N);
      for (let r: usize = 0; r < B; r++) {
        for (let n: usize = 0; n < N; n++) {
          const target: f64 = n == load<u8>(t + r) ? 1 : 0;
          expectNear(dz, r * N + n, (<f64>before(p, r * N + n) - target) / <f64>(B + 3), 1e-6);
        }
      }
      expectNothingElse();
    });
  });

  it("is the derivative of the mean loss, within 1e-4 of central differences", () => expectDerivative(0));
  it("is the derivative of the smoothed loss", () => expectDerivative(0.3));
});

function expectDerivative(smoothing: f64): void {
  begin();
  const B: usize = 3;
  const N: usize = 5;
  const z = uniform("logits", B * N, -2, 2);
  const t = labels("labels", B, N);
  const p = array<f32>("probabilities", B * N);
  const dz = array<f32>("dlogits", B * N);
  const losses = array<f64>("losses", B);
  softmaxCrossEntropyForward(losses, p, z, t, smoothing, B, N);
  softmaxCrossEntropyBackward(dz, p, t, smoothing, B, B, N);
  for (let i: usize = 0; i < B * N; i++) {
    const middle = at(z, i);
    store<f32>(z + 4 * i, middle + 0.015625);
    softmaxCrossEntropyForward(losses, p, z, t, smoothing, B, N);
    const up = sumLosses(losses, B);
    store<f32>(z + 4 * i, middle - 0.015625);
    softmaxCrossEntropyForward(losses, p, z, t, smoothing, B, N);
    const down = sumLosses(losses, B);
    store<f32>(z + 4 * i, middle);
    expectNear(dz, i, (up - down) / (2 * 0.015625) / <f64>B, 0, 1e-4);
  }
}

/** The loss of one row. */
function evaluatedLoss(logits: f32[], label: u8): f64 {
  begin();
  const classes = logits.length;
  const losses = array<f64>("losses", 1);
  const t = array<u8>("labels", 1);
  store<u8>(t, label);
  evaluateLogits(losses, array<u8>("predicted", 1), floats("logits", logits), t, 1, classes);
  return load<f64>(losses);
}

describe("evaluateLogits", () => {
  it("gives the class of the largest of each row, and the cross-entropy", () => {
    eachShape((B, N) => {
      const losses = array<f64>("losses", B);
      const predicted = array<u8>("predicted", B);
      const scores = uniform("scores", B * N, -1, 1);
      const t = labels("labels", B, N);
      remember();
      evaluateLogits(losses, predicted, scores, t, B, N);
      for (let r: usize = 0; r < B; r++) {
        let largest: usize = 0;
        for (let n: usize = 1; n < N; n++) {
          if (at(scores, r * N + n) > at(scores, r * N + largest)) largest = n;
        }
        expectInteger<u8>(predicted, r, largest);
      }
      expectLosses(losses, scores, t, 0, B, N);
      excuse(losses, 8 * B);
      expectNothingElse();
    });
  });

  it("gives the lowest class of equal scores", () => {
    begin();
    const losses = array<f64>("losses", 3);
    const predicted = array<u8>("predicted", 3);
    const scores = floats("scores", [5, 5, 5, 1, 2, 2, -3, -3, -4]);
    const t = array<u8>("labels", 3);
    for (let r: usize = 0; r < 3; r++) store<u8>(t + r, <u8>r);
    remember();
    evaluateLogits(losses, predicted, scores, t, 3, 3);
    const known: usize[] = [0, 1, 0];
    for (let r: usize = 0; r < 3; r++) expectInteger<u8>(predicted, r, known[<i32>r]);
    excuse(losses, 24);
    expectNothingElse();
  });

  it("is not finite where a logit is NaN or Infinity, as in training", () => {
    for (let label: u8 = 0; label < 2; label++) {
      expect<f64>(evaluatedLoss([1, NaN], label)).not.toBeFinite(`NaN, label ${label}`);
      expect<f64>(evaluatedLoss([NaN, 1], label)).not.toBeFinite(`NaN first, label ${label}`);
      expect<f64>(evaluatedLoss([1, Infinity], label)).not.toBeFinite(`Infinity, label ${label}`);
      expect<f64>(evaluatedLoss([-Infinity, -Infinity], label)).not.toBeFinite(`-Infinity, label ${label}`);
    }
  });

  it("takes logits of ±1e4", () => {
    expectLoss(evaluatedLoss([1e4, -1e4], 0), 0);
    expectLoss(evaluatedLoss([1e4, -1e4], 1), 20000);
    expectLoss(evaluatedLoss([-1e4, -1e4, -1e4, -1e4, -1e4], 4), Math.log(5));
  });
});
