/** Finds the data set of a run again, whose folder may have moved with the run or without it. */
import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { InputError } from "../errors.ts";
import { type DatasetSizes, type LoadedDataset, loadDataset } from "../files/dataset.ts";
import type { Host } from "../host.ts";
import { relativePath } from "../paths.ts";
import { commandLine } from "../shell.ts";
import { hashData, type RunFile } from "./run-file.ts";

/**
 * @param given Where the user says that the images are now.
 * @param whenRead As of loadDataset.
 * @param again The command that is to be given again, where they are not found.
 * @returns The data, and `dataPath` for run.json if that is a new one.
 * @throws InputError where they are not found, or are no longer the same.
 */
export async function reloadDataset(
  folder: string, run: RunFile & { resolved: { dataset: ResolvedDataset } }, given: string | undefined, host: Host,
  whenRead?: (sizes: DatasetSizes) => Promise<void>, again = commandLine(host, "resume", folder),
): Promise<{ data: LoadedDataset; dataPath?: string }> {
  const { dataset } = run.resolved;
  const command = `${again} --data path/to/images`;
  const found = given === undefined ? await find(folder, run, command, host) : resolve(host.cwd(), given);
  if (given !== undefined && dataset.name === "mnist") {
    throw new InputError(`--data ${given}: the images of this run are MNIST's, which come with usagi-nn`);
  }
  const data = await loadDataset({ ...dataset, ...(found === undefined ? {} : { path: found }) }, host.cwd(), whenRead);
  if (hashData(data) === run.dataHash) {
    return { data, ...(given === undefined ? {} : { dataPath: relativePath(await realpath(folder), await realpath(found!)) }) };
  }
  const [where, otherwise] = found === undefined ? ["", "begin anew"] : [` in ${found}`, `say where it is: ${command}`];
  throw new InputError(
    `${folder}: the data set${where} is not the one that the run began with: put that back, or ${otherwise}`,
  );
}

/** The folder of the images: where it was, as seen from the run or by its full path, or below the current folder. */
async function find(
  folder: string, { dataFolder, dataPath, resolved: { dataset } }: RunFile & { resolved: { dataset: ResolvedDataset } },
  command: string, host: Host,
): Promise<string | undefined> {
  if (dataset.name === "mnist") return undefined;
  const { path = "" } = dataset;
  const here = await realpath(folder);
  const places = [
    ...(dataPath === undefined ? [] : [resolve(here, dataPath)]),
    resolve(here, dataFolder, path),
    resolve(host.cwd(), path),
  ];
  for (const place of places) {
    if (await stat(place).then((found) => found.isDirectory(), () => false)) return place;
  }
  throw new InputError(`${folder}: its images are no longer in ${places[0]}; say where they are: ${command}`);
}
