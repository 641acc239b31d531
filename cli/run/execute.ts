/** What `run` and `resume` have in common: trains, shows progress, and saves the results. */
import { availableParallelism, cpus } from "node:os";
import picocolors from "picocolors";
import { printable } from "../../experiment/printable.ts";
import { type ResolvedExperiment, withEveryOption } from "../../experiment/resolve.ts";
import type { FirstLayer, Results } from "../../experiment/results.ts";
import { nearZeroShare } from "../../report/statistics/weights.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { errorCode, reasonOf } from "../errors.ts";
import { type EndingSignal, endingSignals, exitCodeOf, type Host } from "../host.ts";
import { version } from "../package.ts";
import { type Circumstances, type Conclusion, conclude, concludeUnwritten, concludeWithoutResults, statusOf } from "./conclude.ts";
import { Progress } from "./progress.ts";
import { isOver } from "./ended.ts";
import { removeCheckpoints } from "./folder.ts";
import { commandLine } from "../shell.ts";
import type { Threads } from "./pool.ts";
import { trainAll } from "./train-all.ts";
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
  /** Whether `widen` has turned 256 bits on. */
  wide: boolean;
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
  const { arms, seeds, name } = experiment;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const { train: { size }, validation, test } = data;
  const images = `${size} training${validation ? `, ${validation.size} validation` : ""} and ${test.size} test images`;
  say(
    `${name}: ${count(arms.length, "arm")} × ${count(seeds.length, "seed")}, ${images}, ` +
      `${count(threads.count, "thread")}${job.wide ? ", 256 bits" : ""}`,
  );
  if (options.threads !== undefined && options.threads > threads.count) {
    host.stderr.write(
      `warning: --threads ${options.threads}: ${threads.count} are started, ${mostThreadsPerCore} for each core; more take ` +
        "memory and are no faster\n",
    );
  }
  const interrupt = new Int32Array(new SharedArrayBuffer(4));
  const progress = options.quiet ? undefined : await progressOf(experiment, host);
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
      if (outcome.result.seed === seeds[0]) firstLayers([outcome], data).forEach(weightSheet);
    };
    const [outcomes] = await Promise.all([train(job, threads, interrupt, progress, draw, host), report]);
    progress?.close();
    const resume = commandLine(host, "resume", job.folder);
    const circumstances = { folder: job.folder, resume, interrupted: exitCodeOf(interruptedBy) };
    const [{ exitCode, lines, error }] = await Promise.all([
      save(job, outcomes, circumstances, threads.count, say, host), threads.end(),
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

async function progressOf({ arms, seeds }: ResolvedExperiment, host: Host): Promise<Progress> {
  const shown = {
    arms: arms.map((arm) => ({ name: arm.name, iterations: arm.training.iterations })),
    seeds: seeds.length,
  };
  const redraw = isLive(host) ? (await import("log-update")).createLogUpdate(host.stdout) : undefined;
  return new Progress(host.stdout, shown, { redraw, colors: picocolors.createColors(hasColors(host)) });
}

function train(
  { experiment, experimentHash, data, folder, checkpointEvery, resume, extended = [] }: Job, threads: Threads,
  interrupt: Int32Array, progress: Progress | undefined, ended: (outcome: Outcome) => Promise<void>, host: Host,
): Promise<Outcome[]> {
  const warn = (text: string) => {
    if (isLive(host)) progress?.note(`warning: ${printable(text)}`);
    else host.stderr.write(`warning: ${printable(text)}\n`);
  };
  const image = `${data.imageRows}x${data.imageColumns}`;
  const saving = { folder, checkpointEvery, resume, experiment: experiment.name, experimentHash, extended, image };
  return trainAll(threads, experiment, { interrupt, saving }, progress, { warn, ended });
}

/** Writes the report, where there is something to report. */
async function save(
  { experiment, data, folder, checkpointEvery, wide }: Job,
  outcomes: Outcome[], circumstances: Circumstances, threads: number, say: (text: string) => void, host: Host,
): Promise<Conclusion> {
  const ended = concludeWithoutResults(outcomes, circumstances);
  if (ended) return ended;
  const report = await import("../report/index.ts");
  const results = gather(experiment, outcomes, threads, wide);
  const terminal = { colors: hasColors(host), columns: host.stdout.columns ?? 80 };
  say(report.summaryTable(results, terminal));
  const claims = report.claimsText(results, terminal);
  if (claims !== undefined) say(`\n${claims}`);
  const keep = checkpointEvery !== undefined || !isOver(results);
  try {
    const names = await report.writeReport(folder, results, { firstLayers: firstLayers(outcomes, data) });
    // The last of each run stays: with it the run can be trained on.
    if (!keep) await removeCheckpoints(folder, 1);
    return conclude(results, [...names, "models/", "checkpoints/"], circumstances);
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return concludeUnwritten(reasonOf(error), circumstances);
  }
}

function gather(experiment: ResolvedExperiment, outcomes: Outcome[], threads: number, wide: boolean): Results {
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
