import { requireArray, requireOwnArray } from "./arrays.ts";
import { inspect } from "./console.ts";
import { MAX_CLASSES } from "./description.ts";
import { requireBoolean, requireInteger, requireKeys, show, UsagiError } from "./errors.ts";
import { MAX_UNITS } from "./parts/dense.ts";

/** Stands after the column numbers of a record. */
const END_MARK = 65535;

/** The arrays of a Dataset; plain data, so that a worker can be handed them. */
export interface DatasetParts {
  readonly inputs: number;
  readonly classes: number;
  /** A label for each row. */
  readonly labels: Uint8Array;
  /**
   * The rows one after another, each from a multiple of 8 bytes on, because engines copy shared memory by bytes
   * where it is not aligned: u16 count n, u16 column numbers (n), u16 65535, u8 values (n), all little-endian.
   */
  readonly records: Uint32Array;
  /** The word where each row's record begins, and after the last one where it ends. */
  readonly offsets: Uint32Array;
}

/**
 * Images and labels, compressed once: only the pixels that are not 0, three bytes each. The network sees
 * pixel / 255. Its arrays are there to be read, by several threads at once where they are shared: a network refuses
 * rows that somebody has written into and that are none any more.
 */
export class Dataset implements DatasetParts {
  readonly inputs: number;
  readonly classes: number;
  readonly labels: Uint8Array;
  readonly records: Uint32Array;
  readonly offsets: Uint32Array;

  /** Use `fromImages` or `fromParts`: these parts are taken as they are. */
  private constructor({ inputs, classes, labels, records, offsets }: DatasetParts) {
    this.inputs = inputs;
    this.classes = classes;
    this.labels = labels;
    this.records = records;
    this.offsets = offsets;
    Object.freeze(this);
  }

  /**
   * Compresses `images`, (n, inputs) bytes, with `labels` (n) below `classes`. With `shared` the arrays lie in
   * SharedArrayBuffers, so that handing them to worker threads copies nothing.
   */
  static fromImages(source: {
    images: Uint8Array;
    labels: Uint8Array;
    inputs: number;
    classes: number;
    shared?: boolean;
  }): Dataset {
    requireKeys("source", source, ["images", "labels", "inputs", "classes", "shared"]);
    const { inputs, classes, shared = false } = source;
    const images = requireOwnArray("Uint8Array", "images", source.images);
    const labels = requireOwnArray("Uint8Array", "labels", source.labels);
    requireBoolean("shared", shared);
    requireInteger("inputs", inputs, 1, MAX_UNITS);
    requireInteger("classes", classes, 1, MAX_CLASSES);
    const size = labels.length;
    if (images.length !== size * inputs) {
      throw new UsagiError(
        `images has ${images.length} bytes; ${size} labels and ${inputs} inputs need ${size * inputs}`,
      );
    }
    checkLabels(labels, classes);
    if (shared && typeof SharedArrayBuffer === "undefined") {
      throw new UsagiError("shared data needs SharedArrayBuffer, which browsers offer to isolated pages only");
    }
    const bytes = (n: number) => new Uint8Array(shared ? new SharedArrayBuffer(n) : new ArrayBuffer(n));

    const pixels = new DataView(images.buffer, images.byteOffset, images.length);
    const counts = new Uint16Array(size);
    const offsets = new Uint32Array(bytes((size + 1) * 4).buffer);
    let words = 0;
    for (let row = 0; row < size; row++) {
      const n = countPixels(pixels, row * inputs, inputs);
      counts[row] = n;
      words += recordWords(n);
      offsets[row + 1] = words;
    }
    if (words >= 2 ** 30) {
      throw new UsagiError(
        `the images compress to ${words * 4} bytes; a data set holds less than ${2 ** 32}: take fewer of them`,
      );
    }
    const records = new Uint32Array(bytes(words * 4).buffer);
    const write = recordWriter(records, pixels, inputs);
    for (let row = 0; row < size; row++) write(row, offsets[row]!, counts[row]!);
    const ownLabels = bytes(size);
    ownLabels.set(labels);
    return new Dataset({ inputs, classes, labels: ownLabels, records, offsets });
  }

  /**
   * The data set that another one's `parts` describe, over the same memory. Checks every record and label, which
   * takes little beside `fromImages`.
   */
  static fromParts(parts: DatasetParts): Dataset {
    return new Dataset(checkParts(parts));
  }

  get size(): number {
    return this.labels.length;
  }

  /** What `fromParts` takes; arrays over shared memory stay shared when posted to a worker. */
  parts(): DatasetParts {
    const { inputs, classes, labels, records, offsets } = this;
    return { inputs, classes, labels, records, offsets };
  }

  /** The first n rows, over the same memory. */
  take(n: number): Dataset {
    return this.slice(0, n);
  }

  /** The rows from `start` up to `end`, which is not included, over the same memory. */
  slice(start: number, end: number): Dataset {
    const { size, labels, offsets } = requireDataset("the data set", this);
    requireInteger("end", end, 0, size);
    requireInteger("start", start, 0, end);
    return new Dataset({ ...this.parts(), labels: labels.subarray(start, end), offsets: offsets.subarray(start, end + 1) });
  }

  /** `Dataset: 60000 rows of 784 inputs, 10 classes` */
  toString(): string {
    return `Dataset: ${this.size} rows of ${this.inputs} inputs, ${this.classes} classes`;
  }

  [inspect](): string {
    return this.toString();
  }
}

/**
 * Requires a data set whose memory is still there. `allowed` is what else may stand in its place, and how to make that
 * of what was given.
 */
export function requireDataset(name: string, value: unknown, allowed?: string): Dataset {
  if (!(value instanceof Dataset)) {
    const isPosted = typeof value === "object" && value !== null && "records" in value && "offsets" in value;
    const hint = isPosted ? `a Dataset: Dataset.fromParts(${name}) makes one of what was posted` : (allowed ?? "a Dataset");
    throw new UsagiError(`${name} is ${show(value)}; it must be ${hint}`);
  }
  const { labels, records, offsets } = value;
  if (offsets.length === labels.length + 1 && records.length >= offsets.at(-1)!) return value;
  throw new UsagiError(`${name} has lost its memory: an array of it was transferred to another thread`);
}

/** Requires every label to be below `classes`. */
export function checkLabels(labels: Uint8Array, classes: number): void {
  let row = 0; // not findIndex, which takes a call for each
  while (row < labels.length && labels[row]! < classes) row++;
  if (row < labels.length) {
    throw new UsagiError(`labels[${row}] is ${show(labels[row])}; it must be below ${classes}, the number of classes`);
  }
}

/** Requires parts that kernels can rely on; the same, with plain arrays. */
function checkParts(parts: DatasetParts): DatasetParts {
  requireKeys("parts", parts, ["inputs", "classes", "labels", "records", "offsets"]);
  const { inputs, classes, labels, records, offsets } = parts;
  const checked = {
    inputs: requireInteger("parts.inputs", inputs, 1, MAX_UNITS),
    classes: requireInteger("parts.classes", classes, 1, MAX_CLASSES),
    labels: requireArray("Uint8Array", "parts.labels", labels),
    records: requireArray("Uint32Array", "parts.records", records),
    offsets: requireArray("Uint32Array", "parts.offsets", offsets),
  };
  checkLabels(checked.labels, checked.classes);
  checkRecords(checked);
  return checked;
}

/** Requires a record for each label, as DatasetParts describes them. */
function checkRecords({ inputs, labels, records, offsets }: DatasetParts): void {
  if (offsets.length !== labels.length + 1) {
    throw new UsagiError(`parts.offsets has ${offsets.length} entries; ${labels.length} labels need one more`);
  }
  const halves = new Uint16Array(records.buffer, records.byteOffset, records.length * 2);
  for (let row = 0; row < labels.length; row++) {
    const start = offsets[row]!;
    const end = offsets[row + 1]!;
    const bad = (reason: string) => new UsagiError(`record ${row} of parts.records ${reason}`);
    if (start % 2 !== 0 || start >= end || end > records.length) {
      throw bad(`lies from word ${start} to ${end}; there are ${records.length} words, and it begins at an even one`);
    }
    const n = halves[start * 2]!;
    if (n > inputs || recordWords(n) !== end - start) {
      throw bad(`holds ${n} values in ${end - start} words; the data set has ${inputs} inputs`);
    }
    const first = start * 2 + 1;
    for (let i = 0, least = 0; i < n; i++) {
      const column = halves[first + i]!;
      if (column < least || column >= inputs) throw bad(`has the column number ${column} at ${i}`);
      least = column + 1;
    }
    if (halves[first + n] !== END_MARK) throw bad("has no end mark");
  }
}

/** Words of a record of n values: count, column numbers, end mark, values; a multiple of 8 bytes. */
function recordWords(n: number): number {
  return Math.ceil((4 + 3 * n) / 8) * 2;
}

/** How many of n pixels from `start` on are not 0. Four at once, as they take a quarter of the time. */
function countPixels(pixels: DataView, start: number, n: number): number {
  const end = start + n;
  let count = 0;
  let at = start;
  for (; at <= end - 4; at += 4) {
    const four = pixels.getUint32(at, true);
    // The highest bit of each byte becomes 1 where any of its bits is; the product adds these up.
    const marks = (((four & 0x7f7f7f7f) + 0x7f7f7f7f) | four) & 0x80808080;
    count += Math.imul(marks >>> 7, 0x01010101) >>> 24;
  }
  for (; at < end; at++) if (pixels.getUint8(at) !== 0) count++;
  return count;
}

/**
 * Writes a row's record, of n values from a word on. Ascending: a pixel of 0 is written too, and the next value, the
 * end mark or the next record takes its place, which costs less than a branch.
 */
function recordWriter(records: Uint32Array, pixels: DataView, inputs: number) {
  const bytes = new Uint8Array(records.buffer);
  const halves = new Uint16Array(records.buffer);
  return (row: number, word: number, n: number): void => {
    halves[2 * word] = n;
    const columns = 2 * word + 1;
    const values = 2 * (columns + n + 1);
    const start = row * inputs;
    let i = 0;
    let column = 0;
    for (; column <= inputs - 4; column += 4) {
      let c = column;
      for (let four = pixels.getUint32(start + column, true); four !== 0; four >>>= 8, c++) {
        halves[columns + i] = c;
        bytes[values + i] = four;
        if ((four & 255) !== 0) i++;
      }
    }
    for (; column < inputs; column++) {
      halves[columns + i] = column;
      const pixel = pixels.getUint8(start + column);
      bytes[values + i] = pixel;
      if (pixel !== 0) i++;
    }
    halves[columns + n] = END_MARK;
  };
}
