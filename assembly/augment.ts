// What training changes of its inputs, with new random numbers at each step: images are shifted, turned and scaled, and
// noise is added. Kernels add up: the noise comes first, or zeros, and the inputs are added to it.

import { words } from "./asserts";
import { ROW, rowCount, rowIndex, rowsFit, rowValue } from "./compress";
import { load4, store4 } from "./lanes";
import { cos, sin } from "./math";
import { AUGMENT, philox16 } from "./random";

/** Pixels of 0 before an image's first row and column, and behind its last ones: taps beside it read them. */
const BEFORE: usize = 1;
const AROUND: usize = 3;

/** The dense y (R,C) += compressed rows. */
export function addRows(y: usize, rows: usize, scale: usize, R: usize, C: usize): void {
  assert(words(y) && R > 0);
  if (!ASC_NO_ASSERT) assert(rowsFit(rows, scale, R, C));
  for (let r: usize = 0; r < R; r++, rows += ROW, y += C << 2) addRow(y, rows, scale, C);
}

/** Adds one compressed row to y, where after W values each there is room for what is around an image. */
function addRow(y: usize, row: usize, scale: usize, W: usize): void {
  let v = rowValue(row);
  let i = rowIndex(row);
  let end = W;
  for (const last = i + (rowCount(row) << 1); i < last; i += 2, v += scale ? 1 : 4) {
    const column = <usize>load<u16>(i);
    for (; column >= end; end += W) y += AROUND << 2;
    const at = y + (column << 2);
    store<f32>(at, load<f32>(at) + load<f32>(scale ? scale + (<usize>load<u8>(v) << 2) : v));
  }
}

/**
 * The dense y (R, H W) += images of H rows and W columns, each moved at random, `zoom` and `turn` about its centre: it
 * grows by a factor in 1 ± zoom, turns clockwise by an angle in ± turn (radians, at most π) and is shifted by up to
 * ± shift pixels along both axes, all uniform. Between pixels it is bilinear, and 0 outside. What moves row r is the
 * block `first` + r of the step's stream. `image` is room for (H + 3)(W + 3).
 */
export function addImages(
  y: usize, rows: usize, scale: usize, image: usize, shift: f64, turn: f64, zoom: f64, step: u32, seedLow: u32,
  seedHigh: u32, first: u32, R: usize, H: usize, W: usize,
): void {
  assert(words(y) && words(image) && R > 0 && H > 0 && W > 0 && turn <= Math.PI && zoom < 1);
  if (!ASC_NO_ASSERT) assert(rowsFit(rows, scale, R, H * W));
  const cx = 0.5 * <f64>(W - 1);
  const cy = 0.5 * <f64>(H - 1);
  for (let r: usize = 0; r < R; r++, rows += ROW) {
    philox16(image, first + <u32>r, step, 0, AUGMENT, seedLow, seedHigh, 4);
    const tx = cx + shift * signed(image);
    const ty = cy + shift * signed(image + 4);
    const angle = turn * signed(image + 8);
    const size = 1 + zoom * signed(image + 12);
    const a = cos(angle) / size;
    const b = sin(angle) / size;
    memory.fill(image, 0, ((H + AROUND) * (W + AROUND)) << 2);
    addRow(image + ((BEFORE * (W + AROUND) + BEFORE) << 2), rows, scale, W);
    // Where in the image a pixel of y comes from: shifted and turned back.
    for (let i: usize = 0; i < H; i++, y += W << 2) {
      const down = <f64>i - ty;
      const x = cx + <f64>BEFORE + b * down - a * tx;
      const z = cy + <f64>BEFORE + a * down + b * tx;
      sampleRow(y, image, H, W, <f32>x, <f32>a, <f32>z, <f32>-b);
    }
  }
}

/** A uniform number in (-1, 1) of a random word. */
// @ts-ignore: decorator
@inline
function signed(word: usize): f64 {
  return (<f64>load<u32>(word) + 0.5) * (1.0 / 2147483648.0) - 1;
}

/** y (W) += the image at (x + dx i, z + dz i) for the columns i: column and row of the padded image (H,W). */
function sampleRow(y: usize, image: usize, H: usize, W: usize, x: f32, dx: f32, z: f32, dz: f32): void {
  const zero = f32x4.splat(0);
  const stride = (W + AROUND) << 2;
  let column = f32x4(0, 1, 2, 3);
  for (let i: usize = 0; i < W; i += 4, y += 16) {
    // What lies farther outside than the padding comes from the padding.
    const across = f32x4.add(f32x4.splat(x), f32x4.mul(f32x4.splat(dx), column));
    const down = f32x4.add(f32x4.splat(z), f32x4.mul(f32x4.splat(dz), column));
    const u = f32x4.pmax(f32x4.pmin(across, f32x4.splat(<f32>(W + BEFORE))), zero);
    const v = f32x4.pmax(f32x4.pmin(down, f32x4.splat(<f32>(H + BEFORE))), zero);
    const left = i32x4.trunc_sat_f32x4_s(u);
    const top = i32x4.trunc_sat_f32x4_s(v);
    const at = i32x4.add(i32x4.shl(left, 2), i32x4.mul(top, i32x4.splat(<i32>stride)));
    const p0 = image + <usize>i32x4.extract_lane(at, 0);
    const p1 = image + <usize>i32x4.extract_lane(at, 1);
    const p2 = image + <usize>i32x4.extract_lane(at, 2);
    const p3 = image + <usize>i32x4.extract_lane(at, 3);
    const beside = f32x4.sub(u, f32x4.convert_i32x4_s(left));
    const below = f32x4.sub(v, f32x4.convert_i32x4_s(top));
    const upper = between(gather(p0, p1, p2, p3), gather(p0 + 4, p1 + 4, p2 + 4, p3 + 4), beside);
    const lower = between(
      gather(p0 + stride, p1 + stride, p2 + stride, p3 + stride),
      gather(p0 + stride + 4, p1 + stride + 4, p2 + stride + 4, p3 + stride + 4), beside,
    );
    const rest = W - i;
    store4(y, f32x4.add(load4(y, rest), between(upper, lower, below)), rest);
    column = f32x4.add(column, f32x4.splat(4));
  }
}

/** The float32 at four places. */
// @ts-ignore: decorator
@inline
function gather(a: usize, b: usize, c: usize, d: usize): v128 {
  return v128.load32_lane(d, v128.load32_lane(c, v128.load32_lane(b, v128.load32_zero(a), 1), 2), 3);
}

/** a where the share is 0, b where it is 1. */
// @ts-ignore: decorator
@inline
function between(a: v128, b: v128, share: v128): v128 {
  return f32x4.add(a, f32x4.mul(f32x4.sub(b, a), share));
}
