import { isResizable, requireArray, requireOwnArray } from "./arrays.ts";
import { MAX_CLASSES, MAX_UNITS } from "./description.ts";
import { requireBoolean, requireInteger, requireKeys, show, UsagiError } from "./errors.ts";

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

/** Says that the parts need no check: only this module has it. */
const CHECKED = Symbol();

/** The parts of a data set that are used: over the same memory, but objects that nobody else has. */
export interface OwnParts extends DatasetParts {
  readonly size: number;
}

/** Requires a data set whose memory is still there. */
export let requireDataset: (name: string, value: unknown) => OwnParts;

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

  readonly #own: OwnParts;
  readonly #words: number;

  /** Use `fromImages` or `fromParts`. */
  private constructor(parts: DatasetParts, checked?: typeof CHECKED) {
    const { inputs, classes, labels, records, offsets } = checked === CHECKED ? parts : checkParts(parts);
    this.inputs = inputs;
    this.classes = classes;
    this.labels = labels;
    this.records = records;
    this.offsets = offsets;
    this.#own = {
      inputs,
      classes,
      size: labels.length,
      labels: new Uint8Array(labels.buffer, labels.byteOffset, labels.length),
      records: new Uint32Array(records.buffer, records.byteOffset, records.length),
      offsets: new Uint32Array(offsets.buffer, offsets.byteOffset, offsets.length),
    };
    this.#words = records.length;
    Object.freeze(this);
  }

  static {
    requireDataset = (name, value) => {
      if (typeof value !== "object" || value === null || !(#words in value)) {
        throw new UsagiError(`${name} is ${show(value)}; it must be a Dataset`);
      }
      const own = value.#own;
      if (own.offsets.length !== own.labels.length + 1 || own.records.length !== value.#words) {
        throw new UsagiError(`${name} has lost its memory: an array of it was transferred to another thread`);
      }
      return own;
    };
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

    const counts = new Uint32Array(size);
    const offsets = new Uint32Array(bytes((size + 1) * 4).buffer);
    let words = 0;
    for (let row = 0, p = 0; row < size; row++) {
      let n = 0;
      for (const end = p + inputs; p < end; p++) if (images[p] !== 0) n++;
      counts[row] = n;
      words += recordWords(n);
      offsets[row + 1] = words;
    }
    if (words >= 2 ** 30) {
      throw new UsagiError(
        `the images compress to ${words * 4} bytes; a data set holds less than ${2 ** 32}: take fewer of them`,
      );
    }

    const records = bytes(words * 4);
    for (let row = 0, p = 0; row < size; row++) {
      const n = counts[row]!;
      const start = offsets[row]! * 4;
      records[start] = n & 255;
      records[start + 1] = n >> 8;
      let column = start + 2;
      let value = column + 2 * n;
      records[value++] = END_MARK & 255;
      records[value++] = END_MARK >> 8;
      for (let c = 0; c < inputs; c++, p++) {
        const pixel = images[p]!;
        if (pixel === 0) continue;
        records[column++] = c & 255;
        records[column++] = c >> 8;
        records[value++] = pixel;
      }
    }
    const ownLabels = bytes(size);
    ownLabels.set(labels);
    return new Dataset(
      { inputs, classes, labels: ownLabels, records: new Uint32Array(records.buffer), offsets }, CHECKED,
    );
  }

  /**
   * The data set that another one's `parts` describe, over the same memory. Checks every record and label, which
   * takes little beside `fromImages`.
   */
  static fromParts(parts: DatasetParts): Dataset {
    return new Dataset(parts);
  }

  get size(): number {
    return this.#own.size;
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
    const own = requireDataset("the data set", this);
    requireInteger("end", end, 0, own.size);
    requireInteger("start", start, 0, end);
    const labels = own.labels.subarray(start, end);
    return new Dataset({ ...own, labels, offsets: own.offsets.subarray(start, end + 1) }, CHECKED);
  }
}

/** Requires every label to be below `classes`. */
export function checkLabels(labels: Uint8Array, classes: number): void {
  const row = labels.findIndex((label) => label >= classes);
  if (row >= 0) {
    throw new UsagiError(`labels[${row}] is ${show(labels[row])}; it must be below ${classes}, the number of classes`);
  }
}

/** Requires parts that kernels can rely on; the same, with plain arrays. */
function checkParts(parts: DatasetParts): DatasetParts {
  requireKeys("parts", parts, ["inputs", "classes", "labels", "records", "offsets"]);
  // First all are read: a getter could transfer an array that was checked.
  const { inputs, classes, labels, records, offsets } = parts;
  const checked = {
    inputs: requireInteger("parts.inputs", inputs, 1, MAX_UNITS),
    classes: requireInteger("parts.classes", classes, 1, MAX_CLASSES),
    labels: requireFixed("parts.labels", requireArray("Uint8Array", "parts.labels", labels)),
    records: requireFixed("parts.records", requireArray("Uint32Array", "parts.records", records)),
    offsets: requireFixed("parts.offsets", requireArray("Uint32Array", "parts.offsets", offsets)),
  };
  checkLabels(checked.labels, checked.classes);
  checkRecords(checked);
  return checked;
}

/** Requires memory that cannot shrink. */
function requireFixed<A extends Uint8Array | Uint32Array>(name: string, array: A): A {
  if (!isResizable(array.buffer)) return array;
  throw new UsagiError(`${name} lies in a resizable ArrayBuffer; it must be in a fixed one`);
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
