// Arrays as pictures on a canvas: what a task has painted, a dropout mask, an image of the data.

import type { Size } from "../../experiment/image.ts";
import { imageSize } from "../data/data.ts";
import type { Picture } from "./tasks/weights.ts";

export function paintPicture(canvas: HTMLCanvasElement, { width, height, pixels }: Picture): void {
  paint(canvas, new ImageData(pixels, width, height));
}

/** Opacity of the grey of dropped and kept units, in any theme; inside.css has the same. */
const dropped = 255;
const kept = 0x18;

/** The first rows and columns of a mask, (rows, units). */
export function paintMask(
  canvas: HTMLCanvasElement, mask: Float32Array, units: number, most: { columns: number; rows: number },
): void {
  const columns = Math.min(units, most.columns);
  const picture = new ImageData(columns, Math.min(mask.length / units, most.rows));
  const pixels = new DataView(picture.data.buffer);
  for (let i = 0; i < columns * picture.height; i++) {
    const value = mask[Math.floor(i / columns) * units + (i % columns)];
    pixels.setUint32(4 * i, 0x80889000 + (value === 0 ? dropped : kept));
  }
  paint(canvas, picture);
}

/** An image as the data set has it, of values from 0 (black) to 255 (white); of a digit if nothing else is said. */
export function paintImage(
  canvas: HTMLCanvasElement, pixels: ArrayLike<number>, { rows, columns }: Size = imageSize,
): void {
  const picture = new ImageData(columns, rows);
  for (let i = 0; i < rows * columns; i++) {
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
