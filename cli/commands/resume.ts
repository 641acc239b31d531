/** `resume`: goes on with a run that was interrupted, bit for bit. */
import type { Command } from "commander";
import { printable } from "../../experiment/printable.ts";
import { execute, type ExecuteOptions, threadsOf } from "../run/execute.ts";
import { requireMemory } from "../run/memory.ts";
import { loadDataset } from "../files/dataset.ts";
import { InputError } from "../errors.ts";
import { locked, requireUnlocked } from "../run/lock.ts";
import type { Host } from "../host.ts";
import { version } from "../package.ts";
import { endOf, hashData, readRunFile, removeLeftovers, requireNoLinks, written } from "../run/folder.ts";
import { pathText, wholeNumber } from "./command.ts";

export interface ResumeOptions extends ExecuteOptions {
  /** Iterations between checkpoints; default as the run began. */
  checkpointEvery?: number;
}

export function define(command: Command, host: Host, exitWith: (exitCode: number) => void): void {
  command
    .description("go on with a run, bit for bit as if it had never stopped")
    .argument("<folder>", "of a run that was interrupted", pathText)
    .option(
      "--checkpoint-every <number>", "save each run every so many iterations (default: as begun)", wholeNumber(1, 1e9),
    )
    .option("--threads <number>", "worker threads (default: every core)", wholeNumber(1, 1024))
    .option("-q, --quiet", "print nothing but errors")
    .action(async (folder: string, options: ResumeOptions) => exitWith(await resume(folder, options, host)));
}

/**
 * @returns The exit code as of `run`; that of the whole run where it is over already.
 * @throws InputError where the folder holds no run, or its data are no longer the same.
 */
export async function resume(folder: string, options: ResumeOptions, host: Host): Promise<number> {
  const { resolved: experiment, experimentHash, dataFolder, dataHash, ...begun } = await readRunFile(folder);
  const over = async () => {
    const ended = await endOf(folder);
    if (ended === undefined) return undefined;
    if (!options.quiet) host.stdout.write(`${printable(folder)}: the run is ${ended}; there is nothing left to do.\n`);
    return ended === "failed" ? 1 : 0;
  };
  const exitCode = await over();
  if (exitCode !== undefined) return exitCode;
  await requireUnlocked(folder);
  const data = await loadDataset(experiment.dataset, dataFolder);
  if (hashData(data) !== dataHash) {
    throw new InputError(`${folder}: the data set is not the one that the run began with: put that back, or begin anew`);
  }
  await requireMemory(experiment, data, threadsOf(options));
  if (begun.usagi !== version) {
    host.stderr.write(
      `warning: ${printable(folder)}: the run was begun by version ${printable(begun.usagi)} of usagi-nn and goes on ` +
        `with ${version}: its results may be neither's\n`,
    );
  }
  return await locked(folder, async () => {
    await written(folder, async () => {
      await requireNoLinks(folder);
      await removeLeftovers(folder);
    });
    const { checkpointEvery = begun.checkpointEvery } = options;
    const job = { experiment, experimentHash, data, folder, checkpointEvery, resume: true };
    // While the data were loaded another process may have ended the run.
    return (await over()) ?? (await execute(job, options, host));
  });
}
