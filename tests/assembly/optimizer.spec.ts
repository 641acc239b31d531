import { adagradStep, adamStep, momentumStep, rmspropStep, sgdStep } from "../../assembly/optimizer";
import {
  array, before, begin, eachSize, expectNear, expectNothingElse, expectSame, filled, floats, random,
  remember, uniform,
} from "./helpers";

const STEPS: u32 = 10;

/** A float64 copy of a float32 array. */
function copy(p: usize, n: usize): StaticArray<f64> {
  const values = new StaticArray<f64>(<i32>n);
  for (let i: usize = 0; i < n; i++) values[<i32>i] = load<f32>(p + 4 * i);
  return values;
}

/** New gradients, around 0.05 in size, where the epsilons here matter. */
function draw(g: usize, n: usize): void {
  for (let i: usize = 0; i < n; i++) store<f32>(g + 4 * i, random(-0.1, 0.1));
}

/** Expects a whole array within 1e-5 of its float64 twin, and 1e-6 where it is near 0. */
function expectArray(p: usize, expected: StaticArray<f64>): void {
  for (let i = 0; i < expected.length; i++) expectNear(p, i, expected[i], 1e-5, 1e-6);
}

describe("sgdStep", () => {
  it("follows the float64 loop for 10 steps", () => {
    eachSize((n) => {
      const w = uniform("w", n, -1, 1);
      const g = array<f32>("g", n);
      const exact = copy(w, n);
      for (let t: u32 = 1; t <= STEPS; t++) {
        draw(g, n);
        remember();
        sgdStep(w, g, 0.5, n);
        for (let i: usize = 0; i < n; i++) exact[<i32>i] -= 0.5 * <f64>before(g, i);
        expectArray(w, exact);
        expectNothingElse();
      }
    });
  });
});

describe("momentumStep", () => {
  it("follows the float64 loop for 10 steps", () => {
    eachSize((n) => {
      const w = uniform("w", n, -1, 1);
      const g = array<f32>("g", n);
      const velocity = filled("velocity", n, 0);
      const exact = copy(w, n);
      const v = copy(velocity, n);
      for (let t: u32 = 1; t <= STEPS; t++) {
        draw(g, n);
        remember();
        momentumStep(w, g, velocity, 0.3, 0.9, n);
        for (let i: usize = 0; i < n; i++) {
          v[<i32>i] = 0.9 * v[<i32>i] - 0.3 * <f64>before(g, i);
          exact[<i32>i] += v[<i32>i];
        }
        expectArray(w, exact);
        expectArray(velocity, v);
        expectNothingElse();
      }
    });
  });

  it("is SGD without momentum", () => {
    eachSize((n) => {
      const w = uniform("w", n, -1, 1);
      const g = uniform("g", n, -1, 1);
      const velocity = uniform("velocity", n, -1, 1);
      remember();
      momentumStep(w, g, velocity, 0.5, 0, n);
      for (let i: usize = 0; i < n; i++) {
        expectSame(velocity, i, -0.5 * before(g, i));
        expectSame(w, i, before(w, i) - 0.5 * before(g, i));
      }
      expectNothingElse();
    });
  });
});

/** 10 steps of AdaGrad from h = `initial`; with `skipFirst` the first leaves h as it is. */
function expectAdagrad(initial: f32, epsilon: f64, skipFirst: bool, n: usize): void {
  const w = uniform("w", n, -1, 1);
  const g = array<f32>("g", n);
  const h = filled("h", n, initial);
  const exact = copy(w, n);
  const sum = copy(h, n);
  for (let t: u32 = 1; t <= STEPS; t++) {
    draw(g, n);
    remember();
    adagradStep(w, g, h, 0.1, epsilon, skipFirst && t == 1, n);
    for (let i: usize = 0; i < n; i++) {
      const gradient: f64 = before(g, i);
      if (!(skipFirst && t == 1)) sum[<i32>i] += gradient * gradient;
      exact[<i32>i] -= (0.1 * gradient) / (Math.sqrt(sum[<i32>i]) + epsilon);
    }
    expectArray(w, exact);
    expectArray(h, sum);
    expectNothingElse();
  }
}

describe("adagradStep", () => {
  it("follows the float64 loop for 10 steps, h from 0", () => {
    eachSize((n) => expectAdagrad(0, 1e-7, false, n));
  });

  it("follows it with a large epsilon", () => {
    eachSize((n) => expectAdagrad(0, 0.1, false, n));
  });

  it("follows it with h from 1e-4, epsilon 0 and the first step skipped, as the report's code", () => {
    eachSize((n) => expectAdagrad(1e-4, 0, true, n));
  });
});

/** 10 steps of RMSProp. */
function expectRmsprop(epsilon: f64, n: usize): void {
  const w = uniform("w", n, -1, 1);
  const g = array<f32>("g", n);
  const h = filled("h", n, 0);
  const exact = copy(w, n);
  const mean = copy(h, n);
  for (let t: u32 = 1; t <= STEPS; t++) {
    draw(g, n);
    remember();
    rmspropStep(w, g, h, 0.01, 0.99, epsilon, n);
    for (let i: usize = 0; i < n; i++) {
      const gradient: f64 = before(g, i);
      mean[<i32>i] = 0.99 * mean[<i32>i] + 0.01 * gradient * gradient;
      exact[<i32>i] -= (0.01 * gradient) / (Math.sqrt(mean[<i32>i]) + epsilon);
    }
    expectArray(w, exact);
    expectArray(h, mean);
    expectNothingElse();
  }
}

describe("rmspropStep", () => {
  it("follows the float64 loop for 10 steps", () => {
    eachSize((n) => expectRmsprop(1e-7, n));
  });

  it("follows it with a large epsilon", () => {
    eachSize((n) => expectRmsprop(0.1, n));
  });
});

/** 10 steps of Adam from step `first`, in the form of the paper or of the report's code. */
function expectAdam(epsilon: f64, uncorrected: bool, first: u32, n: usize): void {
  const w = uniform("w", n, -1, 1);
  const g = array<f32>("g", n);
  const mean = uniform("m", n, 0, first == 1 ? 0 : 0.05);
  const square = uniform("v", n, 0, first == 1 ? 0 : 0.01);
  const exact = copy(w, n);
  const m = copy(mean, n);
  const v = copy(square, n);
  for (let t = first; t < first + STEPS; t++) {
    draw(g, n);
    remember();
    adamStep(w, g, mean, square, 0.01, 0.9, 0.999, epsilon, uncorrected, t, n);
    const correction1 = 1 - Math.pow(0.9, t);
    const correction2 = 1 - Math.pow(0.999, t);
    for (let k: i32 = 0; k < <i32>n; k++) {
      const gradient: f64 = before(g, k);
      m[k] = 0.9 * m[k] + (1 - 0.9) * gradient;
      v[k] = 0.999 * v[k] + (1 - 0.999) * gradient * gradient;
      exact[k] -= uncorrected
        ? (((0.01 * Math.sqrt(correction2)) / correction1) * m[k]) / (Math.sqrt(v[k]) + epsilon)
        : (0.01 * (m[k] / correction1)) / (Math.sqrt(v[k] / correction2) + epsilon);
    }
    expectArray(w, exact);
    expectArray(mean, m);
    expectArray(square, v);
    expectNothingElse();
  }
}

describe("adamStep", () => {
  it("follows the paper's float64 loop for 10 steps: epsilon beside the corrected root", () => {
    eachSize((n) => expectAdam(1e-7, false, 1, n));
    eachSize((n) => expectAdam(0.01, false, 1, n));
  });

  it("follows that of the report's code: epsilon beside the uncorrected root", () => {
    eachSize((n) => expectAdam(1e-7, true, 1, n));
    eachSize((n) => expectAdam(0.01, true, 1, n));
  });

  it("follows both from step 1000", () => {
    eachSize((n) => expectAdam(0.01, false, 1000, n));
    eachSize((n) => expectAdam(0.01, true, 1000, n));
  });

  it("moves by the learning rate in the first step, whatever the gradient", () => {
    begin();
    const w = floats("w", [0, 0, 0, 0, 0]);
    const g = floats("g", [1, -1, 1e-3, -100, 3]);
    const m = filled("m", 5, 0);
    const v = filled("v", 5, 0);
    adamStep(w, g, m, v, 0.001, 0.9, 0.999, 1e-12, false, 1, 5);
    for (let i: usize = 0; i < 5; i++) {
      expectNear(w, i, load<f32>(g + 4 * i) > 0 ? -0.001 : 0.001, 1e-5);
    }
  });
});

describe("every optimizer", () => {
  it("leaves a parameter alone that never had a gradient", () => {
    eachSize((n) => {
      const w = uniform("w", n, -1, 1);
      const g = filled("g", n, 0);
      const state = filled("state", n, 0);
      const square = filled("square", n, 0);
      remember();
      for (let t: u32 = 1; t <= STEPS; t++) {
        sgdStep(w, g, 0.5, n);
        momentumStep(w, g, state, 0.5, 0.9, n);
        adagradStep(w, g, state, 0.5, 1e-7, false, n);
        rmspropStep(w, g, state, 0.5, 0.99, 1e-7, n);
        adamStep(w, g, state, square, 0.5, 0.9, 0.999, 1e-7, false, t, n);
        adamStep(w, g, state, square, 0.5, 0.9, 0.999, 1e-7, true, t, n);
      }
      expectNothingElse();
    });
  });
});
