/**
 * What lies where in the folder of a run:
 *
 *   run.json                       the experiment, written before anything is trained
 *   run.lock                       the process that writes here, while it does
 *   trials.jsonl                   of a search: the trials that are over
 *   checkpoints/<run>/<iteration>.safetensors
 *   models/<run>.safetensors       each network as it ended
 *   starts/<digest>.safetensors    the trained networks that arms begin with, as they were
 *   results.json, report.html, …   the report
 *   shards/<i>-of-<n>/             of a study in parts, till they are merged: a folder like this one, without a report
 *
 * where <run> is the arm's number and name and the seed, such as 2-Adam-seed0, of a trial 2-Adam-trial7-seed0. Trials
 * have checkpoints until they are over, and no models.
 */
import { lstat, readdir, rename, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { temporary, writeWhole } from "../files/whole.ts";
import { ownReportFile } from "../report/formats.ts";

export const RUN_FILE = "run.json";
export const TRIALS = "trials.jsonl";
const CHECKPOINTS = "checkpoints";
const MODELS = "models";
const STARTS = "starts";
const KEPT = 2;
/** How a run names its files: others in these folders are not its own and stay. */
const ownRun = /^\d+-.+-seed\d+$/;
const ownModel = /^\d+-.+-seed\d+\.safetensors$/;
const ownStart = /^[0-9a-f]{64}\.safetensors$/;
const ownCheckpoint = /^(\d{10})\.safetensors(\.damaged|\.foreign)?$/;
/** No network has more memory. */
export const maxCheckpointBytes = 2 ** 32;

/** The part of a file's name that stands for one run: nothing that could lead out of its folder. */
export function runName(armNumber: number, arm: string, seed: number, trial?: number): string {
  const slug = arm.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "");
  const short = Array.from(slug).slice(0, 40).join("");
  return `${armNumber}-${short || "arm"}-${trial === undefined ? "" : `trial${trial}-`}seed${seed}`;
}

export function modelFile(folder: string, run: string): string {
  return join(folder, MODELS, `${run}.safetensors`);
}

export function startFile(folder: string, digest: string): string {
  return join(folder, STARTS, `${digest}.safetensors`);
}

/** The digests of the networks that the runs of a folder begin with. */
export async function startsIn(folder: string): Promise<string[]> {
  return (await namesIn(join(folder, STARTS))).filter((name) => ownStart.test(name)).map((name) => basename(name, ".safetensors"));
}

/**
 * What `write` gives.
 * @throws InputError that names the folder where nothing can be written there.
 */
export async function written<Result>(folder: string, write: () => Promise<Result>): Promise<Result> {
  try {
    return await write();
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${folder}: results cannot be written there: ${reasonOf(error)}`);
  }
}

/** @throws InputError where what a run writes or removes would be outside its folder. */
export async function requireNoLinks(folder: string): Promise<void> {
  const places = [CHECKPOINTS, MODELS, STARTS].map((name) => join(folder, name));
  for (const place of [...places, ...(await checkpointFolders(folder))]) {
    const found = await lstat(place).catch(() => undefined);
    if (!found?.isSymbolicLink()) continue;
    throw new InputError(`${place} is a link, and results are written into folders only: put a folder in its place`);
  }
  const trials = join(folder, TRIALS);
  const found = await lstat(trials).catch(() => undefined);
  if (found?.isSymbolicLink()) throw new InputError(`${trials} is a link, and could lead out of the folder: remove it`);
}

/** Removes what an earlier run left, so that nothing of it is taken for this one's; files of others stay. */
export async function clear(folder: string): Promise<void> {
  for (const name of [RUN_FILE, "results.json", TRIALS, `${TRIALS}.damaged`]) await rm(join(folder, name), { force: true });
  // Not every run writes all of these: one of an earlier run would be taken for this one's.
  await remove(folder, ownReportFile);
  await removeLeftovers(folder);
  await removeCheckpoints(folder);
  await remove(join(folder, MODELS), ownModel);
  await remove(join(folder, STARTS), ownStart);
  await removeEmpty(join(folder, STARTS));
}

/** Names in a folder; none where there is no such folder. */
export async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(errorCode(error) ?? "")) return [];
    throw error;
  });
}

/** Removes the files in a folder whose names match. */
async function remove(folder: string, pattern: RegExp): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (pattern.test(name)) await rm(join(folder, name), { force: true });
  }
}

/** Whether there is anything that a run could go on from. */
export async function hasCheckpoints(folder: string): Promise<boolean> {
  const files = await Promise.all((await checkpointFolders(folder)).map(listCheckpoints));
  return files.flat().some(({ setAside }) => !setAside);
}

/** The runs and trials that have checkpoints in a folder. */
export async function checkpointNames(folder: string): Promise<string[]> {
  return (await namesIn(join(folder, CHECKPOINTS))).filter((name) => ownRun.test(name));
}

async function checkpointFolders(folder: string): Promise<string[]> {
  return (await checkpointNames(folder)).map((name) => join(folder, CHECKPOINTS, name));
}

/** Removes the temporary files of a process that was killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const place of [folder, join(folder, MODELS), join(folder, STARTS), ...(await checkpointFolders(folder))]) {
    await remove(place, temporary);
  }
}

/** Removes the checkpoints of every run, but for the newest `kept` of each. */
export async function removeCheckpoints(folder: string, kept = 0): Promise<void> {
  for (const run of await checkpointFolders(folder)) {
    const files = await listCheckpoints(run);
    const newest = files.filter(({ setAside }) => !setAside).slice(-kept || files.length);
    for (const { file } of files.filter((other) => !newest.includes(other))) await rm(file, { force: true });
    await removeEmpty(run);
  }
  await removeEmpty(join(folder, CHECKPOINTS));
}

/** Removes a folder that holds nothing. */
export async function removeEmpty(folder: string): Promise<void> {
  await rmdir(folder).catch((error: unknown) => {
    if (!["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST"].includes(errorCode(error) ?? "")) throw error;
  });
}

interface CheckpointFile {
  file: string;
  iteration: number;
  /** `resume` found it damaged, or of another training. */
  setAside: boolean;
}

/** The checkpoints of one run, the newest last. */
export class CheckpointFiles {
  readonly folder: string;

  constructor(folder: string, run: string) {
    this.folder = join(folder, CHECKPOINTS, run);
  }

  file(iteration: number): string {
    return join(this.folder, `${String(iteration).padStart(10, "0")}.safetensors`);
  }

  /** Writes one, then removes all but the newest. */
  async write(iteration: number, bytes: Uint8Array): Promise<void> {
    await writeWhole(this.file(iteration), bytes);
    for (const { file } of (await this.usable()).slice(KEPT)) await rm(file, { force: true });
  }

  /** Removes them, but not what was set aside. */
  async remove(): Promise<void> {
    for (const { file } of await this.usable()) await rm(file, { force: true });
    await removeEmpty(this.folder);
  }

  async list(): Promise<CheckpointFile[]> {
    return await listCheckpoints(this.folder);
  }

  /** Those that were not set aside, the newest first. */
  async usable(): Promise<CheckpointFile[]> {
    return (await this.list()).filter(({ setAside }) => !setAside).reverse();
  }

  /** Renames one that cannot be used, so that it is no longer listed but can be examined. */
  async setAside(file: string, why: "damaged" | "foreign"): Promise<string> {
    await rename(file, `${file}.${why}`);
    return `${file}.${why}`;
  }
}

async function listCheckpoints(folder: string): Promise<CheckpointFile[]> {
  return (await namesIn(folder)).sort().flatMap((name) => {
    const [, iteration, aside] = ownCheckpoint.exec(name) ?? [];
    if (iteration === undefined) return [];
    return [{ file: join(folder, name), iteration: Number(iteration), setAside: aside !== undefined }];
  });
}
