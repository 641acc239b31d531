/**
 * What a job is: one run, or one training of a trial, as data. It holds an experiment of one arm, which is checked as a
 * file is, and names data by their content: whoever can write into the queue can have nothing else done.
 */
import { createHash } from "node:crypto";
import * as z from "zod";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem } from "../../experiment/problems.ts";
import type { ResolvedArm, ResolvedDataset, ResolvedExperiment } from "../../experiment/resolve.ts";
import { trialRun } from "../../experiment/results.ts";
import type { ExperimentFile } from "../../experiment/schema.ts";
import { trialSettings, withSettings } from "../../experiment/tuning/trials.ts";
import type { TrialTask } from "../run/trial.ts";
import { version } from "../package.ts";

/** Most characters of a job as JSON. */
export const maxJobLength = 2 ** 20;
/** Most bytes of a checkpoint that go through a queue. */
export const maxResultBytes = 2 ** 28;

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const jobSchema = z.strictObject({
  format: z.literal(1),
  /** Version of usagi-nn: another may come to other bits. */
  usagi: z.string().max(64),
  /** As a file has it, with one arm, and with what files hold in the place of their paths. */
  experiment: z.unknown(),
  /** SHA-256 of the whole study's experiment, which checkpoints carry. */
  experimentHash: hash,
  /** SHA-256 of the data in use. */
  dataHash: hash,
  seed: count,
  /** Of a search: the trial whose settings the arm has. */
  trial: count.exactOptional(),
  /** Only of a trial's training: after how many steps it ends. */
  steps: z.int().positive().exactOptional(),
});
export type JobData = z.infer<typeof jobSchema>;

const worker = z.string().max(100);

const resultSchema = z.union([
  z.strictObject({ worker, digest: hash, bytes: z.int().positive().max(maxResultBytes), upload: z.string().max(100) }),
  z.strictObject({ worker, trial: z.strictObject(trialRun.shape) }),
]);
/** As JSON: of a trial that failed it says why. */
const maxResultLength = 10_000;
/** A run's is a checkpoint, which goes in parts of its own (`upload.ts`); a trial's is what its line in the log says. */
export type JobResult = z.infer<typeof resultSchema>;

export const digestOf = (result: JobResult) => ("trial" in result ? result.trial.digest : result.digest);

/** The queue of a version and a source of data, so that a worker gets nothing but what it can do. */
export const queueName = (source: string, of = version) => `${of}-${source.slice(0, 23)}`;

/** The same job has the same name wherever it is made, so adding it twice does nothing. */
export const jobId = (job: JobData) => `r-${createHash("sha256").update(JSON.stringify(job)).digest("hex")}`;

/** Makes the jobs of a study. */
export class Jobs {
  readonly #file: ExperimentFile;
  readonly #experiment: ResolvedExperiment;
  readonly #hashes: { experimentHash: string; dataHash: string };
  readonly #dataset: ResolvedDataset;
  /** By the number of the arm. */
  readonly #files = new Map<number, ExperimentFile>();

  /** @param file Which the experiment was resolved of. @param dataset As of `bySource`. */
  constructor(
    file: unknown, experiment: ResolvedExperiment, hashes: { experimentHash: string; dataHash: string },
    dataset: ResolvedDataset,
  ) {
    this.#file = file as ExperimentFile;
    this.#experiment = experiment;
    this.#hashes = hashes;
    this.#dataset = dataset;
  }

  of({ armNumber, seed, trial, steps }: { armNumber: number; seed: number; trial?: number | undefined; steps?: number }): JobData {
    return {
      format: 1, usagi: version, experiment: this.#fileOf(armNumber - 1), ...this.#hashes, seed,
      ...(trial !== undefined && { trial }), ...(steps !== undefined && { steps }),
    };
  }

  /** The experiment with one arm, whose seeds matter only where settings are searched. */
  #fileOf(index: number): ExperimentFile {
    const known = this.#files.get(index);
    if (known) return known;
    const { name, arms } = this.#file;
    const own = this.#experiment.arms[index]!;
    const file: ExperimentFile = {
      ...this.#file, name, dataset: this.#dataset,
      seeds: this.#experiment.seeds.slice(0, 1),
    };
    for (const key of ["$schema", "description", "claims", ...(own.search ? [] : ["tuning"])] as const) {
      Reflect.deleteProperty(file, key);
    }
    if (arms) file.arms = [arms[index]!];
    const { arm } = readArm(file);
    if (JSON.stringify(arm) !== JSON.stringify(own)) throw new Error(`arm ${own.name} alone is another one`);
    this.#files.set(index, file);
    return file;
  }
}

/** A job that no worker can do. */
export class BadJob extends Error {}

interface OneArm {
  experiment: ResolvedExperiment;
  arm: ResolvedArm;
}
/** Those of jobs before, which are often of the same arm, by their texts. */
const known = new Map<string, OneArm>();
const mostKnown = 100;

function readArm(file: unknown): OneArm {
  const text = JSON.stringify(file) ?? "";
  const before = known.get(text);
  if (before) return before;
  const read = checkArm(file);
  if (known.size >= mostKnown) known.clear();
  known.set(text, read);
  return read;
}

function checkArm(file: unknown): OneArm {
  const checked = checkExperiment(file);
  if ("problems" in checked) throw new BadJob(`its experiment is not valid: ${checked.problems.slice(0, 1).map(formatProblem).join("")}`);
  const { experiment } = checked;
  if (experiment.arms.length !== 1) throw new BadJob(`it has ${experiment.arms.length} arms; a job has one`);
  return { experiment, arm: experiment.arms[0]! };
}

/** What a job asks for, to be handed to a thread. */
export interface Task extends Pick<TrialTask, "arm" | "seed"> {
  /** With the arm as it trains alone. */
  experiment: ResolvedExperiment;
  dataset: ResolvedDataset;
  experimentHash: string;
  dataHash: string;
  trial?: number;
  /** Of a trial's training. */
  trying?: Pick<TrialTask, "steps" | "choose">;
}

/**
 * @param id As the queue has it: a folder is named after it, so it must be the one that these data give.
 * @throws BadJob that says what is wrong with it.
 */
export function readJob(data: unknown, id: string | undefined): Task {
  const { data: job, error } = jobSchema.safeParse(data);
  if (!job) {
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    throw new BadJob(`${path.join(".") || "it"}: ${message}`);
  }
  if (JSON.stringify(job).length > maxJobLength) throw new BadJob(`it is longer than ${maxJobLength} characters`);
  if (id !== jobId(data as JobData)) throw new BadJob("its name is not that of what it holds");
  if (job.usagi !== version) throw new BadJob(`it is of version ${job.usagi} of usagi-nn, and this is ${version}`);
  const { experiment, arm: base } = readArm(job.experiment);
  if (base.from) throw new BadJob("its arm begins with a trained network, which no queue carries");
  const { tuning } = experiment;
  const { seed, trial, steps, experimentHash, dataHash } = job;
  let arm = base;
  if (base.search) {
    const settings = trial === undefined ? undefined : trialSettings(base, tuning!, experiment.seeds[0]!)[trial];
    if (!settings) throw new BadJob(`trial is ${trial}: there is no such one`);
    arm = withSettings(base, settings);
  }
  if (!base.search && (steps ?? trial) !== undefined) throw new BadJob("its arm is not searched, and it is of a trial");
  if (steps !== undefined && steps > arm.training.iterations) throw new BadJob(`steps is ${steps}, of ${arm.training.iterations}`);
  return {
    experiment: { name: experiment.name, dataset: experiment.dataset, seeds: [seed], arms: [arm] },
    dataset: experiment.dataset, arm, seed, experimentHash, dataHash,
    ...(trial !== undefined && { trial }), ...(steps !== undefined && { trying: { steps, choose: tuning!.choose } }),
  };
}

/** A worker's result; undefined where it is none. */
export function readResult(value: unknown): JobResult | undefined {
  // Not zod's copy, which has keys in another order: results.json is the same as of one machine, to the letter.
  if (!resultSchema.safeParse(value).success) return undefined;
  return JSON.stringify(value).length <= maxResultLength ? (value as JobResult) : undefined;
}
