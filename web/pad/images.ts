// The images that networks are shown on the pad: MNIST's test images as they arrive, or those of one's own data.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Dataset } from "../../bindings/dataset.ts";
import type { Size } from "../../experiment/image.ts";
import { pixelsOf } from "../../experiment/pixels.ts";
import { arrived, classes, imageSize, testImage, testLabel } from "../data/data.ts";
import { about, classNamesOf } from "../data/held.ts";
import { areDigits, race } from "../state/store.ts";

export interface Images {
  /** What they are, for as long as they are the same. */
  readonly of: unknown;
  readonly size: Size;
  readonly count: number;
  /** The values that networks see, row by row. */
  readonly at: (row: number) => Float32Array;
  readonly labelAt: (row: number) => number | undefined;
  /** Of the classes. */
  readonly names: readonly string[];
  /** Whether what is drawn, light on black, can look like them. */
  readonly canDraw: boolean;
}

const fromBytes = (bytes: Uint8Array) => Float32Array.from(bytes, (value) => value / 255);
const digitNames = Array.from({ length: classes }, (_, label) => String(label));
const digits = { of: "digits", size: imageSize, names: digitNames, canDraw: true } as const;

/** None where the rows are no images of classes. */
export const images: ReadonlySignal<Images | undefined> = computed(() => {
  if (areDigits.value) return { ...digits, count: arrived.value.test, at: (row: number) => fromBytes(testImage(row)), labelAt: testLabel };
  const data = race.value?.data;
  const size = data && about.get(data)?.image;
  if (!size || data.test.classes === undefined) return undefined;
  const { test } = data;
  return {
    of: data, size, count: test.size, at: (row: number) => imageAt(test, row), labelAt: (row: number) => test.labels[row],
    names: classNamesOf(data), canDraw: test.rows.length === 0 && isDark(imageAt(test, 0)),
  };
});

export const areImages: ReadonlySignal<boolean> = computed(() => images.value !== undefined);

const imageAt = (data: Dataset, row: number) =>
  (data.rows.length > 0 ? data.rows.slice(row * data.inputs, (row + 1) * data.inputs) : fromBytes(pixelsOf(data, row)));

const isDark = (image: Float32Array) => image.reduce((sum, value) => sum + value, 0) < image.length / 2;
