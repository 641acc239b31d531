// Arrays as pictures: a layer's weights, a dropout mask, a digit.

import { fullLevel, gap, gapLevel, negative, positive, tileSheet } from "../../report/tiles.ts";
import { imageSide } from "../data/data.ts";

/** The first layer's weights, (784, units), a tile a unit. */
export function paintWeights(canvas: HTMLCanvasElement, weight: Float32Array, units: number): void {
  const { width, height, levels } = tileSheet(weight, units, { rows: imageSide, columns: imageSide });
  const picture = new ImageData(width, height);
  levels.forEach((level, i) => {
    const [r, g, b] = level < 0 ? negative : positive;
    const color = level === gapLevel ? gap : [r, g, b, Math.round((255 * Math.abs(level)) / fullLevel)];
    picture.data.set(color, 4 * i);
  });
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
