/** What `run` and `resume` have in common: trains, shows progress, and saves the results. */
import { availableParallelism, cpus } from "node:os";
import picocolors from "picocolors";
import { formatCoding } from "../../experiment/data/coding.ts";
import { scoreOf } from "../../experiment/metrics.ts";
import { printable } from "../../experiment/printable.ts";
import { type ResolvedExperiment, withEveryOption } from "../../experiment/resolve.ts";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { judgedSeeds } from "../../experiment/tuning/trials.ts";
import { startLines } from "../../report/start.ts";
import { colon } from "../../report/words.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { errorCode, reasonOf } from "../errors.ts";
import { type EndingSignal, endingSignals, exitCodeOf, type Host } from "../host.ts";
import { version } from "../package.ts";
import { type Circumstances, type Conclusion, conclude, concludeUnwritten, concludeWithoutResults, statusOf } from "./conclude.ts";
import type { Remote } from "../queue/remote.ts";
import { language, said, translated } from "../texts/language.ts";
import { concludePart } from "./conclude-shards.ts";
import { Progress } from "./progress.ts";
import { isOver } from "./ended.ts";
import type { Format } from "../report/formats.ts";
import { removeCheckpoints } from "./folder.ts";
import { commandLine } from "../shell.ts";
import type { Threads } from "./pool.ts";
import { type Executor, Queue } from "./queue.ts";
import { type Shard, studyOf } from "./shard.ts";
import { type Messages, type Trained, trainAll, type Watching } from "./train-all.ts";
import { sortTrials, TrialLog } from "./trial-log.ts";
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
  /** Has others train: the workers of a queue. */
  remote?: Remote | undefined;
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
  const { train: { size }, validation, test, imageRows } = data;
  const words = said();
  const { arms, tuning } = experiment;
  say(`${experiment.name}${job.shard ? words.part(job.shard) : ""}${colon[language()]}${words.extent({
    arms: arms.length, seeds: judgedSeeds(experiment).length,
    ...(tuning && { trials: { count: tuning.trials, seeds: tuning.seeds } }),
    train: size, validation: validation?.size, test: test.size, images: imageRows !== undefined,
    by: job.remote?.address.shown, threads: threads.count, wide: job.wide,
  })}`);
  for (const line of startLines(experiment.arms, language())) say(printable(line));
  if (options.threads !== undefined && options.threads > threads.count) {
    host.stderr.write(`${words.warning}${words.tooManyThreads(options.threads, threads.count, mostThreadsPerCore)}\n`);
  }
  // Where parts are merged, from the beginning: the threads restore what is over, and train no step.
  const interrupt = new Int32Array(new SharedArrayBuffer(4)).fill(job.merging ? 1 : 0);
  const stopping = new AbortController();
  const below: Below = {};
  const progress = options.quiet || job.merging ? undefined : await progressOf(job, below, host);
  let interruptedBy: EndingSignal = "SIGINT";
  const listeners = endingSignals.map((signal) => {
    const stop = () => {
      interruptedBy = signal;
      if (Atomics.exchange(interrupt, 0, 1) !== 0) host.exit(exitCodeOf(signal));
      stopping.abort();
      if (!job.remote) progress?.note(words.stopping);
    };
    return [signal, stop] as const;
  });
  for (const [signal, stop] of listeners) host.on(signal, stop);
  try {
    // While the threads train: it takes a quarter of a second.
    const report = import("../report/index.ts");
    const draw = async (outcome: Outcome) => {
      const { weightSheet } = await report;
      firstLayers([outcome], data).forEach(weightSheet);
    };
    const outside = { interrupt, stopping: stopping.signal, below };
    const [trained] = await Promise.all([train(job, threads, outside, progress, draw, host), report]);
    progress?.close();
    const resume = commandLine(host, "resume", job.folder) + (job.remote ? ` ${job.remote.address.option}` : "");
    const circumstances = { folder: job.folder, resume, interrupted: exitCodeOf(interruptedBy) };
    const [{ exitCode, lines, error }] = await Promise.all([
      save(job, trained, circumstances, threads.count, say, host), threads.end(),
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

/** Lines below the table of progress. */
interface Below {
  lines?: () => string[];
}

async function progressOf({ experiment, data }: Job, below: Below, host: Host): Promise<Progress | TuningProgress> {
  const redraw = isLive(host) ? (await import("log-update")).createLogUpdate(host.stdout) : undefined;
  const options = { redraw, colors: picocolors.createColors(hasColors(host)), below: () => below.lines?.() ?? [] };
  if (experiment.tuning) return new TuningProgress(host.stdout, tuningPlan(experiment, imageCounts(data)), options);
  const arms = experiment.arms.map((arm) => ({ name: arm.name, iterations: arm.training.iterations }));
  return new Progress(host.stdout, { arms, seeds: experiment.seeds.length, task: scoreOf(experiment.arms[0]).task }, options);
}

const imageCounts = ({ train, test, validation }: LoadedDataset): ImageCounts =>
  ({ train: train.size, test: test.size, validation: validation?.size ?? 0 });

async function train(
  job: Job, threads: Threads, { interrupt, stopping, below }: { interrupt: Int32Array; stopping: AbortSignal; below: Below },
  progress: Watching["progress"], ended: Watching["ended"], host: Host,
): Promise<Trained> {
  const { experiment, experimentHash, data, folder, checkpointEvery, resume, extended = [], shard, remote } = job;
  const note = (text: string) => {
    if (isLive(host)) progress?.note(printable(text));
    else host.stderr.write(`${printable(text)}\n`);
  };
  const warn = (text: string) => note(`${said().warning}${translated(text)}`);
  const metadata = {
    ...(data.imageRows !== undefined && { image: `${data.imageRows}x${data.imageColumns}` }), experiment: experiment.name,
    ...(data.coding && { data: formatCoding(data.coding) }),
  };
  const saving = { folder, checkpointEvery, resume, experimentHash, extended, metadata };
  const log = experiment.tuning && (await TrialLog.open(folder, experimentHash, warn, shard && studyOf(folder)));
  const trainBy = (executor: Executor, messages: Messages) =>
    trainAll(executor, messages, experiment, saving, log, { shard, progress, images: imageCounts(data), warn, ended });
  try {
    if (!remote) return await trainBy(new Queue(threads.pool, threads.count, { data: threads.data, interrupt, saving }), threads.pool);
    const { sendStudy } = await import("../queue/send.ts");
    const show = progress && isLive(host) ? (lines: () => string[]) => (below.lines = () => lines().map(translated)) : undefined;
    const say = (text: string) => progress?.note(printable(translated(text)));
    return await sendStudy(remote, job, { threads, saving, stopping, note: say, show }, host, trainBy);
  } finally {
    await log?.close();
  }
}

/** Writes the report, where there is something to report. */
async function save(
  job: Job,
  trained: Trained, circumstances: Circumstances, threads: number,
  say: (text: string) => void, host: Host,
): Promise<Conclusion> {
  const { experimentHash, data, folder, checkpointEvery, wide, formats } = job;
  const ended = (await concludePart(job, trained, circumstances, host)) ?? concludeWithoutResults(trained, circumstances);
  if (ended) return ended;
  const report = await import("../report/index.ts");
  const results = gather(trained, data, threads, wide);
  const terminal = { colors: hasColors(host), columns: host.stdout.columns ?? 80 };
  const found = report.findingsText(results, { ...terminal, language: language() });
  if (found !== "") say(`\n${found}\n`);
  say(report.summaryTable(results, terminal));
  const chosen = report.chosenText(results, { ...terminal, platform: host.platform });
  if (chosen !== undefined) say(`\n${chosen}`);
  const claims = report.claimsText(results, { ...terminal, language: language() });
  if (claims !== "") say(`\n${claims}`);
  const over = isOver(results);
  const keep = checkpointEvery !== undefined || !over;
  try {
    if (over && results.tuning) await sortTrials(folder, experimentHash, results.tuning.arms.map(({ arm }) => arm));
    const extra = { firstLayers: firstLayers(trained.outcomes, data), formats, language: language() };
    const names = await report.writeReport(folder, results, extra);
    // The last of each run stays: with it the run can be trained on.
    if (!keep) await removeCheckpoints(folder, 1);
    return conclude(results, [...names, "models/", "checkpoints/"], circumstances);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return concludeUnwritten(reasonOf(error), circumstances);
  }
}

function gather({ experiment, outcomes, tuning }: Trained, { classNames, targetNames }: LoadedDataset, threads: number, wide: boolean): Results {
  const runs = outcomes.map(({ result }) => result);
  return {
    formatVersion: 1,
    usagi: version,
    experiment: withEveryOption(experiment),
    ...(classNames && { classNames }),
    ...(targetNames && { targetNames }),
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
    if (!weight || imageRows === undefined || imageColumns === undefined) return [];
    const { inputs } = train;
    return { arm, seed, weight, inputs, units: weight.length / inputs, imageRows, imageColumns };
  });
}
