// γ x̂ + β, over each unit's batch in training and its running statistics in inference.

import { LEAST_EPSILON } from "../errors.ts";
import { layer, partOf } from "./layer.ts";

export const batchNorm = layer({
  about: "Batch normalization between dense and activation.",
  options: {
    momentum: {
      kind: "number", default: 0.9, min: 0, max: 1, maxExcluded: true,
      about: "Share of the running mean and variance that is kept each step.",
    },
    epsilon: {
      kind: "number", default: 1e-6, min: LEAST_EPSILON, max: 1, about: "Added to the variance, inside the root.",
    },
    initialVariance: {
      kind: "number", default: 0, min: 0, max: 1e6,
      about: "Where the running variance starts: 0 as in the book Deep Learning from Scratch, 1 as in Keras and PyTorch.",
    },
    runningVariance: {
      kind: "choice", default: "biased", choices: ["biased", "unbiased"], omitDefault: true,
      about:
        "What the running variance takes of a batch of B: the mean square distance from the mean, as in Keras, or " +
        "B/(B − 1) times that, as in PyTorch.",
    },
    statistics: {
      kind: "choice", default: "batch", choices: ["batch", "running"], omitDefault: true,
      about:
        "What training normalizes by: each batch, which moves the running mean and variance, or the running ones, which " +
        "then stay as they are, as Keras does in a layer that is not trained and PyTorch in its eval mode.",
    },
  },
  centers: ({ statistics }) => statistics === "batch",
  leastBatch: ({ statistics }) => ({
    rows: statistics === "batch" ? 2 : 1,
    reason: "one row alone has no variance, so batch norm gives the same whatever the row is, and nothing is learned",
  }),
  parameters: ({ units }) => ({
    gamma: { shape: [units], initial: 1 },
    beta: { shape: [units], initial: 0 },
  }),
  statistics: ({ units, options }) => ({
    runningMean: { shape: [units], initial: 0 },
    runningVariance: { shape: [units], initial: options.initialVariance },
  }),
  regions: ({ units, batchSize, maxRows }) => ({
    y: { rows: maxRows, bytes: units * 4 },
    xHat: { rows: batchSize, bytes: units * 4 },
    inverseStd: units * 4,
  }),
  scratch: () => ({}),

  needsBatch: true,
  forward: (kernels, { units, options, x, y, at }, share) => {
    const { rows, batch, mode } = share;
    if (mode === "infer") {
      kernels.batchNormInfer(
        y, x, at.runningMean, at.runningVariance, at.gamma, at.beta, options.epsilon, rows, units,
      );
      return;
    }
    const { from, to } = partOf(units, share);
    const o = from * 4;
    if (from === to) return;
    kernels.batchNormForward(
      y + o, at.xHat + o, at.inverseStd + o, at.runningMean + o, at.runningVariance + o, x + o, at.gamma + o,
      at.beta + o, mode === "train" ? options.momentum : 1, options.epsilon, options.runningVariance === "unbiased",
      options.statistics === "running", batch, units, to - from,
    );
  },
  backward: (kernels, { units, options, dy, at, gradient }, share) => {
    const { from, to } = partOf(units, share);
    const o = from * 4;
    if (from === to) return;
    kernels.batchNormBackward(
      dy + o, gradient.gamma + o, gradient.beta + o, dy + o, at.xHat + o, at.inverseStd + o, at.gamma + o,
      options.statistics === "running", share.batch, units, to - from,
    );
  },

  affine: ({ options: { epsilon } }, { gamma, beta, runningMean, runningVariance }) => ({
    center: Float64Array.from(runningMean),
    scale: Float64Array.from(gamma, (value, j) => value / Math.sqrt(runningVariance[j]! + epsilon)),
    shift: Float64Array.from(beta),
  }),
});
