/** Finds the data set of a run again, whose folder may have moved with the run or without it. */
import { realpath, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { DatasetSizes } from "../../bindings/dataset.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { InputError } from "../errors.ts";
import { type LoadedDataset, loadDataset } from "../files/dataset.ts";
import type { Host } from "../host.ts";
import { relativePath } from "../paths.ts";
import { commandLine } from "../shell.ts";
import { hashData, type RunFile } from "./run-file.ts";

const isFolder = ({ name }: ResolvedDataset) => name === "idx" || name === "images";

/**
 * @param given Where the user says that the data are now.
 * @param whenRead As of loadDataset.
 * @param again The command that is to be given again, where they are not found.
 * @returns The data, the data set with its place now, and `dataPath` for run.json if that is a new one.
 * @throws InputError where they are not found, or are no longer the same.
 */
export async function reloadDataset(
  folder: string, run: RunFile & { resolved: { dataset: ResolvedDataset } }, given: string | undefined, host: Host,
  whenRead?: (sizes: DatasetSizes) => Promise<void>, again = commandLine(host, "resume", folder),
): Promise<{ data: LoadedDataset; dataset: ResolvedDataset; dataPath?: string }> {
  const { dataset: begun } = run.resolved;
  const command = `${again} --data path/to/${isFolder(begun) ? "images" : "data"}`;
  const found = given === undefined ? await find(folder, run, command, host) : resolve(host.cwd(), given);
  if (given !== undefined && !("path" in begun)) {
    const what = begun.name === "mnist" ? "the images of this run are MNIST's, which come with usagi-nn" : "the data of this run are made, not read";
    throw new InputError(`--data ${given}: ${what}`);
  }
  const dataset: ResolvedDataset = { ...begun, ...(found === undefined ? {} : { path: found }) };
  const data = await loadDataset(dataset, host.cwd(), whenRead);
  if (hashData(data) === run.dataHash) {
    return { data, dataset, ...(given === undefined ? {} : { dataPath: relativePath(await realpath(folder), await realpath(found!)) }) };
  }
  const [where, otherwise] = found === undefined ? ["", "begin anew"] : [` in ${found}`, `say where it is: ${command}`];
  throw new InputError(
    `${folder}: the data set${where} is not the one that the run began with: put that back, or ${otherwise}`,
  );
}

/** The file or folder of the data: where it was, as seen from the run or by its full path, or below the current folder. */
async function find(
  folder: string, { dataFolder, dataPath, resolved: { dataset } }: RunFile & { resolved: { dataset: ResolvedDataset } },
  command: string, host: Host,
): Promise<string | undefined> {
  if (!("path" in dataset)) return undefined;
  const { path } = dataset;
  const here = await realpath(folder);
  const places = [
    ...(dataPath === undefined ? [] : [resolve(here, dataPath)]),
    resolve(here, dataFolder, path),
    resolve(host.cwd(), path),
  ];
  for (const place of places) {
    if (await stat(place).then((found) => isFolder(dataset) === found.isDirectory(), () => false)) return place;
  }
  throw new InputError(`${folder}: its ${isFolder(dataset) ? "images are no longer in" : "data are no longer"} ${places[0]}; say where they are: ${command}`);
}
