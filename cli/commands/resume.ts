/** `resume`: goes on with a run that was interrupted, bit for bit. */
import type { Command } from "commander";
import { printable } from "../../experiment/printable.ts";
import { execute, type ExecuteOptions, threadsOf } from "../run/execute.ts";
import { requireMemory } from "../run/memory.ts";
import { withThreads } from "../run/pool.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { reloadDataset } from "../run/data.ts";
import { extend } from "../run/extend.ts";
import { locked, requireUnlocked } from "../run/lock.ts";
import { InputError } from "../errors.ts";
import { runFolder } from "../files/place.ts";
import type { Host } from "../host.ts";
import { withRemote } from "../queue/remote.ts";
import { version } from "../package.ts";
import { endOf } from "../run/ended.ts";
import { hasCheckpoints, namesIn, removeLeftovers, requireNoLinks, RUN_FILE, written } from "../run/folder.ts";
import { copyRunFile, readRunFile, rewriteRunFile } from "../run/run-file.ts";
import type { Format } from "../report/formats.ts";
import { parseShard, type Shard, shardFolder, shardText } from "../run/shard.ts";
import { requireStarts } from "../run/starts.ts";
import { widen } from "../run/wide.ts";
import { commandLine } from "../shell.ts";
import { said } from "../texts/language.ts";
import { formatHelp, formatList, pathText, queueOption, shardPart, wholeNumber } from "./command.ts";

export interface ResumeOptions extends ExecuteOptions {
  /** Train on to this many, in every arm. */
  iterations?: number;
  /** Where the file or folder of the data is now. */
  data?: string;
  /** Iterations between checkpoints; default as the run began. */
  checkpointEvery?: number;
  /** What the report is written as besides. */
  format?: Format[];
  /** Of a study: train this part alone, in a folder of its own. */
  shard?: Shard;
  /** Have the workers of a queue train. True: the queue of USAGI_QUEUE. */
  queue?: string | true;
}

export function define(command: Command, host: Host, exitWith: (exitCode: number) => void): void {
  command
    .argument("<folder>", "of a run that was interrupted, or is over", pathText)
    .option("--iterations <number>", "train on to so many, as if asked for at first", wholeNumber(1, 1e7))
    .option("--data <folder>", "where the data are now, if they moved", pathText)
    .option(
      "--checkpoint-every <number>", "save each run every so many iterations (default: as begun)", wholeNumber(1, 1e9),
    )
    .option("--format <list>", formatHelp, formatList)
    .option("--shard <part>", "train one part of what is left, such as 2/8, to be merged; auto: this job's", shardPart(host))
    .addOption(queueOption("have the workers of a queue train").conflicts(["shard", "iterations", "checkpointEvery", "wide"]))
    .option("--threads <number>", "worker threads (default: every core)", wholeNumber(1, 1024))
    .option("--wide", "compute with 256 bits at once, the same bits faster, where Node can (24 or newer on x64)")
    .option("-q, --quiet", "print nothing but errors")
    .action(async (folder: string, options: ResumeOptions) => exitWith(await resume(folder, options, host)));
}

/**
 * @returns The exit code as of `run`; that of the whole run where it is over already.
 * @throws InputError where the folder holds no run, or its data are no longer the same.
 */
export async function resume(path: string, options: ResumeOptions, host: Host): Promise<number> {
  const study = await runFolder(path, host);
  if (options.shard && options.iterations !== undefined) {
    throw new InputError("--shard and --iterations: parts are of one study, which has its iterations: merge it first, then train it on");
  }
  const folder = options.shard && (await endOf(study)) === undefined ? await openShard(study, options.shard) : study;
  const begun = await readRunFile(folder);
  const longer = options.iterations === undefined ? undefined : extend(begun, options.iterations);
  const run = longer ?? begun;
  const over = async () => {
    const ended = longer ? undefined : await endOf(folder);
    if (ended === undefined) return undefined;
    if (!options.quiet) host.stdout.write(`${overText(folder, ended, run.resolved, options, host)}\n`);
    return ended === "failed" ? 1 : 0;
  };
  const exitCode = await over();
  if (exitCode !== undefined) return exitCode;
  await requireUnlocked(folder);
  const experiment = run.resolved;
  await requireStarts(folder, experiment);
  const wide = options.wide ? await widen(host) : false;
  return await withThreads(threadsOf(options), async (threads) => {
    threads.start();
    const { data, dataset, dataPath } = await reloadDataset(folder, run, options.data, host, (sizes) =>
      requireMemory(experiment, sizes, threads.count));
    threads.open(data);
    if (run.usagi !== version) {
      host.stderr.write(
        `${said().warning}${said().otherVersion(printable(folder), printable(run.usagi), version)}\n`,
      );
    }
    const sent = { file: run.experiment, experiment: { ...experiment, dataset }, dataFolder: host.cwd() };
    return await withRemote(options.queue, sent, host, (remote) => locked(folder, async () => {
      await written(folder, async () => {
        await requireNoLinks(folder);
        await removeLeftovers(folder);
      });
      // While the data were loaded another process may have ended the run.
      const exitCode = await over();
      if (exitCode !== undefined) return exitCode;
      if (longer || dataPath !== undefined) {
        await written(folder, () => rewriteRunFile(folder, dataPath === undefined ? run : { ...run, dataPath }));
      }
      if (longer && !options.quiet && !(await hasCheckpoints(folder))) {
        host.stdout.write(`${said().fromFirstStep(printable(folder))}\n`);
      }
      const { experimentHash, extended, checkpointEvery } = run;
      const shard = run.shard === undefined ? undefined : parseShard(run.shard, {});
      const every = options.checkpointEvery ?? checkpointEvery;
      const job = { experiment, experimentHash, extended, data, folder, checkpointEvery: every, resume: true, shard, remote, wide, formats: options.format };
      return await execute(job, threads, options, host);
    }));
  });
}

/** The folder of a part of a study, with what the study's folder says of it. */
async function openShard(study: string, shard: Shard): Promise<string> {
  const folder = shardFolder(study, shard);
  if ((await namesIn(folder)).includes(RUN_FILE)) return folder;
  const run = await readRunFile(study);
  await written(folder, () => copyRunFile(folder, study, run, shardText(shard)));
  return folder;
}

function overText(
  folder: string, ended: "complete" | "failed", { arms, tuning }: ResolvedExperiment, { format }: ResumeOptions, host: Host,
): string {
  const words = said();
  const nothing = words.nothingLeft(printable(folder), ended);
  if (format) return `${nothing}${words.reportAgain(`${printable(commandLine(host, "report", folder))} --format ${format.join(",")}`)}`;
  if (tuning) return nothing;
  const twice = 2 * Math.max(...arms.map(({ training }) => training.iterations));
  return `${nothing}${words.trainOn(`${printable(commandLine(host, "resume", folder))} --iterations ${twice}`)}`;
}
