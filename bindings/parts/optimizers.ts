// The table of optimizers: their options, whose forms they know, how much state each keeps, and the kernel that makes
// a step. The description's types and checks, the experiment schema, the command line, the page and docs/optimizers.md
// read it.

import { power } from "../arithmetic.ts";
import type { Kernels, Pointer } from "../core.ts";
import { LEAST_EPSILON, show, UsagiError } from "../errors.ts";
import {
  completeOptions, type NamedPart, type OptionRules, type OptionValues, type ResolvedPart, resolvePart,
} from "./options.ts";

/** Whose forms and defaults `semantics` can name. Without one they are this library's own, "usagi". */
export const sources = ["torch", "keras", "optax", "paper", "book", "report"] as const;
export type Source = (typeof sources)[number];

/** What an optimizer of a source is. */
interface SourceForm<Rules extends OptionRules> {
  /** Options that it has, with defaults other than the rules'. */
  readonly defaults?: Partial<OptionValues<Rules>>;
  /** Options that it has in this form only. */
  readonly form?: Partial<OptionValues<Rules>>;
}

/** What goes for all optimizers of a source, as far as a row does not say otherwise. */
const everywhere: Readonly<Record<Source, SourceForm<DecayRules>>> = {
  torch: { defaults: { weightDecayOn: "parameters" }, form: { weightDecayMode: "coupled" } },
  keras: { defaults: { weightDecayOn: "parameters" }, form: { weightDecayMode: "decoupled" } },
  optax: { defaults: { weightDecayOn: "parameters" }, form: { weightDecayMode: "decoupled" } },
  paper: { form: { weightDecay: 0 } },
  book: { form: { weightDecay: 0 } },
  report: { form: { weightDecay: 0 } },
};

/** One pass over n parameters at `w` with gradients at `g`, n a multiple of 4; `t` counts steps from 1. */
interface StepArguments<Rules extends OptionRules> {
  readonly kernels: Kernels;
  readonly w: Pointer;
  readonly g: Pointer;
  /** By the names of the row's `state`. */
  readonly state: Readonly<Record<string, Pointer>>;
  /** The learning rate of this step: what the schedule makes of the option. */
  readonly rate: number;
  readonly options: OptionValues<Rules>;
  readonly t: number;
  readonly n: number;
  /** The share of w that weight decay adds to its gradient, and the one that it takes off beside the step. */
  readonly coupled: number;
  readonly decoupled: number;
}

interface OptimizerRow<Rules extends OptionRules> {
  readonly options: Rules;
  /** Who has such an optimizer. */
  readonly sources: { readonly [Name in Source]?: SourceForm<Rules> };
  /** The defaults of the semantics that are given. */
  readonly defaults: (given: { readonly semantics?: unknown }) => Readonly<Record<string, unknown>>;
  /** The arrays of state, each as long as the parameters, and where they start. */
  readonly state: (options: OptionValues<Rules>) => Readonly<Record<string, number>>;
  /** What is wrong with these options together, if anything. */
  readonly conflict?: (options: OptionValues<Rules>) => string | undefined;
  readonly step: (args: StepArguments<Rules>) => void;
}

const learningRate = (value: number) =>
  ({ kind: "number", default: value, min: 0, minExcluded: true, max: 1e6, about: "Learning rate η." }) as const;
const share = (value: number, about: string) =>
  ({ kind: "number", default: value, min: 0, max: 1, maxExcluded: true, about }) as const;
const epsilon = (value: number, about: string) =>
  ({ kind: "number", default: value, min: LEAST_EPSILON, max: 1, about }) as const;
/** A choice between forms of one optimizer. */
const form = <const Choice extends string>(value: Choice, choices: readonly Choice[], about: string) =>
  ({ kind: "choice", default: value, choices, omitDefault: true, detail: true, about }) as const;
const off = (about: string) =>
  ({ kind: "boolean", default: false, omitDefault: true, detail: true, about }) as const;
const none = (max: number, about: string) =>
  ({ kind: "number", default: 0, min: 0, max, maxExcluded: true, omitDefault: true, detail: true, about }) as const;

const momentum = share(0.9, "Momentum μ, the share of the velocity that each step keeps.");
const ratePlace = form("inside", ["inside", "outside"], "Whether η is inside the velocity, or a factor of it.");
const epsilonPlace = form("outside", ["inside", "outside"], "ε inside the root, √(h + ε), or outside, √h + ε.");
const beta1 = share(0.9, "β₁, the decay of the mean gradient.");
const beta2 = share(0.999, "β₂, the decay of the mean square.");
const epsilonMode = (value: "corrected" | "uncorrected") => ({
  kind: "choice",
  default: value,
  choices: ["corrected", "uncorrected"],
  about: "Where ε stands: beside the bias-corrected √v̂ (Kingma & Ba, torch) or beside √v (Keras, the course report's code).",
}) as const;

const decayRules = (weightDecay: number, mode: "coupled" | "decoupled") => ({
  weightDecay: {
    kind: "number", default: weightDecay, min: 0, max: 1e6, omitDefault: true,
    about: "Weight decay λ, in the optimizer and not in the loss.",
  },
  weightDecayMode: form(
    mode as "coupled" | "decoupled" | "schedule", ["coupled", "decoupled", "schedule"],
    "coupled: λw joins the gradient (L2); decoupled: w −= ηλw beside the step; schedule: the same with η's schedule " +
      "in place of η.",
  ),
  weightDecayOn: form("weights", ["weights", "parameters"], "What decays: weights, or all parameters: biases, γ and β too."),
}) as const;
type DecayRules = ReturnType<typeof decayRules>;

const semantics = <const Name extends Source>(names: readonly Name[]) => ({
  kind: "choice", default: "usagi" as "usagi" | Name, choices: ["usagi", ...names] as readonly ("usagi" | Name)[],
  omitDefault: true, about: "Whose form and defaults these are; options that are given come first.",
}) as const;

type AllRules<Rules, Name extends Source> =
  { readonly semantics: ReturnType<typeof semantics<Name>>; readonly learningRate: ReturnType<typeof learningRate> } &
  Rules & DecayRules;

/** A row with the options that all have: `learningRate` and `decay` are their defaults. */
function row<const Rules extends OptionRules, const Name extends Source>(
  { learningRate: rate, decay: [weightDecay, mode] = [0, "coupled"], options, sources: own, ...others }:
    Omit<OptimizerRow<AllRules<Rules, Name>>, "options" | "sources" | "defaults"> & {
      readonly learningRate: number;
      readonly decay?: readonly [number, "coupled" | "decoupled"];
      readonly options: Rules;
      readonly sources: Readonly<Record<Name, SourceForm<AllRules<Rules, Name>>>>;
    },
): OptimizerRow<AllRules<Rules, Name>> {
  const names = Object.keys(own) as Name[];
  return {
    options: { semantics: semantics(names), learningRate: learningRate(rate), ...options, ...decayRules(weightDecay, mode) },
    sources: own,
    defaults: ({ semantics }) => sourceForm(own, semantics).defaults,
    ...others,
  };
}

/** The options of a source's optimizer that are other than the rules' defaults, and which of them are fixed. */
function sourceForm(own: OptimizerRow<OptionRules>["sources"], semantics: unknown): Required<SourceForm<OptionRules>> {
  const source = sources.find((one) => one === semantics);
  if (source === undefined) return { defaults: {}, form: {} };
  const { defaults = {}, form = {} } = everywhere[source];
  const free = Object.entries(form).filter(([key]) => own[source]?.defaults?.[key] === undefined);
  const fixed = { ...Object.fromEntries(free), ...own[source]?.form };
  return { defaults: { ...defaults, ...own[source]?.defaults, ...fixed }, form: fixed };
}

const adamOptions = {
  beta1,
  beta2,
  epsilon: epsilon(1e-7, "ε, added to √v."),
  epsilonMode: epsilonMode("corrected"),
  amsgrad: off("AMSGrad: the greatest v so far in place of v."),
  amsgradMaximum: form("v", ["v", "vHat"], "The maximum is over v, or over the corrected v̂."),
} as const;

const adamRow = {
  options: adamOptions,
  state: ({ amsgrad }: { amsgrad: boolean }) => ({ m: 0, v: 0, ...(amsgrad ? { peak: 0 } : {}) }),
  step: ({ kernels, w, g, state, rate, options, t, n, coupled, decoupled }: StepArguments<typeof adamOptions>) =>
    kernels.adamStep(
      w, g, state["m"]!, state["v"]!, state["peak"] ?? 0, rate, options.beta1, options.beta2, options.epsilon,
      options.epsilonMode === "uncorrected", options.amsgrad && options.amsgradMaximum === "vHat", t,
      coupled, decoupled, n,
    ),
};

export const optimizers = {
  sgd: row({
    learningRate: 0.01,
    options: {},
    sources: { torch: { defaults: { learningRate: 0.001 } }, keras: {}, optax: {}, book: {}, report: {} },
    state: () => ({}),
    step: ({ kernels, w, g, rate, n, coupled, decoupled }) =>
      kernels.sgdStep(w, g, rate, rate * coupled + decoupled, n),
  }),

  momentum: row({
    learningRate: 0.01,
    options: {
      momentum,
      dampening: none(1, "Share of the gradient that is left out of the velocity."),
      firstVelocity: form(
        "gradient", ["gradient", "dampened"], "With dampening: whether the first velocity is the whole gradient.",
      ),
      ratePlace,
    },
    sources: {
      torch: { defaults: { learningRate: 0.001 }, form: { ratePlace: "outside", firstVelocity: "gradient" } },
      keras: { form: { ratePlace: "inside", dampening: 0 } },
      optax: { form: { ratePlace: "outside", dampening: 0 } },
      book: { form: { ratePlace: "inside", dampening: 0 } },
      report: { form: { ratePlace: "inside", dampening: 0 } },
    },
    state: () => ({ velocity: 0 }),
    step: ({ kernels, w, g, state, rate, options, t, n, coupled, decoupled }) => {
      const whole = t === 1 && options.firstVelocity === "gradient";
      kernels.momentumStep(
        w, g, state["velocity"]!, rate, options.momentum, whole ? 1 : 1 - options.dampening,
        options.ratePlace === "outside", coupled, decoupled, n,
      );
    },
  }),

  nesterov: row({
    learningRate: 0.01,
    options: {
      momentum,
      ratePlace,
      slip: off("The new v in w += μ²v − (1 + μ)ηg, whose v is the old one: the slip of one edition of the book."),
    },
    sources: {
      torch: { defaults: { learningRate: 0.001 }, form: { ratePlace: "outside", slip: false } },
      keras: { form: { ratePlace: "inside", slip: false } },
      optax: { form: { ratePlace: "outside", slip: false } },
      book: { form: { ratePlace: "inside", slip: true } },
    },
    state: () => ({ velocity: 0 }),
    step: ({ kernels, w, g, state, rate, options, n, coupled, decoupled }) =>
      kernels.nesterovStep(
        w, g, state["velocity"]!, rate, options.momentum, options.ratePlace === "outside", options.slip,
        coupled, decoupled, n,
      ),
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
      epsilonPlace,
      rateDecay: none(1e6, "η / (1 + (t − 1) × rateDecay) in place of η."),
    },
    sources: {
      torch: { defaults: { epsilon: 1e-10 }, form: { epsilonPlace: "outside", skipFirst: false } },
      keras: {
        defaults: { learningRate: 0.001, initialAccumulator: 0.1 },
        form: { epsilonPlace: "inside", skipFirst: false, rateDecay: 0 },
      },
      optax: { defaults: { initialAccumulator: 0.1 }, form: { epsilonPlace: "inside", skipFirst: false, rateDecay: 0 } },
      book: { form: { epsilonPlace: "outside", skipFirst: false, rateDecay: 0 } },
      report: {
        defaults: { initialAccumulator: 1e-4, epsilon: 0 },
        form: { epsilonPlace: "outside", skipFirst: true, rateDecay: 0 },
      },
    },
    state: ({ initialAccumulator }) => ({ h: initialAccumulator }),
    conflict: ({ epsilon, initialAccumulator, skipFirst }) => {
      const accumulated = Math.fround(initialAccumulator) > 0;
      if (Math.fround(epsilon) === 0 && !accumulated) {
        return "epsilon and initialAccumulator are both 0 (in float32), so a gradient of 0 would give 0/0; set one";
      }
      return skipFirst && !accumulated
        ? "skipFirst needs an initialAccumulator above 0, or the first step would divide by epsilon alone"
        : undefined;
    },
    step: ({ kernels, w, g, state, rate, options, t, n, coupled, decoupled }) => {
      const { inside, outside } = placed(options);
      kernels.rmspropStep(
        w, g, state["h"]!, 0, 0, rate / (1 + (t - 1) * options.rateDecay), 1, options.skipFirst && t === 1 ? 0 : 1,
        inside, outside, 0, false, coupled, decoupled, n,
      );
    },
  }),

  rmsprop: row({
    learningRate: 0.01,
    options: {
      decay: share(0.99, "ρ, the share of the mean square that each step keeps."),
      epsilon: epsilon(1e-7, "ε, added to √h."),
      epsilonPlace,
      centered: off("The variance in place of the mean square: less the square of the mean gradient, at least 0."),
      momentum: none(1, "Momentum μ of what w moves by; 0: none."),
      ratePlace,
    },
    sources: {
      torch: { defaults: { epsilon: 1e-8 }, form: { epsilonPlace: "outside", ratePlace: "outside" } },
      keras: { defaults: { learningRate: 0.001, decay: 0.9 }, form: { epsilonPlace: "inside", ratePlace: "inside" } },
      optax: { defaults: { decay: 0.9, epsilon: 1e-8 }, form: { epsilonPlace: "inside", ratePlace: "inside" } },
      book: { form: { epsilonPlace: "outside", centered: false, momentum: 0 } },
      report: { form: { epsilonPlace: "outside", centered: false, momentum: 0 } },
    },
    state: ({ centered, momentum }) =>
      ({ h: 0, ...(centered ? { mean: 0 } : {}), ...(momentum > 0 ? { velocity: 0 } : {}) }),
    step: ({ kernels, w, g, state, rate, options, n, coupled, decoupled }) => {
      const { inside, outside } = placed(options);
      kernels.rmspropStep(
        w, g, state["h"]!, state["mean"] ?? 0, state["velocity"] ?? 0, rate, options.decay, 1 - options.decay,
        inside, outside, options.momentum, options.ratePlace === "outside", coupled, decoupled, n,
      );
    },
  }),

  adam: row({
    learningRate: 0.001,
    ...adamRow,
    sources: {
      torch: { defaults: { epsilon: 1e-8 }, form: { epsilonMode: "corrected", amsgradMaximum: "v" } },
      keras: { form: { epsilonMode: "uncorrected", amsgradMaximum: "v" } },
      optax: { defaults: { epsilon: 1e-8 }, form: { epsilonMode: "corrected", amsgradMaximum: "vHat" } },
      paper: { defaults: { epsilon: 1e-8 }, form: { epsilonMode: "corrected", amsgrad: false } },
      book: { form: { epsilonMode: "uncorrected", amsgrad: false } },
      report: { form: { epsilonMode: "uncorrected", amsgrad: false } },
    },
  }),

  adamw: row({
    learningRate: 0.001,
    decay: [0.01, "decoupled"],
    ...adamRow,
    sources: {
      torch: {
        defaults: { epsilon: 1e-8 },
        form: { epsilonMode: "corrected", amsgradMaximum: "v", weightDecayMode: "decoupled" },
      },
      keras: { defaults: { weightDecay: 0.004 }, form: { epsilonMode: "uncorrected", amsgradMaximum: "v" } },
      optax: {
        defaults: { epsilon: 1e-8, weightDecay: 1e-4 }, form: { epsilonMode: "corrected", amsgradMaximum: "vHat" },
      },
      // The paper names no λ; this one is torch's times its learning rate.
      paper: {
        defaults: { epsilon: 1e-8, weightDecay: 1e-5, weightDecayOn: "parameters" },
        form: { epsilonMode: "corrected", amsgrad: false, weightDecayMode: "schedule" },
      },
    },
    conflict: ({ weightDecayMode }) =>
      weightDecayMode === "coupled" ? "with coupled weight decay AdamW is Adam; take adam with that weightDecay" : undefined,
  }),

  nadam: row({
    learningRate: 0.002,
    options: {
      beta1,
      beta2,
      epsilon: epsilon(1e-8, "ε, added to √v̂."),
      momentumDecay: { kind: "number", default: 0.004, min: 0, max: 1000, about: "ψ, how fast μ rises from β₁/2 to β₁." },
      momentumSchedule: {
        kind: "boolean", default: true, omitDefault: true, detail: true, about: "False: μ is β₁ in every step.",
      },
    },
    sources: {
      torch: { defaults: { weightDecayMode: "coupled" }, form: { momentumSchedule: true } },
      keras: {
        defaults: { learningRate: 0.001, epsilon: 1e-7 }, form: { momentumSchedule: true, momentumDecay: 1 },
      },
      optax: { form: { momentumSchedule: false } },
      paper: { defaults: { beta1: 0.99 }, form: { momentumSchedule: true } },
    },
    state: () => ({ m: 0, v: 0 }),
    step: ({ kernels, w, g, state, rate, options, t, n, coupled, decoupled }) =>
      kernels.nadamStep(
        w, g, state["m"]!, state["v"]!, rate, options.beta1, options.beta2, options.epsilon,
        options.momentumSchedule ? power(0.96, options.momentumDecay) : 0, t, coupled, decoupled, n,
      ),
  }),

  radam: row({
    learningRate: 0.001,
    options: {
      beta1,
      beta2,
      epsilon: epsilon(1e-8, "ε, added to √v."),
      epsilonMode: epsilonMode("uncorrected"),
      threshold: {
        kind: "number", default: 5, min: 4, max: 1e6, omitDefault: true, detail: true,
        about: "The length ρ of the average from which on v divides the step.",
      },
    },
    sources: {
      torch: { defaults: { weightDecayMode: "coupled" }, form: { epsilonMode: "uncorrected", threshold: 5 } },
      optax: { form: { epsilonMode: "corrected" } },
      paper: { form: { epsilonMode: "uncorrected", threshold: 4 } },
    },
    state: () => ({ m: 0, v: 0 }),
    step: ({ kernels, w, g, state, rate, options, t, n, coupled, decoupled }) =>
      kernels.radamStep(
        w, g, state["m"]!, state["v"]!, rate, options.beta1, options.beta2, options.epsilon,
        options.epsilonMode === "uncorrected", options.threshold, t, coupled, decoupled, n,
      ),
  }),

  adamax: row({
    learningRate: 0.002,
    options: {
      beta1,
      beta2: share(0.999, "β₂, the decay of the greatest gradient u."),
      epsilon: epsilon(1e-8, "ε, added to |g|."),
      epsilonPlace: form("inside", ["inside", "outside"], "ε inside the maximum, |g| + ε, or outside, u + ε."),
    },
    sources: {
      torch: { form: { epsilonPlace: "inside" } },
      keras: { defaults: { learningRate: 0.001, epsilon: 1e-7 }, form: { epsilonPlace: "outside" } },
      optax: { form: { epsilonPlace: "inside" } },
      // The paper has no ε, and so 0/0 where a parameter never had a gradient: this is the least that there is.
      paper: { form: { epsilon: LEAST_EPSILON, epsilonPlace: "outside" } },
    },
    state: () => ({ m: 0, u: 0 }),
    step: ({ kernels, w, g, state, rate, options, t, n, coupled, decoupled }) => {
      const { inside, outside } = placed(options);
      kernels.adamaxStep(
        w, g, state["m"]!, state["u"]!, rate, options.beta1, options.beta2, inside, outside, t, coupled, decoupled, n,
      );
    },
  }),

  adadelta: row({
    learningRate: 1,
    options: {
      decay: share(0.9, "ρ, the share of both mean squares that each step keeps."),
      epsilon: epsilon(1e-6, "ε, inside both roots."),
    },
    sources: {
      torch: {},
      keras: { defaults: { learningRate: 0.001, decay: 0.95, epsilon: 1e-7 } },
      optax: {},
      paper: { defaults: { decay: 0.95 } },
    },
    state: () => ({ e: 0, d: 0 }),
    step: ({ kernels, w, g, state, rate, options, n, coupled, decoupled }) =>
      kernels.adadeltaStep(w, g, state["e"]!, state["d"]!, rate, options.decay, options.epsilon, coupled, decoupled, n),
  }),

  lion: row({
    learningRate: 1e-4,
    decay: [0, "decoupled"],
    options: {
      beta1: share(0.9, "β₁, the share of the mean gradient in the direction."),
      beta2: share(0.99, "β₂, the decay of the mean gradient."),
    },
    sources: {
      keras: { defaults: { learningRate: 0.001 } },
      optax: { defaults: { weightDecay: 0.001 } },
      paper: { defaults: { weightDecay: 0, weightDecayOn: "parameters" }, form: { weightDecayMode: "decoupled" } },
    },
    state: () => ({ m: 0 }),
    step: ({ kernels, w, g, state, rate, options, n, coupled, decoupled }) =>
      kernels.lionStep(w, g, state["m"]!, rate, options.beta1, options.beta2, coupled, decoupled, n),
  }),
};

/** ε where the kernels look for it; the other place has 0. */
function placed({ epsilon, epsilonPlace }: { epsilon: number; epsilonPlace: "inside" | "outside" }) {
  return epsilonPlace === "inside" ? { inside: epsilon, outside: 0 } : { inside: 0, outside: epsilon };
}

type Table = typeof optimizers;
export type OptimizerName = keyof Table;

/** An optimizer and any of its options, as a user writes it. */
export type Optimizer = NamedPart<Table>;

/** An optimizer with every option. */
export type ResolvedOptimizer = ResolvedPart<Table>;

export const optimizerNames = Object.keys(optimizers) as OptimizerName[];

/** What every row has, whatever its options are. */
type AnyRules = AllRules<OptionRules, Source>;

/** Any row of the table, its options unknown to the compiler. */
export function optimizerRow(name: OptimizerName): OptimizerRow<AnyRules> {
  return optimizers[name] as unknown as OptimizerRow<AnyRules>;
}

/** What an optimizer's options are where nothing is said, and which of them its source has in one form only. */
export function optimizerDefaults(name: OptimizerName, semantics?: unknown) {
  const { options, sources } = optimizerRow(name);
  const standard = Object.entries(options).map(([key, rule]): [string, unknown] => [key, rule.default]);
  const { defaults, form } = sourceForm(sources, semantics);
  return { defaults: { ...Object.fromEntries(standard), ...defaults } as Readonly<Record<string, unknown>>, form };
}

/**
 * An optimizer with its defaults, unchecked. With the semantics of a source every option is there, because what a
 * default is depends on it; without, those that were added later are left out where they have theirs.
 */
export function fillOptimizer(
  given: { readonly name: OptimizerName } & Readonly<Record<string, unknown>>,
): ResolvedOptimizer {
  const { options: rules } = optimizerRow(given.name);
  const { semantics = "usagi" } = given;
  const { defaults: standard } = optimizerDefaults(given.name, semantics);
  const all = { ...standard, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)) };
  const { name, ...options } = all as Record<string, unknown>;
  const said = Object.entries(options).filter(([key, value]) =>
    semantics !== "usagi" || !rules[key as "semantics"]?.omitDefault || value !== standard[key],
  );
  return { name, ...Object.fromEntries(said) } as ResolvedOptimizer;
}

/** What is wrong with the options of an optimizer together, if anything. */
export function optimizerConflict(optimizer: ResolvedOptimizer): string | undefined {
  const { name } = optimizer;
  const { options: rules, conflict } = optimizerRow(name);
  const options = completeOptions(rules, optimizer as never);
  const { semantics } = options;
  const { form } = optimizerDefaults(name, semantics);
  const values: Readonly<Record<string, unknown>> = options;
  for (const [key, value] of Object.entries(form)) {
    if (values[key] === value) continue;
    const free = Object.keys(rules).filter((other) => other !== "semantics" && !(other in form));
    return (
      `${semantics} has ${name} with ${key} ${show(value)} only, not ${show(values[key])}; its options there are ` +
      `${free.join(", ")}; leave semantics out to mix forms`
    );
  }
  return conflict?.(options);
}

/** Fills in defaults. Throws a UsagiError that names the option, e.g. `optimizer.learningRate`. */
export function resolveOptimizer(optimizer: OptimizerName | Optimizer): ResolvedOptimizer {
  const { name } = resolvePart("optimizer", optimizers, optimizer);
  const resolved = fillOptimizer({ ...(typeof optimizer === "string" ? {} : optimizer), name });
  const problem = optimizerConflict(resolved);
  if (problem) throw new UsagiError(`optimizer: ${problem}`);
  return resolved;
}

/** The arrays of state that an optimizer keeps, each as long as the parameters, and where they start. */
export function optimizerState({ name, ...given }: ResolvedOptimizer): Readonly<Record<string, number>> {
  const { options: rules, state } = optimizerRow(name);
  return state(completeOptions(rules, given as never));
}

/** Which parameters weight decay is on. */
export function decayOf({ name, ...given }: ResolvedOptimizer): "none" | "weights" | "parameters" {
  const { weightDecay, weightDecayOn } = completeOptions(optimizerRow(name).options, given as never);
  return weightDecay === 0 ? "none" : weightDecayOn;
}

/** A value for every option. Looking the rules up takes longer than a small step, so it is done once. */
function everyOption(optimizer: ResolvedOptimizer) {
  let options = completed.get(optimizer);
  if (!options) {
    const { name, ...given } = optimizer;
    completed.set(optimizer, (options = completeOptions(optimizerRow(name).options, given as never)));
  }
  return options;
}
const completed = new WeakMap<ResolvedOptimizer, OptionValues<AnyRules>>();

/** The optimizer with every option, whether it has its default or not. */
export function completeOptimizer(optimizer: ResolvedOptimizer): ResolvedOptimizer {
  return { name: optimizer.name, ...everyOption(optimizer) } as ResolvedOptimizer;
}

/** One step of an optimizer on parameters that decay or do not. */
export function optimizerStep(
  optimizer: ResolvedOptimizer,
  { kernels, w, g, state, n, t, rate, decays }:
    Omit<StepArguments<AnyRules>, "options" | "coupled" | "decoupled"> & { readonly decays: boolean },
): void {
  const { step } = optimizerRow(optimizer.name);
  const options = everyOption(optimizer);
  const [coupled, decoupled] = decayShares(options, rate, decays);
  step({ kernels, w, g, state, n, t, rate, options, coupled, decoupled });
}

/** The share of a parameter that weight decay adds to its gradient, and the one that it takes off beside the step. */
export function decayShares(
  { weightDecay, weightDecayMode, learningRate }: OptionValues<AnyRules>, rate: number, decays: boolean,
): [coupled: number, decoupled: number] {
  const decay = decays ? weightDecay : 0;
  // The schedule's factor is what it makes of the learning rate over what that was.
  const factor = weightDecayMode === "schedule" ? rate / learningRate : rate;
  return weightDecayMode === "coupled" ? [decay, 0] : [0, decay * factor];
}
