/**
 * What lies where in the folder of a run:
 *
 *   run.json                       the experiment, written before anything is trained
 *   run.lock                       the process that writes here, while it does
 *   checkpoints/<run>/<iteration>.safetensors
 *   models/<run>.safetensors       each network as it ended
 *   results.json, report.html, …   the report
 *
 * where <run> is the arm's number and name and the seed, such as 2-Adam-seed0.
 */
import { createHash } from "node:crypto";
import { lstat, readdir, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem, formatValue } from "../../experiment/problems.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { type Results, resultsSchema } from "../../experiment/results.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { readWhole, temporary, writeWhole } from "../files/whole.ts";
import { JsonSyntaxError, parseJson } from "../../experiment/jsonc.ts";

const RUN_FILE = "run.json";
const CHECKPOINTS = "checkpoints";
const MODELS = "models";
const KEPT = 2;
/** What a run names its files: others in these folders are somebody else's and stay. */
const ownRun = /^\d+-.+-seed\d+$/;
const ownModel = /^\d+-.+-seed\d+\.safetensors$/;
const ownCheckpoint = /^(\d{10})\.safetensors(\.damaged|\.foreign)?$/;
const maxRunFileBytes = 2 ** 26;
/** No network has more memory. */
export const maxCheckpointBytes = 2 ** 32;

/** What a run has to know to go on. */
export interface RunFile {
  formatVersion: 1;
  /** Version of usagi-nn that began it. */
  usagi: string;
  /** The experiment file, with what the command line changed. */
  experiment: unknown;
  /** SHA-256 of the resolved experiment. */
  experimentHash: string;
  /** Where a relative path of a data set starts, as seen from this folder: both may move together. */
  dataFolder: string;
  /** The folder of the images, as seen from this one, where a user said that they have moved. */
  dataPath?: string;
  /** SHA-256 of the images and labels in use, and of what is the same for all of them. */
  dataHash: string;
  /** Iterations between checkpoints; none but at the end where it is missing. */
  checkpointEvery?: number;
  /** The experimentHash that it had before it was given more iterations: checkpoints with it go on. */
  extended?: string[];
}

const sha256 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

export function hashExperiment(experiment: ResolvedExperiment): string {
  return sha256(JSON.stringify(experiment));
}

export function hashData({ train, test, imageRows, imageColumns }: LoadedDataset): string {
  const bytes = ({ records }: LoadedDataset["train"]) => new Uint8Array(records.buffer);
  const sizes = JSON.stringify([imageRows, imageColumns, train.classes]);
  return sha256(sizes, bytes(train), train.labels, bytes(test), test.labels);
}

/** The part of a file's name that stands for one run: nothing that could lead out of its folder. */
export function runName(armNumber: number, arm: string, seed: number): string {
  const slug = arm.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+/, "");
  const short = Array.from(slug).slice(0, 40).join("");
  return `${armNumber}-${short || "arm"}-seed${seed}`;
}

export function modelFile(folder: string, run: string): string {
  return join(folder, MODELS, `${run}.safetensors`);
}

/** Writes run.json. */
export async function writeRunFile(folder: string, content: Omit<RunFile, "formatVersion">): Promise<void> {
  const { usagi, experiment, experimentHash, dataFolder, dataPath, dataHash, checkpointEvery, extended } = content;
  const file = {
    formatVersion: 1, usagi, experiment, experimentHash, dataFolder, dataPath, dataHash, checkpointEvery, extended,
  };
  await writeWhole(join(folder, RUN_FILE), `${JSON.stringify(file, null, 2)}\n`);
}

/** Replaces run.json of a run that goes on. Results go first: with them it would be taken for over. */
export async function rewriteRunFile(folder: string, content: RunFile): Promise<void> {
  await rm(join(folder, "results.json"), { force: true });
  await writeRunFile(folder, content);
}

/**
 * The run that a folder holds, with its experiment resolved again.
 * @throws InputError where there is none, or it was changed.
 */
export async function readRunFile(folder: string): Promise<RunFile & { resolved: ResolvedExperiment }> {
  const file = join(folder, RUN_FILE);
  const bytes = await readWhole(file, maxRunFileBytes).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(`${folder} holds no run that could go on: ${error.message}`) : error;
  });
  const bad = (reason: string) => new InputError(`${file}: ${reason}; begin the run anew`);
  let content: Partial<RunFile>;
  try {
    content = parseJson(bytes.toString("utf8")).value ?? {};
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw bad(`is not as it was written: ${error.message}`);
  }
  const { formatVersion, usagi, experiment, experimentHash, dataFolder, dataHash, checkpointEvery } = content;
  const { dataPath, extended } = content;
  if (formatVersion !== 1) throw bad(`has the formatVersion ${formatValue(formatVersion)}; it must be 1`);
  const texts = { usagi, experimentHash, dataFolder, dataHash };
  const [name] = Object.entries(texts).find(([, value]) => typeof value !== "string") ?? [];
  if (name !== undefined) throw bad(`its ${name} is missing`);
  if (checkpointEvery !== undefined && !(Number.isSafeInteger(checkpointEvery) && checkpointEvery > 0)) {
    throw bad("its checkpointEvery is no whole number from 1");
  }
  if (dataPath !== undefined && typeof dataPath !== "string") throw bad("its dataPath is no text");
  if (extended !== undefined && !(Array.isArray(extended) && extended.every((hash) => typeof hash === "string"))) {
    throw bad("its extended is no list of texts");
  }
  const checked = checkExperiment(experiment);
  if ("problems" in checked) {
    throw bad(`its experiment is not valid: ${checked.problems.slice(0, 1).map(formatProblem).join("")}`);
  }
  const resolved = checked.experiment;
  if (hashExperiment(resolved) !== experimentHash) {
    throw bad(`the experiment is not the one that version ${usagi} of usagi-nn began here`);
  }
  return { ...(content as RunFile), resolved };
}

/**
 * Whether every run came to its own end. One without a digest was ended by the machine, for want of memory say, and
 * can be tried again.
 */
export function isOver({ status, runs }: Pick<Results, "status" | "runs">): boolean {
  return status !== "interrupted" && runs.every(({ digest }) => digest !== "");
}

/** How the run of a folder ended; undefined where it is not over, or its results are missing or unreadable. */
export async function endOf(folder: string): Promise<"complete" | "failed" | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readWhole(join(folder, "results.json"));
  } catch (error) {
    if (error instanceof InputError && errorCode(error.cause) === "ENOENT") return undefined;
    throw error;
  }
  try {
    const results = resultsSchema.parse(JSON.parse(bytes.toString()));
    const { status } = results;
    return (status === "complete" || status === "failed") && isOver(results) ? status : undefined;
  } catch {
    return undefined;
  }
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
  const places = [CHECKPOINTS, MODELS].map((name) => join(folder, name));
  for (const place of [...places, ...(await checkpointFolders(folder))]) {
    const found = await lstat(place).catch(() => undefined);
    if (!found?.isSymbolicLink()) continue;
    throw new InputError(`${place} is a link, and results are written into folders only: put a folder in its place`);
  }
}

/** Removes what an earlier run left, so that nothing of it is taken for this one's; files of others stay. */
export async function clear(folder: string): Promise<void> {
  for (const name of [RUN_FILE, "results.json"]) await rm(join(folder, name), { force: true });
  await removeLeftovers(folder);
  await removeCheckpoints(folder);
  await remove(join(folder, MODELS), ownModel);
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

async function checkpointFolders(folder: string): Promise<string[]> {
  const names = await namesIn(join(folder, CHECKPOINTS));
  return names.filter((name) => ownRun.test(name)).map((name) => join(folder, CHECKPOINTS, name));
}

/** Removes the temporary files of a process that was killed. */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const place of [folder, join(folder, MODELS), ...(await checkpointFolders(folder))]) {
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

async function removeEmpty(folder: string): Promise<void> {
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

  async list(): Promise<CheckpointFile[]> {
    return await listCheckpoints(this.folder);
  }

  /** Those that were not set aside, the newest first. */
  async usable(): Promise<CheckpointFile[]> {
    return (await this.list()).filter(({ setAside }) => !setAside).reverse();
  }

  /** Takes one that is of no use out of the list, but keeps it for whoever wants to look at it. */
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
