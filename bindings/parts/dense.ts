// y = x W + b. Matrices on the left of a product are in compressed rows: see assembly/compress.ts.

import { layer } from "./layer.ts";

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
    // A row's column numbers and their end mark; one row more for the numbers that whole rows share.
    [`${name}Index`]: (rows + 1) * (columns + 1) * 2,
    [`${name}Value`]: rows * columns * 4,
  } as Record<`${Name}${"Rows" | "Index" | "Value"}`, number>;
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
  regions: ({ inputs, units, batchSize, maxRows, first }) => ({
    ...compressed("x", maxRows, inputs),
    y: maxRows * units * 4,
    dx: first ? 0 : batchSize * inputs * 4,
  }),
  scratch: ({ inputs, units, batchSize, first }) => ({
    // A place more in each row: its numbers, with the end mark, and its values are placed alike.
    ...compressed("xT", inputs, batchSize + 1),
    ...compressed("dy", batchSize, units),
    weightT: first ? 0 : inputs * units * 4,
  }),

  forward: (kernels, { first, inputs, units, x, y, at }, { rows, inputScale }) => {
    if (!first) kernels.compressRows(at.xRows, at.xIndex, at.xValue, x, rows, inputs);
    kernels.matmul(y, at.xRows, first ? inputScale : 0, at.weight, at.bias, rows, inputs, units);
  },
  backward: (kernels, { first, centered, inputs, units, at, gradient }, dy, { rows, inputScale }) => {
    kernels.matmulTransposed(
      gradient.weight, at.xRows, first ? inputScale : 0, dy, at.xTRows, at.xTIndex, at.xTValue,
      rows, inputs, units, 0, inputs,
    );
    // Where the layer behind takes every column's mean away, the bias has a gradient of exactly 0. It is left at that:
    // summed up it would be rounding noise, which RMSProp and Adam magnify to steps of full size.
    if (!centered) kernels.sumRows(gradient.bias, dy, rows, units);
    if (first) return at.dx;
    kernels.compressRows(at.dyRows, at.dyIndex, at.dyValue, dy, rows, units);
    kernels.transpose(at.weightT, at.weight, inputs, units, units);
    kernels.matmul(at.dx, at.dyRows, 0, at.weightT, 0, rows, units, inputs);
    return at.dx;
  },
  constrain: (kernels, { inputs, units, options: { maxNorm }, at }) => {
    if (maxNorm > 0) kernels.limitNorms(at.weight, maxNorm, inputs, units);
  },
});
