// What training changes of the inputs of its batches, anew at each step: images are moved, and noise is added. What a
// row gets is a function of the seed, the step and its place in the batch.

import type { Kernels, Pointer } from "../core.ts";
import { requireKeys } from "../errors.ts";
import { type ImageSize, requireImageSize } from "../image.ts";
import { MAX_UNITS } from "./dense.ts";
import type { Share } from "./layer.ts";
import { type GivenOptions, type OptionRules, type ResolvedOptions, resolveOptions } from "./options.ts";

export const augment = {
  about: "Images of training batches are moved at random, each time anew; true: shift 2, rotate 10, scale 0.1.",
  options: {
    shift: {
      kind: "number", default: 0, min: 0, max: MAX_UNITS,
      about: "Most pixels that an image is shifted by, along each axis: uniform in ±.",
    },
    rotate: {
      kind: "number", default: 0, min: 0, max: 180, about: "Most degrees that an image is turned by, about its centre: uniform in ±.",
    },
    scale: {
      kind: "number", default: 0, min: 0, max: 1, maxExcluded: true,
      about: "Most share by which an image grows or shrinks, about its centre: uniform in ±.",
    },
  },
  standard: { shift: 2, rotate: 10, scale: 0.1 },
} as const satisfies { about: string; options: OptionRules; standard: object };

/** How images of that size are moved. */
export type Augment = ImageSize & GivenOptions<typeof augment.options>;
export type ResolvedAugment = ImageSize & ResolvedOptions<typeof augment.options>;

/** Fills in defaults; nothing where images stay as they are. Throws a UsagiError that names the place. */
export function resolveAugment(given: Augment | false | undefined, inputs: number): ResolvedAugment | undefined {
  if (!given) return undefined;
  const place = "augment";
  requireKeys(place, given, ["rows", "columns", ...Object.keys(augment.options)]);
  const resolved = { ...requireImageSize(place, given, inputs), ...resolveOptions(place, augment.options, given) };
  return moves(resolved) ? resolved : undefined;
}

/** Whether images are moved at all. */
export const moves = ({ shift, rotate, scale }: ResolvedOptions<typeof augment.options>) => shift > 0 || rotate > 0 || scale > 0;

interface Augmentation {
  readonly augment?: ResolvedAugment;
  readonly inputNoise?: number;
}

/** Whether training changes its inputs. */
export const augments = ({ augment: moved, inputNoise = 0 }: Augmentation) => moved !== undefined || inputNoise > 0;

/** Bytes of room for an image with zeros around it. */
export const imageBytes = ({ augment: moved }: Augmentation) => (moved ? (moved.rows + 3) * (moved.columns + 3) * 4 : 0);

/** Where the rows of a share are: those of y and the staged ones, with the scale of their bytes; and room for an image. */
interface Places {
  readonly y: Pointer;
  readonly rows: Pointer;
  readonly scale: Pointer;
  readonly image: Pointer;
}

/** Makes a share's rows of y, (rows, inputs), of the staged ones. */
export function augmentRows(
  kernels: Kernels, { augment: moved, inputNoise = 0, inputs }: Augmentation & { readonly inputs: number },
  { y, rows, scale, image }: Places, { step, seed: { low, high }, first, rows: n }: Share,
): void {
  kernels.inputNoise(y, inputNoise, step, low, high, first * inputs, n * inputs);
  if (!moved) {
    kernels.addRows(y, rows, scale, n, inputs);
    return;
  }
  const { rows: H, columns: W, shift, rotate, scale: zoom } = moved;
  kernels.addImages(y, rows, scale, image, shift, (rotate / 180) * Math.PI, zoom, step, low, high, first, n, H, W);
}
