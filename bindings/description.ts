// What a network is: the plain description that users write, and the same with every option explicit.

import { requireKeys, show, UsagiError } from "./errors.ts";
import {
  type Activation, activation, activationPart, activations, type ResolvedActivation, resolveActivation,
} from "./parts/activations.ts";
import { augment, type Augment, type ResolvedAugment, resolveAugment } from "./parts/augment.ts";
import { clipping } from "./parts/clipping.ts";
import { dense, type InitRule, MAX_UNITS } from "./parts/dense.ts";
import {
  type LayerOptions, layerRow, type OptionalKind, optionalKinds, type ResolvedLayers, resolveLayers,
} from "./parts/layers.ts";
import { defaultLoss, type Loss, type LossName, lossOf, resolveLoss, type ResolvedLoss } from "./parts/losses.ts";
import {
  type Optimizer, type OptimizerName, type ResolvedOptimizer, resolveOptimizer,
} from "./parts/optimizers.ts";
import { completeOptions, type GivenOptions, type OptionRules, type ResolvedOptions, resolveOptions } from "./parts/options.ts";
import { type ResolvedSchedule, resolveSchedule, type Schedule, type ScheduleName } from "./parts/schedules.ts";

/** Most hidden layers: more than anybody trains. */
export const MAX_HIDDEN = 1000;

/** A standard deviation, or he √(2/I), xavier √(1/I), glorot √(2/(I+O)). */
export type Init = number | InitRule;

/** Options of the whole network. */
export const networkOptions = {
  inputs: { kind: "integer", min: 1, max: MAX_UNITS, about: "Values in a row of x." },
  l2Penalty: {
    kind: "choice", default: "squared", choices: ["squared", "root"], regularizes: true,
    about:
      "What L2 adds to the logged loss, a layer: ½λΣW² (squared) or ½λ√ΣW² (root: the course report's code). " +
      "The gradient is λW either way.",
  },
  batchSize: { kind: "integer", min: 1, max: MAX_UNITS, about: "Most rows of one training step." },
  seed: {
    kind: "integer", default: 0, min: 0, max: Number.MAX_SAFE_INTEGER,
    about: "Key of the random streams of weights, dropout masks, moved images and noise.",
  },
  labelSmoothing: {
    kind: "number", default: 0, min: 0, max: 1, maxExcluded: true, omitDefault: true, regularizes: true,
    about: "Share ε of each label that all K classes have alike in training: the target is (1 − ε) onehot + ε/K.",
  },
  inputNoise: {
    kind: "number", default: 0, min: 0, max: 1e6, omitDefault: true, regularizes: true,
    about: "Standard deviation of the Gaussian noise that every input of a training batch gets, each time anew.",
  },
} as const satisfies OptionRules;

const { units, ...denseOptions } = dense.options;
export { denseOptions };
/** Options of the output layer; how many units it may have is the loss's to say. */
const outputOptions = { ...denseOptions, units } as const;

export type DenseOptions = GivenOptions<typeof denseOptions>;
export type BatchNormOptions = LayerOptions<"batchNorm">;
export type DropoutOptions = LayerOptions<"dropout">;

/** dense → [batch norm] → activation → [dropout] */
export type HiddenLayer = DenseOptions & {
  readonly units: number;
  /** A name, or an object with it and options: `{ name: "leakyRelu", slope: 0.2 }`. Default "relu". */
  readonly activation?: Activation;
} & {
  /** Default false. `batchNorm: true` takes the defaults, a number is the ratio of dropout. */
  readonly [Kind in OptionalKind]?: boolean | number | LayerOptions<Kind>;
};

/**
 * As many units as classes, 2 to 256, with softmax cross-entropy; 1 with binary cross-entropy; as many as each row has
 * targets, 1 to 65535, with the losses of targets.
 */
export type OutputLayer = GivenOptions<typeof outputOptions>;

export interface NetworkDescription {
  /** Values in a row of x. */
  readonly inputs: number;
  /** At most 1000; a number is that of units. */
  readonly hidden: readonly (number | HiddenLayer)[];
  readonly output: OutputLayer;
  readonly optimizer: OptimizerName | Optimizer;
  /** How the learning rate changes from step to step, such as { name: "cosine", steps: 1000 }. Default "constant". */
  readonly schedule?: ScheduleName | Schedule;
  /**
   * What training makes small: of labels "softmaxCrossEntropy" (default) or, of two classes with one unit,
   * "binaryCrossEntropy"; of float targets "meanSquaredError" or "huber", { name: "huber", delta: 1 }.
   */
  readonly loss?: LossName | Loss;
  /** How L2 enters the loss: ½λΣW² ("squared", default) or ½λ√ΣW² as the report logs it ("root"). */
  readonly l2Penalty?: "squared" | "root";
  /**
   * Share ε, below 1, of each label that all K classes have alike: training's loss has the target (1 − ε) onehot + ε/K.
   * Evaluation is without. Default 0.
   */
  readonly labelSmoothing?: number;
  /**
   * Standard deviation of the Gaussian noise that every input of a training batch gets, anew at each step. Evaluation and
   * prediction are without. Default 0.
   */
  readonly inputNoise?: number;
  /**
   * Moves each image of a training batch at random, anew at each step: { rows: 28, columns: 28, shift: 2, rotate: 10,
   * scale: 0.1 } shifts it by up to ±2 pixels along each axis, turns it by up to ±10 degrees and scales it by up to ±10%
   * about its centre, all uniform; bilinear between pixels, 0 outside. Before the noise. Default false.
   */
  readonly augment?: false | Augment;
  /**
   * Limit of the gradients that the optimizer takes: of the norm of all together (a number, or by "globalNorm"), of each
   * array's norm, or of each value. Default false.
   */
  readonly clipping?: false | number | GivenOptions<typeof clipping.options>;
  /** Most rows of one training step. */
  readonly batchSize: number;
  /** Key of the random streams of weights, dropout masks, moved images and noise, 0 to 2^53 − 1. Default 0. */
  readonly seed?: number;
}

export type ResolvedHiddenLayer =
  ResolvedOptions<typeof dense.options> & { readonly activation: ResolvedActivation } & ResolvedLayers;
export type ResolvedOutputLayer = ResolvedOptions<typeof outputOptions>;
export interface ResolvedDescription extends ResolvedOptions<typeof networkOptions> {
  readonly hidden: readonly ResolvedHiddenLayer[];
  readonly output: ResolvedOutputLayer;
  readonly optimizer: ResolvedOptimizer;
  /** Left out where it is constant, without warm-up. */
  readonly schedule?: ResolvedSchedule;
  /** Left out where it is softmax cross-entropy. */
  readonly loss?: ResolvedLoss;
  /** Left out where there is none. */
  readonly clipping?: ResolvedOptions<typeof clipping.options>;
  /** Left out where images stay as they are. */
  readonly augment?: ResolvedAugment;
}

/** What is chosen by name from a table, alone or with options. */
export const namedParts: readonly unknown[] = ["optimizer", "schedule", "loss", "activation"];

/** What a description has or has not, each under its key: true for the defaults, or with options. */
interface OptionalPart {
  readonly about: string;
  readonly options: OptionRules;
  /** The option that a number alone stands for; without one `true` stands for the defaults, or for what is standard. */
  readonly shorthand?: string;
  readonly standard?: object;
}
export const optionalParts: Readonly<Record<string | number, OptionalPart>> = {
  ...Object.fromEntries(optionalKinds.map((kind) => [kind, layerRow(kind)])),
  clipping,
  augment,
};

/**
 * The object that a shorthand stands for: an optimizer "adam" is { name: "adam" }, a dropout of 0.2 { ratio: 0.2 },
 * batchNorm true {}, a clipping of 1 { limit: 1 }, a hidden layer of 40 { units: 40 }. `key` is where the value stands, a
 * number for the elements of `hidden`. Any other value comes back as it is.
 */
export function expandShorthand(key: string | number, value: unknown): unknown {
  if (namedParts.includes(key) && typeof value === "string") return { name: value };
  if (typeof key === "number" && typeof value === "number") return { units: value };
  if (!Object.hasOwn(optionalParts, key)) return value;
  const { shorthand, standard = {} } = optionalParts[key]!;
  if (shorthand === undefined) return value === true ? standard : value;
  return typeof value === "number" ? { [shorthand]: value } : value;
}

/** Fills in defaults and checks everything. Throws a UsagiError that names the place, e.g. `hidden[1].units`. */
export function resolveDescription(description: NetworkDescription): ResolvedDescription {
  requireKeys("description", description, [...Object.keys(networkOptions), "hidden", "output", "optimizer", "schedule", "loss", "clipping", "augment"]);
  const { hidden, output, optimizer, schedule = "constant", loss: given = defaultLoss } = description;
  const { inputs, ...options } = resolveOptions("", networkOptions, description);
  if (!Array.isArray(hidden)) {
    throw new UsagiError(`hidden is ${show(hidden)}; it must be an array of layers, like [{ units: 40 }] or [40]`);
  }
  if (hidden.length > MAX_HIDDEN) {
    throw new UsagiError(`hidden has ${hidden.length} layers; it must have at most ${MAX_HIDDEN}`);
  }
  const rate = resolveSchedule(schedule);
  const loss = resolveLoss(given);
  const limit = resolveOptional("clipping", "clipping", description.clipping);
  const moved = resolveAugment(description.augment, inputs);
  const resolved = {
    inputs,
    hidden: Array.from(hidden, resolveHidden),
    output: resolveOutput(output, loss),
    optimizer: resolveOptimizer(optimizer),
    ...(rate && { schedule: rate }),
    ...(loss && { loss }),
    ...options,
    ...(limit && { clipping: limit as ResolvedOptions<typeof clipping.options> }),
    ...(moved && { augment: moved }),
  };
  const conflict = batchConflict(resolved);
  if (conflict !== undefined) throw new UsagiError(`batchSize is ${resolved.batchSize} and ${conflict}`);
  const { labelSmoothing = 0 } = resolved;
  if (labelSmoothing > 0 && lossOf({ loss }).of === "targets") {
    throw new UsagiError(`labelSmoothing is ${labelSmoothing}; ${loss!.name} takes targets, which have no labels to smooth: leave it out`);
  }
  return resolved;
}

function resolveHidden(given: unknown, i: number): ResolvedHiddenLayer {
  const place = `hidden[${i}]`;
  const layer = expandShorthand(i, given) as HiddenLayer;
  requireKeys(place, layer, ["units", ...Object.keys(denseOptions), "activation", ...optionalKinds]);
  const resolved = resolveActivation(`${place}.activation`, layer.activation ?? activation.options.name.default);
  const { init } = activations[activationPart(resolved).name];
  return {
    ...resolveOptions(place, dense.options, layer, { init }),
    activation: resolved,
    ...resolveLayers((kind) => resolveOptional(`${place}.${kind}`, kind, layer[kind])),
  };
}

function resolveOptional(place: string, key: OptionalKind | "clipping", given: unknown) {
  if (given === undefined || given === null || given === false) return false;
  const { options, shorthand } = optionalParts[key]!;
  const part = expandShorthand(key, given);
  if (typeof part !== "object") {
    const alone = shorthand === undefined ? "true, false" : `false, a ${shorthand}`;
    const names = Object.keys(options).join(", ");
    throw new UsagiError(`${place} is ${show(given)}; it must be ${alone} or an object with some of ${names}`);
  }
  requireKeys(place, part, Object.keys(options));
  return resolveOptions(place, options, part as object);
}

function resolveOutput(output: OutputLayer, loss: ResolvedLoss | undefined): ResolvedOutputLayer {
  requireKeys("output", output, Object.keys(outputOptions));
  const range = lossOf({ loss }).units;
  if (output.units === 1 && range.min > 1) {
    throw new UsagiError(
      "output.units is 1; with one class every answer is that class, so there is nothing to learn: " +
        'take 2 units to tell yes from no, or the loss "binaryCrossEntropy"',
    );
  }
  if (output.units !== 1 && range.max === 1) {
    throw new UsagiError(`output.units is ${show(output.units)}; with ${loss!.name} it must be 1, whose sigmoid is the probability of class 1`);
  }
  const { init } = activations.identity;
  return resolveOptions("output", { ...outputOptions, units: { ...units, ...range } }, output, { init });
}

/** Why batches of so many rows are too small for a layer to learn from, if they are. */
function batchConflict(
  { hidden, batchSize }: Pick<ResolvedDescription, "hidden" | "batchSize">,
): string | undefined {
  for (const [i, layer] of hidden.entries()) {
    for (const kind of optionalKinds) {
      const given = layer[kind];
      const row = layerRow(kind);
      const leastBatch = given && row.leastBatch?.(completeOptions(row.options, given));
      if (!leastBatch || batchSize >= leastBatch.rows) continue;
      return `hidden[${i}] has ${kind}: ${leastBatch.reason}; take a batchSize of at least ${leastBatch.rows}, or no ${kind}`;
    }
  }
  return undefined;
}
