// What is on the pad: strokes or a test image, and the pixels of it that the networks see.

import { computed, effect, signal } from "@preact/signals";
import { centreDigit, digitSide, fitPicture, type Size } from "../../experiment/image.ts";
import { reveal } from "../parts/lazy.tsx";
import { images } from "./images.ts";

/** From 0 to 1: parts of the pad's side. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
export type Stroke = readonly Point[];

/** As thick as MNIST's strokes, about 2 of 20 pixels: a part of the pad's side. */
const thickness = 22 / 280;
/** Pixels of a side of what is reduced: of MNIST's size four of each, as more change nothing that can be seen. */
const rasterSide = 112;

export interface Digit {
  /** A value for each pixel, from 0 to 1. */
  readonly image: Float32Array;
  /** The test image it is; none where it was drawn. */
  readonly row?: number;
}

export const strokes = signal<readonly Stroke[]>([]);
const chosenRow = signal<number | undefined>(undefined);
let touched = false;

export const digit = computed<Digit | undefined>(() => {
  const now = images.value;
  if (!now) return undefined;
  const row = chosenRow.value;
  if (row !== undefined) return row < now.count ? { image: now.at(row), row } : undefined;
  const image = rasterized(strokes.value, now.size);
  return image && { image };
});

/** What the test image on the pad is. */
export const label = computed(() => (digit.value?.row === undefined ? undefined : images.value?.labelAt(digit.value.row)));

/** Whose image was put on the pad first. */
let shown: unknown;
/** So that there is something to see, the first image of each data set is put on the pad, unless somebody was sooner. */
effect(() => {
  const now = images.value;
  if (!now || now.count === 0 || now.of === shown) return;
  const isFirst = shown === undefined;
  shown = now.of;
  if (!isFirst || !touched) putTestImage(0);
});

export function putTestImage(row: number): void {
  touched = true;
  strokes.value = [];
  chosenRow.value = row;
}

/** Puts a test image on the pad and brings it into view. */
export function showTestImage(row: number): void {
  putTestImage(row);
  void reveal("pad");
}

/** What was drawn takes the place of what was there. */
export function putStrokes(drawn: readonly Stroke[]): void {
  touched = true;
  chosenRow.value = undefined;
  strokes.value = drawn;
}

export const clear = () => putStrokes([]);
export const undoStroke = () => putStrokes(strokes.value.slice(0, -1));

/** A piece of a stroke, on a canvas of any side. */
export function drawStroke(context: CanvasRenderingContext2D, stroke: Stroke): void {
  const side = context.canvas.width;
  Object.assign(context, { strokeStyle: "#fff", lineWidth: thickness * side, lineCap: "round", lineJoin: "round" });
  context.beginPath();
  for (const { x, y } of stroke) context.lineTo(x * side, y * side);
  // A dot is a line to itself.
  const [first] = stroke;
  if (first && stroke.length === 1) context.lineTo(first.x * side, first.y * side);
  context.stroke();
}

let raster: CanvasRenderingContext2D | undefined;

/** Drawn small, so that few pixels have to be read back. */
function rasterized(drawn: readonly Stroke[], size: Size): Float32Array | undefined {
  if (drawn.length === 0) return undefined;
  if (!raster) {
    const canvas = Object.assign(document.createElement("canvas"), { width: rasterSide, height: rasterSide });
    raster = canvas.getContext("2d", { willReadFrequently: true })!;
  }
  raster.clearRect(0, 0, rasterSide, rasterSide);
  for (const stroke of drawn) drawStroke(raster, stroke);
  const { data } = raster.getImageData(0, 0, rasterSide, rasterSide);
  const values = new Float32Array(rasterSide ** 2);
  for (let i = 0; i < values.length; i++) values[i] = data[i * 4 + 3]! / 255;
  const ink = { rows: rasterSide, columns: rasterSide, values };
  const isOfDigits = size.rows === digitSide && size.columns === digitSide;
  return (isOfDigits ? centreDigit(ink) : fitPicture(ink, size))?.values;
}
