import { MAX_CLASSES, MAX_UNITS } from "./description.ts";
import { requireInteger, show, UsagiError } from "./errors.ts";

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
    const { images, labels, inputs, classes, shared = false } = source;
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
      words += Math.ceil((4 + 3 * n) / 8) * 2;
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
      records[value++] = 255;
      records[value++] = 255;
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

  /** The data set that another one's `parts` describe, over the same memory. */
  static fromParts(parts: DatasetParts): Dataset {
    return new Dataset(parts);
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
