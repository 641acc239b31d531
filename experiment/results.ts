/** What a run of an experiment leaves behind: the shape of `results.json`, from which the types derive. */
import * as z from "zod";
import { eachMetric, isOfValidation, type MetricName, type ValidationMetric } from "./metrics.ts";
import { tuningOptions } from "./options.ts";
import type { ResolvedExperiment } from "./resolve.ts";

/** NaN and Infinity are null in JSON. */
const series = () => z.array(z.number().nullable()) as unknown as z.ZodType<number[]>;
/** What is read of it is checked; the rest stays as it is. */
const experiment = z.looseObject({
  name: z.string(),
  description: z.string().exactOptional(),
  seeds: z.array(z.number()),
  arms: z.array(z.looseObject({ name: z.string(), training: z.looseObject({ iterations: z.number() }) })),
}) as unknown as z.ZodType<ResolvedExperiment>;

const seconds = z.number().nonnegative();

type Series = ReturnType<typeof series>;
const measured = eachMetric<z.ZodType>((name) => (isOfValidation(name) ? series().exactOptional() : series())) as
  & Record<Exclude<MetricName, ValidationMetric>, Series>
  & Record<ValidationMetric, z.ZodExactOptional<Series>>;

const histograms = z.array(z.object({
  /** The layer's. */
  name: z.string(),
  /** Where the first bin starts. */
  start: z.number(),
  /** A power of two. */
  width: z.number().positive(),
  counts: z.array(z.int().nonnegative()),
}));

const runResult = z.object({
  arm: z.string(),
  seed: z.number(),
  status: z.enum(["complete", "interrupted", "failed", "not started"]),
  /** Only when the status is "failed": what happened, at which iteration, and a hint. */
  failure: z.string().exactOptional(),
  /** Only where training stopped before its last step: why. */
  stopped: z.string().exactOptional(),
  /** Only where it ended with its best network: after how many iterations that was. */
  best: z.int().positive().exactOptional(),
  /** Training loss of every step, penalties included. */
  loss: series(),
  /** The iterations, counted from 1, after which the network was evaluated. */
  iterations: z.array(z.int().positive()),
  /** Only where the learning rate is not constant: that of every step. */
  learningRate: series().exactOptional(),
  /** One value of each metric for each of `iterations`. */
  ...measured,
  /** Norms of each trained layer's weights, their gradient and their steps: one for each of `iterations`. */
  layers: z.array(z.object({ name: z.string(), gradient: series(), update: series(), weight: series() })).exactOptional(),
  /** Of the network as it ended, for the first seed of each arm: see `Histograms`. */
  histograms: z.object({ weights: histograms, activations: histograms }).exactOptional(),
  /** Test images at the last evaluation, or the `best`: confusion[true class][predicted class]; empty without one. */
  confusion: z.array(z.array(z.number())),
  /** Share of the first layer's weights that are nearly 0 in the end. */
  nearZero: z.number().min(0).max(1).exactOptional(),
  /** SHA-256 (hex) of the final parameters; empty when not started. */
  digest: z.string(),
  seconds: z.object({ training: seconds, evaluation: seconds }),
});

/** One run of a trial. It sees the training and the validation images only. */
export const trialRun = z.object({
  /** Counts from 0, for each arm. */
  trial: z.int().nonnegative(),
  seed: z.number(),
  /** "halved": others were better after so many of its steps. */
  status: z.enum(["complete", "failed", "halved"]),
  /** What happened, where it failed. */
  failure: z.string().exactOptional(),
  steps: z.int().nonnegative(),
  /** On the validation images, after its steps or at the best evaluation, as the tuning chooses; null where it failed. */
  accuracy: z.number().nullable(),
  loss: z.number().nullable(),
  /** SHA-256 (hex) of the parameters. */
  digest: z.string(),
});

const settings = z.record(z.string(), z.unknown());
const range = z.union([
  z.object({ values: z.array(z.unknown()) }),
  z.object({
    min: z.number(), max: z.number(), scale: z.enum(["linear", "log"]), of: z.enum(["x", "1-x"]),
    whole: z.literal(true).exactOptional(),
  }),
]);

/** How the settings of the runs were chosen. */
const tuning = z.object({
  trials: z.number(),
  method: z.enum(tuningOptions.method.choices),
  choose: z.enum(tuningOptions.choose.choices),
  /** Of every trial; the runs have others. */
  seeds: z.array(z.number()),
  halving: z.object({ factor: z.number(), from: z.number() }).exactOptional(),
  /** Those with a search, in the experiment's order. */
  arms: z.array(z.object({
    arm: z.string(),
    space: z.record(z.string(), range),
    trials: z.array(z.object({
      settings,
      /** Mean accuracy of its runs; null where one failed or was halved. */
      value: z.number().nullable(),
      runs: z.array(trialRun),
    })),
    /** Index of the chosen trial; null where none can be. */
    chosen: z.int().nonnegative().nullable(),
    /** Chosen settings at an end of their range. */
    edges: z.array(z.object({ path: z.string(), value: z.unknown(), end: z.enum(["min", "max"]) })),
  })),
});

export const resultsSchema = z.object({
  formatVersion: z.literal(1),
  /** Version of usagi-nn that made the results. */
  usagi: z.string(),
  experiment,
  environment: z.object({
    node: z.string(),
    platform: z.string(),
    arch: z.string(),
    cpu: z.string(),
    threads: z.number(),
    /** True where it was computed with 256 bits at once (--wide), which changes no bit. */
    wide: z.literal(true).exactOptional(),
    /** ISO 8601, UTC. */
    date: z.string(),
  }),
  /** Only where settings were searched: `experiment` and `runs` have the chosen ones. */
  tuning: tuning.exactOptional(),
  /** "interrupted" wins over "failed", "failed" over "complete". */
  status: z.enum(["complete", "interrupted", "failed"]),
  /** One for each arm and seed, arms outer, in the experiment's order. */
  runs: z.array(runResult),
});

export type Results = z.infer<typeof resultsSchema>;
export type TuningResults = z.infer<typeof tuning>;
export type TunedArm = TuningResults["arms"][number];
export type TrialRun = z.infer<typeof trialRun>;
export type RunResult = z.infer<typeof runResult>;
export type RunStatus = RunResult["status"];

/** The first layer's weights of one run, for the report only. */
export interface FirstLayer {
  arm: string;
  seed: number;
  /** (inputs, units), row-major. */
  weight: Float32Array;
  inputs: number;
  units: number;
  imageRows: number;
  imageColumns: number;
}
