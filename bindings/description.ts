// What a network is: the plain description that users write, and the same with every option explicit.

import {
  LEAST_EPSILON, requireBoolean, requireInteger, requireKeys, requireNumber, requireOneOf, show, UsagiError,
} from "./errors.ts";
import type { Optimizer, ResolvedOptimizer } from "./parts/optimizers.ts";
import { resolveOptimizer } from "./parts/optimizers.ts";
import { splitSeed } from "./seed.ts";

export const activations = ["sigmoid", "relu", "tanh", "identity"] as const;
export type Activation = (typeof activations)[number];

/** Rules that give the standard deviation of a layer's first weights from its inputs I and outputs O. */
export const initRules = ["he", "xavier", "glorot"] as const;
/** A standard deviation, or he √(2/I), xavier √(1/I), glorot √(2/(I+O)). */
export type Init = number | (typeof initRules)[number];

export const dropoutScalings = ["test", "train"] as const;
export const l2Penalties = ["squared", "root"] as const;

/** Most inputs or units of a layer, and rows of a batch: column numbers of compressed rows have 16 bits. */
export const MAX_UNITS = 65535;
/** Most classes: labels are bytes. */
export const MAX_CLASSES = 256;
/** Most hidden layers: more than anybody trains. */
const MAX_LAYERS = 1000;

export interface DenseOptions {
  /** Standard deviation of the normal initial weights, or its rule. Default "he" before relu, else "xavier". */
  readonly init?: Init;
  /** Default true. A layer that is not trainable is never updated and not regularized. */
  readonly trainable?: boolean;
  /** λ of λ Σ|W|. Default 0. */
  readonly l1?: number;
  /** λ of ½ λ ΣW². Default 0. */
  readonly l2?: number;
}

export interface BatchNormOptions {
  /** Share of the running statistics that a step keeps. Default 0.9. */
  readonly momentum?: number;
  /** Added to the variance, inside the root. Default 1e-6. */
  readonly epsilon?: number;
  /** Where the running variance starts. Default 0 (the book); Keras and torch start at 1. */
  readonly initialVariance?: number;
}

export interface DropoutOptions {
  /** Share of units that a step drops, 0 <= ratio < 1. */
  readonly ratio: number;
  /** "test" (default): outputs × (1 − ratio) at test time. "train": ÷ (1 − ratio) in training. */
  readonly scaling?: (typeof dropoutScalings)[number];
}

/** dense → [batch norm] → activation → [dropout] */
export interface HiddenLayer extends DenseOptions {
  readonly units: number;
  /** Default "relu". */
  readonly activation?: Activation;
  /** Default false. */
  readonly batchNorm?: boolean | BatchNormOptions;
  /** Default false. */
  readonly dropout?: false | DropoutOptions;
}

export interface OutputLayer extends DenseOptions {
  /** Classes, 1 to 256. */
  readonly units: number;
}

export interface NetworkDescription {
  /** Values in a row of x. */
  readonly inputs: number;
  /** At most 1000. */
  readonly hidden: readonly HiddenLayer[];
  readonly output: OutputLayer;
  readonly optimizer: Optimizer;
  /** How L2 enters the loss: ½λΣW² ("squared", default) or ½λ√ΣW² as the report logs it ("root"). */
  readonly l2Penalty?: (typeof l2Penalties)[number];
  /** Most rows of one training step. */
  readonly batchSize: number;
  /** Key of the random streams of weights and dropout masks, 0 to 2^53 − 1. Default 0. */
  readonly seed?: number;
}

export type ResolvedHiddenLayer = Required<Omit<HiddenLayer, "batchNorm" | "dropout">> & {
  readonly batchNorm: false | Required<BatchNormOptions>;
  readonly dropout: false | Required<DropoutOptions>;
};
export type ResolvedOutputLayer = Required<OutputLayer>;
export interface ResolvedDescription {
  readonly inputs: number;
  readonly hidden: readonly ResolvedHiddenLayer[];
  readonly output: ResolvedOutputLayer;
  readonly optimizer: ResolvedOptimizer;
  readonly l2Penalty: (typeof l2Penalties)[number];
  readonly batchSize: number;
  readonly seed: number;
}

export const ranges = {
  init: { min: 0, max: 100 },
  lambda: { min: 0, max: 1e6 },
  dropoutRatio: { min: 0, max: 1, maxExcluded: true },
  batchNormMomentum: { min: 0, max: 1, maxExcluded: true },
  batchNormEpsilon: { min: LEAST_EPSILON, max: 1 },
  initialVariance: { min: 0, max: 1e6 },
} as const;

const denseKeys = ["units", "init", "trainable", "l1", "l2"];

/** Fills in defaults and checks everything. Throws a UsagiError that names the place, e.g. `hidden[1].units`. */
export function resolveDescription(description: NetworkDescription): ResolvedDescription {
  requireKeys("description", description, [
    "inputs", "hidden", "output", "optimizer", "l2Penalty", "batchSize", "seed",
  ]);
  const seed = description.seed ?? 0;
  splitSeed(seed);
  const { hidden } = description;
  if (!Array.isArray(hidden)) {
    throw new UsagiError(`hidden is ${show(hidden)}; it must be an array of layers, like [{ units: 40 }]`);
  }
  const layers: readonly HiddenLayer[] = hidden;
  const depth = requireInteger("the number of hidden layers", layers.length, 0, MAX_LAYERS);
  return {
    inputs: requireInteger("inputs", description.inputs, 1, MAX_UNITS),
    hidden: Array.from({ length: depth }, (_, i) => resolveHidden(`hidden[${i}]`, layers[i]!)),
    output: resolveOutput(description.output),
    optimizer: resolveOptimizer(description.optimizer),
    l2Penalty: requireOneOf("l2Penalty", description.l2Penalty ?? "squared", l2Penalties),
    batchSize: requireInteger("batchSize", description.batchSize, 1, MAX_UNITS),
    seed,
  };
}

function resolveHidden(path: string, layer: HiddenLayer): ResolvedHiddenLayer {
  requireKeys(path, layer, [...denseKeys, "activation", "batchNorm", "dropout"]);
  const activation = requireOneOf(`${path}.activation`, layer.activation ?? "relu", activations);
  return {
    ...resolveDense(path, layer, activation),
    units: requireInteger(`${path}.units`, layer.units, 1, MAX_UNITS),
    activation,
    batchNorm: resolveBatchNorm(`${path}.batchNorm`, layer.batchNorm ?? false),
    dropout: resolveDropout(`${path}.dropout`, layer.dropout ?? false),
  };
}

function resolveOutput(output: OutputLayer): ResolvedOutputLayer {
  requireKeys("output", output, denseKeys);
  return {
    ...resolveDense("output", output, "identity"),
    units: requireInteger("output.units", output.units, 1, MAX_CLASSES),
  };
}

function resolveDense(path: string, layer: DenseOptions, activation: Activation): Required<DenseOptions> {
  const init = layer.init ?? (activation === "relu" ? "he" : "xavier");
  return {
    init:
      typeof init === "number"
        ? requireNumber(`${path}.init`, init, ranges.init)
        : requireOneOf(`${path}.init`, init, initRules),
    trainable: requireBoolean(`${path}.trainable`, layer.trainable ?? true),
    l1: requireNumber(`${path}.l1`, layer.l1 ?? 0, ranges.lambda),
    l2: requireNumber(`${path}.l2`, layer.l2 ?? 0, ranges.lambda),
  };
}

function resolveBatchNorm(path: string, batchNorm: boolean | BatchNormOptions) {
  if (batchNorm === false) return false;
  const options = batchNorm === true ? {} : batchNorm;
  requireKeys(path, options, ["momentum", "epsilon", "initialVariance"]);
  const { momentum = 0.9, epsilon = 1e-6, initialVariance = 0 } = options;
  return {
    momentum: requireNumber(`${path}.momentum`, momentum, ranges.batchNormMomentum),
    epsilon: requireNumber(`${path}.epsilon`, epsilon, ranges.batchNormEpsilon),
    initialVariance: requireNumber(`${path}.initialVariance`, initialVariance, ranges.initialVariance),
  };
}

function resolveDropout(path: string, dropout: false | DropoutOptions) {
  if (dropout === false) return false;
  requireKeys(path, dropout, ["ratio", "scaling"]);
  return {
    ratio: requireNumber(`${path}.ratio`, dropout.ratio, ranges.dropoutRatio),
    scaling: requireOneOf(`${path}.scaling`, dropout.scaling ?? "test", dropoutScalings),
  };
}

/** Shape of every array of a network by name, in network order: those of `Network.tensorNames()`. */
export function tensorShapes({ inputs, hidden, output }: ResolvedDescription): Map<string, readonly number[]> {
  const shapes = new Map<string, readonly number[]>();
  let width = inputs;
  [...hidden, output].forEach((layer, i) => {
    const { units } = layer;
    shapes.set(`dense${i + 1}/weight`, [width, units]).set(`dense${i + 1}/bias`, [units]);
    if ("batchNorm" in layer && layer.batchNorm) {
      for (const array of ["gamma", "beta", "runningMean", "runningVariance"]) {
        shapes.set(`batchNorm${i + 1}/${array}`, [units]);
      }
    }
    width = units;
  });
  return shapes;
}

/** The standard deviation that an init rule means for a layer of I inputs and O outputs. */
export function initScale(init: Init, inputs: number, outputs: number): number {
  switch (init) {
    case "he":
      return Math.sqrt(2 / inputs); // exact by IEEE 754, on every host
    case "xavier":
      return Math.sqrt(1 / inputs);
    case "glorot":
      return Math.sqrt(2 / (inputs + outputs));
    default:
      return init;
  }
}
