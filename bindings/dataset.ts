import { MAX_CLASSES, MAX_UNITS } from "./description.ts";
import { requireInteger, requireKeys, show, UsagiError } from "./errors.ts";

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
 * pixel / 255.
 */
export class Dataset implements DatasetParts {
  readonly inputs: number;
  readonly classes: number;
  readonly labels: Uint8Array;
  readonly records: Uint32Array;
  readonly offsets: Uint32Array;

  private constructor(parts: DatasetParts) {
    this.inputs = parts.inputs;
    this.classes = parts.classes;
    this.labels = parts.labels;
    this.records = parts.records;
    this.offsets = parts.offsets;
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
    const { images, labels, inputs, classes, shared = false } = source;
    requireArray("images", images, Uint8Array);
    requireArray("labels", labels, Uint8Array);
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
    return new Dataset({
      inputs, classes, labels: ownLabels, records: new Uint32Array(records.buffer), offsets,
    });
  }

  /**
   * The data set that another one's `parts` describe, over the same memory, which must not change from then on.
   * Throws a UsagiError where anything is not as `fromImages` makes it, as a network reads the records without
   * looking at them again.
   */
  static fromParts(parts: DatasetParts): Dataset {
    requireKeys("parts", parts, ["inputs", "classes", "labels", "records", "offsets"]);
    const { inputs, classes, labels, records, offsets } = parts;
    requireInteger("parts.inputs", inputs, 1, MAX_UNITS);
    requireInteger("parts.classes", classes, 1, MAX_CLASSES);
    requireArray("parts.labels", labels, Uint8Array);
    requireArray("parts.records", records, Uint32Array);
    requireArray("parts.offsets", offsets, Uint32Array);
    checkLabels(labels, classes);
    checkRecords({ inputs, classes, labels, records, offsets });
    return new Dataset({ inputs, classes, labels, records, offsets });
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
    requireInteger("end", end, 0, this.size);
    requireInteger("start", start, 0, end);
    return new Dataset({
      ...this.parts(), labels: this.labels.subarray(start, end), offsets: this.offsets.subarray(start, end + 1),
    });
  }
}

/** Requires every label to be below `classes`. */
export function checkLabels(labels: Uint8Array, classes: number): void {
  const row = labels.findIndex((label) => label >= classes);
  if (row >= 0) {
    throw new UsagiError(`labels[${row}] is ${show(labels[row])}; it must be below ${classes}, the number of classes`);
  }
}

function requireArray(name: string, value: unknown, type: Uint8ArrayConstructor | Uint32ArrayConstructor): void {
  if (!(value instanceof type)) throw new UsagiError(`${name} is ${show(value)}; it must be a ${type.name}`);
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
