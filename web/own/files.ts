// Files that are dropped or chosen: what they are, and how an experiment calls them.

import { effect, signal } from "@preact/signals";
import { sniff } from "../../experiment/data/sniff.ts";
import type { Task } from "../../experiment/metrics.ts";
import { hold } from "../data/held.ts";
import { ask } from "../data/own.ts";
import { askFor, draft } from "../state/store.ts";
import { folderNameOf, isOfIdx, isPicture, isTable, isZip, nameOf } from "../data/own-names.ts";
import type { OwnFile, SurveyedTable } from "../data/read-own.ts";
import { ofNumbers, stem, trainOn } from "./experiments.ts";
import { texts } from "./texts.ts";

type Held = OwnFile & { readonly file: File };

/** What is wrong with the files that were dropped last: the page's words, or a reader's. */
export const trouble = signal<{ readonly text: string; readonly ofReader?: boolean } | undefined>(undefined);
/** What the CSV files hold that are held, by path. */
export const tables = signal<ReadonlyMap<string, SurveyedTable>>(new Map());
/** Which sets there are in folders of IDX files of several, by path. */
export const idxSets = signal<ReadonlyMap<string, readonly string[]>>(new Map());

const share = 0.2;

// What was wrong is over as soon as something else is trained on.
effect(() => {
  if (draft.value) trouble.value = undefined;
});

/** The folder that all lie in, or what a ZIP file unpacks to: as the command line finds it. */
function folderOf(files: readonly Held[]): string {
  const [first] = files as [Held];
  if (isZip(first.path)) return stem(first.path);
  const [top] = first.path.split("/");
  return files.every(({ path }) => path.startsWith(`${top}/`)) ? top! : "data";
}

/** Whether files are being read. */
export const reading = signal(false);
let last: Promise<unknown> = Promise.resolve();

/** Does what reads files, one after the other, and says what is wrong with them. */
export function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  const done = last.then(async () => {
    trouble.value = undefined;
    reading.value = true;
    try {
      return await work();
    } catch (error) {
      trouble.value = { text: (error as Error).message, ofReader: true };
      return undefined;
    } finally {
      reading.value = false;
    }
  });
  last = done;
  return done;
}

/** What there is to train on. */
interface OwnData {
  readonly files: readonly Held[];
  readonly dataset: { readonly name: string; readonly path: string };
  /** What the experiment is called. */
  readonly called: string;
  readonly task: Task;
  /** Remembers what else is known of them. */
  readonly keep?: () => void;
}

/** Trains on what was dropped. Whether it was data of one's own, or at least is no experiment. */
export async function adopt(files: readonly Held[]): Promise<boolean> {
  const { isNewest } = askFor();
  return (await attempt(() => adoptAny(files, isNewest))) ?? true;
}

async function adoptAny(files: readonly Held[], isNewest: () => boolean): Promise<boolean> {
  const zip = files.find(({ path }) => isZip(path));
  const paths = zip ? await ask("paths", { files: [zip] }) : files.map(({ path }) => path);
  /** Those in the ZIP file, or of the files. */
  const those = (wanted: (path: string) => boolean) => (zip ? [zip] : files.filter(({ path }) => wanted(path)));
  const npz = files.find(({ path }) => /\.npz$/i.test(path));
  let own: OwnData | undefined;
  if (paths.some(isOfIdx)) own = await idxIn(those(isOfIdx));
  else if (npz) own = await arraysIn(npz);
  else if (paths.filter(isPicture).length > 1) own = picturesIn(paths.filter(isPicture), those(isPicture));
  else if (paths.some(isTable)) own = await tableIn(nameOf(paths.find(isTable)!), those(isTable).slice(0, 1));
  else if (files.some(({ path }) => /\.jsonc?$/i.test(path))) return false;
  else trouble.value = { text: await unknown(files, paths) };
  if (own) await trainOnFiles(own, isNewest);
  return true;
}

/** Files that cannot be read, or come too late, leave those in place that were there under their name. */
async function trainOnFiles({ files, dataset, called, task, keep }: OwnData, isNewest: () => boolean): Promise<void> {
  const restore = hold(dataset.path, files);
  try {
    if (!(await trainOn(dataset, { called, task, isNewest }))) restore();
  } catch (error) {
    restore();
    throw error;
  }
  keep?.();
}

async function idxIn(files: readonly Held[]): Promise<OwnData> {
  const path = folderOf(files);
  const { task, isWhole, sets } = await ask("idx", { folder: path, files });
  const dataset = { name: "idx", path, ...(sets && { set: sets[0] }), ...(isWhole && { test: share }), ...(task === "targets" && ofNumbers) };
  return { files, dataset, called: path, task, ...(sets && { keep: () => (idxSets.value = new Map([...idxSets.value, [path, sets]])) }) };
}

async function arraysIn(file: Held): Promise<OwnData> {
  const path = file.file.name;
  const { task, isWhole, features, answers } = await ask("npz", { file });
  const answer = task === "targets" ? { target: answers ?? "y", ...ofNumbers } : answers === undefined ? {} : { label: answers };
  const arrays = { ...(features !== undefined && { features }), ...answer };
  return { files: [file], dataset: { name: "npz", path, ...arrays, ...(isWhole && { test: share }) }, called: stem(path), task };
}

function picturesIn(paths: readonly string[], files: readonly Held[]): OwnData | undefined {
  const folders = new Set(paths.map(folderNameOf));
  if (folders.size === 1) {
    trouble.value = { text: texts.value.oneFolder([...folders].join()) };
    return undefined;
  }
  const path = folderOf(files);
  return { files, dataset: { name: "images", path }, called: path, task: "labels" };
}

async function tableIn(path: string, files: readonly Held[]): Promise<OwnData> {
  const found = await ask("table", { files });
  const { survey: { columns, decimal }, answer, isClass, ignore } = found;
  const nameAt = (place: number) => columns[place]!.name;
  const isMissing = columns.some(({ missing }, i) => missing > 0 && i !== answer && !ignore.includes(i));
  const dataset = {
    name: "csv", path, [isClass ? "label" : "target"]: nameAt(answer),
    ...(ignore.length > 0 && { ignore: ignore.map(nameAt) }), ...(isMissing && { missing: "mean" }), ...(decimal === "," && { decimal }), ...(!isClass && ofNumbers),
  };
  const keep = () => (tables.value = new Map([...tables.value, [path, found]]));
  return { files, dataset, called: stem(path), task: isClass ? "labels" : "targets", keep };
}

/** What a column is more likely to be, where it is predicted. */
export const likelyTask = ({ survey: { columns }, areClasses }: SurveyedTable, place: number): Task =>
  columns[place]!.isNumbers && !areClasses[place] ? "targets" : "labels";

/** What there is instead of data. */
async function unknown(files: readonly Held[], paths: readonly string[]): Promise<string> {
  const t = texts.value;
  const [first] = files;
  if (!first) return t.noFiles;
  if (paths.length === 1 && isPicture(paths[0]!)) return t.onePicture(nameOf(paths[0]!));
  if (files.length > 1 || isZip(first.path)) return t.noneOf(paths.slice(0, 3).map(nameOf).join(", ") + (paths.length > 3 ? ", …" : ""));
  const { kind, name } = sniff(new Uint8Array(await first.file.slice(0, 512).arrayBuffer()));
  return kind === "idx" ? t.idxNames(nameOf(first.path)) : t.unknown(nameOf(first.path), name);
}

/** All files of what was dropped, those in folders too. */
export async function filesIn(entries: readonly FileSystemEntry[]): Promise<Held[]> {
  const found = await Promise.all(entries.map(walk));
  return found.flat();
}

async function walk(entry: FileSystemEntry): Promise<Held[]> {
  const path = entry.fullPath.replace(/^\//, "");
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: Held[] = [];
  // It gives a hundred at a time.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return files;
    for (const one of some) files.push(...(await walk(one)));
  }
}

export const chosenFiles = (list: ArrayLike<File>): Held[] => Array.from(list, (file) => ({ path: file.webkitRelativePath || file.name, file }));
