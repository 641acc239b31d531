/** Grey images as a network sees them, and their size. */

export interface Size {
  rows: number;
  columns: number;
}

export interface Image extends Size {
  /** (rows, columns), from 0 (background) to 1. */
  values: Float32Array;
}

/**
 * The image in another size of the same proportions, each pixel the mean of the area that it covers; undefined
 * where the image is smaller or its proportions differ.
 */
export function reduce(image: Image, { rows, columns }: Size): Image | undefined {
  if (image.rows === rows && image.columns === columns) return image;
  const scale = image.rows / rows;
  if (scale < 1 || image.rows * columns !== image.columns * rows) return undefined;
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = meanOfSquare(image.values, image, column * scale, row * scale, scale);
    }
  }
  return { rows, columns, values };
}

/** Mean of a square of an image; pixels at its edges count by their share, what lies outside as 0. */
export function meanOfSquare(
  values: Float32Array | Uint8Array, { rows, columns }: Size, left: number, top: number, side: number,
): number {
  let sum = 0;
  for (let y = Math.floor(top); y < Math.min(rows, top + side); y++) {
    const high = Math.min(y + 1, top + side) - Math.max(y, top);
    for (let x = Math.floor(left); x < Math.min(columns, left + side); x++) {
      const wide = Math.min(x + 1, left + side) - Math.max(x, left);
      sum += values[y * columns + x]! * wide * high;
    }
  }
  return sum / side ** 2;
}
