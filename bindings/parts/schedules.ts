// The table of schedules: what learning rate each step of the optimizer takes. The description's types and checks, the
// experiment schema, the command line and the page read it.

import { cosPi, power } from "../arithmetic.ts";
import { UsagiError } from "../errors.ts";
import {
  completeOptions, type NamedPart, type OptionRules, type OptionValues, type ResolvedPart, resolvePart,
} from "./options.ts";

/**
 * The learning rate of a step, which counts from 0; `reductions` is how often a plateau has reduced it so far. Nothing
 * but arithmetic: host functions differ between engines.
 */
export type Rate = (step: number, reductions?: number) => number;

interface ScheduleRow<Rules extends OptionRules> {
  readonly options: Rules;
  /** It has `steps`, and in experiments ends with the training where they are not given. */
  readonly ends?: true;
  /** What is wrong with these options together, if anything. */
  readonly conflict?: (options: OptionValues<Rules>) => string | undefined;
  /** Of the steps after the warm-up. */
  readonly rate: (learningRate: number, options: OptionValues<Rules>) => (step: number, reductions: number) => number;
}

const MOST_STEPS = 2 ** 32 - 1;

/** What every schedule begins with. */
const warmUp = {
  warmup: {
    kind: "integer", default: 0, min: 0, max: MOST_STEPS,
    about: "Steps in which the rate climbs in a line, before the schedule begins.",
  },
  warmupFrom: {
    kind: "number", default: 0, min: 0, max: 1, about: "The share of the rate at which the warm-up starts.",
  },
} as const satisfies OptionRules;

function row<const Rules extends OptionRules>(
  { options, ...others }: { readonly options: Rules } & Omit<ScheduleRow<Rules & typeof warmUp>, "options">,
): ScheduleRow<Rules & typeof warmUp> {
  return { options: { ...options, ...warmUp }, ...others };
}

const count = (about: string) => ({ kind: "integer", min: 1, max: MOST_STEPS, about }) as const;
const steps = count("N, the steps that it takes; in experiments by default all after the warm-up.");
const endLearningRate = { kind: "number", default: 0, min: 0, max: 1e6, about: "η₁, the rate at the end." } as const;
const factor = { kind: "number", default: 0.1, min: 0, minExcluded: true, max: 1, about: "γ, the factor." } as const;

/** From one value to another in a line, as `share` goes from 0 to 1. */
const line = (from: number, to: number, share: number) => to + (from - to) * (1 - share);
/** The same in half a wave of the cosine. */
const wave = (from: number, to: number, share: number) => to + ((from - to) * (1 + cosPi(share))) / 2;

// In the formulas s is the step, counted from the end of the warm-up, and η₀ the optimizer's learning rate.
export const schedules = {
  constant: row({ options: {}, rate: (rate) => () => rate }),

  /** η₀ γ^⌊s/N⌋ */
  step: row({
    options: { every: count("N, the steps from one reduction to the next."), factor },
    rate: (rate, { every, factor }) => (s) => rate * power(factor, Math.floor(s / every)),
  }),

  /** η₀ γ^k, k the milestones reached (milestone <= s; Keras: < s) */
  milestones: row({
    options: {
      at: { kind: "integers", min: 1, max: MOST_STEPS, about: "From which steps on the rate is reduced." },
      factor,
    },
    conflict: ({ at }) => (at.some((step, i) => step <= (at[i - 1] ?? 0)) ? "the milestones of at must ascend" : undefined),
    rate: (rate, { at, factor }) => (s) => rate * power(factor, at.filter((step) => step <= s).length),
  }),

  /** η₀ γ^(s/N) */
  exponential: row({
    options: { steps, factor },
    ends: true,
    rate: (rate, { steps, factor }) => (s) => rate * power(factor, s / steps),
  }),

  /** η₁ + (η₀ − η₁)(1 − min(s, N)/N) */
  linear: row({
    options: { steps, endLearningRate },
    ends: true,
    rate: (rate, { steps, endLearningRate: end }) => (s) => line(rate, end, Math.min(s, steps) / steps),
  }),

  /** η₁ + (η₀ − η₁)(1 − min(s, N)/N)^p */
  polynomial: row({
    options: {
      steps,
      power: { kind: "number", default: 1, min: 0, minExcluded: true, max: 100, about: "p, the power." },
      endLearningRate,
    },
    ends: true,
    rate: (rate, { steps, power: p, endLearningRate: end }) => (s) =>
      end + (rate - end) * power(1 - Math.min(s, steps) / steps, p),
  }),

  /** η₀/(1 + r s/N) */
  inverseTime: row({
    options: { steps, decay: { kind: "number", default: 1, min: 0, max: 1e6, about: "r, the decay rate." } },
    ends: true,
    rate: (rate, { steps, decay }) => (s) => rate / (1 + (decay * s) / steps),
  }),

  /** η₁ + (η₀ − η₁)(1 + cos πs/N)/2, and η₁ from N on (torch: rises again) */
  cosine: row({
    options: { steps, endLearningRate },
    ends: true,
    rate: (rate, { steps, endLearningRate: end }) => (s) => wave(rate, end, Math.min(s, steps) / steps),
  }),

  /** cosine, again and again in periods of N, Nm, Nm², … steps (SGDR) */
  warmRestarts: row({
    options: {
      steps: count("N, the steps of the first period."),
      multiplier: {
        kind: "integer", default: 1, min: 1, max: 1000, about: "m: each period is m times as long.",
      },
      endLearningRate,
    },
    rate: (rate, { steps, multiplier, endLearningRate: end }) => (s) => {
      let period = steps;
      if (multiplier === 1) s %= steps;
      else for (; s >= period; period *= multiplier) s -= period;
      return wave(rate, end, s / period);
    },
  }),

  /** up from η₀/25 to η₀ over a share of the steps, then down to η₀/25/10⁴, each in half a cosine */
  oneCycle: row({
    options: {
      steps,
      rise: {
        kind: "number", default: 0.3, min: 0, minExcluded: true, max: 1, maxExcluded: true,
        about: "The share of the steps in which it rises.",
      },
      startDivisor: { kind: "number", default: 25, min: 1, max: 1e12, about: "It starts at η₀ divided by this." },
      endDivisor: { kind: "number", default: 1e4, min: 1, max: 1e12, about: "It ends at its start divided by this." },
    },
    ends: true,
    conflict: ({ steps, rise, warmup }) => {
      if (steps <= warmup) return `a cycle of ${steps} steps is shorter than its warm-up of ${warmup}`;
      return rise * steps > 1 ? undefined : `a cycle of ${steps} steps has none to rise in: rise × steps must be above 1`;
    },
    rate: (rate, { steps, rise, startDivisor, endDivisor }) => {
      const start = rate / startDivisor;
      const top = rise * steps - 1;
      const last = steps - 1;
      return (s) =>
        s <= top ? wave(start, rate, s / top) : wave(rate, start / endDivisor, (Math.min(s, last) - top) / (last - top));
    },
  }),

  /** η₀ √w/√max(t, w), t = s + warm-up */
  inverseSquareRoot: row({
    options: { steps: { ...count("w, after which it falls; at least the warm-up."), default: 1 } },
    rate: (rate, { steps, warmup }) => {
      const flat = Math.max(steps, warmup);
      return (s) => rate * Math.sqrt(flat / Math.max(s + warmup, flat));
    },
  }),

  /** η₀ γ^k: reduced whenever p evaluations in a row have brought nothing better */
  plateau: row({
    options: {
      on: {
        kind: "choice", default: "validationLoss", choices: ["validationLoss", "validationAccuracy", "validationRmse"],
        about: "What is to become better.",
      },
      factor,
      patience: { kind: "integer", default: 10, min: 1, max: MOST_STEPS, about: "p, in evaluations." },
      minDelta: { kind: "number", default: 1e-4, min: 0, max: 1e6, about: "A gain of no more than this does not count." },
      endLearningRate: { ...endLearningRate, about: "The least rate." },
    },
    rate: (rate, { factor, endLearningRate: end }) => (_, reductions) => Math.max(rate * power(factor, reductions), end),
  }),
};

type Table = typeof schedules;
export type ScheduleName = keyof Table;
export type Schedule = NamedPart<Table>;
export type ResolvedSchedule = ResolvedPart<Table>;

export const scheduleNames = Object.keys(schedules) as ScheduleName[];

/** Any row of the table, its options unknown to the compiler. */
export function scheduleRow(name: ScheduleName): ScheduleRow<OptionRules & typeof warmUp> {
  return schedules[name] as unknown as ScheduleRow<OptionRules & typeof warmUp>;
}

/** Fills in defaults; none for a constant rate. Throws a UsagiError that names the option, e.g. `schedule.steps`. */
export function resolveSchedule(schedule: ScheduleName | Schedule): ResolvedSchedule | undefined {
  const resolved = resolvePart("schedule", schedules, schedule);
  const { options, conflict } = scheduleRow(resolved.name);
  const problem = conflict?.(completeOptions(options, resolved as never));
  if (problem) throw new UsagiError(`schedule: ${problem}`);
  return resolved.name === "constant" && resolved.warmup === 0 ? undefined : resolved;
}

/** The learning rates that a schedule makes of the optimizer's. */
export function rateOf(learningRate: number, schedule: ResolvedSchedule | undefined): Rate {
  if (!schedule) return () => learningRate;
  const { options, rate } = scheduleRow(schedule.name);
  const all = completeOptions(options, schedule as never);
  const after = rate(learningRate, all);
  const { warmup, warmupFrom } = all;
  return (step, reductions = 0) =>
    step < warmup ? after(0, reductions) * line(warmupFrom, 1, step / warmup) : after(step - warmup, reductions);
}
