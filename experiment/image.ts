/** Grey images, and what makes one look as a network knows them. */

export interface Size {
  rows: number;
  columns: number;
}

export interface Image extends Size {
  /** (rows, columns), from 0 (background) to 1. */
  values: Float32Array;
}

/** An image as a file has it. */
export interface Picture extends Size {
  /** (rows, columns), from 0 (black) to 1 (white). */
  grey: Float32Array;
  /** The same, from 0 (transparent) to 1; none where all is opaque. */
  alpha?: Float32Array;
}

/** A picture as it is, light on black; with `invert` dark on white. What is transparent is background. */
export function imageOf({ rows, columns, grey, alpha }: Picture, invert = false): Image {
  const values = grey.map((value, i) => (alpha?.[i] ?? 1) * (invert ? 1 - value : value));
  return { rows, columns, values };
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
      values[row * columns + column] = meanOfSquare(image, column * scale, row * scale, scale);
    }
  }
  return { rows, columns, values };
}

/**
 * The image in another size: scaled until it fits, its proportions kept, each pixel the mean of the area that it covers,
 * and in the middle; around it is background.
 */
export function fitPicture(image: Image, { rows, columns }: Size): Image {
  if (image.rows === rows && image.columns === columns) return image;
  const side = Math.max(image.rows / rows, image.columns / columns);
  const [left, top] = [(image.columns - columns * side) / 2, (image.rows - rows * side) / 2];
  const values = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      values[row * columns + column] = meanOfSquare(image, left + column * side, top + row * side, side);
    }
  }
  return { rows, columns, values };
}

/** Mean of a square of an image; pixels at its edges count by their share, what lies outside as 0. */
function meanOfSquare({ values, rows, columns }: Image, left: number, top: number, side: number): number {
  let sum = 0;
  for (let y = Math.max(0, Math.floor(top)); y < Math.min(rows, top + side); y++) {
    const high = Math.min(y + 1, top + side) - Math.max(y, top);
    for (let x = Math.max(0, Math.floor(left)); x < Math.min(columns, left + side); x++) {
      const wide = Math.min(x + 1, left + side) - Math.max(x, left);
      sum += values[y * columns + x]! * wide * high;
    }
  }
  return sum / (side * side);
}

/** Pixels of a side of MNIST's images. */
export const digitSide = 28;
/** The longer side of the digit in it. */
const boxSide = 20;
/** Where the digit ends there is at least this much ink, of 1: less may be noise. */
const faint = 0.1;
/** And this much in the 3 × 3 pixels around: a single one is dust. */
const faintAround = 0.15;
/** Less contrast than this share of the range from black to white is paper without ink. */
const leastContrast = 0.04;
/** MNIST's images have at least this: their strongest ink is from 250 to 255. */
const fullContrast = 250 / 255;

/** What was done to a picture. */
export interface Preparation {
  /** The ink was darker than its background. */
  inverted: boolean;
  /** The background became 0 and the strongest ink 1. */
  stretched: boolean;
  /** The digit was fitted into its box and moved to the middle. */
  centred: boolean;
}

/**
 * A picture of a digit, 28 × 28, as MNIST's were made: light ink on black, of full contrast, centred. The background
 * is what most of the border is; with `invert` it is known to be light. An image that is so already stays as it is.
 * Undefined where there is no ink.
 */
export function prepareDigit(picture: Picture, invert?: true): { image: Image; done: Preparation } | undefined {
  const opaque = overOpposite(picture, invert);
  const found = inkOf(opaque, invert);
  if (!found) return undefined;
  const { ink, inverted, stretched } = found;
  const centred = !isCentred(ink);
  const image = centred ? centreDigit(ink) : ink;
  return image && { image, done: { inverted, stretched, centred } };
}

/** Puts a transparent picture on white if what is opaque is dark, else on black. */
function overOpposite({ rows, columns, grey, alpha }: Picture, dark?: true): Image {
  if (!alpha) return { rows, columns, values: grey };
  let [sum, area] = [0, 0];
  for (const [i, opacity] of alpha.entries()) {
    sum += opacity * grey[i]!;
    area += opacity;
  }
  const paper = dark || sum < area / 2 ? 1 : 0;
  return { rows, columns, values: grey.map((value, i) => paper + alpha[i]! * (value - paper)) };
}

/** Ink from 0 to 1, whichever of ink and background is lighter; undefined where the picture has no contrast. */
function inkOf({ rows, columns, values }: Image, invert?: true) {
  const { paper, grain } = paperOf({ rows, columns, values });
  const above = values.map((value, i) => value - paper[i]!);
  const [lowest, highest] = above.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0]);
  const inverted = invert ?? -lowest > highest;
  // Four times the median deviation covers nearly all of the grain.
  const noise = 4 * grain;
  const contrast = (inverted ? -lowest : highest) - noise;
  if (contrast < Math.max(leastContrast, noise)) return undefined;
  const stretched = contrast < fullContrast;
  // As it is where nothing is to be done.
  if (!inverted && !stretched) return { ink: { rows, columns, values }, inverted, stretched };
  const sign = inverted ? -1 : 1;
  const ink = above.map((value) => Math.min(1, Math.max(0, (sign * value - noise) / contrast)));
  return { ink: { rows, columns, values: ink }, inverted, stretched };
}

/**
 * The background of every pixel, and how much it varies (median deviation): the median of the border or, where that
 * fits the border better, a plane through the medians of its sides, as of paper with light from one side.
 */
function paperOf({ rows, columns, values }: Image): { paper: Float32Array; grain: number } {
  const line = (length: number, first: number, step: number) => {
    return Float32Array.from({ length }, (_, i) => values[first + i * step]!);
  };
  const [left, right] = [line(rows, 0, columns), line(rows, columns - 1, columns)];
  const [top, bottom] = [line(columns, 0, 1), line(columns, (rows - 1) * columns, 1)];
  const [l, r, t, b] = [left, right, top, bottom].map(median) as [number, number, number, number];
  const plane = (x: number, y: number) => {
    return (l + r + t + b) / 4 + (r - l) * (x / (columns - 1 || 1) - 0.5) + (b - t) * (y / (rows - 1 || 1) - 0.5);
  };
  const level = median(Float32Array.of(...left, ...right, ...top, ...bottom));
  const grainOf = (background: (x: number, y: number) => number) => median(Float32Array.of(
    ...left.map((value, y) => Math.abs(value - background(0, y))),
    ...right.map((value, y) => Math.abs(value - background(columns - 1, y))),
    ...top.map((value, x) => Math.abs(value - background(x, 0))),
    ...bottom.map((value, x) => Math.abs(value - background(x, rows - 1))),
  ));
  const [flat, tilted] = [grainOf(() => level), grainOf(plane)];
  const paper = tilted < flat
    ? Float32Array.from(values, (_, i) => plane(i % columns, Math.floor(i / columns)))
    : new Float32Array(values.length).fill(level);
  return { paper, grain: Math.min(flat, tilted) };
}

function median(values: Float32Array): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** The smallest box that holds the ink, and the ink's centre of mass; undefined where there is none. */
function extentOf(image: Image) {
  const { values, columns } = image;
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  let [mass, massX, massY] = [0, 0, 0];
  values.forEach((value, i) => {
    if (value === 0) return; // most of a picture
    const x = i % columns;
    const y = Math.floor(i / columns);
    mass += value;
    massX += value * (x + 0.5);
    massY += value * (y + 0.5);
    if (value < faint || meanOfSquare(image, x - 1, y - 1, 3) < faintAround) return;
    left = Math.min(left, x);
    right = Math.max(right, x + 1);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y + 1);
  });
  if (right === 0) return undefined;
  return { left, top, width: right - left, height: bottom - top, x: massX / mass, y: massY / mass };
}

/** Whether the image could be one of MNIST's. */
function isCentred(image: Image): boolean {
  const extent = extentOf(image);
  if (!extent || image.rows !== digitSide || image.columns !== digitSide) return false;
  const side = Math.max(extent.width, extent.height);
  const off = (place: number) => Math.abs(place - digitSide / 2 - 0.5);
  return Math.abs(side - boxSide) <= 1 && off(extent.x) < 0.55 && off(extent.y) < 0.55;
}

/**
 * A digit of ink from 0 to 1, centred and scaled as MNIST's were: fitted into 20 × 20 pixels with its proportions
 * kept, then placed in 28 × 28 with its centre of mass in the middle: between 14 and 15, as theirs all are.
 * Undefined where there is no ink. http://yann.lecun.com/exdb/mnist/
 */
export function centreDigit(ink: Image): Image | undefined {
  const extent = extentOf(ink);
  if (!extent) return undefined;
  const scale = boxSide / Math.max(extent.width, extent.height);
  const columns = Math.max(1, Math.round(extent.width * scale));
  const rows = Math.max(1, Math.round(extent.height * scale));
  const values = new Float32Array(rows * columns);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      values[y * columns + x] = meanOfSquare(ink, extent.left + x / scale, extent.top + y / scale, 1 / scale);
    }
  }
  const { x, y } = extentOf({ rows, columns, values }) ?? { x: columns / 2, y: rows / 2 };
  const left = Math.min(digitSide - columns, Math.max(0, Math.ceil(digitSide / 2 - x)));
  const top = Math.min(digitSide - rows, Math.max(0, Math.ceil(digitSide / 2 - y)));
  const image = new Float32Array(digitSide ** 2);
  for (let row = 0; row < rows; row++) {
    image.set(values.subarray(row * columns, (row + 1) * columns), (row + top) * digitSide + left);
  }
  return { rows: digitSide, columns: digitSide, values: image };
}
