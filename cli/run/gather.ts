/** Brings what the parts of a study have left into the study's folder. */
import { copyFile, link, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UsagiError } from "../../bindings/errors.ts";
import { printable } from "../../experiment/printable.ts";
import { errorCode, InputError } from "../errors.ts";
import { readWhole, writeWhole } from "../files/whole.ts";
import { comparable } from "./checkpoint.ts";
import { CheckpointFiles, checkpointNames, clear, maxCheckpointBytes, removeEmpty, TRIALS } from "./folder.ts";
import { shardFolder, SHARDS, shardsIn } from "./shard.ts";
import { type Entry, keyOf, readTrials, trialLine } from "./trial-log.ts";

const differ = (one: string, other: string, what: string) => new InputError(
  `${one} and ${other} have trained ${printable(what)}, to different bits: a machine computes wrongly, or a file was changed. ` +
    "Nothing was merged; remove the folder of the part that is wrong and train it again",
);

/**
 * The trials of all parts, each once, into the study's folder.
 * @throws InputError where two parts have trained the same to different bits.
 */
export async function gatherTrials(folder: string, parts: readonly string[], experimentHash: string): Promise<void> {
  const found = new Map<string, { entry: Entry; part: string }>();
  for (const part of [folder, ...parts]) {
    for (const entry of (await readTrials(part, experimentHash)).entries) {
      const { arm, until, run } = entry;
      const key = keyOf(arm, until, run);
      const before = found.get(key);
      if (before && before.entry.run.digest !== run.digest) {
        throw differ(before.part, part, `${arm}, trial ${run.trial}, seed ${run.seed}`);
      }
      if (!before) found.set(key, { entry, part });
    }
  }
  const lines = [...found.values()].map(({ entry }) => trialLine(entry));
  if (lines.length > 0) await writeWhole(join(folder, TRIALS), lines.join(""));
}

/**
 * Each run's checkpoints of the part that has trained it farthest.
 * @throws InputError where two parts have trained it as far, to different bits.
 */
export async function gatherCheckpoints(folder: string, parts: readonly string[]): Promise<void> {
  const farthest = new Map<string, { part: string; files: Awaited<ReturnType<CheckpointFiles["usable"]>> }>();
  for (const part of [folder, ...parts]) {
    for (const name of await checkpointNames(part)) {
      const files = await new CheckpointFiles(part, name).usable();
      const newest = files[0];
      if (!newest) continue;
      const before = farthest.get(name);
      if (before?.files[0]!.iteration === newest.iteration) {
        const [one, other] = await Promise.all([before.files[0].file, newest.file].map(stateOf));
        if (one !== undefined && other !== undefined && one !== other) throw differ(before.part, part, name);
        // One that cannot be read gives way.
        if (one !== undefined) continue;
      } else if (before && before.files[0]!.iteration > newest.iteration) continue;
      farthest.set(name, { part, files });
    }
  }
  for (const [name, { part, files }] of farthest) {
    if (part === folder) continue;
    const own = new CheckpointFiles(folder, name);
    for (const { file } of await own.usable()) await rm(file, { force: true });
    for (const { file, iteration } of files) await linkOrCopy(file, own.file(iteration));
  }
}

/** What of a checkpoint does not depend on the machine; undefined where it is damaged. */
async function stateOf(file: string): Promise<string | undefined> {
  try {
    return comparable(await readWhole(file, maxCheckpointBytes));
  } catch (error) {
    if (error instanceof UsagiError) return undefined;
    throw error;
  }
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await link(from, to).catch(async (error: unknown) => {
    if (errorCode(error) === "EEXIST") return;
    await copyFile(from, to);
  });
}

/** Removes the parts, once all that they hold is in the study's folder. */
export async function removeShards(folder: string): Promise<void> {
  for (const shard of await shardsIn(folder)) {
    const part = shardFolder(folder, shard);
    await clear(part);
    for (const name of ["models", ""]) await removeEmpty(join(part, name));
  }
  await removeEmpty(join(folder, SHARDS));
}
