/** `resume`: goes on with a run that was interrupted, bit for bit. */
import { printable } from "../../experiment/printable.ts";
import { conduct, type Options, requireMemory } from "../run/conduct.ts";
import { loadDataset } from "../files/dataset.ts";
import { InputError } from "../errors.ts";
import { locked, requireUnlocked } from "../run/lock.ts";
import type { Host } from "../host.ts";
import { version } from "../package.ts";
import { endOf, hashData, readRunFile, removeLeftovers, requireNoLinks, written } from "../run/folder.ts";

export interface ResumeOptions extends Options {
  /** Iterations between checkpoints; default as the run began. */
  checkpointEvery?: number;
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
  await requireMemory(experiment, data, options);
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
    const plan = { experiment, experimentHash, data, folder, checkpointEvery, resume: true };
    // While the data were loaded another process may have ended the run.
    return (await over()) ?? (await conduct(plan, options, host));
  });
}
