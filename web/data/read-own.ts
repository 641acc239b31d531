// Reads data of one's own as the command line does, by the same readers: files, folders, and what a ZIP file holds.

import { type UnzipFileFilter, unzipSync } from "fflate";
import type { DatasetParts } from "../../bindings/dataset.ts";
import { MAX_CLASSES } from "../../bindings/parts/losses.ts";
import type { TargetScale } from "../../experiment/data/coding.ts";
import { readCsv } from "../../experiment/data/csv.ts";
import {
  idxFileIn, type IdxKind, idxSetsOf, idxTable, isTransposed, onlyPart, openIdx, parseIdxName, readMapping,
} from "../../experiment/data/idx.ts";
import { classOfPath, imageTables } from "../../experiment/data/images.ts";
import { makeSet } from "../../experiment/data/made.ts";
import { isMade } from "../../experiment/data/made-sets.ts";
import { npzTables, readNpz } from "../../experiment/data/npz.ts";
import { maxPictureBytes } from "../../experiment/data/pictures.ts";
import { datasetsOf } from "../../experiment/data/prepare.ts";
import { csvText } from "../../experiment/data/sheet.ts";
import { sniffWhole } from "../../experiment/data/sniff.ts";
import { prepareSource, type Source } from "../../experiment/data/source.ts";
import { isShare, split } from "../../experiment/data/split.ts";
import { type CsvSurvey, isClassColumn, type Proposal, proposeAnswer, surveyCsv } from "../../experiment/data/survey.ts";
import { bad, maxBytes, maxCsvBytes } from "../../experiment/data/table.ts";
import { decodeText } from "../../experiment/decode-text.ts";
import type { Task } from "../../experiment/metrics.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import type { About } from "./held.ts";
import { isPicture, isTable, isZip, nameOf } from "./own-names.ts";

/** A file with its path, which begins at what was dropped. */
export interface OwnFile {
  readonly path: string;
  readonly file: Blob;
}

export interface OwnSet extends About {
  readonly train: DatasetParts;
  readonly test: DatasetParts;
  readonly validation?: DatasetParts;
  readonly targetScales?: readonly TargetScale[];
}

/** What a CSV file holds, and which of its columns is likely to be predicted. */
export interface SurveyedTable extends Proposal {
  readonly survey: CsvSurvey;
  /** Of each column, whether it is likely to be of classes. */
  readonly areClasses: readonly boolean[];
}

/** What there is to know of IDX or .npz files before they are trained on. */
export interface Look {
  readonly task: Task;
  /** Whether they have no rows of their own to test on. */
  readonly isWhole: boolean;
  /** Of IDX files of several sets, which there are. */
  readonly sets?: readonly string[];
  /** What the arrays of a .npz file are called, where it is not x and y. */
  readonly features?: string;
  readonly answers?: string;
}

/** A file, or one in a ZIP file. */
interface Entry {
  readonly path: string;
  readonly bytes: () => Promise<Uint8Array> | Uint8Array;
}

/** @throws UsagiError where the file is too large, before it is read. */
async function bytesOf({ path, file }: OwnFile, most = maxBytes): Promise<Uint8Array> {
  if (file.size > most) throw bad(path, `has ${file.size} bytes; at most ${most} are read`);
  return new Uint8Array(await file.arrayBuffer());
}

/** What was dropped, or what of that a ZIP file holds, which is read once. */
interface Contents {
  readonly paths: readonly string[];
  /** What a ZIP file holds is unpacked here. @throws UsagiError where that is too large, before it is unpacked. */
  readonly entries: (wanted: (path: string) => boolean) => readonly Entry[];
}

/** @throws UsagiError where it is no ZIP file that is called so. */
async function contentsOf(files: readonly OwnFile[]): Promise<Contents> {
  const [first] = files as [OwnFile];
  if (files.length > 1 || !isZip(first.path)) {
    return {
      paths: files.map(({ path }) => path),
      entries: (wanted) => files.filter(({ path }) => wanted(path)).map((file) => ({ path: file.path, bytes: () => bytesOf(file) })),
    };
  }
  const bytes = await bytesOf(first);
  const unzip = (filter: UnzipFileFilter) => {
    try {
      return unzipSync(bytes, { filter });
    } catch (error) {
      throw bad(first.path, `is no intact ZIP file (${(error as Error).message})`);
    }
  };
  const paths: string[] = [];
  unzip(({ name }) => {
    if (!name.endsWith("/")) paths.push(name);
    return false;
  });
  return {
    paths,
    entries(wanted) {
      let total = 0;
      let tooLarge = false;
      const unpacked = unzip(({ name, originalSize }) => {
        if (!wanted(name)) return false;
        total += originalSize;
        return !(tooLarge ||= total > maxBytes || (isPicture(name) && originalSize > maxPictureBytes));
      });
      if (tooLarge) throw bad(first.path, `what it holds unpacks to more than ${maxBytes} bytes, or a picture to more than ${maxPictureBytes}`);
      return Object.entries(unpacked).map(([path, own]) => ({ path, bytes: () => own }));
    },
  };
}

/** The paths of files, of a ZIP file those within it. @throws UsagiError where it is none. */
export const pathsIn = async (files: readonly OwnFile[]): Promise<readonly string[]> => (await contentsOf(files)).paths;

async function tableIn(files: readonly OwnFile[]): Promise<{ name: string; text: string }> {
  for (const { path, file } of files) if (isTable(path) && file.size > maxCsvBytes) throw bad(path, `has ${file.size} bytes; a CSV file has at most ${maxCsvBytes}`);
  const [entry] = (await contentsOf(files)).entries(isTable);
  const name = nameOf(entry!.path);
  const bytes = await entry!.bytes();
  const { kind, name: other } = sniffWhole(name, bytes);
  if (kind !== "text" && kind !== "empty") throw bad(name, `is ${other}; a CSV file is a text`);
  return { name, text: csvText(name, bytes) };
}

/** @throws UsagiError that says what is wrong with the file. */
export async function surveyTable(files: readonly OwnFile[]): Promise<SurveyedTable> {
  const { name, text } = await tableIn(files);
  const survey = surveyCsv(name, text);
  return { survey, areClasses: survey.columns.map((column) => isClassColumn(column, survey.size)), ...proposeAnswer(name, survey) };
}

/** @param folder What the set is called in messages. @throws UsagiError that says what is wrong with a file, or which is missing. */
export async function lookAtIdx(folder: string, files: readonly OwnFile[]): Promise<Look> {
  const contents = await contentsOf(files);
  const names = contents.paths.map(nameOf);
  const sets = idxSetsOf(names);
  const several = sets.length > 1 && !sets.includes("");
  const set = several ? sets[0] : undefined;
  const only = onlyPart(names, set);
  const part = only ?? "train";
  idxFileIn(folder, names, part, "images", set);
  const labels = idxFileIn(folder, names, part, "labels", set);
  const { type } = await idxIn(contents, labels, "labels");
  return { task: type.startsWith("float") ? "targets" : "labels", isWhole: only !== undefined, ...(several && { sets }) };
}

const usualFeatures = ["x", "data", "images", "features", "inputs"];
const usualAnswers = ["y", "labels", "label", "targets", "target", "classes"];

/** @throws UsagiError that says what is wrong with the file. */
export async function lookAtNpz(file: OwnFile): Promise<Look> {
  const stemOf = (key: string) => key.replace(/^(train|test)_|_(train|test)$/g, "");
  const keys: string[] = [];
  const isAnswer = (key: string) => usualAnswers.includes(stemOf(key).toLowerCase());
  const found = readNpz(file.path, await bytesOf(file), (key) => {
    keys.push(key);
    return isAnswer(key);
  });
  const features = keys.map(stemOf).find((key) => usualFeatures.includes(key.toLowerCase()));
  const [[key, array] = []] = found;
  const answers = key === undefined ? undefined : stemOf(key);
  const areLabels = !array || array.texts !== undefined || (array.values.length === array.shape[0]
    && Array.from(array.values).every((value) => Number.isInteger(value) && value >= 0 && value < MAX_CLASSES));
  return {
    task: areLabels ? "labels" : "targets",
    isWhole: !keys.some((other) => /^test_|_test$/.test(other)),
    ...(features !== undefined && features !== "x" && { features }), ...(answers !== undefined && answers !== "y" && { answers }),
  };
}

/** @throws UsagiError that names the file and what is wrong with it, or the limit that it does not reach. */
export async function readSet(dataset: ResolvedDataset, files: readonly OwnFile[]): Promise<OwnSet> {
  const source = await sourceOf(dataset, files);
  const { tables, limits, coding } = prepareSource(dataset, source);
  const { train: { classNames, features, targetNames, targetScales, image } } = tables;
  const made = datasetsOf(tables, limits);
  return {
    train: made.train.parts(), test: made.test.parts(), ...(made.validation && { validation: made.validation.parts() }),
    ...(classNames && { classNames }), ...(features && { features }), ...(targetNames && { targetNames }), ...(image && { image }),
    ...(targetScales && { targetScales }), ...(coding && { coding }), warnings: source.warnings ?? [],
  };
}

async function sourceOf(dataset: ResolvedDataset, files: readonly OwnFile[]): Promise<Source> {
  if (isMade(dataset)) {
    const { validation = 0, train, name, ...options } = dataset;
    return { ...makeSet(name, { ...options, train: train + validation }), names: { train: name, test: name } };
  }
  switch (dataset.name) {
    case "csv": {
      const { name, text } = await tableIn(files);
      return { ...readCsv(name, text, { ...dataset, test: shareOf(dataset.test, "rows") }), names: { train: name, test: name } };
    }
    case "images": {
      const pictures = (await contentsOf(files)).entries(isPicture).map(({ path, bytes }) => ({ path, class: classOfPath(path), read: bytes }));
      const names = { train: dataset.path, test: dataset.path };
      return { ...(await imageTables(pictures, shareOf(dataset.test, "pictures"), dataset)), names };
    }
    case "npz": {
      const [file] = files as [OwnFile];
      return { ...npzTables(file.path, await bytesOf(file), dataset), names: { train: file.path, test: file.path } };
    }
    case "idx": {
      const contents = await contentsOf(files);
      if (!isShare(dataset.test)) {
        const [train, test] = [await idxPart(dataset, contents, "train"), await idxPart(dataset, contents, "test")];
        return { train: train.table, test: test.table, names: { train: train.name, test: test.name } };
      }
      const { table, name } = await idxPart(dataset, contents);
      return { ...split(table, dataset.test, dataset.seed), names: { train: name, test: name } };
    }
    default:
      throw new Error(`${dataset.name} is no data of one's own`);
  }
}

function shareOf(test: number | string | undefined, of: "rows" | "pictures"): number {
  if (typeof test !== "string") return test ?? 0.2;
  throw new Error(`dataset.test: the page tests on a share of the ${of}; run this with the command line`);
}

const bytesNamed = async ({ entries }: Contents, name: string) => entries((path) => nameOf(path) === name)[0]!.bytes();

const idxIn = async (contents: Contents, name: string, kind: IdxKind) => openIdx(name, await bytesNamed(contents, name), kind);

/** A part of a set; without one that of which a share is tested on. */
async function idxPart({ path, set, transposed }: Extract<ResolvedDataset, { name: "idx" }>, contents: Contents, part?: "train" | "test") {
  const names = contents.paths.map(nameOf);
  const wanted = part ?? onlyPart(names, set) ?? "train";
  const read = (kind: IdxKind) => idxIn(contents, idxFileIn(path, names, wanted, kind, set), kind);
  const [images, labels] = [await read("images"), await read("labels")];
  const own = parseIdxName(images.name)!.set;
  const mapping = names.find((name) => own !== "" && name === `${own}-mapping.txt`);
  const table = idxTable(images, labels, {
    transposed: transposed ?? isTransposed(own),
    ...(mapping !== undefined && readMapping(mapping, decodeText(await bytesNamed(contents, mapping)))),
  });
  return { table, name: images.name };
}
