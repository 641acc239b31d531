// What a network is: the plain description that users write, and the same with every option explicit.

import { requireKeys, show, UsagiError } from "./errors.ts";
import {
  type Activation, activation, activationPart, activations, type ResolvedActivation, resolveActivation,
} from "./parts/activations.ts";
import { clipping } from "./parts/clipping.ts";
import { dense, type InitRule, MAX_UNITS } from "./parts/dense.ts";
import {
  type LayerOptions, layerRow, type OptionalKind, optionalKinds, type ResolvedLayers, resolveLayers,
} from "./parts/layers.ts";
import {
  type Optimizer, type OptimizerName, type ResolvedOptimizer, resolveOptimizer,
} from "./parts/optimizers.ts";
import { type GivenOptions, type OptionRules, type ResolvedOptions, resolveOptions } from "./parts/options.ts";
import { type ResolvedSchedule, resolveSchedule, type Schedule, type ScheduleName } from "./parts/schedules.ts";

/** Most classes: labels are bytes. */
export const MAX_CLASSES = 256;
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
    about: "Key of the random streams of weights and dropout masks.",
  },
  labelSmoothing: {
    kind: "number", default: 0, min: 0, max: 1, maxExcluded: true, omitDefault: true, regularizes: true,
    about: "Share ε of each label that all K classes have alike in training: the target is (1 − ε) onehot + ε/K.",
  },
} as const satisfies OptionRules;

const { units, ...denseOptions } = dense.options;
export { denseOptions };
/** Options of the output layer; as many units as classes. */
const outputOptions = { ...denseOptions, units: { ...units, min: 2, max: MAX_CLASSES } } as const;

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

/** As many units as classes, 2 to 256. */
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
  /** How L2 enters the loss: ½λΣW² ("squared", default) or ½λ√ΣW² as the report logs it ("root"). */
  readonly l2Penalty?: "squared" | "root";
  /**
   * Share ε, below 1, of each label that all K classes have alike: training's loss has the target (1 − ε) onehot + ε/K.
   * Evaluation is without. Default 0.
   */
  readonly labelSmoothing?: number;
  /**
   * Limit of the gradients that the optimizer takes: of the norm of all together (a number, or by "globalNorm"), of each
   * array's norm, or of each value. Default false.
   */
  readonly clipping?: false | number | GivenOptions<typeof clipping.options>;
  /** Most rows of one training step. */
  readonly batchSize: number;
  /** Key of the random streams of weights and dropout masks, 0 to 2^53 − 1. Default 0. */
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
  /** Left out where there is none. */
  readonly clipping?: ResolvedOptions<typeof clipping.options>;
}

/** What is chosen by name from a table, alone or with options. */
export const namedParts: readonly unknown[] = ["optimizer", "schedule", "activation"];

/** What a description has or has not, each under its key: true for the defaults, or with options. */
interface OptionalPart {
  readonly about: string;
  readonly options: OptionRules;
  /** The option that a number alone stands for; without one `true` stands for the defaults. */
  readonly shorthand?: string;
}
export const optionalParts: Readonly<Record<string | number, OptionalPart>> = {
  ...Object.fromEntries(optionalKinds.map((kind) => [kind, layerRow(kind)])),
  clipping,
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
  const { shorthand } = optionalParts[key]!;
  if (shorthand === undefined) return value === true ? {} : value;
  return typeof value === "number" ? { [shorthand]: value } : value;
}

/** Fills in defaults and checks everything. Throws a UsagiError that names the place, e.g. `hidden[1].units`. */
export function resolveDescription(description: NetworkDescription): ResolvedDescription {
  requireKeys("description", description, [...Object.keys(networkOptions), "hidden", "output", "optimizer", "schedule", "clipping"]);
  const { hidden, output, optimizer, schedule = "constant" } = description;
  const { inputs, ...options } = resolveOptions("", networkOptions, description);
  if (!Array.isArray(hidden)) {
    throw new UsagiError(`hidden is ${show(hidden)}; it must be an array of layers, like [{ units: 40 }] or [40]`);
  }
  if (hidden.length > MAX_HIDDEN) {
    throw new UsagiError(`hidden has ${hidden.length} layers; it must have at most ${MAX_HIDDEN}`);
  }
  const rate = resolveSchedule(schedule);
  const limit = resolveOptional("clipping", "clipping", description.clipping);
  const resolved = {
    inputs,
    hidden: Array.from(hidden, resolveHidden),
    output: resolveOutput(output),
    optimizer: resolveOptimizer(optimizer),
    ...(rate && { schedule: rate }),
    ...options,
    ...(limit && { clipping: limit as ResolvedOptions<typeof clipping.options> }),
  };
  const conflict = batchConflict(resolved);
  if (conflict !== undefined) throw new UsagiError(`batchSize is ${resolved.batchSize} and ${conflict}`);
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

function resolveOutput(output: OutputLayer): ResolvedOutputLayer {
  requireKeys("output", output, Object.keys(outputOptions));
  if (output.units === 1) {
    throw new UsagiError(
      "output.units is 1; with one class every answer is that class, so there is nothing to learn: " +
        "take 2 units to tell yes from no",
    );
  }
  const { init } = activations.identity;
  return resolveOptions("output", outputOptions, output, { init });
}

/** Why batches of so many rows are too small for a layer to learn from, if they are. */
function batchConflict(
  { hidden, batchSize }: Pick<ResolvedDescription, "hidden" | "batchSize">,
): string | undefined {
  for (const [i, layer] of hidden.entries()) {
    for (const kind of optionalKinds) {
      const { leastBatch } = layerRow(kind);
      if (!layer[kind] || !leastBatch || batchSize >= leastBatch.rows) continue;
      return `hidden[${i}] has ${kind}: ${leastBatch.reason}; take a batchSize of at least ${leastBatch.rows}, or no ${kind}`;
    }
  }
  return undefined;
}
