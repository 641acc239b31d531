/** From an experiment file to its complete form: arms merged over the experiment, every default explicit. */
import {
  type DenseOptions, denseOptions, expandShorthand as expandPart, namedParts, optionalParts, type ResolvedDescription,
  type ResolvedHiddenLayer, type ResolvedOutputLayer,
} from "../bindings/description.ts";
import {
  type Activation, activation as activationLayer, activationPart, activations, resolveActivation,
} from "../bindings/parts/activations.ts";
import { type augment, moves } from "../bindings/parts/augment.ts";
import { type OptionalKind, resolveLayers } from "../bindings/parts/layers.ts";
import { type LossName, type ResolvedLoss, resolveLoss as resolveLossPart } from "../bindings/parts/losses.ts";
import { type OptionRules, type ResolvedOptions, resolveOptions } from "../bindings/parts/options.ts";
import { completeOptimizer, fillOptimizer, type OptimizerName, type ResolvedOptimizer } from "../bindings/parts/optimizers.ts";
import { type ResolvedSchedule, type ScheduleName, scheduleRow } from "../bindings/parts/schedules.ts";
import { type ResolvedClaim, resolveClaim } from "./claims.ts";
import { isMade, resolveMade } from "./data/made-sets.ts";
import type { ResolvedDataset } from "./dataset-schema.ts";
import { scoreOf } from "./metrics.ts";
import {
  armOptions, defaults, halvingOptions, regularizationOptions, stopOptions, trainingOptions, tuningOptions,
} from "./options.ts";
import type { Path } from "./problems.ts";
import type { ArmFile, ExperimentFile, StartFile } from "./schema.ts";
import { chosenLayers, layerNames, type ResolvedStart } from "./start.ts";
import { stepsOf } from "./tuning/places.ts";
import { type Entries, resolveSpace } from "./tuning/search.ts";
import type { SearchSpace } from "./tuning/space.ts";

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };
export type ResolvedTraining = Mutable<ResolvedOptions<typeof trainingOptions>> & Pick<ResolvedDescription, "clipping"> & {
  /** None where it does not stop early. */
  stop?: ResolvedOptions<typeof stopOptions>;
};

/** How many images MNIST has. */
export const mnistImages = { train: 60_000, test: 10_000 } as const;

/** Of the output layer, which has as many units as the data set has classes. */
export type ResolvedDense = Omit<ResolvedOutputLayer, "units">;

/** What of an arm is searched. */
export interface ResolvedSearch {
  space: SearchSpace;
  /** The arm as the file has it, merged over the experiment: a trial's settings are merged over this. */
  base: ArmSettings;
  /** How many images an epoch has, where that is known. */
  images?: number;
}

/** With the options of the network as a whole. */
export interface ResolvedArm extends ResolvedOptions<typeof armOptions> {
  name: string;
  /** None where first weights are drawn. */
  from?: ResolvedStart;
  network: { hidden: ResolvedHiddenLayer[]; output: ResolvedDense };
  optimizer: ResolvedOptimizer;
  /** None where the rate is constant, without warm-up. */
  schedule?: ResolvedSchedule;
  /** None where it is softmax cross-entropy. */
  loss?: ResolvedLoss;
  /** None where images stay as they are. */
  augment?: ResolvedOptions<typeof augment.options>;
  training: ResolvedTraining;
  /** None where its settings are those of the file. */
  search?: ResolvedSearch;
}

export type ResolvedTuning = Mutable<ResolvedOptions<typeof tuningOptions>> & {
  /** None where every trial trains to the end. */
  halving?: ResolvedOptions<typeof halvingOptions>;
};

export type { ResolvedDataset };

export interface ResolvedExperiment {
  name: string;
  description?: string;
  dataset: ResolvedDataset;
  /** With a tuning one, the first. */
  seeds: number[];
  arms: ResolvedArm[];
  /** What its results shall answer; none without it. */
  claims?: ResolvedClaim[];
  /** None where all arms run with the settings of the file. */
  tuning?: ResolvedTuning;
}

/** What an arm says of its settings. */
export const settingKeys = ["from", "network", "training", "optimizer", "schedule", "loss", "regularization"] as const;
/** What a file says of an arm. */
export type ArmSettings = Pick<ArmFile, (typeof settingKeys)[number]>;
type Fields = Record<string, unknown>;

/** Whether a value of a file has keys. */
export const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What shorthands stand for: the library's (`"adam"`, a dropout of 0.2, a hidden layer of 40) and those of files alone. */
export function expandShorthand(key: string | number, value: unknown): unknown {
  if (key === "dataset" && typeof value === "string") return { name: value };
  if (key === "from" && typeof value === "string") return { path: value };
  if (key === "halving" && typeof value === "boolean") return value ? {} : undefined;
  if (key === "search" && value === "default") return { optimizer: "default" };
  return key === "stop" && typeof value === "number" ? { patience: value } : expandPart(key, value);
}

/** Keys that exclude each other: an arm that gives one drops its base's other. */
export const alternatives: Readonly<Record<string, string>> = { iterations: "epochs", epochs: "iterations" };

/**
 * `changes` over `base`: objects are merged key by key, anything else is replaced; a named part (optimizer, schedule,
 * activation) with another name is replaced whole, and so is a network to begin with that has another path.
 */
function merge(key: string | number, base: unknown, changes: unknown): unknown {
  const from = expandShorthand(key, base);
  const over = expandShorthand(key, changes);
  if (over === undefined) return from;
  if (!isObject(from) || !isObject(over)) return over;
  const identity = namedParts.includes(key) ? "name" : key === "from" ? "path" : undefined;
  if (identity !== undefined && over[identity] !== undefined && over[identity] !== from[identity]) return over;
  const kept = Object.keys(from).filter((inner) => over[alternatives[inner] ?? ""] === undefined);
  const keys = new Set([...kept, ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((inner) => [inner, merge(inner, from[inner], over[inner])]));
}

/** A value at a path, over what stands there; what is missing on the way is made. */
function put(key: string | number, base: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return merge(key, base, value);
  const owner = expandShorthand(key, base ?? (key === "hidden" ? defaults.hidden : {}));
  const inner = (present: unknown) => put(step, present, rest, value);
  if (Array.isArray(owner)) return owner.map((element, i) => (i === step ? inner(element) : (element as unknown)));
  const own = isObject(owner) ? owner : {};
  const kept = Object.entries(own).filter(([other]) => other !== alternatives[step]);
  return { ...Object.fromEntries(kept), [step]: inner(own[step]) };
}

function resolveOptional(key: OptionalKind | "clipping" | "augment", value: unknown): object | false {
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

/** As of the optimizer. Where nothing says when it ends, it ends with the training. None where the rate is constant. */
function resolveSchedule(value: unknown, { iterations }: ResolvedTraining): ResolvedSchedule | undefined {
  const given = (expandShorthand("schedule", value) ?? {}) as { name?: ScheduleName; warmup?: number };
  const { name = defaults.schedule, warmup = 0 } = given;
  if (name === "constant" && warmup === 0) return undefined;
  const { options, ends } = scheduleRow(name);
  return { name, ...defaultsOf(options), ...(ends && { steps: iterations - warmup }), ...given } as ResolvedSchedule;
}

/** None where it is the default. An arm may change an option that its loss does not have: check.ts reports it. */
function resolveLoss(value: unknown): ResolvedLoss | undefined {
  const { name = defaults.loss, ...given } = (expandShorthand("loss", value) ?? {}) as { name?: LossName };
  const loss = resolveLossPart(name);
  return loss || Object.keys(given).length > 0 ? ({ name, ...loss, ...given } as ResolvedLoss) : undefined;
}

/**
 * An epoch has as many steps as it takes to draw every one of the `images` once; iterations are NaN where nothing
 * says how many there are.
 */
function resolveTraining({ epochs, stop, ...given }: NonNullable<ArmSettings["training"]>, images = NaN): ResolvedTraining {
  const training: ResolvedTraining = resolveOptions("training", trainingOptions, given);
  if (epochs !== undefined) training.iterations = Math.ceil((epochs * images) / training.batchSize);
  const clipping = resolveOptional("clipping", given.clipping) as ResolvedTraining["clipping"] | false;
  const stopping = expandShorthand("stop", stop);
  return {
    ...training,
    // The last step is always evaluated.
    evaluateEvery: Math.min(training.evaluateEvery, training.iterations),
    ...(clipping && { clipping }),
    ...(isObject(stopping) && { stop: resolveOptions("training.stop", stopOptions, stopping) }),
  };
}

/** Without what has its default, in one order whatever the file's. A path that is missing check.ts reports. */
function resolveStart(value: unknown): ResolvedStart | undefined {
  const given = expandShorthand("from", value);
  if (!isObject(given)) return undefined;
  const { path = "", arm, seed, layers, freeze, optimizerState, digest } = given as Exclude<StartFile, string | false>;
  return {
    path,
    ...(arm !== undefined && { arm }),
    ...(seed !== undefined && { seed }),
    ...(layers !== undefined && layers !== "all" && { layers }),
    ...(freeze !== undefined && { freeze }),
    ...(optimizerState && { optimizerState }),
    ...(digest !== undefined && { digest }),
  };
}

function resolveArm(name: string, settings: ArmSettings, images?: number): ResolvedArm {
  const { network = {}, regularization = {} } = settings;
  const training = resolveTraining(settings.training ?? {}, images);
  const schedule = resolveSchedule(settings.schedule, training);
  const loss = resolveLoss(settings.loss);
  const from = resolveStart(settings.from);
  const moved = resolveOptional("augment", regularization.augment) as ResolvedArm["augment"] | false;
  const layers = network.hidden ?? defaults.hidden;
  const frozen = from?.freeze ? chosenLayers(from.freeze, layers.length) : [];
  const names = layerNames(layers.length);
  const freeze = (block: number) => (frozen.includes(names[block]!) ? { trainable: false } : {});
  const resolveDense = (layer: DenseOptions, activation: Activation): ResolvedDense => {
    const trainable = layer.trainable ?? denseOptions.trainable.default;
    // A layer that is never updated is not regularized.
    const none = trainable ? {} : defaultsOf(regularizationOptions.layers);
    const init = network.init ?? activations[activationPart(activation).name].init;
    return resolveOptions("", denseOptions, { ...regularization, ...layer, ...none }, { init });
  };
  const hidden = layers.map((element, block): ResolvedHiddenLayer => {
    const layer = { ...(typeof element === "number" ? { units: element } : element), ...freeze(block) };
    const standard = activationLayer.options.name.default;
    const given = activationPart(layer.activation ?? network.activation ?? standard);
    // Without a name where check.ts took a wrong one away.
    const activation = given.name ? resolveActivation("activation", given) : standard;
    return {
      units: layer.units,
      activation,
      ...resolveLayers((kind) => {
        const options = resolveOptional(kind, merge(kind, network[kind], layer[kind]));
        return options && kind === "batchNorm" && frozen.includes(names[block]!) ? { ...options, statistics: "running" } : options;
      }),
      ...resolveDense(layer, activation),
    };
  });
  return {
    name,
    ...(from && { from }),
    network: { hidden, output: resolveDense({ ...network.output, ...freeze(hidden.length) }, "identity") },
    optimizer: resolveOptimizer(settings.optimizer),
    ...(schedule && { schedule }),
    ...(loss && { loss }),
    ...resolveOptions("", armOptions, { ...network, ...regularization }),
    ...(moved && moves(moved) && { augment: moved }),
    training,
  };
}

/** An arm that is searched, with settings of its search, as if the file had given them. */
export function resolveWith(
  name: string, { base, images }: ResolvedSearch, settings: Readonly<Record<string, unknown>>,
): ResolvedArm {
  const given = Object.entries(settings).reduce<unknown>((all, [path, value]) => put("", all, stepsOf(path), value), base);
  return resolveArm(name, given as ArmSettings, images);
}

/** An experiment as results have it: with every option of its optimizers, those that have their defaults too. */
export function withEveryOption(experiment: ResolvedExperiment): ResolvedExperiment {
  const arms = experiment.arms.map((arm) => ({ ...arm, optimizer: completeOptimizer(arm.optimizer) }));
  return { ...experiment, arms };
}

function resolveTuning({ halving, ...given }: NonNullable<ExperimentFile["tuning"]>): ResolvedTuning {
  const options = expandShorthand("halving", halving) as object | undefined;
  return {
    ...resolveOptions("tuning", tuningOptions, given),
    ...(options && { halving: resolveOptions("tuning.halving", halvingOptions, options) }),
  };
}

/** What of its files decides the rows that test is explicit; no noise and none are the same, and so are defaults. */
function resolveDataset(given: ExperimentFile["dataset"]): ResolvedDataset {
  const { labelNoise, ...clean } = expandShorthand("dataset", given ?? defaults.dataset) as ResolvedDataset;
  const dataset = { ...clean, ...(labelNoise && { labelNoise }) } as ResolvedDataset;
  if (isMade(dataset)) {
    const { validation } = dataset;
    const noise = labelNoise ? { labelNoise } : {};
    return { name: dataset.name, ...resolveMade(dataset.name, dataset), ...(validation !== undefined && { validation }), ...noise } as ResolvedDataset;
  }
  if (dataset.name !== "csv" && dataset.name !== "images") return dataset;
  const resolved = { ...dataset, test: dataset.test ?? 0.2, seed: dataset.seed ?? 0 };
  if (resolved.name === "csv" && resolved.decimal === ".") delete resolved.decimal;
  return resolved;
}

/** The complete form of an experiment that `experimentSchema` has accepted. */
export function resolve(file: ExperimentFile): ResolvedExperiment {
  const arms = file.arms ?? [{ name: file.name }];
  const { name, description } = file;
  const dataset = resolveDataset(file.dataset);
  const images = dataset.train ?? (dataset.name === "mnist" ? mnistImages.train - (dataset.validation ?? 0) : undefined);
  const resolved = arms.map((arm): ResolvedArm => {
    const settings = settingKeys.map((key) => [key, merge(key, file[key], arm[key])]);
    const given = Object.fromEntries(settings.filter(([, value]) => value !== undefined)) as ArmSettings;
    const [common, own] = [file.search, arm.search].map((all) => expandShorthand("search", all) as Entries | false | undefined);
    const space = resolveSpace(common, own, given);
    const search: ResolvedSearch | undefined = space && { space, base: given, ...(images !== undefined && { images }) };
    return { ...resolveArm(arm.name, given, images), ...(search && { search }) };
  });
  return {
    name,
    ...(description === undefined ? {} : { description }),
    dataset,
    seeds: [...(file.seeds ?? defaults.seeds)],
    ...(file.tuning && { tuning: resolveTuning(file.tuning) }),
    arms: resolved,
    ...(file.claims && { claims: file.claims.map((claim) => resolveClaim(claim, scoreOf(resolved[0]))) }),
  };
}
