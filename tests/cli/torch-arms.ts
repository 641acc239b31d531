/** Arms of an experiment that go through what a script for PyTorch has to say. */
import { optimizerNames } from "../../bindings/parts/optimizers.ts";

export const torchArms = [
  ...optimizerNames.map((name) => ({ name, optimizer: { name, ...(name === "sgd" && { learningRate: 0.1 }) } })),
  { name: "momentum, dampened", optimizer: { name: "momentum", dampening: 0.1, firstVelocity: "dampened" } },
  { name: "nesterov, slip", optimizer: { name: "nesterov", slip: true } },
  { name: "adagrad, report", optimizer: { name: "adagrad", semantics: "report" } },
  { name: "rmsprop, keras", optimizer: { name: "rmsprop", semantics: "keras", momentum: 0.5, centered: true } },
  { name: "adam, keras", optimizer: { name: "adam", semantics: "keras", amsgrad: true } },
  { name: "adam, optax", optimizer: { name: "adam", semantics: "optax", amsgrad: true } },
  {
    name: "adamw, paper", optimizer: { name: "adamw", semantics: "paper", weightDecay: 0.001 }, schedule: { name: "cosine" },
  },
  { name: "nadam, optax", optimizer: { name: "nadam", semantics: "optax" } },
  { name: "radam, paper", optimizer: { name: "radam", semantics: "paper" } },
  { name: "radam, optax", optimizer: { name: "radam", semantics: "optax" } },
  { name: "adamax, keras", optimizer: { name: "adamax", semantics: "keras" } },
  { name: "lion, decay", optimizer: { name: "lion", weightDecay: 0.1 } },
  {
    name: "batch norm, dropout", optimizer: "adam",
    network: { activation: "tanh", batchNorm: true, dropout: 0.3 },
  },
  {
    name: "everything that restrains", optimizer: "momentum",
    network: { activation: "gelu", dropout: { ratio: 0.2, scaling: "train" } },
    regularization: { l2: 0.001, l1: 0.0001, labelSmoothing: 0.1, maxNorm: 1 },
    training: { clipping: 0.5, sampling: "epochs" },
  },
  { name: "moved images", optimizer: "adam", regularization: { augment: { shift: 1.5, rotate: 20, scale: 0.2 } } },
  { name: "noise, moved images", optimizer: "momentum", regularization: { inputNoise: 0.2, augment: true }, network: { dropout: 0.2 } },
  {
    name: "norms", optimizer: "momentum", schedule: { name: "step", every: 20 },
    network: { activation: "silu", batchNorm: { runningVariance: "unbiased" } },
    training: { clipping: { by: "norm", limit: 0.1 } },
  },
  {
    name: "values", optimizer: { name: "sgd", weightDecay: 0.01 }, network: { activation: { name: "elu", alpha: 0.5 } },
    training: { clipping: { by: "value", limit: 0.01 } },
  },
  {
    name: "frozen", optimizer: { name: "sgd", weightDecay: 0.01, weightDecayOn: "parameters" },
    network: {
      hidden: [{ units: 10, trainable: false, batchNorm: { statistics: "running", initialVariance: 1 } }, 8], activation: "softplus",
    },
  },
];
