import {
  addErrors, binaryCrossEntropyBackward, binaryCrossEntropyForward, evaluateLogits, huberBackward, huberForward, softmax,
  softmaxCrossEntropyBackward, softmaxCrossEntropyForward, sumLosses,
} from "../../assembly/loss";
import {
  array, at, before, begin, eachShape, eachSize, excuse, expectInteger, expectNear, expectNothingElse, expectSame, floats,
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

/** What the closures below, which hold nothing, go by. */
let smoothingOf: f64 = 0;
let deltaOf: f64 = 0;
let factorOf: f64 = 0;

/** The target of a label, by the definition. */
function binaryTarget(label: u8, smoothing: f64): f64 {
  return (1 - smoothing) * <f64>label + smoothing / 2;
}

/** The binary cross-entropy as anyone would write it, of a logit that is not large. */
function naiveBinary(z: f64, target: f64): f64 {
  const p = 1 / (1 + Math.exp(-z));
  return -target * Math.log(p) - (1 - target) * Math.log(1 - p);
}

/** The binary cross-entropy of one row. */
function binaryLoss(z: f32, label: u8): f64 {
  begin();
  const losses = array<f64>("losses", 1);
  const t = array<u8>("labels", 1);
  store<u8>(t, label);
  binaryCrossEntropyForward(losses, 0, floats("logits", [z]), t, 0, 1);
  return load<f64>(losses);
}

describe("binaryCrossEntropyForward", () => {
  it("is -t log p - (1 - t) log (1 - p), within 1e-6 of float64, and predicts 1 above 0", () => {
    for (let i = 0; i < 3; i++) {
      smoothingOf = 0.2 * <f64>i;
      eachSize((B) => {
        const losses = array<f64>("losses", B);
        const predicted = array<u8>("predicted", B);
        const z = uniform("logits", B, -6, 6);
        const t = labels("labels", B, 2);
        remember();
        binaryCrossEntropyForward(losses, predicted, z, t, smoothingOf, B);
        for (let r: usize = 0; r < B; r++) {
          const target = binaryTarget(load<u8>(t + r), smoothingOf);
          expectLoss(load<f64>(losses + 8 * r), naiveBinary(at(z, r), target));
          expectInteger<u8>(predicted, r, at(z, r) > 0 ? 1 : 0);
        }
        excuse(losses, 8 * B);
        expectNothingElse();
      });
    }
  });

  it("leaves predictions out, and is of class 0 between the two", () => {
    begin();
    const losses = array<f64>("losses", 1);
    const predicted = array<u8>("predicted", 1);
    const z = floats("logits", [0]);
    const t = labels("labels", 1, 1);
    remember();
    binaryCrossEntropyForward(losses, 0, z, t, 0, 1);
    excuse(losses, 8);
    expectNothingElse();
    expectLoss(load<f64>(losses), Math.LN2);
    binaryCrossEntropyForward(losses, predicted, z, t, 0, 1);
    expectInteger<u8>(predicted, 0, 0);
  });

  it("takes logits of ±1e4", () => {
    expectLoss(binaryLoss(1e4, 1), 0);
    expectLoss(binaryLoss(-1e4, 0), 0);
    expectLoss(binaryLoss(1e4, 0), 1e4);
    expectLoss(binaryLoss(-1e4, 1), 1e4);
  });

  it("is not finite where a logit is NaN or Infinity", () => {
    for (let label: u8 = 0; label < 2; label++) {
      expect<f64>(binaryLoss(NaN, label)).not.toBeFinite(`NaN, label ${label}`);
      expect<f64>(binaryLoss(Infinity, label)).not.toBeFinite(`Infinity, label ${label}`);
      expect<f64>(binaryLoss(-Infinity, label)).not.toBeFinite(`-Infinity, label ${label}`);
    }
  });
});

describe("binaryCrossEntropyBackward", () => {
  it("is (p - target) / all, within 1e-6 of float64", () => {
    smoothingOf = 0.1;
    eachSize((B) => {
      const dz = array<f32>("dlogits", B);
      const p = uniform("probabilities", B, 0, 1);
      const t = labels("labels", B, 2);
      remember();
      binaryCrossEntropyBackward(dz, p, t, smoothingOf, B + 3, B);
      for (let r: usize = 0; r < B; r++) {
        const target = binaryTarget(load<u8>(t + r), smoothingOf);
        expectNear(dz, r, (<f64>before(p, r) - target) / <f64>(B + 3), 1e-6, 1e-8);
      }
      expectNothingElse();
    });
  });
});

/** Huber's loss of an error, and its slope, as PyTorch's documentation writes them. */
function naiveHuber(d: f64, delta: f64): f64 {
  return Math.abs(d) <= delta ? 0.5 * d * d : delta * (Math.abs(d) - 0.5 * delta);
}
function naiveSlope(d: f64, delta: f64): f64 {
  if (Math.abs(d) <= delta) return d;
  return d > 0 ? delta : -delta;
}

function eachDelta(test: (B: usize, N: usize) => void): void {
  const deltas: f64[] = [0.5, 1, Infinity];
  for (let i = 0; i < 3; i++) {
    deltaOf = deltas[i];
    factorOf = deltaOf == Infinity ? 2 : 1;
    eachShape(test);
  }
}

describe("huberForward", () => {
  it("is the mean over a row's outputs, within 1e-6 of the definition", () => {
    eachDelta((B, N) => {
      const losses = array<f64>("losses", B);
      const y = uniform("y", B * N, -3, 3);
      const t = uniform("targets", B * N, -3, 3);
      remember();
      huberForward(losses, y, t, deltaOf, factorOf, B, N);
      for (let r: usize = 0; r < B; r++) {
        let expected: f64 = 0;
        for (let n: usize = 0; n < N; n++) {
          expected += naiveHuber(<f64>at(y, r * N + n) - at(t, r * N + n), deltaOf) / <f64>N;
        }
        expectLoss(load<f64>(losses + 8 * r), factorOf * expected);
      }
      excuse(losses, 8 * B);
      expectNothingElse();
    });
  });

  it("takes outputs of 1e30, and is not finite where one is not", () => {
    begin();
    const losses = array<f64>("losses", 5);
    const y = floats("y", [1e30, NaN, Infinity, -Infinity, 2]);
    const t = floats("targets", [-1e30, 0, 0, 0, 2]);
    huberForward(losses, y, t, Infinity, 2, 5, 1);
    expect<bool>(abs(load<f64>(losses) / 4e60 - 1) < 1e-6).toBe(true);
    for (let r: usize = 1; r < 4; r++) expect<f64>(load<f64>(losses + 8 * r)).not.toBeFinite(`row ${r}`);
    expect<f64>(load<f64>(losses + 32)).toBe(0);
    huberForward(losses, y, t, 1, 1, 4, 1);
    for (let r: usize = 1; r < 4; r++) expect<f64>(load<f64>(losses + 8 * r)).not.toBeFinite(`row ${r}, delta 1`);
  });
});

describe("huberBackward", () => {
  it("is the slope / (all N), within 1e-6 of the definition", () => {
    eachDelta((B, N) => {
      const dy = array<f32>("dy", B * N);
      const y = uniform("y", B * N, -3, 3);
      const t = uniform("targets", B * N, -3, 3);
      remember();
      huberBackward(dy, y, t, deltaOf, factorOf, B + 3, B, N);
      for (let i: usize = 0; i < B * N; i++) {
        const d = <f64>before(y, i) - <f64>before(t, i);
        expectNear(dy, i, factorOf * naiveSlope(d, deltaOf) / <f64>((B + 3) * N), 1e-6);
      }
      expectNothingElse();
    });
  });
});

describe("addErrors", () => {
  it("adds up mean, spread and errors in parts as the definitions do at once, far from 0 too", () => {
    eachShape((B, N) => {
      const sums = array<f64>("sums", N * 3);
      memory.fill(sums, 0, N * 24);
      const y = uniform("y", 2 * B * N, 999, 1002);
      const t = uniform("targets", 2 * B * N, 1000, 1001);
      remember();
      addErrors(sums, y, t, 0, B, N);
      addErrors(sums, y + 4 * B * N, t + 4 * B * N, B, B, N);
      for (let n: usize = 0; n < N; n++) {
        let mean: f64 = 0;
        let squares: f64 = 0;
        let errors: f64 = 0;
        for (let r: usize = 0; r < 2 * B; r++) mean += <f64>at(t, r * N + n) / <f64>(2 * B);
        for (let r: usize = 0; r < 2 * B; r++) {
          squares += (<f64>at(t, r * N + n) - mean) ** 2;
          errors += (<f64>at(y, r * N + n) - <f64>at(t, r * N + n)) ** 2;
        }
        expectLoss(load<f64>(sums + 24 * n), mean);
        expectLoss(load<f64>(sums + 24 * n + 8), squares);
        expectLoss(load<f64>(sums + 24 * n + 16), errors);
      }
      excuse(sums, N * 24);
      expectNothingElse();
    });
  });
});
