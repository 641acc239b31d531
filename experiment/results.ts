/** What a run of an experiment leaves behind: the shape of `results.json`, from which the types derive. */
import * as z from "zod";
import { eachMetric, type MetricName } from "./metrics.ts";
import { tuningOptions } from "./options.ts";
import type { ResolvedExperiment } from "./resolve.ts";

/** NaN and Infinity are null in JSON. */
const number = () => z.number().nullable() as unknown as z.ZodType<number>;
const series = () => z.array(number());
/** What is read of it is checked; the rest stays as it is. */
const experiment = z.looseObject({
  /** Its name, and that of its folder. */
  name: z.string(),
  /** What to look for. */
  description: z.string().exactOptional(),
  /** Those of the runs. */
  seeds: z.array(z.number()),
  /** Each with every setting that it trained with, defaults too. */
  arms: z.array(z.looseObject({ name: z.string(), training: z.looseObject({ iterations: z.number() }) })),
}) as unknown as z.ZodType<ResolvedExperiment>;

const seconds = z.number().nonnegative();

type Series = ReturnType<typeof series>;
/** Those of rows with labels, or of rows with targets; of the validation data where there are such data. */
const measured = eachMetric<z.ZodType>((name) => (name === "testLoss" ? series() : series().exactOptional())) as
  & Record<"testLoss", Series>
  & Record<Exclude<MetricName, "testLoss">, z.ZodExactOptional<Series>>;

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
  /** Name of its arm. */
  arm: z.string(),
  /** Where its random numbers come from. */
  seed: z.number(),
  /** "complete": it came to its end, be it early. */
  status: z.enum(["complete", "interrupted", "failed", "not started"]),
  /** Only when the status is "failed": what happened, at which iteration, and a hint. */
  failure: z.string().exactOptional(),
  /** Only where training stopped before its last step: why. */
  stopped: z.string().exactOptional(),
  /** Only where it ended with its best network: after how many iterations that was. */
  best: z.int().positive().exactOptional(),
  /** Training loss of every step, penalties included; in nats for cross-entropy. */
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
  /**
   * Test rows at the last evaluation, or the `best`: confusion[true class][predicted class]; empty without one, and
   * where rows have targets.
   */
  confusion: z.array(z.array(z.number())),
  /** Of the network as it ended, for the first seed of each arm where rows have targets: of some test rows and each output. */
  predictions: z.array(z.object({ target: z.array(z.number()), output: series() })).exactOptional(),
  /** Of each class, where rows have labels: the area under the ROC curve on the test rows; null where it has none or all. */
  auc: z.array(z.number().nullable()).exactOptional(),
  /** Of each target, where rows have several, of the network as it ended on the test rows: RMSE in the target's own unit, and R². */
  targets: z.array(z.object({ name: z.string().exactOptional(), rmse: number(), r2: number() })).exactOptional(),
  /** Share of the first layer's weights that are nearly 0 in the end. */
  nearZero: z.number().min(0).max(1).exactOptional(),
  /** SHA-256 (hex) of the final parameters; empty when not started. */
  digest: z.string(),
  /** Seconds of wall time, of all steps and of all evaluations. */
  seconds: z.object({ training: seconds, evaluation: seconds }),
});

/** One run of a trial. It sees the training and the validation data only. */
export const trialRun = z.object({
  /** Counts from 0, for each arm. */
  trial: z.int().nonnegative(),
  seed: z.number(),
  /** "halved": others were better after so many of its steps. */
  status: z.enum(["complete", "failed", "halved"]),
  /** What happened, where it failed. */
  failure: z.string().exactOptional(),
  /** How many it made. */
  steps: z.int().nonnegative(),
  /** On the validation data, after its steps or at the best evaluation, as the tuning chooses; null where it failed. */
  accuracy: z.number().nullable().exactOptional(),
  /** In its place where rows have targets. */
  r2: z.number().nullable().exactOptional(),
  /** Of the same data. */
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
  /** How many settings each arm was to try. */
  trials: z.number(),
  /** How they were found. */
  method: z.enum(tuningOptions.method.choices),
  /** By which evaluation a trial counts. */
  choose: z.enum(tuningOptions.choose.choices),
  /** Of every trial; the runs have others. */
  seeds: z.array(z.number()),
  /** One in `factor` trials went on, from the share `from` of the steps on. */
  halving: z.object({ factor: z.number(), from: z.number() }).exactOptional(),
  /** Those with a search, in the experiment's order. */
  arms: z.array(z.object({
    arm: z.string(),
    space: z.record(z.string(), range),
    trials: z.array(z.object({
      settings,
      /** Mean accuracy, or R², of its runs; null where one failed or was halved. */
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
  /** Of this format. */
  formatVersion: z.literal(1),
  /** Version of usagi-nn that made the results. */
  usagi: z.string(),
  /** As it was trained: every default written out, and the chosen settings where they were searched. */
  experiment,
  /** Names of the classes in the order of the labels; left out where they are the numbers of the classes. */
  classNames: z.array(z.string()).readonly().exactOptional(),
  /** Names of the numbers to predict in the order of the outputs, where they have any. */
  targetNames: z.array(z.string()).readonly().exactOptional(),
  /** Where it was computed: what times depend on, and no other number does. */
  environment: z.object({
    /** Version of Node. */
    node: z.string(),
    /** Operating system, as Node names it. */
    platform: z.string(),
    /** Kind of processor, as Node names it. */
    arch: z.string(),
    /** Model of the processor. */
    cpu: z.string(),
    /** How many threads trained. */
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
