/** IDX, MNIST's format: a header of big-endian 32-bit numbers, then the values, big-endian too. */
import { MAX_UNITS } from "../../bindings/parts/dense.ts";
import { gunzip } from "./gzip.ts";
import { type IdxType, idxHeader, idxTypes, sniff, unknownKind } from "./sniff.ts";
import { bad, highest, maxBytes, type Table, tellingNames, toFloats, toLabels } from "./table.ts";

/** What a file is for. */
export type IdxKind = "images" | "labels";

export interface IdxHeader {
  readonly type: IdxType;
  readonly sizes: readonly number[];
  /** Bytes of the header. */
  readonly start: number;
  /** Bytes of the whole file. */
  readonly total: number;
}

export interface IdxFile {
  readonly name: string;
  readonly type: IdxType;
  /** Rows first: (count), (count, inputs) or (count, rows, columns). */
  readonly sizes: readonly number[];
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

const needed: Record<IdxKind, string> = {
  images: "images are an IDX file, count × rows × columns (or count × inputs), raw or gzipped",
  labels: "labels are an IDX file, one for each image (QMNIST's with more columns), raw or gzipped",
};
const dimensions: Record<IdxKind, readonly number[]> = { images: [2, 3], labels: [1, 2] };

const readers: Record<IdxType, { bytes: number; read: (view: DataView, count: number) => IdxFile["values"] }> = {
  bytes: { bytes: 1, read: ({ buffer, byteOffset }, count) => new Uint8Array(buffer, byteOffset, count) },
  "signed bytes": { bytes: 1, read: ({ buffer, byteOffset }, count) => new Int8Array(buffer, byteOffset, count) },
  int16: { bytes: 2, read: (view, count) => Int16Array.from({ length: count }, (_, i) => view.getInt16(2 * i)) },
  int32: { bytes: 4, read: (view, count) => Int32Array.from({ length: count }, (_, i) => view.getInt32(4 * i)) },
  float32: { bytes: 4, read: (view, count) => Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i)) },
  float64: { bytes: 8, read: (view, count) => Float64Array.from({ length: count }, (_, i) => view.getFloat64(8 * i)) },
};

/** What there is in place of the IDX file that is needed. */
function otherThan(bytes: Uint8Array): string {
  const { name } = sniff(bytes);
  if (name !== unknownKind || bytes.length < 4) return name;
  const magic = [...bytes.subarray(0, 4)];
  const swapped = magic[3] === 0 && magic[2] === 0 && idxTypes.has(magic[1] as 0x08) ? ", an IDX header in little-endian" : "";
  const hex = magic.map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${name}: it begins with 0x${hex}${swapped}`;
}

/**
 * @param bytes How the file begins, or all of it.
 * @throws UsagiError where it is no IDX file, or one of another form than is needed.
 */
export function readIdxHeader(name: string, bytes: Uint8Array, kind: IdxKind, zipped = false): IdxHeader {
  const [first, second, code, count = 0] = bytes;
  const known = first === 0 && second === 0 && idxTypes.has(code as 0x08);
  if (!known || !dimensions[kind].includes(count)) {
    throw bad(name, `${zipped ? "holds, gzipped, " : "is "}${otherThan(bytes)}; ${needed[kind]}`);
  }
  const start = 4 + 4 * count;
  const header = idxHeader(bytes);
  if (!header) throw bad(name, `is truncated: ${bytes.length} bytes, and the header alone has ${start}`);
  const { type, sizes } = header;
  const [rows = 0, ...others] = sizes;
  if (rows === 0) throw bad(name, `holds no ${kind}`);
  const inputs = others.reduce((product, size) => product * size, 1);
  if (inputs === 0 || inputs > MAX_UNITS) {
    throw bad(name, `${kind} of ${others.join(" × ")} ${kind === "images" ? "pixels" : "values"}; 1 to ${MAX_UNITS} ${kind === "images" ? "pixels" : "values"} are allowed`);
  }
  const total = start + rows * inputs * readers[type].bytes;
  if (total > maxBytes) throw bad(name, `its header says ${sizes.join(" × ")}: ${total} bytes; at most ${maxBytes}`);
  return { type, sizes, start, total };
}

/** @throws UsagiError unless a file has as many bytes as its header says. */
export function requireTotal(name: string, { sizes, total }: IdxHeader, size: number): void {
  if (size === total) return;
  const says = `its header says ${sizes.join(" × ")}, so ${total} bytes`;
  throw bad(name, `is ${size < total ? "truncated" : "too long"}: ${says}; there are ${size}`);
}

/**
 * The values of an IDX file, those of bytes over the same memory.
 * @param bytes The whole file, not gzipped.
 * @throws UsagiError that names the file and what is wrong with it.
 */
export function decodeIdx(name: string, bytes: Uint8Array, kind: IdxKind): IdxFile {
  const header = readIdxHeader(name, bytes, kind);
  requireTotal(name, header, bytes.length);
  const { type, sizes, start } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start);
  return { name, type, sizes, values: readers[type].read(view, sizes.reduce((product, size) => product * size, 1)) };
}

/**
 * The values of an IDX file, raw or gzipped: no more of it is unpacked than its header says.
 * @throws UsagiError as `decodeIdx` does.
 */
export async function openIdx(name: string, bytes: Uint8Array, kind: IdxKind): Promise<IdxFile> {
  return decodeIdx(name, await gunzip(name, bytes, (start) => readIdxHeader(name, start, kind, true).total), kind);
}

export interface IdxOptions {
  /** Whether rows and columns of the images are exchanged, as in EMNIST. Default false. */
  transposed?: boolean | undefined;
  /** The labels in the order of their classes; default those from 0 to the highest. */
  classLabels?: readonly number[] | undefined;
  classNames?: readonly string[] | undefined;
}

/**
 * Images and labels as a table: bytes as pixels, other numbers as they are. Labels that are floats are targets; of
 * labels with several columns, as QMNIST has them, the first is the class.
 * @throws UsagiError where they do not go together, or a value is not finite: file, row and column.
 */
export function idxTable(images: IdxFile, labels: IdxFile, options: IdxOptions = {}): Table {
  if (images.sizes[0] !== labels.sizes[0]) {
    throw bad(images.name, `has ${images.sizes[0]} images, ${labels.name} ${labels.sizes[0]} labels`);
  }
  return { ...idxRows(images, options.transposed), ...(labels.type.startsWith("float") ? targetsOf(labels) : labelsOf(labels, options)) };
}

/** Images, or rows that are none, without labels. @throws UsagiError where a value is not finite: file, row and column. */
export function idxRows(images: IdxFile, exchanged = false): Table {
  const [size = 0, rows = 1, columns] = images.sizes;
  const inputs = rows * (columns ?? 1);
  const isImage = columns !== undefined;
  const transposed = exchanged && isImage;
  const image = transposed ? { rows: columns, columns: rows } : { rows, columns: columns ?? 1 };
  const turned = <Values extends Uint8Array | Float32Array>(values: Values): Values =>
    transposed ? transpose(values, image) : values;
  return {
    size, inputs, ...(isImage && { image }),
    ...(images.values instanceof Uint8Array
      ? { pixels: turned(images.values) }
      : { rows: turned(toFloats(images.name, images.values, inputs)) }),
  };
}

function targetsOf({ name, sizes, values }: IdxFile): Pick<Table, "targets" | "outputs"> {
  const [, outputs = 1] = sizes;
  return { targets: toFloats(name, values, outputs), outputs };
}

function labelsOf(
  { name, sizes, values }: IdxFile, { classLabels, classNames }: IdxOptions,
): Pick<Table, "labels" | "classes" | "classNames"> {
  const [count = 0, width = 1] = sizes;
  const first = width === 1 ? values : Float64Array.from({ length: count }, (_, row) => values[row * width]!);
  const labels = toLabels(first, (row) => `${name}: row ${row}`);
  if (!classLabels) return { labels, classes: highest(labels) + 1, ...(classNames && tellingNames(classNames)) };
  const classOf = new Map(classLabels.map((label, i) => [label, i]));
  const unknown = labels.findIndex((label) => !classOf.has(label));
  if (unknown >= 0) {
    throw bad(`${name}: row ${unknown}`, `the label is ${labels[unknown]}, which the mapping of the classes has not`);
  }
  return {
    labels: labels.map((label) => classOf.get(label)!), classes: classLabels.length, ...(classNames && tellingNames(classNames)),
  };
}

/** Images whose rows and columns are exchanged, as they should be. */
function transpose<Values extends Uint8Array | Float32Array>(values: Values, { rows, columns }: { rows: number; columns: number }): Values {
  const upright = values.slice() as Values;
  const pixels = rows * columns;
  for (let first = 0; first < values.length; first += pixels) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        upright[first + row * columns + column] = values[first + column * rows + row]!;
      }
    }
  }
  return upright;
}

/** A line of EMNIST's mapping: a label, then the character codes that it stands for. */
const mappingLine = /^\s*(\d+)((?:\s+\d+)+)\s*$/;

/**
 * EMNIST's `…-mapping.txt`: the labels in use, and the characters that they stand for.
 * @throws UsagiError that names the line.
 */
export function readMapping(name: string, text: string): { classLabels: number[]; classNames: string[] } {
  const classLabels: number[] = [];
  const classNames: string[] = [];
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const [, label, codes] = mappingLine.exec(line) ?? [];
    if (label === undefined || codes === undefined) {
      throw bad(`${name}: line ${i + 1}`, "a line is a label and the codes of its characters, such as 10 65");
    }
    classLabels.push(Number(label));
    classNames.push(String.fromCodePoint(...codes.trim().split(/\s+/).map((code) => Math.min(Number(code), 0x10ffff))));
  });
  return { classLabels, classNames };
}

/** What of a set a file holds, by its name. */
export interface IdxName {
  /** What stands before, such as "emnist-letters"; empty for MNIST's own names. */
  readonly set: string;
  readonly part: "train" | "test";
  readonly kind: IdxKind;
}

/** MNIST's names (`train-images-idx3-ubyte`, `t10k-…`), EMNIST's (`emnist-letters-test-…`) and QMNIST's (`qmnist-train-labels-idx2-int.gz`). */
const idxName = /^(?:(.+?)[-_.])?(train|t10k|test)[-_.](images|labels)[-_.]idx\d-(?:[a-z]+\d*)(?:\.gz)?$/;

/** What an IDX file is for by its name; undefined where it is not named as such. */
export function parseIdxName(fileName: string): IdxName | undefined {
  const [whole, set = "", part, kind] = idxName.exec(fileName) ?? [];
  if (whole === undefined) return undefined;
  return { set, part: part === "train" ? "train" : "test", kind: kind as IdxKind };
}

/** MNIST's own name of a part. */
const partNames = { train: "train", test: "t10k" } as const;

/** The sets in a folder, by the names of its files. */
export const idxSetsOf = (names: readonly string[]): string[] => [...new Set(names.flatMap((name) => parseIdxName(name)?.set ?? []))];

/** Which of several files holds that, by their names: a raw one before a gzipped one. */
export function findIdxFile(names: readonly string[], { set, part, kind }: IdxName): string | undefined {
  const fitting = names.filter((name) => {
    const found = parseIdxName(name);
    return found?.set === set && found.part === part && found.kind === kind;
  });
  return fitting.find((name) => !name.endsWith(".gz")) ?? fitting[0];
}

/** The part of a set that there is without the other; undefined where there are both, or neither. */
export function onlyPart(names: readonly string[], set?: string): IdxName["part"] | undefined {
  const parts = names.flatMap((name) => {
    const found = parseIdxName(name);
    return found && found.set === (set ?? found.set) ? [found.part] : [];
  });
  return parts.every((part) => part === parts[0]) ? parts[0] : undefined;
}

/**
 * Which file of a folder holds images or labels of a part of a set.
 * @param names Of all files in the folder.
 * @param set Default the only one there is, or the one that is named as MNIST's.
 * @throws UsagiError that names the folder, and the sets that there are or the file that is missing.
 */
export function idxFileIn(folder: string, names: readonly string[], part: IdxName["part"], kind: IdxKind, set?: string): string {
  const sets = idxSetsOf(names);
  const chosen = set ?? (sets.includes("") ? "" : sets[0] ?? "");
  if (set === undefined && !sets.includes("") && sets.length > 1) {
    throw bad(folder, `holds several sets: ${sets.join(", ")}; choose one: "set": ${JSON.stringify(sets[0])}`);
  }
  if (set !== undefined && !sets.includes(set)) {
    throw bad(folder, `holds no set ${JSON.stringify(set)}; there is ${sets.map((name) => JSON.stringify(name)).join(", ") || "none"}`);
  }
  const file = findIdxFile(names, { set: chosen, part, kind });
  if (file !== undefined) return file;
  const standard = chosen === "" ? partNames[part] : `${chosen}-${part}`;
  const form = kind === "images" ? "idx3-ubyte" : "idx1-ubyte";
  const alone = part === "test" && onlyPart(names, chosen) === "train";
  const remedy = alone ? '; to test on a share of the training rows, give "test": 0.2' : "";
  throw bad(folder, `there is no ${standard}-${kind}-${form} (nor with .${form}, nor with .gz at the end)${remedy}`);
}

/** Whether the images of a set have rows and columns exchanged: EMNIST's have. */
export const isTransposed = (set: string) => set.startsWith("emnist");
