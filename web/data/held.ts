// Files that were dropped, and what is known of data of one's own.

import { type Coding, inOwnUnits } from "../../experiment/data/coding.ts";
import type { Data } from "../../experiment/evaluation.ts";
import type { Size } from "../../experiment/image.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import type { OwnFile } from "./read-own.ts";

const held = new Map<string, { files: readonly OwnFile[]; version: string }>();

/** Keeps files under the path by which an experiment calls them. @returns What brings back those that were there before. */
export function hold(path: string, files: readonly (OwnFile & { file: File })[]): () => void {
  const before = held.get(path);
  const version = JSON.stringify(files.map(({ path: own, file }) => [own, file.size, file.lastModified]));
  held.set(path, { files, version });
  return () => {
    if (before) held.set(path, before);
    else held.delete(path);
  };
}

export const filesOf = (path: string): readonly OwnFile[] | undefined => held.get(path)?.files;

/** A data set with what its files hold: two of the same name may differ. */
export function identityOf(dataset: ResolvedDataset): ResolvedDataset {
  if (!("path" in dataset)) return dataset;
  return Object.assign({ ...dataset }, { version: held.get(dataset.path)?.version });
}

export interface About {
  readonly classNames?: readonly string[];
  /** Names of the inputs, and of the numbers to predict. */
  readonly features?: readonly string[];
  readonly targetNames?: readonly string[];
  readonly image?: Size;
  /** What a network needs to be fed other data. */
  readonly coding?: Coding;
  readonly warnings: readonly string[];
}

export const about = new WeakMap<Data, About>();
/** What a class is called. */
export const classNameOf = (data: Data | undefined, label: number): string => (data && about.get(data)?.classNames?.[label]) ?? String(label);

/** What they are called, of data with classes. */
export const classNamesOf = (data: Data | undefined): string[] =>
  Array.from({ length: data?.train.classes ?? 0 }, (_, label) => classNameOf(data, label));

/** What an input is in the unit that its file has it in: inputs may be standardized. */
export function inFileUnits(data: Data | undefined, input: number): (value: number) => number {
  const feature = data && about.get(data)?.coding?.features?.[input];
  if (!feature || !("mean" in feature)) return (value) => value;
  // A column of one value has a deviation of 0, and inputs of 0.
  const scale = { mean: feature.mean, deviation: feature.deviation || 1 };
  return (value) => inOwnUnits(value, scale);
}

/** What the numbers to predict are called, of data with such. */
export function targetNamesOf(data: Data | undefined): string[] {
  const { outputs = 0 } = data?.train ?? {};
  return Array.from({ length: outputs }, (_, i) => (data && about.get(data)?.targetNames?.[i]) ?? (outputs === 1 ? "y" : `y${i + 1}`));
}
