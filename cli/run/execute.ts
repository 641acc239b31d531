/** What `run` and `resume` have in common: trains, shows progress, and saves the results. */
import { availableParallelism, cpus } from "node:os";
import picocolors from "picocolors";
import { printable } from "../../experiment/printable.ts";
import { type ResolvedExperiment, withEveryOption } from "../../experiment/resolve.ts";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { judgedSeeds } from "../../experiment/tuning/trials.ts";
import { nearZeroShare } from "../../report/statistics/weights.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { errorCode, reasonOf } from "../errors.ts";
import { type EndingSignal, endingSignals, exitCodeOf, type Host } from "../host.ts";
import { version } from "../package.ts";
import { type Circumstances, type Conclusion, conclude, concludeUnwritten, concludeWithoutResults, statusOf } from "./conclude.ts";
import type { Language } from "../../report/findings/sentence.ts";
import { concludePart } from "./conclude-shards.ts";
import { Progress } from "./progress.ts";
import { isOver } from "./ended.ts";
import type { Format } from "../report/formats.ts";
import { removeCheckpoints } from "./folder.ts";
import { commandLine } from "../shell.ts";
import type { Threads } from "./pool.ts";
import { type Shard, studyOf } from "./shard.ts";
import { type Trained, trainAll, type Watching } from "./train-all.ts";
import { TrialLog } from "./trial-log.ts";
import { tuningPlan } from "./tuning-plan.ts";
import { TuningProgress } from "./tuning-progress.ts";
import type { ImageCounts } from "./work.ts";
import type { Outcome } from "./worker.ts";

/** What is trained, and where to. */
export interface Job {
  experiment: ResolvedExperiment;
  /** As `hashExperiment` gives it. */
  experimentHash: string;
  data: LoadedDataset;
  folder: string;
  /** Iterations between checkpoints. */
  checkpointEvery?: number | undefined;
  /** Go on from the checkpoints in the folder. */
  resume: boolean;
  /** The hashes of the experiment with fewer iterations, as it was before. */
  extended?: readonly string[] | undefined;
  /** Train this part of the study alone, in a folder of its own (`shardFolder`). */
  shard?: Shard | undefined;
  /** Train nothing: put together what shards have left in the folder. */
  merging?: boolean | undefined;
  /** Whether `widen` has turned 256 bits on. */
  wide: boolean;
  /** What the report is written as besides. */
  formats?: readonly Format[] | undefined;
}

export interface ExecuteOptions {
  /** Default: every core. */
  threads?: number;
  /** Compute with 256 bits at once where the engine can. */
  wide?: boolean;
  /** Print nothing but errors. */
  quiet?: boolean;
  /** Of the findings; default English. */
  language?: Language;
}

/** How many threads are of use: one a core, or as many as are asked for up to this many a core. */
const mostThreadsPerCore = 4;

export function threadsOf({ threads }: ExecuteOptions, cores = availableParallelism()): number {
  return Math.min(threads ?? cores, mostThreadsPerCore * cores);
}

/** @returns The exit code: 0 done, 1 a run failed or something could not be saved, 128 + n interrupted by signal n. */
export async function execute(job: Job, threads: Threads, options: ExecuteOptions, host: Host): Promise<number> {
  const { experiment, data } = job;
  const say = (text: string) => {
    if (!options.quiet) host.stdout.write(`${text}\n`);
  };
  const { train: { size }, validation, test } = data;
  const images = `${size} training${validation ? `, ${validation.size} validation` : ""} and ${test.size} test images`;
  say(
    `${experiment.name}: ${extentOf(experiment)}, ${images}, ` +
      `${count(threads.count, "thread")}${job.wide ? ", 256 bits" : ""}`,
  );
  if (options.threads !== undefined && options.threads > threads.count) {
    host.stderr.write(
      `warning: --threads ${options.threads}: ${threads.count} are started, ${mostThreadsPerCore} for each core; more take ` +
        "memory and are no faster\n",
    );
  }
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  if (job.merging) Atomics.store(interrupt, 0, 1);
  const progress = options.quiet || job.merging ? undefined : await progressOf(job, host);
  let interruptedBy: EndingSignal = "SIGINT";
  const listeners = endingSignals.map((signal) => {
    const stop = () => {
      interruptedBy = signal;
      if (Atomics.exchange(interrupt, 0, 1) !== 0) host.exit(exitCodeOf(signal));
      progress?.note("Stopping after the current step; again to quit at once, without saving.");
    };
    return [signal, stop] as const;
  });
  for (const [signal, stop] of listeners) host.on(signal, stop);
  try {
    // While the threads train: it takes a quarter of a second.
    const report = import("../report/index.ts");
    const draw = async (outcome: Outcome) => {
      const { weightSheet } = await report;
      if (outcome.result.seed === judgedSeeds(experiment)[0]) firstLayers([outcome], data).forEach(weightSheet);
    };
    const [trained] = await Promise.all([train(job, threads, interrupt, progress, draw, host), report]);
    progress?.close();
    const resume = commandLine(host, "resume", job.folder);
    const circumstances = { folder: job.folder, resume, interrupted: exitCodeOf(interruptedBy) };
    const [{ exitCode, lines, error }] = await Promise.all([
      save(job, trained, circumstances, threads.count, options.language, say, host), threads.end(),
    ]);
    for (const line of lines) say(line);
    if (error !== undefined) host.stderr.write(`${error}\n`);
    return exitCode;
  } finally {
    progress?.close();
    for (const [signal, stop] of listeners) host.off(signal, stop);
  }
}

const isLive = ({ stdout, env }: Host) => stdout.isTTY === true && env["TERM"] !== "dumb";
const hasColors = ({ stdout, env }: Host) => stdout.isTTY === true && !env["NO_COLOR"];

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** How much is trained. */
function extentOf(experiment: ResolvedExperiment): string {
  const { arms, tuning } = experiment;
  const seeds = count(judgedSeeds(experiment).length, "seed");
  if (!tuning) return `${count(arms.length, "arm")} × ${seeds}`;
  const each = tuning.seeds === 1 ? "" : ` × ${count(tuning.seeds, "seed")}`;
  return `${count(arms.length, "arm")} × ${count(tuning.trials, "trial")}${each}, then ${seeds} each`;
}

async function progressOf({ experiment, data }: Job, host: Host): Promise<Progress | TuningProgress> {
  const redraw = isLive(host) ? (await import("log-update")).createLogUpdate(host.stdout) : undefined;
  const options = { redraw, colors: picocolors.createColors(hasColors(host)) };
  if (experiment.tuning) return new TuningProgress(host.stdout, tuningPlan(experiment, imageCounts(data)), options);
  const arms = experiment.arms.map((arm) => ({ name: arm.name, iterations: arm.training.iterations }));
  return new Progress(host.stdout, { arms, seeds: experiment.seeds.length }, options);
}

const imageCounts = ({ train, test, validation }: LoadedDataset): ImageCounts =>
  ({ train: train.size, test: test.size, validation: validation?.size ?? 0 });

async function train(
  { experiment, experimentHash, data, folder, checkpointEvery, resume, extended = [], shard }: Job, threads: Threads,
  interrupt: Int32Array, progress: Watching["progress"], ended: Watching["ended"], host: Host,
): Promise<Trained> {
  const warn = (text: string) => {
    if (isLive(host)) progress?.note(`warning: ${printable(text)}`);
    else host.stderr.write(`warning: ${printable(text)}\n`);
  };
  const image = `${data.imageRows}x${data.imageColumns}`;
  const saving = { folder, checkpointEvery, resume, experiment: experiment.name, experimentHash, extended, image };
  const log = experiment.tuning && (await TrialLog.open(folder, experimentHash, warn, shard && studyOf(folder)));
  try {
    const watching = { shard, progress, images: imageCounts(data), warn, ended };
    return await trainAll(threads, experiment, { interrupt, saving }, log, watching);
  } finally {
    await log?.close();
  }
}

/** Writes the report, where there is something to report. */
async function save(
  job: Job,
  trained: Trained, circumstances: Circumstances, threads: number, language: Language = "en",
  say: (text: string) => void, host: Host,
): Promise<Conclusion> {
  const { data, folder, checkpointEvery, wide, formats } = job;
  const ended = (await concludePart(job, trained, circumstances, host)) ?? concludeWithoutResults(trained, circumstances);
  if (ended) return ended;
  const report = await import("../report/index.ts");
  const results = gather(trained, threads, wide);
  const terminal = { colors: hasColors(host), columns: host.stdout.columns ?? 80 };
  const found = report.findingsText(results, { ...terminal, language });
  if (found !== "") say(`\n${found}\n`);
  say(report.summaryTable(results, terminal));
  const chosen = report.chosenText(results, { ...terminal, platform: host.platform });
  if (chosen !== undefined) say(`\n${chosen}`);
  const claims = report.claimsText(results, { ...terminal, language });
  if (claims !== "") say(`\n${claims}`);
  const keep = checkpointEvery !== undefined || !isOver(results);
  try {
    const names = await report.writeReport(folder, results, { firstLayers: firstLayers(trained.outcomes, data), formats });
    // The last of each run stays: with it the run can be trained on.
    if (!keep) await removeCheckpoints(folder, 1);
    return conclude(results, [...names, "models/", "checkpoints/"], circumstances);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return concludeUnwritten(reasonOf(error), circumstances);
  }
}

function gather({ experiment, outcomes, tuning }: Trained, threads: number, wide: boolean): Results {
  const runs = outcomes.map(({ result, firstLayerWeight }) =>
    firstLayerWeight ? { ...result, nearZero: nearZeroShare(firstLayerWeight) } : result);
  return {
    formatVersion: 1,
    usagi: version,
    experiment: withEveryOption(experiment),
    environment: {
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      cpu: cpus()[0]?.model.trim() ?? "unknown",
      threads,
      ...(wide ? { wide } : {}),
      date: new Date().toISOString(),
    },
    ...(tuning && { tuning }),
    status: statusOf(runs),
    runs,
  };
}

function firstLayers(outcomes: Outcome[], { train, imageRows, imageColumns }: LoadedDataset): FirstLayer[] {
  return outcomes.flatMap(({ result: { arm, seed }, firstLayerWeight: weight }) => {
    if (!weight) return [];
    const { inputs } = train;
    return { arm, seed, weight, inputs, units: weight.length / inputs, imageRows, imageColumns };
  });
}
