/** Sets of IDX files: MNIST, and what lies in a folder under the names of MNIST, EMNIST or QMNIST. */
import { access, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { findIdxFile, idxFileIn, type IdxKind, type IdxName, idxTable, isTransposed, onlyPart, parseIdxName, readMapping } from "../../experiment/data/idx.ts";
import { mnistFolder } from "../../experiment/data/mnist.ts";
import { decodeText } from "../../experiment/decode-text.ts";
import { compareText, type Table } from "../../experiment/data/table.ts";
import { InputError, ofInput } from "../errors.ts";
import { readIdx } from "./idx.ts";
import { readMnist } from "./mnist.ts";
import { readWhole } from "./whole.ts";

/** Rows with labels, and the files that they come from. */
export interface LabelledRows {
  table: Table;
  rowFile: string;
  labelFile: string;
}

type Part = IdxName["part"];

export interface IdxSetOptions {
  /** What the names of the files begin with, such as "emnist-letters"; default the only one there is. */
  set?: string | undefined;
  /** Default whether the set is one of EMNIST. */
  transposed?: boolean | undefined;
}

const partNames = { train: "train", test: "t10k" } as const;
const maxMappingBytes = 2 ** 20;

/** A part of MNIST, verified. */
export async function readMnistPart(part: Part): Promise<LabelledRows> {
  const folder = ofInput(mnistFolder);
  return await readPair(join(folder, `${partNames[part]}-images-idx3-ubyte`), join(folder, `${partNames[part]}-labels-idx1-ubyte`), {}, true);
}

/**
 * A part of the set in a folder; without one that of which a share is tested on: of training rows, or of the only ones there are.
 * @throws InputError that names the folder or the file, and what is wrong with it.
 */
export async function readIdxPart(folder: string, part?: Part, options: IdxSetOptions = {}): Promise<LabelledRows> {
  const names = await filesIn(folder);
  const read = part ?? onlyPart(names, options.set) ?? "train";
  const find = (kind: IdxKind) => join(folder, ofInput(() => idxFileIn(folder, names, read, kind, options.set)));
  return await readPair(find("images"), find("labels"), options);
}

/** How many training rows the set in a folder has. */
export async function countIdxRows(folder: string, set?: string): Promise<number> {
  const names = await filesIn(folder);
  const labels = ofInput(() => idxFileIn(folder, names, "train", "labels", set));
  return (await readIdx(join(folder, labels), "labels")).sizes[0]!;
}

/** Images and labels in two files. */
export async function readPair(rowFile: string, labelFile: string, options: IdxSetOptions, verified = false): Promise<LabelledRows> {
  const read = (file: string, kind: IdxKind) =>
    verified ? readMnist(file, (name, see) => readIdx(name, kind, see)) : readIdx(file, kind);
  const [images, labels] = [await read(rowFile, "images"), await read(labelFile, "labels")];
  const set = options.set ?? parseIdxName(basename(rowFile))?.set ?? "";
  const mapping = await mappingBeside(rowFile, set);
  const table = ofInput(() => idxTable(images, labels, { transposed: options.transposed ?? isTransposed(set), ...mapping }));
  return { table, rowFile, labelFile };
}

/** What EMNIST's labels stand for, where the file that says it is there. */
async function mappingBeside(rowFile: string, set: string) {
  const file = join(dirname(rowFile), `${set}-mapping.txt`);
  if (set === "" || !(await exists(file))) return undefined;
  const bytes = await readWhole(file, maxMappingBytes);
  return ofInput(() => readMapping(file, decodeText(bytes)));
}

/** The file of the labels beside one of images, named alike, raw or gzipped. */
export async function labelsBeside(imageFile: string): Promise<string> {
  const own = parseIdxName(basename(imageFile));
  const folder = dirname(imageFile);
  if (own) {
    const others = (await namesIn(folder)).filter((name) => name !== basename(imageFile));
    const found = findIdxFile(others, { ...own, kind: "labels" });
    if (found !== undefined) return join(folder, found);
  }
  const name = basename(imageFile).replace(/\.gz$/, "").replace("images", "labels").replace("idx3", "idx1");
  for (const candidate of [name, `${name}.gz`]) {
    const file = join(folder, candidate);
    if (candidate !== basename(imageFile) && (await exists(file))) return file;
  }
  throw new InputError(`${imageFile}: there is no ${name} with its labels beside it: name their file after it`);
}

const namesIn = async (folder: string) => (await readdir(folder)).sort(compareText);
const exists = (file: string) => access(file).then(() => true, () => false);

/** The names of a folder of IDX files. */
async function filesIn(folder: string): Promise<string[]> {
  const found = await stat(folder).catch(() => undefined);
  if (!found) throw new InputError(`${folder}: there is no such folder; dataset.path names the one with the IDX files`);
  if (!found.isDirectory()) {
    throw new InputError(`${folder}: is a file; dataset.path names the folder of the IDX files: ${dirname(folder)}`);
  }
  return await namesIn(folder);
}
