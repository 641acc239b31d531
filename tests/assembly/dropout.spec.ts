import { applyMask, scale } from "../../assembly/dropout";
import {
  array, before, begin, eachSize, expectNothingElse, expectSame, floats, remember, sparse, uniform,
} from "./helpers";

describe("applyMask", () => {
  it("is x * mask, to the bit", () => {
    eachSize((n) => {
      const y = array<f32>("y", n);
      const x = uniform("x", n, -1, 1);
      const mask = sparse("mask", n, 0.5);
      remember();
      applyMask(y, x, mask, n);
      for (let i: usize = 0; i < n; i++) expectSame(y, i, before(x, i) * before(mask, i));
      expectNothingElse();
    });
  });

  it("works in place", () => {
    eachSize((n) => {
      const x = uniform("x", n, -1, 1);
      const mask = sparse("mask", n, 0.5);
      remember();
      applyMask(x, x, mask, n);
      for (let i: usize = 0; i < n; i++) expectSame(x, i, before(x, i) * before(mask, i));
      expectNothingElse();
    });
  });

  it("keeps NaN and Infinity of kept units", () => {
    begin();
    const y = array<f32>("y", 3);
    const x = floats("x", [NaN, Infinity, -Infinity]);
    const mask = floats("mask", [1, 1, 1.25]);
    remember();
    applyMask(y, x, mask, 3);
    for (let i: usize = 0; i < 3; i++) expectSame(y, i, before(x, i));
    expectNothingElse();
  });
});

describe("scale", () => {
  it("is x * factor, to the bit", () => {
    eachSize((n) => {
      const y = array<f32>("y", n);
      const x = uniform("x", n, -1, 1);
      remember();
      scale(y, x, 0.85, n);
      for (let i: usize = 0; i < n; i++) expectSame(y, i, before(x, i) * <f32>0.85);
      expectNothingElse();
    });
  });

  it("works in place, and by 1 changes nothing", () => {
    eachSize((n) => {
      const x = uniform("x", n, -1, 1);
      remember();
      scale(x, x, 1, n);
      expectNothingElse();
      scale(x, x, 0.5, n);
      for (let i: usize = 0; i < n; i++) expectSame(x, i, before(x, i) * 0.5);
      expectNothingElse();
    });
  });
});
