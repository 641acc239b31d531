import { ROW } from "../../assembly/compress";
import { matmul, sumRows } from "../../assembly/matmul";
import { setWidest } from "../../assembly/widths";
import {
  array, at, before, begin, eachShape, endOfMemory, excuse, expectNothingElse, expectSame, floats, remember,
  uniform,
} from "./helpers";
import { naiveMatmul } from "./reference";
import { bytes, compressed, recorded, scaled } from "./rows";

/** As the engines have it, as narrow as there is, and between. */
const WIDEST: usize[] = [10, 7, 1, 4];

/**
 * Expects the bits of the naive product of an a (R,K) of this density. It is held in compressed rows, which
 * are whole where it is dense, and in records of bytes; each is used at every one of the widest tiles.
 */
function expectProduct(R: usize, K: usize, N: usize, density: f32, withBias: bool, widths: usize[] = WIDEST): void {
  begin();
  const scale = uniform("scale", 256, -1, 1);
  store<f32>(scale, 0);
  const matrix = bytes(R, K, density);
  const a = scaled(matrix, scale, R, K);
  const ofFloats = compressed(a, R, K);
  const ofBytes = recorded(matrix, R, K);
  const b = uniform("b", K * N, -1, 1);
  const bias = withBias ? uniform("bias", N, -1, 1) : 0;
  const expected = naiveMatmul(a, b, bias, R, K, N);
  const y = array<f32>("y", R * N);
  for (let round = 0; round < 2 * widths.length; round++) {
    setWidest(widths[round >> 1]);
    memory.fill(y, 0xff, 4 * R * N); // NaN
    remember();
    if (round & 1) matmul(y, ofBytes, scale, b, bias, R, K, N);
    else matmul(y, ofFloats, 0, b, bias, R, K, N);
    for (let i: usize = 0; i < R * N; i++) expectSame(y, i, at(expected, i));
    // matmul keeps notes in the rows' entries.
    excuse(ofFloats, R * ROW);
    excuse(ofBytes, R * ROW);
    expectNothingElse();
  }
}

/** The same for every R and K, and N up to 45: every width of a tile, and every overlap at a row's end. */
function expectProducts(density: f32): void {
  const heights: usize[] = [1, 3, 5, 8, 17];
  for (let i = 0; i < heights.length; i++) {
    for (let j = 0; j < heights.length; j++) {
      for (let N: usize = 1; N <= 45; N++) expectProduct(heights[i], heights[j], N, density, (N & 1) == 0);
    }
  }
}

describe("matmul", () => {
  it("has the bits of the naive float32 sum, k ascending, at density 1", () => {
    expectProducts(1);
  });

  it("has them at density 0.8, where whole rows and others mix", () => {
    expectProducts(0.8);
  });

  it("has them at density 0.5", () => {
    expectProducts(0.5);
  });

  it("has them at density 0.2, where some rows are empty", () => {
    expectProducts(0.2);
  });

  it("is the bias, or +0, where all rows are empty", () => {
    expectProducts(0);
  });

  it("has them with and without a bias at every width", () => {
    for (let N: usize = 1; N <= 45; N++) {
      expectProduct(9, 5, N, 0.6, false);
      expectProduct(9, 5, N, 0.6, true);
    }
  });

  it("has them wherever the widest tile ends", () => {
    const widths: usize[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
    for (let N: usize = 4; N <= 90; N++) expectProduct(3, 9, N, 0.5, true, widths);
  });

  it("has them for wide b", () => {
    const widths: usize[] = [40, 57, 60, 64, 100, 127];
    for (let i = 0; i < widths.length; i++) {
      expectProduct(6, 8, widths[i], 0.4, true);
      expectProduct(6, 8, widths[i], 0.9, true);
    }
  });

  it("has them for long sums, block by block", () => {
    const lengths: usize[] = [307, 308, 614, 615, 784, 1203, 3073];
    for (let i = 0; i < lengths.length; i++) {
      for (let N: usize = 1; N <= 45; N++) expectProduct(2, lengths[i], N, 0.2, true);
      expectProduct(5, lengths[i], 30, 0.2, false);
      expectProduct(5, lengths[i], 30, 1, true);
    }
  });

  it("has them for 65,535 rows of b", () => {
    expectProduct(1, 65535, 1, 0.2, false);
  });

  it("carries NaN and Infinity of b where a is not 0", () => {
    for (let N: usize = 1; N <= 45; N++) {
      begin();
      const b = uniform("b", N, -1, 1);
      store<f32>(b, NaN);
      store<f32>(b + 4 * (N - 1), Infinity);
      const y = array<f32>("y", N);
      const rows = compressed(floats("a", [2]), 1, 1);
      remember();
      matmul(y, rows, 0, b, 0, 1, 1, N);
      for (let n: usize = 0; n < N; n++) expectSame(y, n, 2 * before(b, n));
      excuse(rows, ROW);
      expectNothingElse();
    }
  });

  it("reads no byte past b", () => {
    for (let N: usize = 1; N <= 45; N++) {
      begin();
      const a = floats("a", [1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 10, 0, 11, 0]);
      const rows = compressed(a, 5, 3);
      const y = array<f32>("y", 5 * N);
      const b = endOfMemory(4 * 3 * N);
      for (let i: usize = 0; i < 3 * N; i++) store<f32>(b + 4 * i, <f32>i);
      matmul(y, rows, 0, b, 0, 5, 3, N);
      const expected = naiveMatmul(a, b, 0, 5, 3, N);
      for (let i: usize = 0; i < 5 * N; i++) expectSame(y, i, at(expected, i));
    }
  });
});

describe("sumRows", () => {
  it("has the bits of the naive float32 sum of each column, rows ascending", () => {
    eachShape((R, N) => {
      const sum = array<f32>("sum", N);
      const x = uniform("x", R * N, -1, 1);
      remember();
      sumRows(sum, x, R, N);
      for (let n: usize = 0; n < N; n++) {
        let expected: f32 = 0;
        for (let r: usize = 0; r < R; r++) expected += before(x, r * N + n);
        expectSame(sum, n, expected);
      }
      expectNothingElse();
    });
  });
});
