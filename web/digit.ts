// A drawing, centred and scaled as MNIST's digits were: fitted into 20 × 20 pixels with its proportions kept,
// then placed in 28 × 28 with its centre of mass in the middle. http://yann.lecun.com/exdb/mnist/

import { meanOfSquare } from "../experiment/image.ts";
import { imageSide } from "./data.ts";

const boxSide = 20;

/** From ink (side × side, 0 to 255) to 784 values from 0 to 1; undefined where nothing is drawn. */
export function centred(ink: Uint8Array, side: number): Float32Array | undefined {
  const size = { rows: side, columns: side };
  let [left, top, right, bottom] = [side, side, 0, 0];
  ink.forEach((value, i) => {
    if (value === 0) return;
    const [x, y] = [i % side, Math.floor(i / side)];
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  if (right <= left) return undefined;
  const scale = boxSide / Math.max(right - left, bottom - top);
  const width = Math.max(1, Math.round((right - left) * scale));
  const height = Math.max(1, Math.round((bottom - top) * scale));

  const small = new Float32Array(width * height);
  let [mass, massX, massY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = meanOfSquare(ink, size, left + x / scale, top + y / scale, 1 / scale) / 255;
      small[y * width + x] = value;
      mass += value;
      massX += value * (x + 0.5);
      massY += value * (y + 0.5);
    }
  }
  const middle = imageSide / 2;
  const offsetX = Math.min(imageSide - width, Math.max(0, Math.round(middle - massX / mass)));
  const offsetY = Math.min(imageSide - height, Math.max(0, Math.round(middle - massY / mass)));
  const image = new Float32Array(imageSide * imageSide);
  for (let y = 0; y < height; y++) {
    image.set(small.subarray(y * width, (y + 1) * width), (y + offsetY) * imageSide + offsetX);
  }
  return image;
}
