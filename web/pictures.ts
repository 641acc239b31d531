// Arrays as pictures: a layer's weights, a dropout mask, a digit.

import { imageSide } from "./data.ts";

const negative = [0x2f, 0x7f, 0xd0] as const;
const positive = [0xe0, 0x5a, 0x00] as const;
const gap = [0x80, 0x80, 0x80, 0x50] as const;

/** Tiles of a sheet with `units` tiles, in a shape about twice as wide as high. */
function columnsOf(units: number): number {
  return Math.min(units, Math.ceil(Math.sqrt(units * 2)));
}

/**
 * The first layer's weights, (784, units), a tile a unit: hue is the sign and opacity the size, as in the
 * report. Full colour is the 99.5th percentile of the sizes.
 */
export function paintWeights(canvas: HTMLCanvasElement, weight: Float32Array, units: number): void {
  const sizes = weight.map(Math.abs).sort();
  const scale = sizes[Math.floor(0.995 * (sizes.length - 1))] || sizes.at(-1) || 1;
  const columns = columnsOf(units);
  const rows = Math.ceil(units / columns);
  const width = columns * (imageSide + 1) + 1;
  const picture = new ImageData(width, rows * (imageSide + 1) + 1);
  const pixel = (x: number, y: number, [r, g, b]: readonly number[], alpha: number) =>
    picture.data.set([r!, g!, b!, alpha], (y * width + x) * 4);
  for (let y = 0; y < picture.height; y++) for (let x = 0; x < width; x++) pixel(x, y, gap, gap[3]);
  for (let unit = 0; unit < columns * rows; unit++) {
    const left = 1 + (unit % columns) * (imageSide + 1);
    const top = 1 + Math.floor(unit / columns) * (imageSide + 1);
    for (let input = 0; input < imageSide * imageSide; input++) {
      const value = unit < units ? (weight[input * units + unit] ?? 0) : 0;
      const alpha = Math.min(255, Math.round((255 * Math.abs(value)) / scale));
      pixel(left + (input % imageSide), top + Math.floor(input / imageSide), value < 0 ? negative : positive, alpha);
    }
  }
  paint(canvas, picture);
}

/** A mask, (rows, units): a dropped unit is dark where the ink is dark, a kept one is not painted. */
export function paintMask(canvas: HTMLCanvasElement, mask: Float32Array, units: number): void {
  const picture = new ImageData(units, mask.length / units);
  mask.forEach((kept, i) => picture.data.set([0x80, 0x88, 0x90, kept === 0 ? 255 : 0x18], i * 4));
  paint(canvas, picture);
}

/** A digit, 28 × 28 values from 0 to 255, white on black as the data set has it. */
export function paintDigit(canvas: HTMLCanvasElement, pixels: ArrayLike<number>): void {
  const picture = new ImageData(imageSide, imageSide);
  for (let i = 0; i < imageSide * imageSide; i++) {
    const value = pixels[i] ?? 0;
    picture.data.set([value, value, value, 255], i * 4);
  }
  paint(canvas, picture);
}

function paint(canvas: HTMLCanvasElement, picture: ImageData): void {
  canvas.width = picture.width;
  canvas.height = picture.height;
  canvas.getContext("2d")?.putImageData(picture, 0, 0);
}
