import { addImages, addRows } from "../../assembly/augment";
import { byteScale } from "../../assembly/compress";
import { cos, sin } from "../../assembly/math";
import { inputNoise, normal, philox16 } from "../../assembly/random";
import {
  array, at, before, begin, eachShape, excuse, expectInteger, expectNear, expectNothingElse, expectSame, remember, sparse, uniform,
} from "./helpers";
import { bytes, compressed, recorded, scaled } from "./rows";

const SEED_LOW: u32 = 42;
const SEED_HIGH: u32 = 3;
const AUGMENT: u32 = 9;
const NOISE: u32 = 10;

describe("addRows", () => {
  it("adds what compressed rows hold, floats or bytes, to the bit", () => {
    eachShape((R, C) => {
      const x = sparse("x", R * C, 0.4);
      const rows = compressed(x, R, C);
      const y = uniform("y", R * C, -1, 1);
      remember();
      addRows(y, rows, 0, R, C);
      for (let i: usize = 0; i < R * C; i++) expectSame(y, i, before(y, i) + at(x, i));
      expectNothingElse();
    });
    eachShape((R, C) => {
      const matrix = bytes(R, C, 0.4);
      const scale = array<f32>("scale", 256);
      byteScale(scale);
      const x = scaled(matrix, scale, R, C);
      const rows = recorded(matrix, R, C);
      const y = uniform("y", R * C, -1, 1);
      remember();
      addRows(y, rows, scale, R, C);
      for (let i: usize = 0; i < R * C; i++) expectSame(y, i, before(y, i) + at(x, i));
      expectNothingElse();
    });
  });
});

/** The image's value at a pixel, 0 outside. */
function pixel(image: usize, H: i32, W: i32, row: f64, column: f64): f64 {
  if (row < 0 || row >= H || column < 0 || column >= W) return 0;
  return at(image, <usize>row * W + <usize>column);
}

/** Bilinear between pixels. */
function sampled(image: usize, H: i32, W: i32, row: f64, column: f64): f64 {
  const top = Math.floor(row);
  const left = Math.floor(column);
  const v = row - top;
  const u = column - left;
  return (
    (1 - v) * ((1 - u) * pixel(image, H, W, top, left) + u * pixel(image, H, W, top, left + 1)) +
    v * ((1 - u) * pixel(image, H, W, top + 1, left) + u * pixel(image, H, W, top + 1, left + 1))
  );
}

/** A number in ±limit of word k of a row's block. */
function draw(row: u32, k: usize, step: u32, limit: f64): f64 {
  const words = new StaticArray<u32>(16);
  philox16(changetype<usize>(words), row, step, 0, AUGMENT, SEED_LOW, SEED_HIGH);
  return limit * ((<f64>words[<i32>k] + 0.5) / 2147483648 - 1);
}

/** Expects y = what it was + the images x (R, H W), moved by Math's own sine and cosine, in float64. */
function expectMoved(
  y: usize, x: usize, shift: f64, turn: f64, zoom: f64, step: u32, first: u32, R: usize, H: usize, W: usize,
): void {
  const cy = <f64>(H - 1) / 2;
  const cx = <f64>(W - 1) / 2;
  for (let r: usize = 0; r < R; r++) {
    const row = first + <u32>r;
    const right = draw(row, 0, step, shift);
    const down = draw(row, 1, step, shift);
    const angle = draw(row, 2, step, turn);
    const size = 1 + draw(row, 3, step, zoom);
    const a = Math.cos(angle) / size;
    const b = Math.sin(angle) / size;
    for (let i: usize = 0; i < H; i++) {
      for (let j: usize = 0; j < W; j++) {
        const v = <f64>i - cy - down;
        const u = <f64>j - cx - right;
        const value = sampled(x + 4 * r * H * W, <i32>H, <i32>W, cy - b * u + a * v, cx + a * u + b * v);
        const e = (r * H + i) * W + j;
        expectNear(y, e, <f64>before(y, e) + value, 1e-6, 1e-5);
      }
    }
  }
}

describe("addImages", () => {
  it("is the naive float64 transform, of floats and of bytes", () => {
    eachShape((H, W) => {
      for (let k = 0; k < 4; k++) {
        begin();
        const shift: f64 = k == 0 || k == 3 ? 2 : 0;
        const turn: f64 = k == 1 ? Math.PI : k == 3 ? 0.3 : 0;
        const zoom: f64 = k == 2 ? 0.9 : k == 3 ? 0.2 : 0;
        const x = sparse("x", 5 * H * W, 0.6);
        const rows = compressed(x, 5, H * W);
        const image = array<f32>("image", (H + 3) * (W + 3));
        const y = uniform("y", 5 * H * W, -1, 1);
        remember();
        addImages(y, rows, 0, image, shift, turn, zoom, 7, SEED_LOW, SEED_HIGH, 8, 5, H, W);
        expectMoved(y, x, shift, turn, zoom, 7, 8, 5, H, W);
        excuse(image, 4 * (H + 3) * (W + 3));
        expectNothingElse();
      }
    });
    eachShape((H, W) => {
      const matrix = bytes(3, H * W, 0.4);
      const scale = array<f32>("scale", 256);
      byteScale(scale);
      const x = scaled(matrix, scale, 3, H * W);
      const rows = recorded(matrix, 3, H * W);
      const image = array<f32>("image", (H + 3) * (W + 3));
      const y = uniform("y", 3 * H * W, -1, 1);
      remember();
      addImages(y, rows, scale, image, 1, 0.15, 0.1, 0, SEED_LOW, SEED_HIGH, 0, 3, H, W);
      expectMoved(y, x, 1, 0.15, 0.1, 0, 0, 3, H, W);
      excuse(image, 4 * (H + 3) * (W + 3));
      expectNothingElse();
    });
  });

  it("leaves images where they are that are not moved, to the bit", () => {
    eachShape((H, W) => {
      const x = sparse("x", H * W, 0.6);
      const rows = compressed(x, 1, H * W);
      const image = array<f32>("image", (H + 3) * (W + 3));
      const y = array<f32>("y", H * W);
      memory.fill(y, 0, 4 * H * W);
      addImages(y, rows, 0, image, 0, 0, 0, 7, SEED_LOW, SEED_HIGH, 0, 1, H, W);
      for (let i: usize = 0; i < H * W; i++) expectSame(y, i, at(x, i));
    });
  });

  it("gives zeros where an image is shifted away", () => {
    begin();
    const x = uniform("x", 8 * 12, 1, 2);
    const rows = compressed(x, 8, 12);
    const image = array<f32>("image", 6 * 7);
    const y = array<f32>("y", 8 * 12);
    memory.fill(y, 0, 4 * 8 * 12);
    addImages(y, rows, 0, image, 1e6, 0, 0, 7, SEED_LOW, SEED_HIGH, 0, 8, 3, 4);
    for (let i: usize = 0; i < 8 * 12; i++) expectSame(y, i, 0);
  });
});

describe("cos and sin", () => {
  it("are those of Math within 1e-14 from -π to π, and exact at 0", () => {
    for (let i = -1000; i <= 1000; i++) {
      const x = (Math.PI * i) / 1000;
      expect<f64>(abs(cos(x) - Math.cos(x))).toBeLessThan(1e-14, x.toString());
      expect<f64>(abs(sin(x) - Math.sin(x))).toBeLessThan(1e-14, x.toString());
    }
    expect<f64>(cos(0)).toBe(1);
    expect<f64>(sin(0)).toBe(0);
  });
});

describe("inputNoise", () => {
  it("is the deviation times the normal deviates of its stream's words, in one call or two", () => {
    for (let n: usize = 0; n <= 35; n++) {
      begin();
      const noise = array<f32>("noise", n);
      const words = new StaticArray<u32>(16);
      remember();
      const first: usize = (n >> 1) & ~3;
      inputNoise(noise, 0.25, 11, SEED_LOW, SEED_HIGH, 0, first);
      inputNoise(noise + 4 * first, 0.25, 11, SEED_LOW, SEED_HIGH, first, n - first);
      for (let e: usize = 0; e < n; e++) {
        philox16(changetype<usize>(words), <u32>(e >> 2), 11, 0, NOISE, SEED_LOW, SEED_HIGH);
        expectSame(noise, e, <f32>0.25 * normal(words[<i32>(e & 3)]));
      }
      expectNothingElse();
    }
  });

  it("is 0 where the deviation is", () => {
    begin();
    const noise = array<f32>("noise", 9);
    remember();
    inputNoise(noise, 0, 11, SEED_LOW, SEED_HIGH, 0, 9);
    for (let e: usize = 0; e < 9; e++) expectInteger<u32>(noise, e, 0);
    expectNothingElse();
  });
});
