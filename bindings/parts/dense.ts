// y = x W + b. Matrices on the left of a product are in compressed rows: see assembly/compress.ts.

import type { Kernels, Pointer } from "../core.ts";
import { layer, ownsVectors, partOf, type Share } from "./layer.ts";

/** Most inputs or units of a layer, and rows of a batch: column numbers of compressed rows have 16 bits. */
export const MAX_UNITS = 65535;

/** Standard deviations of first weights by the layer's inputs I and units O; roots are exact on every host. */
const initRules = {
  he: (I: number) => Math.sqrt(2 / I),
  xavier: (I: number) => Math.sqrt(1 / I),
  glorot: (I: number, O: number) => Math.sqrt(2 / (I + O)),
};
export type InitRule = keyof typeof initRules;
export const initNames = Object.keys(initRules) as InitRule[];

const strength = (kind: string) =>
  ({
    kind: "number", default: 0, min: 0, max: 1e6, regularizes: true, about: `Strength λ of the ${kind} penalty on weights.`,
  }) as const;

const ROW_BYTES = 16;

/** Bytes for `rows` compressed rows of at most `columns` values. */
function compressed<Name extends string>(name: Name, rows: number, columns: number) {
  return {
    [`${name}Rows`]: rows * ROW_BYTES,
    // One row more for the numbers that whole rows share.
    [`${name}Index`]: (rows + 1) * indexBytes(columns),
    [`${name}Value`]: rows * columns * 4,
  } as Record<`${Name}${"Rows" | "Index" | "Value"}`, number>;
}

/** A row's column numbers and their end mark. */
const indexBytes = (columns: number) => (columns + 1) * 2;

/** Compresses a share's rows of x, which the products take from there. */
export function compressInput(
  kernels: Kernels, { inputs, at }: { readonly inputs: number; readonly at: Readonly<Record<string, Pointer>> }, x: Pointer,
  { rows, index }: Share,
): void {
  kernels.compressRows(at["xRows"]!, at["xIndex"]! + index * indexBytes(inputs), at["xValue"]!, x, rows, inputs);
}

export const dense = layer({
  about: "x W + b",
  options: {
    init: {
      kind: "numberOrChoice", default: undefined, min: 0, max: 100, choices: initNames,
      about:
        "Standard deviation of the first weights: a number, he √(2/inputs), xavier √(1/inputs), " +
        "glorot √(2/(inputs + units)). Without it, he before relu and its kin, xavier elsewhere.",
    },
    trainable: {
      kind: "boolean", default: true,
      about: "False: the layer keeps its first weights and biases, and is not regularized.",
    },
    l1: strength("L1"),
    l2: strength("L2"),
    maxNorm: {
      kind: "number", default: 0, min: 0, max: 1e6, omitDefault: true, regularizes: true,
      about: "Most norm of the weights into a unit, to which longer ones are scaled after each step; 0: any.",
    },
    units: { kind: "integer", min: 1, max: MAX_UNITS, about: "Number of units." },
  },
  parameters: ({ inputs, units, options: { init } }) => ({
    weight: {
      shape: [inputs, units],
      initial: { deviation: typeof init === "number" ? init : initRules[init](inputs, units) },
      regularized: true,
    },
    bias: { shape: [units], initial: 0 },
  }),
  statistics: () => ({}),
  regions: ({ inputs, units, batchSize, maxRows, shares, first }) => ({
    xRows: { rows: maxRows, bytes: ROW_BYTES },
    // Each share has a row more: see `compressed`.
    xIndex: { rows: maxRows + shares, bytes: indexBytes(inputs) },
    xValue: { rows: maxRows, bytes: inputs * 4 },
    y: { rows: maxRows, bytes: units * 4 },
    dx: { rows: first ? 0 : batchSize, bytes: inputs * 4 },
    weightT: first ? 0 : inputs * units * 4,
  }),
  scratch: ({ inputs, units, batchSize }) => ({
    // A place more in each row: its numbers, with the end mark, and its values are placed alike.
    ...compressed("xT", inputs, batchSize + 1),
    ...compressed("dy", batchSize, units),
  }),

  prepare: (kernels, { first, inputs, units, at }, share) => {
    const { from, to } = partOf(units, share);
    if (first || from === to) return;
    kernels.transpose(at.weightT + from * inputs * 4, at.weight + from * 4, inputs, to - from, units);
  },
  forward: (kernels, { first, inputs, units, x, y, at }, share) => {
    const { rows, inputScale } = share;
    if (!first) compressInput(kernels, { inputs, at }, x, share);
    kernels.matmul(y, at.xRows, first ? inputScale : 0, at.weight, at.bias, rows, inputs, units);
  },
  backward: (kernels, { inputs, units, dy, at }, { rows }) => {
    kernels.compressRows(at.dyRows, at.dyIndex, at.dyValue, dy, rows, units);
    kernels.matmul(at.dx, at.dyRows, 0, at.weightT, 0, rows, units, inputs);
  },
  gradients: (kernels, { block, first, centered, inputs, units, dy, at, gradient }, share) => {
    const { batch, inputScale } = share;
    const { from, to } = partOf(inputs, share);
    if (from < to) {
      kernels.matmulTransposed(
        gradient.weight, at.xRows, first ? inputScale : 0, dy, at.xTRows, at.xTIndex, at.xTValue, batch, inputs, units,
        from, to,
      );
    }
    // Where the layer behind takes every column's mean away, the bias has a gradient of exactly 0. It is left at that:
    // summed up it would be rounding noise, which RMSProp and Adam magnify to steps of full size.
    if (!centered && ownsVectors(block, share)) kernels.sumRows(gradient.bias, dy, batch, units);
  },
  constrain: (kernels, { inputs, units, options: { maxNorm }, at }) => {
    if (maxNorm > 0) kernels.limitNorms(at.weight, maxNorm, inputs, units);
  },
});
