import { ROW } from "../../assembly/compress";
import { matmulTransposed } from "../../assembly/matmulTransposed";
import { setWidest } from "../../assembly/widths";
import { array, at, begin, excuse, expectNothingElse, expectSame, remember, uniform } from "./helpers";
import { naiveMatmulTransposed } from "./reference";
import { bytes, compressed, recorded, scaled } from "./rows";

/**
 * Expects the bits of the naive product, from compressed rows and from records of bytes, with wide and narrow tiles;
 * all at once, and `from` to `to` of its rows beside a y that keeps the others.
 */
function expectProduct(R: usize, C: usize, N: usize, density: f32): void {
  begin();
  const scale = uniform("scale", 256, -1, 1);
  store<f32>(scale, 0);
  const matrix = bytes(R, C, density);
  const a = scaled(matrix, scale, R, C);
  const ofFloats = compressed(a, R, C);
  const ofBytes = recorded(matrix, R, C);
  const b = uniform("b", R * N, -1, 1);
  const expected = naiveMatmulTransposed(a, b, R, C, N);
  const y = array<f32>("y", C * N);
  const rowsT = array<u8>("rowsT", C * ROW);
  const indexT = array<u16>("indexT", C * (R + 1));
  const valueT = array<f32>("valueT", C * (R + 1));
  for (let round = 0; round < 8; round++) {
    const ofScale = round & 1 ? scale : 0;
    setWidest(round & 2 ? 7 : 10);
    const from: usize = round < 4 ? 0 : C / 3;
    const to: usize = round < 4 ? C : (2 * C + 2) / 3;
    // NaN, which shows in what is computed of it; beside rows of which some are to stay a number, which shows what is added.
    memory.fill(y, round < 4 ? 0xff : 0x40, 4 * C * N);
    remember();
    matmulTransposed(y, ofScale ? ofBytes : ofFloats, ofScale, b, rowsT, indexT, valueT, R, C, N, from, to);
    for (let i = from * N; i < to * N; i++) expectSame(y, i, at(expected, i));
    excuse(rowsT + from * ROW, (to - from) * ROW);
    excuse(indexT + 2 * from * (R + 1), 2 * (to - from) * (R + 1));
    excuse(valueT + 4 * from * (R + 1), 4 * (to - from) * (R + 1));
    expectNothingElse();
  }
}

/** The same for every R and C, and N up to 65: scattered and not, every width of a tile. */
function expectProducts(density: f32): void {
  const sizes: usize[] = [1, 3, 8, 17];
  for (let i = 0; i < sizes.length; i++) {
    for (let j = 0; j < sizes.length; j++) {
      for (let N: usize = 1; N <= 65; N++) expectProduct(sizes[i], sizes[j], N, density);
    }
  }
}

describe("matmulTransposed", () => {
  it("has the bits of the naive float32 sum, rows ascending, where few values are not 0", () => {
    expectProducts(0.2);
  });

  it("has them where many are not 0", () => {
    expectProducts(0.6);
  });

  it("has them where all or none are not 0", () => {
    expectProducts(0.9);
    expectProducts(1);
    expectProducts(0);
  });

  it("has them for wide matrices", () => {
    expectProduct(10, 100, 100, 0.2);
    expectProduct(10, 784, 40, 0.2);
  });
});
