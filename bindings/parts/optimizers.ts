// The table of optimizers: their options, how much state each keeps, and the kernel that makes a step.
// The description's types and checks, the experiment schema, the command line and the page read it.

import type { Kernels, Pointer } from "../core.ts";
import { LEAST_EPSILON, UsagiError } from "../errors.ts";
import {
  completeOptions, type NamedPart, type OptionRules, type OptionValues, type ResolvedPart, resolvePart,
} from "./options.ts";

/** One pass over n parameters at `w` with gradients at `g`; `t` counts steps from 1. */
interface StepArguments<Rules extends OptionRules> {
  readonly kernels: Kernels;
  readonly w: Pointer;
  readonly g: Pointer;
  /** In the order of the row's `state`. */
  readonly state: readonly Pointer[];
  /** The learning rate of this step: what the schedule makes of the option. */
  readonly rate: number;
  readonly options: OptionValues<Rules>;
  readonly t: number;
  readonly n: number;
}

interface OptimizerRow<Rules extends OptionRules> {
  readonly options: Rules;
  /** The arrays of state, each as long as the parameters, and where they start: a number or an option's name. */
  readonly state: Readonly<Record<string, number | (keyof Rules & string)>>;
  /** What is wrong with these options together, if anything. */
  readonly conflict?: (options: OptionValues<Rules>) => string | undefined;
  readonly step: (args: StepArguments<Rules>) => void;
}

type LearningRate = ReturnType<typeof learningRate>;

/** `learningRate` is its default. */
function row<const Rules extends OptionRules>(
  { learningRate: rate, options, ...others }: OptimizerRow<Rules> & { readonly learningRate: number },
): OptimizerRow<{ readonly learningRate: LearningRate } & Rules> {
  return { options: { learningRate: learningRate(rate), ...options }, ...others };
}

const learningRate = (value: number) =>
  ({ kind: "number", default: value, min: 0, minExcluded: true, max: 1e6, about: "Learning rate η." }) as const;
const decay = (value: number, about: string) =>
  ({ kind: "number", default: value, min: 0, max: 1, maxExcluded: true, about }) as const;

export const optimizers = {
  sgd: row({
    learningRate: 0.01,
    options: {},
    state: {},
    step: ({ kernels, w, g, rate, n }) => kernels.sgdStep(w, g, rate, n),
  }),

  momentum: row({
    learningRate: 0.01,
    options: {
      momentum: decay(0.9, "Momentum μ, the share of the velocity that each step keeps."),
    },
    state: { velocity: 0 },
    step: ({ kernels, w, g, state, rate, options, n }) =>
      kernels.momentumStep(w, g, state[0]!, rate, options.momentum, n),
  }),

  adagrad: row({
    learningRate: 0.01,
    options: {
      epsilon: { kind: "number", default: 1e-7, min: 0, max: 1, about: "ε, added to √h." },
      initialAccumulator: { kind: "number", default: 0, min: 0, max: 1e6, about: "h₀, where h starts." },
      skipFirst: {
        kind: "boolean",
        default: false,
        about: "Leave the first step's g² out of h, as the code of the course report does.",
      },
    },
    state: { h: "initialAccumulator" },
    conflict: ({ epsilon, initialAccumulator, skipFirst }) => {
      const accumulated = Math.fround(initialAccumulator) > 0;
      if (Math.fround(epsilon) === 0 && !accumulated) {
        return "epsilon and initialAccumulator are both 0 (in float32), so a gradient of 0 would give 0/0; set one";
      }
      return skipFirst && !accumulated
        ? "skipFirst needs an initialAccumulator above 0, or the first step would divide by epsilon alone"
        : undefined;
    },
    step: ({ kernels, w, g, state, rate, options, t, n }) =>
      kernels.adagradStep(
        w, g, state[0]!, rate, options.epsilon, options.skipFirst && t === 1, n,
      ),
  }),

  rmsprop: row({
    learningRate: 0.01,
    options: {
      decay: decay(0.99, "ρ, the share of the mean square that each step keeps."),
      epsilon: {
        kind: "number", default: 1e-7, min: LEAST_EPSILON, max: 1, about: "ε, added to √h.",
      },
    },
    state: { h: 0 },
    step: ({ kernels, w, g, state, rate, options, n }) =>
      kernels.rmspropStep(w, g, state[0]!, rate, options.decay, options.epsilon, n),
  }),

  adam: row({
    learningRate: 0.001,
    options: {
      beta1: decay(0.9, "β₁, the decay of the mean gradient."),
      beta2: decay(0.999, "β₂, the decay of the mean square."),
      epsilon: {
        kind: "number", default: 1e-7, min: LEAST_EPSILON, max: 1, about: "ε, added to √v.",
      },
      epsilonMode: {
        kind: "choice",
        default: "corrected",
        choices: ["corrected", "uncorrected"],
        about: "Where ε stands: beside the bias-corrected √v̂ (Kingma & Ba, torch) or beside √v (Keras, the course report's code).",
      },
    },
    state: { m: 0, v: 0 },
    step: ({ kernels, w, g, state, rate, options, t, n }) =>
      kernels.adamStep(
        w, g, state[0]!, state[1]!, rate, options.beta1, options.beta2, options.epsilon,
        options.epsilonMode === "uncorrected", t, n,
      ),
  }),
};

type Table = typeof optimizers;
export type OptimizerName = keyof Table;

/** An optimizer and any of its options, as a user writes it. */
export type Optimizer = NamedPart<Table>;

/** An optimizer with every option. */
export type ResolvedOptimizer = ResolvedPart<Table>;

export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** Any row of the table, its options unknown to the compiler. */
export function optimizerRow(name: OptimizerName): OptimizerRow<OptionRules> {
  return optimizers[name] as unknown as OptimizerRow<OptionRules>;
}

/** Fills in defaults. Throws a UsagiError that names the option, e.g. `optimizer.learningRate`. */
export function resolveOptimizer(optimizer: OptimizerName | Optimizer): ResolvedOptimizer {
  const resolved = resolvePart("optimizer", optimizers, optimizer);
  const { options, conflict } = optimizerRow(resolved.name);
  const problem = conflict?.(completeOptions(options, resolved));
  if (problem) throw new UsagiError(`optimizer: ${problem}`);
  return resolved;
}
