/** From an experiment file to its complete form: arms merged over the experiment, every default explicit. */
import {
  type DenseOptions, denseOptions, expandShorthand as expandPart, optionalParts, type ResolvedDescription,
  type ResolvedHiddenLayer, type ResolvedOutputLayer,
} from "../bindings/description.ts";
import {
  type Activation, activation as activationLayer, activationPart, activations, resolveActivation,
} from "../bindings/parts/activations.ts";
import { type OptionalKind, resolveLayers } from "../bindings/parts/layers.ts";
import { type OptionRules, type ResolvedOptions, resolveOptions } from "../bindings/parts/options.ts";
import { fillOptimizer, type OptimizerName, type ResolvedOptimizer } from "../bindings/parts/optimizers.ts";
import { armOptions, defaults, regularizationOptions, trainingOptions } from "./options.ts";
import type { ArmFile, ExperimentFile } from "./schema.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
export type ResolvedTraining =
  Mutable<ResolvedOptions<typeof trainingOptions>> & Pick<ResolvedDescription, "clipping">;

/** How many images MNIST has. */
export const mnistImages = { train: 60_000, test: 10_000 } as const;

/** Of the output layer, which has as many units as the data set has classes. */
export type ResolvedDense = Omit<ResolvedOutputLayer, "units">;

/** With the options of the network as a whole. */
export interface ResolvedArm extends ResolvedOptions<typeof armOptions> {
  name: string;
  network: { hidden: ResolvedHiddenLayer[]; output: ResolvedDense };
  optimizer: ResolvedOptimizer;
  training: ResolvedTraining;
}

export interface ResolvedDataset {
  name: "mnist" | "idx";
  /** Only of "idx": the folder. */
  path?: string;
  /** How many images are used; all without it. */
  train?: number;
  test?: number;
}

export interface ResolvedExperiment {
  name: string;
  description?: string;
  dataset: ResolvedDataset;
  seeds: number[];
  arms: ResolvedArm[];
}

type Settings = Pick<ArmFile, "network" | "training" | "optimizer" | "regularization">;
type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What the library's shorthands stand for (`"adam"`, a dropout of 0.2, a hidden layer of 40), and "mnist". */
export function expandShorthand(key: string | number, value: unknown): unknown {
  return key === "dataset" && typeof value === "string" ? { name: value } : expandPart(key, value);
}

/** Keys that exclude each other: an arm that gives one drops its base's other. */
export const alternatives: Readonly<Record<string, string>> = { iterations: "epochs", epochs: "iterations" };

/**
 * `changes` over `base`: objects are merged key by key, anything else is replaced; an optimizer or an activation with
 * another name is replaced whole.
 */
function merge(key: string, base: unknown, changes: unknown): unknown {
  const from = expandShorthand(key, base);
  const over = expandShorthand(key, changes);
  if (over === undefined) return from;
  if (!isObject(from) || !isObject(over)) return over;
  if ((key === "optimizer" || key === "activation") && over["name"] !== undefined && over["name"] !== from["name"]) return over;
  const kept = Object.keys(from).filter((inner) => over[alternatives[inner] ?? ""] === undefined);
  const keys = new Set([...kept, ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((inner) => [inner, merge(inner, from[inner], over[inner])]));
}

const settingKeys = ["network", "training", "optimizer", "regularization"] as const;

function resolveOptional(key: OptionalKind | "clipping", value: unknown): object | false {
  const options = expandShorthand(key, value);
  return isObject(options) ? resolveOptions(key, optionalParts[key]!.options, options) : false;
}

function defaultsOf(rules: OptionRules): Fields {
  return Object.fromEntries(Object.entries(rules).map(([option, rule]) => [option, rule.default]));
}

/** An arm may change an option that its optimizer does not have: check.ts reports it. */
function resolveOptimizer(value: unknown): ResolvedOptimizer {
  const given = (expandShorthand("optimizer", value) ?? {}) as { name?: OptimizerName };
  return fillOptimizer({ ...given, name: given.name ?? defaults.optimizer });
}

/**
 * An epoch has as many steps as it takes to draw every one of the `images` once; iterations are NaN where nothing
 * says how many there are.
 */
function resolveTraining({ epochs, ...given }: NonNullable<Settings["training"]>, images = NaN): ResolvedTraining {
  const training: ResolvedTraining = resolveOptions("training", trainingOptions, given);
  if (epochs !== undefined) training.iterations = Math.ceil((epochs * images) / training.batchSize);
  const clipping = resolveOptional("clipping", given.clipping) as ResolvedTraining["clipping"] | false;
  // The last step is always evaluated.
  const evaluateEvery = Math.min(training.evaluateEvery, training.iterations);
  return { ...training, evaluateEvery, ...(clipping && { clipping }) };
}

function resolveArm(name: string, settings: Settings, images: number | undefined): ResolvedArm {
  const { network = {}, regularization = {}, training = {} } = settings;
  const resolveDense = (layer: DenseOptions, activation: Activation): ResolvedDense => {
    const trainable = layer.trainable ?? denseOptions.trainable.default;
    // A layer that is never updated is not regularized.
    const none = trainable ? {} : defaultsOf(regularizationOptions.layers);
    const init = network.init ?? activations[activationPart(activation).name].init;
    return resolveOptions("", denseOptions, { ...regularization, ...layer, ...none }, { init });
  };
  const hidden = (network.hidden ?? defaults.hidden).map((element): ResolvedHiddenLayer => {
    const layer = typeof element === "number" ? { units: element } : element;
    const standard = activationLayer.options.name.default;
    const given = activationPart(layer.activation ?? network.activation ?? standard);
    // Without a name where check.ts took a wrong one away.
    const activation = given.name ? resolveActivation("activation", given) : standard;
    return {
      units: layer.units,
      activation,
      ...resolveLayers((kind) => resolveOptional(kind, merge(kind, network[kind], layer[kind]))),
      ...resolveDense(layer, activation),
    };
  });
  return {
    name,
    network: { hidden, output: resolveDense(network.output ?? {}, "identity") },
    optimizer: resolveOptimizer(settings.optimizer),
    ...resolveOptions("", armOptions, { ...network, ...regularization }),
    training: resolveTraining(training, images),
  };
}

/** The complete form of an experiment that `experimentSchema` has accepted. */
export function resolve(file: ExperimentFile): ResolvedExperiment {
  const arms = file.arms ?? [{ name: file.name }];
  const { name, description } = file;
  const dataset = expandShorthand("dataset", file.dataset ?? defaults.dataset) as ResolvedDataset;
  const images = dataset.train ?? (dataset.name === "mnist" ? mnistImages.train : undefined);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    dataset,
    seeds: [...(file.seeds ?? defaults.seeds)],
    arms: arms.map((arm) => {
      const settings = settingKeys.map((key) => [key, merge(key, file[key], arm[key])]);
      return resolveArm(arm.name, Object.fromEntries(settings) as Settings, images);
    }),
  };
}
