/** Which data a study needs, by what its files hold: a path means nothing on another machine. */
import { createHash, type Hash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { InputError, reasonOf } from "../errors.ts";
import { readOpened, withFile } from "../files/whole.ts";

/** Where each source lies on a machine. */
export type Sources = ReadonlyMap<string, string>;

/** Of what comes with a package, and of what no files are needed for. */
export const ownSources = ["mnist", "made"] as const;

/** What a study needs of a worker. */
export interface Needed {
  /** One of `ownSources`, or the SHA-256 of each file or folder. */
  sources: readonly string[];
  /** The whole paths of its files and folders on this machine. */
  files: readonly string[];
  /** With what files hold in the place of their paths. */
  dataset: ResolvedDataset;
}

/** @param folder Where a relative path starts. */
export async function bySource(dataset: ResolvedDataset, folder: string): Promise<Needed> {
  if (!("path" in dataset)) return { sources: [dataset.name === "mnist" ? "mnist" : "made"], files: [], dataset };
  const path = resolve(folder, dataset.path);
  const source = await hashSource(path);
  if (typeof dataset.test !== "string") return { sources: [source], files: [path], dataset: { ...dataset, path: source } as ResolvedDataset };
  const testPath = resolve(dirname(path), dataset.test);
  const test = await hashSource(testPath);
  return { sources: [source, test], files: [path, testPath], dataset: { ...dataset, path: source, test } as ResolvedDataset };
}

/** What tells the queue of a study from others: its source, or of two the SHA-256 of both. */
export const sourceOfQueue = ([source, test]: readonly string[]): string =>
  test === undefined || test === source ? source! : `sha256-${createHash("sha256").update(`${source}\n${test}`).digest("hex")}`;

/** Of the queues that a worker with such data can serve: each alone, and each with each to test on. */
export function sourcesOfQueues(sources: readonly string[]): string[] {
  const files = sources.filter((source) => !(ownSources as readonly string[]).includes(source));
  const pairs = files.flatMap((source) => files.filter((test) => test !== source).map((test) => [source, test]));
  return [...sources.map((source) => [source]), ...pairs].map(sourceOfQueue);
}

/** The data set with the paths that its files have on this machine. @throws InputError where it lacks one. */
export function placed(dataset: ResolvedDataset, sources: Sources): ResolvedDataset {
  if (!("path" in dataset)) return dataset;
  const placeOf = (source: string) => {
    const place = sources.get(source);
    if (place !== undefined) return place;
    throw new InputError(`it has no data with ${source}; a worker is given them by --data`);
  };
  const { test } = dataset;
  return { ...dataset, path: placeOf(dataset.path), ...(typeof test === "string" && { test: placeOf(test) }) } as ResolvedDataset;
}

/** Those of IDX files, besides which a folder may hold anything. */
const idx = /^(train|t10k)-(images[-.]idx3|labels[-.]idx1)-ubyte(\.gz)?$/;

/**
 * SHA-256 of a file, or of all files in a folder with their names.
 * @throws InputError where it is not there, or cannot be read.
 */
export async function hashSource(path: string): Promise<string> {
  const hash = createHash("sha256");
  const found = await stat(path).catch((error: unknown) => {
    throw new InputError(`${path}: ${reasonOf(error)}`);
  });
  if (found.isDirectory()) {
    const names = await filesIn(path);
    const own = names.filter((name) => idx.test(name));
    for (const name of own.length > 0 ? own : names) {
      hash.update(`${name}\n`);
      await addFile(hash, join(path, name));
    }
  } else await addFile(hash, path);
  return `sha256-${hash.digest("hex")}`;
}

async function addFile(hash: Hash, file: string): Promise<void> {
  await withFile(file, async (opened, size) => {
    hash.update(`${size}\n`);
    await readOpened(opened, size, (part) => hash.update(part));
  });
}

/** The files below a folder, with / between names, in the same order everywhere. */
async function filesIn(folder: string, below = ""): Promise<string[]> {
  const entries = await readdir(join(folder, below), { withFileTypes: true });
  const names = await Promise.all(entries.filter(({ name }) => !name.startsWith(".")).map(async (entry) => {
    const name = `${below}${entry.name}`;
    return entry.isDirectory() ? await filesIn(folder, `${name}/`) : [name];
  }));
  return names.flat().sort();
}
