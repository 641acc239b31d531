import {
  reluBackward, reluForward, sigmoidBackward, sigmoidForward, tanhBackward, tanhForward,
} from "../../assembly/activation";
import {
  array, before, begin, eachSize, expectNear, expectNothingElse, expectRelativeError, expectSame, floats,
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
