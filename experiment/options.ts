/** The options of an experiment that are not those of a part, as rules; threads that train read them without zod. */
import { denseOptions, networkOptions } from "../bindings/description.ts";
import { MAX_UNITS } from "../bindings/parts/dense.ts";
import { defaultLoss } from "../bindings/parts/losses.ts";
import { type OptionRule, type OptionRules, regularizing } from "../bindings/parts/options.ts";
import { schedules } from "../bindings/parts/schedules.ts";
import { samplings } from "../bindings/sampler.ts";

/** What holds when a file does not say; each option's default stands in its rule. */
export const defaults = {
  dataset: "mnist", hidden: [100], optimizer: "sgd", schedule: "constant", loss: defaultLoss, seeds: [0],
} as const;

/** Most steps of an arm. */
export const maxIterations = 10_000_000;

/** Of the data set. */
export const labelNoise = {
  kind: "number", default: 0, min: 0, max: 1,
  about: "Share of the training rows whose label is replaced by another; those to validate and to test on keep theirs.",
} as const satisfies OptionRule;

/** How an arm trains, in the order of resolved experiments. */
export const trainingOptions = {
  iterations: { kind: "integer", default: 1000, min: 1, max: maxIterations, about: "Number of steps." },
  batchSize: { kind: "integer", default: 100, min: 1, max: MAX_UNITS, about: "Rows a step." },
  evaluateEvery: {
    kind: "integer", default: 10, min: 1, max: maxIterations,
    about: "Steps from one evaluation on all test rows to the next. The last step is always evaluated.",
  },
  sampling: {
    kind: "choice", default: "replacement", choices: samplings,
    about: "How batches are drawn: with replacement, or by shuffled epochs (each row once an epoch).",
  },
  trainAccuracy: {
    kind: "choice", default: "batch", choices: ["batch", "all"],
    about: "What the training accuracy, or RMSE, is measured on: the current batch, or all training rows.",
  },
} as const satisfies OptionRules;

/** When an arm stops before its last step. */
export const stopOptions = {
  on: schedules.plateau.options.on,
  patience: {
    kind: "integer", default: 10, min: 1, max: maxIterations,
    about: "It stops after so many evaluations in a row without anything better.",
  },
  minDelta: { kind: "number", default: 0, min: 0, max: 1e6, about: "A gain of no more than this does not count." },
  restoreBest: {
    kind: "boolean", default: true,
    about: "Whether the network is in the end that of the best evaluation, whether it stopped early or not, or the last one.",
  },
} as const satisfies OptionRules;

/** How settings are searched, and how often the chosen ones run. */
export const tuningOptions = {
  trials: { kind: "integer", default: 25, min: 1, max: 1000, about: "Trials of every arm with a search." },
  method: {
    kind: "choice", default: "halton", choices: ["halton", "random", "grid"],
    about: "How trials are spread: evenly (Halton's sequence), at random, or on a grid of at most so many points.",
  },
  seeds: { kind: "integer", default: 1, min: 1, max: 20, about: "Runs of every trial, each with a seed of its own." },
  choose: {
    kind: "choice", default: "final", choices: ["final", "best"],
    about: "By which validation accuracy, or R²: that after the last step, or the best of all evaluations.",
  },
  rerun: {
    kind: "integer", default: 10, min: 1, max: 100,
    about: "Seeds, none of the trials', with which the chosen settings run again and are measured on the test rows.",
  },
} as const satisfies OptionRules;

/** Of a range that is searched. */
export const intervalOptions = {
  scale: { kind: "choice", default: "linear", choices: ["linear", "log"], about: "On which equal steps are equally likely." },
  of: { kind: "choice", default: "x", choices: ["x", "1-x"], about: "Whether min and max are of the value, or of 1 − value." },
} as const satisfies OptionRules;

/** How hopeless trials end early. */
export const halvingOptions = {
  factor: {
    kind: "integer", default: 3, min: 2, max: 10,
    about: "One in so many trials goes on, for so many times as many steps.",
  },
  from: {
    kind: "number", default: 0.1, min: 0, minExcluded: true, max: 1,
    about: "The least share of its steps that every trial makes: early on, good settings can look bad.",
  },
} as const satisfies OptionRules;

/** In place of iterations, which the resolved form has. */
export const epochs = {
  kind: "integer", min: 1, max: maxIterations,
  about:
    "In place of iterations: as many steps as it takes to draw this many times the number of training rows, " +
    "⌈epochs × rows ÷ batchSize⌉.",
} as const;

/** What `regularization` says of every dense layer, and of the network. */
export const regularizationOptions = { layers: regularizing(denseOptions), network: regularizing(networkOptions) };

function without<Rules extends OptionRules, Name extends keyof Rules & string>(rules: Rules, names: readonly Name[]) {
  const rest = Object.entries(rules).filter(([name]) => !names.some((other) => other === name));
  return Object.fromEntries(rest) as unknown as Omit<Rules, Name>;
}

/** What an arm says of the network as a whole; the data set, the training and the seeds give the other options. */
export const armOptions = without(networkOptions, ["inputs", "batchSize", "seed"]);

/** Those that stand under `network`; those that regularize stand under `regularization`. */
export const armNetworkOptions = without(
  armOptions, Object.keys(regularizationOptions.network) as (keyof typeof regularizationOptions.network)[],
);
