/**
 * What "search": "default" searches, by optimizer.
 * Ranges: DeepOBS (ICLR 2019), "Descending through a Crowded Valley" (ICML 2021), widened for MNIST-sized networks.
 */
import type { OptimizerName } from "../../bindings/parts/optimizers.ts";
import type { Interval, SearchSpace } from "./space.ts";

const log = (min: number, max: number): Interval => ({ min, max, scale: "log", of: "x" });
/** Of 1 − the value. */
const fromOne = (min: number, max: number): Interval => ({ min, max, scale: "log", of: "1-x" });

const withMomentum: SearchSpace = {
  "optimizer.learningRate": log(1e-4, 1),
  "optimizer.momentum": fromOne(5e-3, 0.5),
};
/** Of the optimizers that keep a mean gradient and a mean square. */
const adams: SearchSpace = {
  "optimizer.learningRate": log(1e-5, 0.1),
  "optimizer.beta1": fromOne(1e-2, 0.5),
  "optimizer.beta2": fromOne(1e-4, 0.1),
};

export const defaultRanges: Readonly<Record<OptimizerName, SearchSpace>> = {
  sgd: { "optimizer.learningRate": log(1e-3, 10) },
  momentum: withMomentum,
  nesterov: withMomentum,
  adagrad: { "optimizer.learningRate": log(1e-4, 1) },
  rmsprop: { "optimizer.learningRate": log(1e-5, 0.1), "optimizer.decay": fromOne(1e-3, 0.5) },
  adam: adams,
  adamw: { ...adams, "optimizer.weightDecay": log(1e-7, 1) },
  nadam: adams,
  radam: adams,
  adamax: adams,
  adadelta: { "optimizer.learningRate": log(1e-2, 10), "optimizer.decay": fromOne(1e-3, 0.5) },
  lion: { "optimizer.learningRate": log(1e-6, 1e-2), "optimizer.beta1": fromOne(1e-2, 0.5), "optimizer.beta2": fromOne(1e-4, 0.1) },
};
