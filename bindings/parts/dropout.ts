// x × mask in training; in inference x, times 1 − ratio where training is not scaled.

import { layer } from "./layer.ts";

export const dropout = layer({
  about: "Dropout after the activation.",
  options: {
    ratio: {
      kind: "number", default: 0.5, min: 0, max: 1, maxExcluded: true, about: "Ratio of the units that is dropped.",
    },
    scaling: {
      kind: "choice", default: "test", choices: ["test", "train"],
      about: "Where kept units are scaled: × (1 − ratio) in tests, or ÷ (1 − ratio) in training.",
    },
  },
  shorthand: "ratio",
  parameters: () => ({}),
  statistics: () => ({}),
  regions: ({ units, batchSize, maxRows }) => ({
    y: { rows: maxRows, bytes: units * 4 },
    /** (batchSize, units): 0, or the factor of a kept unit. */
    mask: { rows: batchSize, bytes: units * 4 },
  }),
  scratch: () => ({}),

  forward: (kernels, { block, units, options: { ratio, scaling }, x, y, at }, share) => {
    const { rows, first, mode, step, seed } = share;
    const n = rows * units;
    if (mode === "infer") {
      kernels.scale(y, x, scaling === "test" ? 1 - ratio : 1, n);
      return;
    }
    const keep = scaling === "train" ? 1 / (1 - ratio) : 1;
    kernels.dropoutMask(at.mask, ratio, keep, step, block, seed.low, seed.high, first * units, n);
    kernels.applyMask(y, x, at.mask, n);
  },
  backward: (kernels, { units, dy, at }, { rows }) => kernels.applyMask(dy, dy, at.mask, rows * units),

  affine: ({ units, options: { ratio, scaling } }) => ({
    center: new Float64Array(units),
    scale: new Float64Array(units).fill(scaling === "test" ? 1 - ratio : 1),
    shift: new Float64Array(units),
  }),
});
