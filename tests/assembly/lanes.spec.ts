import { addWide, load4, store4, sum4 } from "../../assembly/lanes";
import {
  array, at, begin, endOfMemory, expectNothingElse, expectSame, remember, uniform,
} from "./helpers";

describe("load4", () => {
  it("reads four floats, or the rest and zeros", () => {
    for (let left: usize = 1; left <= 9; left++) {
      begin();
      const x = uniform("x", left, 1, 2);
      const lanes = array<f32>("lanes", 4);
      v128.store(lanes, load4(x, left));
      for (let i: usize = 0; i < 4; i++) expect<f32>(at(lanes, i)).toBe(i < left ? at(x, i) : 0);
    }
  });

  it("reads no byte past the rest", () => {
    for (let left: usize = 1; left <= 4; left++) {
      const p = endOfMemory(4 * left);
      store<f32>(p, <f32>left);
      expect<f32>(f32x4.extract_lane(load4(p, left), 0)).toBe(<f32>left);
    }
  });
});

describe("store4", () => {
  it("writes four lanes, or the first ones that remain", () => {
    for (let left: usize = 1; left <= 9; left++) {
      begin();
      const y = array<f32>("y", left);
      remember();
      store4(y, f32x4(1, 2, 3, 4), left);
      for (let i: usize = 0; i < min<usize>(left, 4); i++) expectSame(y, i, <f32>(i + 1));
      expectNothingElse();
    }
  });
});

describe("sum4", () => {
  it("adds pairwise: (0 + 1) + (2 + 3)", () => {
    expect<f32>(sum4(f32x4(1, 2, 3, 4.5))).toBe(10.5);
    // In float32 1e8 + 1 is 1e8: every other order of the sum gives 0 or 2.
    expect<f32>(sum4(f32x4(1e8, 1, -1e8, 1))).toBe(0);
    expect<f32>(sum4(f32x4(1e8, -1e8, 1, 1))).toBe(2);
  });
});

describe("addWide", () => {
  it("adds lanes 0 and 2, 1 and 3 in float64", () => {
    const sum = addWide(f64x2(0.25, 0.5), f32x4(1e8, 1, 1, -1e8));
    expect<f64>(f64x2.extract_lane(sum, 0)).toBe(1e8 + 1 + 0.25);
    expect<f64>(f64x2.extract_lane(sum, 1)).toBe(1 - 1e8 + 0.5);
  });
});
