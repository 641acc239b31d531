/** `run`: trains every arm of an experiment with every seed into a folder of its own. */
import { existsSync } from "node:fs";
import { readdir, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { execute, type ExecuteOptions, threadsOf } from "../run/execute.ts";
import { requireMemory } from "../run/memory.ts";
import { withThreads } from "../run/pool.ts";
import { isSmall, loadDataset } from "../files/dataset.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { readExperiment } from "../experiment.ts";
import { temporary } from "../files/whole.ts";
import { LOCK_FILE, locked, requireUnlocked } from "../run/lock.ts";
import { requireExperiment } from "../files/place.ts";
import type { Host } from "../host.ts";
import { packageFolder, version } from "../package.ts";
import { relativePath } from "../paths.ts";
import { withRemote } from "../queue/remote.ts";
import { type Override, parseAssignment } from "../overrides.ts";
import { endOf } from "../run/ended.ts";
import { clear, namesIn, removeLeftovers, requireNoLinks, RUN_FILE, written } from "../run/folder.ts";
import { codingWarnings, findStarts, requireFitting } from "../run/find-starts.ts";
import { hashData, hashExperiment, readRunFile, writeRunFile } from "../run/run-file.ts";
import { type Shard, shardFolder, SHARDS, shardText } from "../run/shard.ts";
import { begunOtherwise, writeStarts } from "../run/starts.ts";
import { commandLine } from "../shell.ts";
import { said, warningLine } from "../texts/language.ts";
import type { Format } from "../report/formats.ts";
import { widen } from "../run/wide.ts";
import { collect, formatHelp, formatList, pathText, queueOption, seedNumber, shardPart, wholeNumber } from "./command.ts";

export interface RunOptions extends ExecuteOptions {
  /** Folder of the results; default runs/<name of the experiment>. */
  out?: string;
  overrides: Override[];
  /** Names of the arms to train; default all. */
  arms?: string[];
  /** Iterations between checkpoints; without it there are some only where the run is interrupted. */
  checkpointEvery?: number;
  /** Write into a folder that is not empty. */
  force?: boolean;
  /** What the report is written as besides. */
  format?: Format[];
  /** Train this part alone, in a folder of its own; go on with it where it has begun. */
  shard?: Shard;
  /** Have the workers of a queue train; go on with it where it has begun. True: the queue of USAGI_QUEUE. */
  queue?: string | true;
}

interface RunFlags extends Omit<RunOptions, "overrides" | "arms"> {
  arm?: string[];
  seed?: number;
  set?: string[];
}

export function define(command: Command, host: Host, exitWith: (exitCode: number) => void): void {
  command
    .argument("[file]", "an experiment, or - for standard input (default: experiment.json)", pathText)
    .option("-o, --out <folder>", "where the results go (default: runs/<name of the experiment>)", pathText)
    .option("--arm <name>", "train only this arm; repeatable", collect)
    .option("--seed <number>", "one seed in place of the experiment's", seedNumber)
    .option("--set <path=value>", "change a value, such as training.iterations=500; repeatable", collect)
    .option("--checkpoint-every <number>", "save each run every so many iterations", wholeNumber(1, 1e9))
    .option("--format <list>", formatHelp, formatList)
    .option("--shard <part>", "train one part of the study, such as 2/8, to be merged; auto: this job's", shardPart(host))
    .addOption(queueOption("have the workers of a queue train").conflicts(["shard", "checkpointEvery", "wide"]))
    .option("--threads <number>", "worker threads (default: every core)", wholeNumber(1, 1024))
    .option("--wide", "compute with 256 bits at once, the same bits faster, where Node can (24 or newer on x64)")
    .option("-q, --quiet", "print nothing but errors")
    .option("-f, --force", "overwrite the results in the folder")
    .action(async (file: string | undefined, { arm, seed, set = [], ...options }: RunFlags) => {
      const overrides = set.map(parseAssignment);
      if (seed !== undefined) overrides.push({ text: `--seed ${seed}`, path: ["seeds"], value: [seed] });
      const arms = arm === undefined ? {} : { arms: arm };
      exitWith(await run(file ?? defaultFile(options.quiet, host), { ...options, ...arms, overrides }, host));
    });
}

/** The experiment beside the user, or the one that comes with the package. */
function defaultFile(quiet = false, host: Host): string {
  const name = "experiment.json";
  if (existsSync(join(host.cwd(), name))) return name;
  if (!quiet) host.stdout.write(`${said().packagesOwn(name)}\n`);
  return join(packageFolder, name);
}

/**
 * @returns The exit code: 0 done, 1 a run failed or something could not be saved, 128 + n interrupted by signal n.
 * @throws InputError before any training, where the input or the folder of the results is not usable.
 */
export async function run(file: string, options: RunOptions, host: Host): Promise<number> {
  if (file !== "-") await requireExperiment(file, host);
  const read = await readExperiment(file, options.overrides, options.arms, host.stdin);
  const dataFolder = dirname(resolve(file)); // of -, the current one
  const starts = await findStarts(file, read, dataFolder, host.cwd());
  const { experiment, source } = starts;
  const study = options.out ?? join("runs", experiment.name);
  const { shard } = options;
  const experimentHash = hashExperiment(experiment);
  if (shard) await requireMerging(study, experimentHash, host);
  const folder = shard ? shardFolder(study, shard) : study;
  const begun = await hasBegun(folder, options);
  if (!begun) await requireFree(folder, host, options.force);
  const wide = options.wide ? await widen(host) : false;
  const sent = { file: source, experiment, dataFolder };
  return await withRemote(options.queue, sent, host, (remote) => withThreads(threadsOf(options), async (threads) => {
    const small = await isSmall(experiment.dataset, dataFolder);
    if (!small) threads.start();
    const { warnings } = read;
    const data = await loadDataset(experiment.dataset, dataFolder, async (sizes) => {
      warnings.push(...requireFitting(file, starts, sizes, host.cwd()));
      await requireMemory(experiment, sizes, threads.count);
      if (small) threads.start();
    });
    threads.open(data);
    warnings.push(...codingWarnings(file, starts, data.coding));
    for (const text of [...warnings, ...data.warnings]) host.stderr.write(warningLine(text));
    const { checkpointEvery } = options;
    return await locked(folder, async () => {
      // While the data were loaded another run may have begun and ended there.
      if (!begun) await requireFree(folder, host, options.force);
      // Before anything is trained, so that a run does not find too late that it cannot be saved.
      await written(folder, async () => {
        await requireNoLinks(folder);
        if (begun) {
          await requireSame(folder, experiment, experimentHash, hashData(data));
          await removeLeftovers(folder);
          return;
        }
        await clear(folder);
        await writeStarts(folder, starts.bytes);
        await writeRunFile(folder, {
          usagi: version,
          experiment: source,
          experimentHash,
          dataFolder: relativePath(await realpath(folder), await realpath(dataFolder)),
          dataHash: hashData(data),
          ...(checkpointEvery === undefined ? {} : { checkpointEvery }),
          ...(shard && { shard: shardText(shard) }),
        });
      });
      const job = { experiment, experimentHash, data, folder, checkpointEvery, resume: begun, shard, remote, wide, formats: options.format };
      return await execute(job, threads, options, host);
    });
  }));
}

/** Whether a folder holds what is gone on with, a part of a study or one that was sent: `--force` begins anew. */
async function hasBegun(folder: string, { shard, queue, force = false }: RunOptions): Promise<boolean> {
  if (force || (!shard && queue === undefined) || !(await namesIn(folder)).includes(RUN_FILE)) return false;
  return shard !== undefined || (await endOf(folder)) === undefined;
}

/** @throws InputError where what has begun is of another study, or of another version. */
async function requireSame(
  folder: string, experiment: ResolvedExperiment, experimentHash: string, dataHash: string,
): Promise<void> {
  const run = await readRunFile(folder);
  const differs = run.usagi !== version
    ? `was begun by version ${run.usagi} of usagi-nn, and this is ${version}`
    : run.experimentHash !== experimentHash
      ? begunOtherwise(run.resolved, experiment) ? "was begun with another trained network (from)" : "is of another experiment"
      : run.dataHash === dataHash ? undefined : "was begun with other data";
  if (differs === undefined) return;
  throw new InputError(`${folder} ${differs}: choose another folder with --out, or begin anew with --force`);
}

/** @throws InputError where the folder of a study holds something else, or the study is over. */
async function requireMerging(study: string, experimentHash: string, host: Host): Promise<void> {
  const names = await namesIn(study);
  if (!names.includes(RUN_FILE)) return;
  const run = await readRunFile(study);
  if (run.experimentHash !== experimentHash) {
    throw new InputError(`${study} holds a run of another experiment: choose another folder with --out`);
  }
  if ((await endOf(study)) === undefined) return;
  throw new InputError(`${study} holds the results of this study: look at them with: ${commandLine(host, "inspect", study)}`);
}

async function requireFree(folder: string, host: Host, force = false): Promise<void> {
  try {
    // A process that was killed before it began can have left nothing but these.
    const entries = (await readdir(folder)).filter((name) => !temporary.test(name) && name !== LOCK_FILE);
    await requireUnlocked(folder);
    if (entries.length === 0 || force) return;
    const otherwise = "choose another folder with --out, or overwrite with --force";
    if (entries.includes(RUN_FILE) && (await endOf(folder)) === undefined) {
      throw new InputError(
        `${folder} holds a run that was interrupted: go on with: ${commandLine(host, "resume", folder)}; or ${otherwise}`,
      );
    }
    if (entries.includes(SHARDS)) {
      throw new InputError(
        `${folder} holds parts of a study: put them together with: ${commandLine(host, "merge", folder)}; or choose another folder with --out`,
      );
    }
    const content = entries.includes("results.json") ? "holds the results of an earlier run" : "is not empty";
    throw new InputError(`${folder} ${content}: ${otherwise}`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (errorCode(error) !== "ENOENT") throw new InputError(`${folder}: ${reasonOf(error)}`);
  }
}
