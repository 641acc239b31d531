/** NumPy's .npz: a ZIP file of .npy arrays, of which each begins with its type and shape. */
import { unzipSync } from "fflate";
import { show } from "../../bindings/errors.ts";
import type { Coding } from "./coding.ts";
import { split } from "./split.ts";
import {
  bad, highest, maxBytes, orderOfClasses, requireClasses, requireInputs, type Table, tellingNames, toFloats, toLabels,
} from "./table.ts";

/** An array of numbers, row-major, or of texts. */
export interface NumpyArray {
  /** Where it stands, for messages: `data.npz: x_train`. */
  readonly name: string;
  /** NumPy's name of the type, such as "f4". */
  readonly type: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
  /** In place of the values, which are none. */
  readonly texts?: readonly string[];
}

type Read = (view: DataView, at: number, little: boolean) => number;
const types: Record<string, { bytes: number; read: Read }> = {
  b1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, read: (view, at, little) => view.getInt32(at, little) },
  u8: { bytes: 8, read: (view, at, little) => Number(view.getBigUint64(at, little)) },
  i8: { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) },
  f2: { bytes: 2, read: (view, at, little) => half(view.getUint16(at, little)) },
  f4: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) },
};

/** The value of a half: a bit of sign, five of the exponent, ten of the fraction. */
function half(bits: number): number {
  const [exponent, fraction] = [(bits >> 10) & 31, bits & 1023];
  const value = exponent === 31 ? (fraction ? NaN : Infinity) : exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
  return bits & 0x8000 ? -value : value;
}

const magic = "\x93NUMPY";

/**
 * An array of a .npy file.
 * @throws UsagiError that names the array and what is wrong with it.
 */
export function readNpy(name: string, bytes: Uint8Array): NumpyArray {
  const latin1 = (from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));
  if (latin1(0, 6) !== magic) throw bad(name, "is no NumPy array (.npy)");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = (bytes[6] ?? 0) >= 2;
  const first = wide ? 12 : 10;
  const start = bytes.length < first ? Infinity : first + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length || start > 2 ** 16) throw bad(name, "is truncated: it ends within its header");
  const header = latin1(first, start);
  const descr = /'descr':\s*'([<>|=]?)([a-zA-Z]\d*)[^']*'/.exec(header);
  const order = /'fortran_order':\s*(True|False)/.exec(header)?.[1];
  const shapeText = /'shape':\s*\(([\d,\sL]*)\)/.exec(header)?.[1];
  if (order === undefined || shapeText === undefined) throw bad(name, "has no header that says its order and shape");
  const [, endian = "", type = ""] = descr ?? [];
  const kind = types[type];
  const characters = /^[US]([1-9]\d*)$/.exec(type)?.[1];
  if (!kind && characters === undefined) throw badType(name, descr ? show(`${endian}${type}`) : "not a type of numbers (a structure or objects)");
  const shape = shapeText.split(",").map((size) => parseInt(size, 10)).filter((size) => !Number.isNaN(size));
  const count = shape.reduce((product, size) => product * size, 1);
  const each = kind?.bytes ?? Number(characters) * (type.startsWith("U") ? 4 : 1);
  if (count * each !== bytes.length - start) {
    throw bad(name, `its header says ${shape.join(" × ")} of ${each} bytes; there are ${bytes.length - start} bytes`);
  }
  const little = endian !== ">";
  if (!kind) {
    const texts = Array.from({ length: count }, (_, i) => textAt(name, view, start + i * each, each, type.startsWith("U") ? little : undefined));
    return { name, type: `${endian}${type}`, shape, values: [], texts };
  }
  // u1 alone are pixels: a bool is the number 0 or 1.
  const values = type === "u1" ? bytes.subarray(start) : new (kind.bytes < 4 || type === "f4" ? Float32Array : Float64Array)(count);
  if (!(values instanceof Uint8Array)) for (let i = 0; i < count; i++) values[i] = kind.read(view, start + i * kind.bytes, little);
  return { name, type, shape, values: order === "True" ? rowMajor(values, shape) : values };
}

const badType = (name: string, given: string) =>
  bad(name, `its type is ${given}; allowed are ${Object.keys(types).join(", ")}, as of x.astype("float32")`);

/** A text up to its first zero: of characters of 4 bytes, or of bytes where the order of these is not given. */
function textAt(name: string, view: DataView, at: number, length: number, little?: boolean): string {
  let text = "";
  for (const end = at + length, width = little === undefined ? 1 : 4; at < end; at += width) {
    const code = little === undefined ? view.getUint8(at) : view.getUint32(at, little);
    if (code === 0) break;
    if (code > 0x10ffff) throw bad(name, `holds the character ${code}, which Unicode has not`);
    text += String.fromCodePoint(code);
  }
  return text;
}

/** Values whose first index varies fastest (Fortran's order), so that the last one does. */
function rowMajor<Values extends Uint8Array | Float32Array | Float64Array>(values: Values, shape: readonly number[]): Values {
  const ordered = values.slice() as Values;
  const strides: number[] = [];
  for (let k = 0, stride = 1; k < shape.length; stride *= shape[k++]!) strides.push(stride);
  const index = shape.map(() => 0);
  for (let i = 0, from = 0; i < values.length; i++) {
    ordered[i] = values[from]!;
    // On to the next index, the last one first.
    for (let k = shape.length - 1; k >= 0; k--) {
      from += strides[k]!;
      if (++index[k]! < shape[k]!) break;
      from -= strides[k]! * shape[k]!;
      index[k] = 0;
    }
  }
  return ordered;
}

/**
 * The arrays of a .npz file that `wanted` says, all by default. What they unpack to is known before it is unpacked.
 * @throws UsagiError that names the file, the array, and what is wrong with it.
 */
export function readNpz(name: string, bytes: Uint8Array, wanted: (key: string) => boolean = () => true): Map<string, NumpyArray> {
  const arrays = new Map<string, NumpyArray>();
  let total = 0;
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(bytes, {
      filter({ name: file, originalSize }) {
        if (!file.endsWith(".npy") || !wanted(file.slice(0, -4))) return false;
        total += originalSize;
        if (total > maxBytes) throw bad(name, `its arrays unpack to more than ${maxBytes} bytes: take fewer rows`);
        // Deflate makes at most 1032 bytes of one.
        if (originalSize > 1032 * bytes.length) throw bad(name, `says that ${file} unpacks to ${originalSize} bytes, which ${bytes.length} cannot hold`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof Error && error.name === "UsagiError") throw error;
    throw bad(name, `is no intact .npz file (a ZIP file of .npy arrays): ${(error as Error).message}`);
  }
  for (const [file, content] of Object.entries(files)) {
    const key = file.slice(0, -4);
    arrays.set(key, readNpy(`${name}: ${key}`, content));
  }
  return arrays;
}

/** The names of the arrays of a .npz file. */
function keysOf(name: string, bytes: Uint8Array): string[] {
  const keys: string[] = [];
  readNpz(name, bytes, (key) => {
    keys.push(key);
    return false;
  });
  return keys;
}

export interface NpzOptions {
  /**
   * The array of the inputs, (n, inputs), (n, rows, columns) or (n, rows, columns, 1): it, or the two whose names have
   * `train` and `test` beside it (`x_train` and `x_test`, `train_images` and `test_images`). Default "x".
   */
  readonly features?: string | undefined;
  /** The array of the classes, whole numbers or texts; default "y". Or */
  readonly label?: string | undefined;
  /** that of the numbers to predict, (n) or (n, outputs). */
  readonly target?: string | undefined;
  /** Of one array for all: the share of the rows to test on, default 0.2, and what chooses them, default 0. */
  readonly test?: number | undefined;
  readonly seed?: number | undefined;
}

/**
 * A .npz file as rows to train and to test on. Bytes (u1) are pixels, other numbers stay as they are.
 * @throws UsagiError that names file, array, row and column, the value, and what is allowed.
 */
export function npzTables(name: string, bytes: Uint8Array, options: NpzOptions = {}): { train: Table; test: Table; coding: Coding } {
  const { features = "x", label = "y", target, test = 0.2, seed = 0 } = options;
  const find = finder(name, bytes);
  const [x, y] = [find(features), find(target ?? label)];
  if ((x.test === undefined) !== (y.test === undefined)) {
    throw bad(name, `has ${[x.train, x.test].filter(Boolean).join(" and ")} beside ${[y.train, y.test].filter(Boolean).join(" and ")}; both have a part to test on, or neither`);
  }
  const used = [x.train, x.test, y.train, y.test];
  const arrays = readNpz(name, bytes, (key) => used.includes(key));
  const table = (of: string, answers: string, names?: readonly string[]) =>
    ({ ...inputsOf(arrays.get(of)!), ...answersOf(arrays.get(answers)!, arrays.get(of)!, target !== undefined, names) });
  const train = table(x.train, y.train);
  const coding: Coding = { kind: "npz" };
  if (x.test === undefined) return { ...split(train, test, seed), coding };
  const names = train.classNames ?? Array.from({ length: train.classes ?? 0 }, (_, label) => String(label));
  return { train, test: table(x.test, y.test!, names), coding };
}

/**
 * Rows for a network that is trained: the part of a .npz file to test on, or all rows where it has no such part.
 * @param answers Whether the rows have classes or targets, which are read then.
 * @param classNames The classes that there are, where they have names.
 * @throws UsagiError as `npzTables` does.
 */
export function npzRows(name: string, bytes: Uint8Array, options: NpzOptions, answers: boolean, classNames?: readonly string[]): Table {
  const { features = "x", label = "y", target } = options;
  const find = finder(name, bytes);
  const x = find(features);
  const used = [x.test ?? x.train];
  if (answers) {
    const y = find(target ?? label);
    used.push((x.test === undefined ? y.train : y.test) ?? y.train);
  }
  const arrays = readNpz(name, bytes, (key) => used.includes(key));
  const [inputs, given] = used.map((key) => arrays.get(key)!);
  return { ...inputsOf(inputs!), ...(given && answersOf(given, inputs!, target !== undefined, classNames)) };
}

/** Finds an array of a file, or the two to train and to test on, by what both are called. */
function finder(name: string, bytes: Uint8Array): (wanted: string) => { train: string; test?: string } {
  const keys = keysOf(name, bytes);
  return (wanted) => {
    for (const [train, held] of [[`${wanted}_train`, `${wanted}_test`], [`train_${wanted}`, `test_${wanted}`]] as const) {
      if (keys.includes(train) && keys.includes(held)) return { train, test: held };
    }
    if (keys.includes(wanted)) return { train: wanted };
    throw bad(name, `has no array ${wanted}, nor ${wanted}_train and ${wanted}_test; its arrays are ${keys.slice(0, 30).join(", ") || "none"}: name them with features and label (or target)`);
  };
}

function inputsOf(x: NumpyArray): Table {
  if (x.texts) throw badType(x.name, show(x.type));
  const [size = 0, ...others] = x.shape;
  const image = others.length === 2 || (others.length === 3 && others[2] === 1);
  if (size === 0 || !(others.length === 1 || image)) {
    throw bad(x.name, `is of ${x.shape.join(" × ") || "one value"}; inputs are rows × inputs, rows × height × width, or that × 1${others.length === 3 ? ' (of colours: x.mean(axis=-1).astype("uint8"))' : ""}`);
  }
  const inputs = others.reduce((product, length) => product * length, 1);
  requireInputs(x.name, inputs);
  const rows = { size, inputs, ...(image && { image: { rows: others[0]!, columns: others[1]! } }) };
  return { ...rows, ...(x.values instanceof Uint8Array ? { pixels: x.values } : { rows: toFloats(x.name, x.values, inputs) }) };
}

/** @param names Of classes that are texts; default those that there are. */
function answersOf(y: NumpyArray, x: NumpyArray, isTarget: boolean, names?: readonly string[]): Partial<Table> {
  const [size = 0] = x.shape;
  if (y.shape[0] !== size) throw bad(x.name, `has ${size} rows, ${y.name} ${y.shape[0] ?? 1}`);
  const outputs = (y.texts ?? y.values).length / size;
  if (isTarget && y.texts) throw badType(y.name, show(y.type));
  if (isTarget) return { targets: toFloats(y.name, y.values, outputs), outputs };
  if (outputs !== 1) throw bad(y.name, `is of ${y.shape.join(" × ")}; labels are one whole number a row (of one-hot rows: y.argmax(axis=1))`);
  const at = (row: number) => `${y.name}: row ${row}`;
  if (y.texts) return namedLabels(y.texts, at, names);
  const labels = toLabels(y.values, at);
  return { labels, classes: highest(labels) + 1 };
}

function namedLabels(texts: readonly string[], at: (row: number) => string, names: readonly string[] = orderOfClasses(new Set(texts))): Partial<Table> {
  requireClasses(at(0), names.length);
  const places = new Map(names.map((name, label) => [name, label]));
  const unknown = texts.findIndex((text) => !places.has(text));
  if (unknown >= 0) {
    throw bad(at(unknown), `${show(texts[unknown])} is no class of the training rows; there ${names.length === 1 ? "is" : "are"} ${names.slice(0, 20).map(show).join(", ")}${names.length > 20 ? ", …" : ""}`);
  }
  return { labels: Uint8Array.from(texts, (text) => places.get(text)!), classes: names.length, ...tellingNames(names) };
}
