/** `merge`: puts the parts of a study together, to what one machine would have written. */
import type { Command } from "commander";
import { InputError } from "../errors.ts";
import { runFolder } from "../files/place.ts";
import type { Host } from "../host.ts";
import { version } from "../package.ts";
import type { Format } from "../report/formats.ts";
import { reloadDataset } from "../run/data.ts";
import { endOf } from "../run/ended.ts";
import { execute, type ExecuteOptions, threadsOf } from "../run/execute.ts";
import { namesIn, removeLeftovers, requireNoLinks, RUN_FILE, written } from "../run/folder.ts";
import { gatherCheckpoints, gatherTrials, removeShards } from "../run/gather.ts";
import { locked } from "../run/lock.ts";
import { requireMemory } from "../run/memory.ts";
import { withThreads } from "../run/pool.ts";
import { copyRunFile, readRunFile, type StartedRun } from "../run/run-file.ts";
import { shardFolder, shardsIn } from "../run/shard.ts";
import { begunOtherwise } from "../run/starts.ts";
import { commandLine } from "../shell.ts";
import { formatHelp, formatList, pathText, wholeNumber } from "./command.ts";

export interface MergeOptions extends ExecuteOptions {
  /** Where the file or folder of the data is on this machine. */
  data?: string;
  /** What the report is written as besides. */
  format?: Format[];
}

export function define(command: Command, host: Host, exitWith: (exitCode: number) => void): void {
  command
    .argument("<folder>", "of a study whose parts `run --shard` has trained", pathText)
    .option("--data <folder>", "where the data are on this machine", pathText)
    .option("--format <list>", formatHelp, formatList)
    .option("--threads <number>", "worker threads (default: every core)", wholeNumber(1, 1024))
    .option("-q, --quiet", "print nothing but errors")
    .action(async (folder: string, options: MergeOptions) => exitWith(await merge(folder, options, host)));
}

/**
 * @returns The exit code: 0 everything is there, 1 something is left to train, or a run failed.
 * @throws InputError where there are no parts, they are not of one study, or two have different bits of one run.
 */
async function merge(path: string, options: MergeOptions, host: Host): Promise<number> {
  const folder = await runFolder(path, host);
  const parts = await begunParts(folder);
  const run = await requireOneStudy(folder, parts, host);
  const { resolved: experiment, experimentHash, checkpointEvery } = run;
  return await withThreads(threadsOf(options), async (threads) => {
    threads.start();
    const again = commandLine(host, "merge", folder);
    const { data } = await reloadDataset(parts[0]!, run, options.data, host, (sizes) =>
      requireMemory(experiment, sizes, threads.count), again);
    threads.open(data);
    return await locked(folder, async () => {
      await written(folder, async () => {
        await requireNoLinks(folder);
        await removeLeftovers(folder);
        await gatherTrials(folder, parts, experimentHash);
        await gatherCheckpoints(folder, parts);
        if (!(await namesIn(folder)).includes(RUN_FILE)) await copyRunFile(folder, parts[0]!, run);
      });
      const job = {
        experiment, experimentHash, data, folder, checkpointEvery, resume: true, merging: true, wide: false, formats: options.format,
      };
      const exitCode = await execute(job, threads, options, host);
      if ((await endOf(folder)) !== undefined) await written(folder, () => removeShards(folder));
      return exitCode;
    });
  });
}

async function begunParts(folder: string): Promise<string[]> {
  const parts = (await shardsIn(folder)).map((shard) => shardFolder(folder, shard));
  const begun = await Promise.all(parts.map(async (part) => ((await namesIn(part)).includes(RUN_FILE) ? [part] : [])));
  return begun.flat();
}

/** The run.json of the study or of its first part. */
async function requireOneStudy(folder: string, parts: readonly string[], host: Host): Promise<StartedRun> {
  const own = (await namesIn(folder)).includes(RUN_FILE) ? [folder] : [];
  if (own.length > 0 && (await endOf(folder)) !== undefined) {
    throw new InputError(`${folder}: everything is there already: look at it with: ${commandLine(host, "inspect", folder)}`);
  }
  if (parts.length === 0) {
    throw new InputError(
      `${folder}: there are no parts of a study in ${folder}/shards: train them with: ${commandLine(host, "run", "study.json")} --shard 1/2`,
    );
  }
  const places = [...own, ...parts];
  const runs = await Promise.all(places.map((place) => readRunFile(place)));
  runs.forEach(({ resolved, experimentHash, dataHash, usagi }, i) => {
    const began = begunOtherwise(resolved, runs[0]!.resolved) ? "networks to begin with (from)" : "experiments";
    const what = experimentHash !== runs[0]!.experimentHash ? began : dataHash !== runs[0]!.dataHash ? "data" : undefined;
    if (what !== undefined) throw new InputError(`${places[0]} and ${places[i]} are of different ${what}: they cannot be merged`);
    if (usagi === version) return;
    throw new InputError(
      `${places[i]} was trained by version ${usagi} of usagi-nn, and this is ${version}: merge with that version, or train it again with this one`,
    );
  });
  return runs[own.length]!;
}
