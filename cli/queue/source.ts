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

/**
 * The source of a data set, one of `ownSources` or the SHA-256 of its files, and the data set with what files hold in the
 * place of their paths.
 * @param folder Where a relative path starts.
 */
export async function bySource(dataset: ResolvedDataset, folder: string): Promise<{ source: string; dataset: ResolvedDataset }> {
  if (!("path" in dataset)) return { source: dataset.name === "mnist" ? "mnist" : "made", dataset };
  const path = resolve(folder, dataset.path);
  const source = await hashSource(path);
  const test = typeof dataset.test === "string" ? await hashSource(resolve(dirname(path), dataset.test)) : undefined;
  return { source, dataset: { ...dataset, path: source, ...(test !== undefined && { test }) } as ResolvedDataset };
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
