/** Loads an experiment's data, once, into memory that worker threads share. */
import type { Dirent } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import type { Dataset, DatasetSizes } from "../../bindings/dataset.ts";
import { classFaults } from "../../experiment/classes.ts";
import type { Coding, TargetScale } from "../../experiment/data/coding.ts";
import { readCsv, readCsvRows } from "../../experiment/data/csv.ts";
import { imageTables, type PictureFile, readImages } from "../../experiment/data/images.ts";
import { idxRows, isTransposed, parseIdxName } from "../../experiment/data/idx.ts";
import { makeSet } from "../../experiment/data/made.ts";
import { isMade } from "../../experiment/data/made-sets.ts";
import { npzRows, npzTables } from "../../experiment/data/npz.ts";
import { maxPictureBytes } from "../../experiment/data/pictures.ts";
import { datasetsOf, scaledTable } from "../../experiment/data/prepare.ts";
import { csvText } from "../../experiment/data/sheet.ts";
import { sniffWhole } from "../../experiment/data/sniff.ts";
import { prepareSource, type Source } from "../../experiment/data/source.ts";
import { isShare, split } from "../../experiment/data/split.ts";
import { compareText, maxCsvBytes, type Table } from "../../experiment/data/table.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { targetWarnings } from "../../experiment/targets.ts";
import { InputError, ofInput, reasonOf } from "../errors.ts";
import { readIdx } from "./idx.ts";
import { sniffFile } from "./images.ts";
import { countIdxRows, labelsBeside, type LabelledRows, readIdxPart, readMnistPart, readPair } from "./idx-set.ts";
import { readWhole } from "./whole.ts";

export interface LoadedDataset {
  train: Dataset;
  test: Dataset;
  /** Training rows that are set aside, where the experiment asks for them. */
  validation?: Dataset;
  /** How the targets were standardized, where they were. */
  targetScales?: readonly TargetScale[];
  /** Where rows are images. */
  imageRows?: number;
  imageColumns?: number;
  /** In the order of the labels; none where they are the numbers of the classes. */
  classNames?: readonly string[];
  /** In the order of the outputs, where numbers to predict have names. */
  targetNames?: readonly string[];
  /** What networks need to be fed other data, if anything. */
  coding?: Coding;
  /** What is valid but probably a mistake. */
  warnings: string[];
}

/**
 * @param folder Where a relative path of the data set starts.
 * @param whenRead Called once the files are read and found whole, before what takes longest: to compress them.
 * @throws InputError that names the file and what is wrong with it, or the limit that it does not reach.
 */
export async function loadDataset(
  dataset: ResolvedDataset, folder: string, whenRead: (sizes: DatasetSizes) => Promise<void> = () => Promise.resolve(),
): Promise<LoadedDataset> {
  const source = await readSource(dataset, folder);
  const { coding, tables, limits } = ofInput(() => prepareSource(dataset, source));
  const { train: { inputs, classes, outputs, image, classNames, targetNames, targetScales } } = tables;
  await whenRead({ inputs, classes, outputs, image });
  const data = ofInput(() => datasetsOf(tables, limits, true));
  const { error, warnings } = classFaults(data, limits, { noun: image ? "image" : "row", classNames });
  if (error !== undefined) throw new InputError(error);
  const { train, test, validation } = data;
  return {
    train, test, ...(validation && { validation }), ...(targetScales && { targetScales }), ...(image && { imageRows: image.rows, imageColumns: image.columns }),
    ...(classNames && { classNames }), ...(targetNames && { targetNames }), ...(coding && { coding }),
    warnings: [...(source.warnings ?? []), ...warnings, ...targetWarnings(train, targetNames, targetScales)],
  };
}

async function readSource(dataset: ResolvedDataset, folder: string): Promise<Source> {
  if (dataset.name === "mnist") return ofPair(await readMnistPart("train"), await readMnistPart("test"));
  if (isMade(dataset)) {
    const { validation = 0, train, name, ...options } = dataset;
    const tables = ofInput(() => makeSet(name, { ...options, train: train + validation }));
    return { ...tables, names: { train: name, test: name } };
  }
  const path = resolve(folder, dataset.path);
  const beside = (other: string) => resolve(dirname(path), other);
  switch (dataset.name) {
    case "idx": {
      if (!isShare(dataset.test)) return ofPair(await readIdxPart(path, "train", dataset), await readIdxPart(path, "test", dataset));
      const { table, ...files } = await readIdxPart(path, undefined, dataset);
      const { train, test } = split(table, dataset.test, dataset.seed);
      return ofPair({ table: train, ...files }, { table: test, ...files });
    }
    case "csv": {
      const { test = 0.2, ...options } = dataset;
      const [file, other] = [path, typeof test === "string" ? beside(test) : undefined];
      const text = await readCsvFile(file);
      const held = other === undefined ? (test as number) : { name: other, text: await readCsvFile(other) };
      return { ...ofInput(() => readCsv(file, text, { ...options, test: held })), names: { train: file, test: other ?? file } };
    }
    case "images": {
      const { test = 0.2, ...options } = dataset;
      const [files, other] = [await classFolders(path), typeof test === "string" ? beside(test) : undefined];
      const held = other === undefined ? (test as number) : await classFolders(other);
      return { ...(await ofInput(() => imageTables(files, held, options))), names: { train: path, test: other ?? path } };
    }
    case "npz": {
      const bytes = await readWhole(path);
      return { ...ofInput(() => npzTables(path, bytes, dataset)), names: { train: path, test: path } };
    }
  }
}

const ofPair = (train: LabelledRows, test: LabelledRows): Source =>
  ({ train: train.table, test: test.table, names: { train: train.rowFile, test: test.rowFile, testLabels: test.labelFile } });

/** The text of a CSV file. @throws InputError that names the file where it is none. */
export async function readCsvFile(file: string): Promise<string> {
  const bytes = await readWhole(file, maxCsvBytes);
  const { kind, name } = sniffWhole(file, bytes);
  if (kind !== "text" && kind !== "empty") throw new InputError(`${file}: is ${name}; a CSV file is a text`);
  return ofInput(() => csvText(file, bytes));
}

/** The pictures in the folders of a folder, each a class. Files of other kinds are left out. */
export async function classFolders(folder: string): Promise<PictureFile[]> {
  const list = (path: string) => readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    throw new InputError(`${path}: ${reasonOf(error)}; a folder with a folder for each class is needed`);
  });
  const shown = (entries: Awaited<ReturnType<typeof list>>) => entries.filter(({ name }) => !name.startsWith("."));
  // A link may lead to a folder.
  const isFolder = async (entry: Dirent) =>
    entry.isDirectory() || (entry.isSymbolicLink() && ((await stat(join(folder, entry.name)).catch(() => undefined))?.isDirectory() ?? false));
  const classes: string[] = [];
  for (const entry of shown(await list(folder))) if (await isFolder(entry)) classes.push(entry.name);
  classes.sort(compareText);
  const files: PictureFile[] = [];
  for (const name of classes) {
    const pictures = shown(await list(join(folder, name))).filter((entry) => !entry.isDirectory() && /\.(png|jpe?g)$/i.test(entry.name));
    for (const entry of pictures) {
      const path = join(folder, name, entry.name);
      files.push({ path, class: name, read: () => readWhole(path, maxPictureBytes) });
    }
  }
  if (files.length > 0) return files;
  const found = classes.length === 0 ? "no folders, of which each is a class" : `no PNG or JPEG pictures in its folders (${classes.slice(0, 10).join(", ")})`;
  throw new InputError(`${folder}: holds ${found}`);
}

/** Files of at most so many bytes are read in a few milliseconds, also CSV. */
const smallBytes = 2 ** 17;

/** Whether the data set is of files that are read at once; false where that is not known at a glance. */
export async function isSmall(dataset: ResolvedDataset, folder: string): Promise<boolean> {
  if (!("path" in dataset) || dataset.name === "images") return false;
  const path = resolve(folder, dataset.path);
  const test = "test" in dataset && typeof dataset.test === "string" ? [resolve(dirname(path), dataset.test)] : [];
  try {
    const files = dataset.name === "idx" ? (await readdir(path)).map((name) => join(path, name)) : [path, ...test];
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    return sizes.reduce((sum, size) => sum + size, 0) <= smallBytes;
  } catch {
    return true; // Reading them says what is wrong.
  }
}

/** How many training rows files have. */
export async function countTrainingRows(dataset: ResolvedDataset, folder: string): Promise<number> {
  if (dataset.name !== "idx" || isShare(dataset.test)) return (await readSource(dataset, folder)).train.size;
  return await countIdxRows(resolve(folder, dataset.path), dataset.set);
}

/** Rows to evaluate networks on. */
export interface TestSet extends LabelledRows {
  warnings?: readonly string[];
}

/** Rows of a CSV file as a network was fed its own. @throws InputError that names the file and what is wrong with it. */
async function readRows(file: string, coding: Coding, answers: boolean): Promise<{ table: Table; warnings: readonly string[] }> {
  const text = await readCsvFile(file);
  return ofInput(() => readCsvRows(file, text, coding, answers));
}

/** Rows of NumPy's arrays as a network was fed its own. */
async function readArrays(file: string, coding: Coding | undefined, answers: boolean): Promise<Table> {
  const bytes = await readWhole(file);
  return ofInput(() => scaledTable(npzRows(file, bytes, coding?.arrays ?? {}, answers, coding?.classNames), coding));
}

/**
 * The rows of a file without their answers, as a network was fed its own: those of a .npz file, and of a network whose inputs
 * have names those of a CSV or an IDX file. Undefined of images, which are prepared one by one.
 * @param coding How the network's own data were read.
 * @throws InputError that names the file and what is wrong with it.
 */
export async function readInputs(file: string, coding: Coding | undefined): Promise<{ table: Table; warnings?: readonly string[] } | undefined> {
  const { kind } = await sniffFile(file);
  if (kind === "zip") return { table: await readArrays(file, coding, false) };
  if (!coding?.features) return undefined;
  if (kind !== "idx" && kind !== "gzip") return await readRows(file, coding, false);
  const table = await readIdxRows(file);
  return { table: ofInput(() => scaledTable(table, coding)) };
}

/** The rows of an IDX file, images upright where its name tells that they are not. @throws InputError that names the file. */
export async function readIdxRows(file: string): Promise<Table> {
  const images = await readIdx(file, "images");
  return ofInput(() => idxRows(images, isTransposed(parseIdxName(basename(file))?.set ?? "")));
}

/** What a network without columns is evaluated on. */
function neededBy(coding: Coding | undefined): string {
  if (coding?.kind === "images") return "pictures: give a folder with a folder for each class";
  if (coding?.kind === "npz") return "arrays: give a .npz file";
  return "images: give mnist, a folder of IDX files, or an IDX file of images with that of their labels beside it";
}

/**
 * A set to evaluate a network on.
 * @param rows "mnist" for its test images, a folder of IDX files (their test part), a file of images, a CSV file, a .npz file
 * (its part to test on, or all of it), or a folder with a folder for each class.
 * @param labels The file of labels of an IDX file; default that of MNIST's naming beside the images.
 * @param coding How the network's own data were read.
 * @throws InputError that names the file and what is wrong with it.
 */
export async function readTestSet(rows: string, labels?: string, coding?: Coding): Promise<TestSet> {
  if (rows === "mnist") {
    if (labels !== undefined) throw new InputError(`${labels}: mnist has labels of its own`);
    return await readMnistPart("test");
  }
  const found = await stat(rows).catch((error: unknown) => {
    throw new InputError(`${rows}: ${reasonOf(error)}`);
  });
  const { kind, name } = found.isDirectory() ? { kind: "folder", name: "a folder" } : await sniffFile(rows);
  const whole = { folder: "is a folder", text: "is a CSV file", zip: "is a .npz file" }[kind];
  if (labels !== undefined && whole !== undefined) {
    throw new InputError(`${rows}: ${whole}; with a file of labels, name the file of images`);
  }
  if (kind === "zip") return { table: await readArrays(rows, coding, true), rowFile: rows, labelFile: rows };
  const isOther = kind !== "folder" && kind !== "idx" && kind !== "gzip";
  if (isOther && coding?.features) return { ...(await readRows(rows, coding, true)), rowFile: rows, labelFile: rows };
  if (isOther && labels === undefined) throw new InputError(`${rows}: is ${name}; the network takes ${neededBy(coding)}`);
  if (coding?.kind === "images" && found.isDirectory()) {
    const files = await classFolders(rows);
    const table = await ofInput(() => readImages(files, coding, coding.classNames));
    return { table, rowFile: rows, labelFile: rows };
  }
  const read = found.isDirectory() ? await readIdxPart(rows, "test") : await readPair(rows, labels ?? (await labelsBeside(rows)), {});
  return { ...read, table: ofInput(() => scaledTable(read.table, coding)) };
}
