import { requireArray, requireFinite, requireOwnArray } from "./arrays.ts";
import { inspect } from "./console.ts";
import { requireBoolean, requireInteger, requireKeys, show, UsagiError } from "./errors.ts";
import { type ImageSize, requireImageSize } from "./image.ts";
import { MAX_UNITS } from "./parts/dense.ts";
import { MAX_CLASSES } from "./parts/losses.ts";

/** Stands after the column numbers of a record. */
const END_MARK = 65535;

/** What a Dataset is made of; plain data, so that a worker can be handed them. Arrays that it does not need may be empty. */
export interface DatasetParts {
  readonly inputs: number;
  /** Of a data set with labels. */
  readonly classes?: number | undefined;
  /** A label for each row. */
  readonly labels?: Uint8Array;
  /** Of a data set with targets: how many each row has. */
  readonly outputs?: number | undefined;
  /** (n, outputs), row-major. */
  readonly targets?: Float32Array;
  /**
   * Rows of bytes one after another, each from a multiple of 8 bytes on, because engines copy shared memory by bytes
   * where it is not aligned: u16 count n, u16 column numbers (n), u16 65535, u8 values (n), all little-endian.
   */
  readonly records?: Uint32Array;
  /** The word where each row's record begins, and after the last one where it ends. Empty where rows are floats. */
  readonly offsets?: Uint32Array;
  /** Rows of floats: (n, inputs), row-major. */
  readonly rows?: Float32Array;
  /** Where the inputs are an image, row by row. */
  readonly image?: ImageSize | undefined;
}

type Arrays = Required<Pick<DatasetParts, "labels" | "targets" | "records" | "offsets" | "rows">>;
/** How wide the rows of a data set are, and what is learnt of them. */
export type DatasetSizes = Pick<DatasetParts, "inputs" | "classes" | "outputs" | "image">;

/** A label below `classes` for each row, as bytes. */
interface Labels {
  readonly labels: Uint8Array;
  readonly classes: number;
}

/** `outputs` floats for each row. */
interface Targets {
  readonly targets: Float32Array;
  readonly outputs: number;
}

interface Source {
  readonly inputs: number;
  readonly image?: ImageSize | undefined;
  readonly shared?: boolean;
}

/**
 * Rows with a label each, or with targets. Rows of bytes are compressed once, to the pixels that are not 0, three bytes
 * each, and the network sees pixel / 255; rows of floats are kept as they are. Its arrays are there to be read, by several
 * threads at once where they are shared; those that it does not need are empty. A network refuses rows that somebody has
 * written into and that are none any more.
 */
export class Dataset implements DatasetParts {
  /** Rows. */
  readonly size: number;
  readonly inputs: number;
  /** How many classes its labels are of; undefined where rows have targets. */
  readonly classes: number | undefined;
  /** How many targets a row has; undefined where rows have labels. */
  readonly outputs: number | undefined;
  readonly labels: Uint8Array;
  readonly targets: Float32Array;
  readonly records: Uint32Array;
  readonly offsets: Uint32Array;
  readonly rows: Float32Array;
  /** How high and wide its images are, where that was said. */
  readonly image: ImageSize | undefined;

  /** Use `fromImages`, `fromRows` or `fromParts`: these parts are taken as they are. */
  private constructor(
    { inputs, classes, outputs, labels = new Uint8Array(), targets = new Float32Array(), records = new Uint32Array(),
      offsets = new Uint32Array(), rows = new Float32Array(), image }: DatasetParts,
  ) {
    this.size = outputs === undefined ? labels.length : targets.length / outputs;
    this.inputs = inputs;
    this.classes = classes;
    this.outputs = outputs;
    this.labels = labels;
    this.targets = targets;
    this.records = records;
    this.offsets = offsets;
    this.rows = rows;
    this.image = image;
    Object.freeze(this);
  }

  /**
   * Compresses `images`, (n, inputs) bytes, with `labels` (n) below `classes`, or with finite `targets` (n, outputs). With
   * `shared` the arrays lie in SharedArrayBuffers, so that handing them to worker threads copies nothing.
   */
  static fromImages(source: Source & { readonly images: Uint8Array } & (Labels | Targets)): Dataset {
    requireKeys("source", source, ["images", "labels", "classes", "targets", "outputs", "inputs", "image", "shared"]);
    const { inputs } = source;
    const images = requireOwnArray("Uint8Array", "images", source.images);
    const room = roomFor(source);
    requireInteger("inputs", inputs, 1, MAX_UNITS);
    const answers = copyAnswers(source, room);
    const size = requireRows("images", images, "bytes", inputs, answers);

    const pixels = new DataView(images.buffer, images.byteOffset, images.length);
    const counts = new Uint16Array(size);
    const offsets = new Uint32Array(room((size + 1) * 4));
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
    const records = new Uint32Array(room(words * 4));
    const write = recordWriter(records, pixels, inputs);
    for (let row = 0; row < size; row++) write(row, offsets[row]!, counts[row]!);
    return new Dataset({ inputs, image: imageOf(source), ...answers, records, offsets });
  }

  /** A copy of `rows`, (n, inputs) finite floats, with labels or targets; all as of `fromImages`. */
  static fromRows(source: Source & { readonly rows: Float32Array } & (Labels | Targets)): Dataset {
    requireKeys("source", source, ["rows", "labels", "classes", "targets", "outputs", "inputs", "image", "shared"]);
    const { inputs } = source;
    const room = roomFor(source);
    requireInteger("inputs", inputs, 1, MAX_UNITS);
    const rows = copyFloats("rows", source.rows, room);
    const answers = copyAnswers(source, room);
    requireRows("rows", rows, "floats", inputs, answers);
    return new Dataset({ inputs, image: imageOf(source), ...answers, rows });
  }

  /**
   * The data set that another one's `parts` describe, over the same memory. Checks every record, float and label, which
   * takes little beside `fromImages`.
   */
  static fromParts(parts: DatasetParts): Dataset {
    return new Dataset(checkParts(parts));
  }

  /** What `fromParts` takes; arrays over shared memory stay shared when posted to a worker. */
  parts(): DatasetSizes & Arrays {
    const { inputs, image, classes, outputs, labels, targets, records, offsets, rows } = this;
    return { inputs, image, classes, outputs, labels, targets, records, offsets, rows };
  }

  /** The first n rows, over the same memory. */
  take(n: number): Dataset {
    return this.slice(0, n);
  }

  /** The rows from `start` up to `end`, which is not included, over the same memory. */
  slice(start: number, end: number): Dataset {
    const { size, inputs, outputs = 0, labels, targets, offsets, rows } = requireDataset("the data set", this);
    requireInteger("end", end, 0, size);
    requireInteger("start", start, 0, end);
    return new Dataset({
      ...this.parts(),
      labels: labels.subarray(start, end),
      targets: targets.subarray(start * outputs, end * outputs),
      offsets: offsets.subarray(start, end + 1),
      rows: rows.subarray(start * inputs, end * inputs),
    });
  }

  /** `Dataset: 60000 rows of 784 inputs, 10 classes` */
  toString(): string {
    const { size, inputs, classes, outputs } = this;
    return `Dataset: ${size} rows of ${inputs} inputs, ${outputs === undefined ? `${classes} classes` : `${outputs} outputs`}`;
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
    const isPosted = typeof value === "object" && value !== null && "records" in value && "inputs" in value;
    const hint = isPosted ? `a Dataset: Dataset.fromParts(${name}) makes one of what was posted` : (allowed ?? "a Dataset");
    throw new UsagiError(`${name} is ${show(value)}; it must be ${hint}`);
  }
  const { size, inputs, outputs, labels, targets, records, offsets, rows } = value;
  const hasAnswers = outputs === undefined ? labels.length === size : targets.length === size * outputs;
  const hasRows = offsets.length === size + 1 ? records.length >= offsets[size]! : rows.length === size * inputs;
  if (hasAnswers && hasRows) return value;
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

/** Gives memory of so many bytes, where asked for shared between threads. */
type Room = (bytes: number) => ArrayBufferLike;

function roomFor({ shared = false }: Source): Room {
  requireBoolean("shared", shared);
  if (shared && typeof SharedArrayBuffer === "undefined") {
    throw new UsagiError("shared data needs SharedArrayBuffer, which browsers offer to isolated pages only");
  }
  return (bytes) => (shared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes));
}

/** A copy, checked after it was made: another thread may write into the original. */
function copyFloats(name: string, given: unknown, room: Room): Float32Array {
  const floats = requireArray("Float32Array", name, given);
  const own = new Float32Array(room(floats.length * 4));
  own.set(floats);
  requireFinite(name, own);
  return own;
}

type Answers = Pick<DatasetParts, "labels" | "classes" | "targets" | "outputs">;

/** The labels or the targets of a source, checked and copied. */
function copyAnswers(source: Answers, room: Room): Answers {
  const { classes, outputs } = requireAnswers("source", source);
  if (outputs !== undefined) return { targets: copyFloats("targets", source.targets, room), outputs };
  const labels = requireOwnArray("Uint8Array", "labels", source.labels);
  checkLabels(labels, classes!);
  const own = new Uint8Array(room(labels.length));
  own.set(labels);
  return { labels: own, classes };
}

/** Requires labels or targets, one of them, with their sizes. */
function requireAnswers(place: string, { labels, classes, targets, outputs }: Answers): Pick<Answers, "classes" | "outputs"> {
  const prefix = place === "parts" ? "parts." : "";
  if (outputs === undefined && !targets?.length) {
    return { classes: requireInteger(`${prefix}classes`, classes, 1, MAX_CLASSES) };
  }
  if (labels?.length || classes !== undefined) {
    throw new UsagiError(`${place} has labels and targets; it must have labels with classes, or targets with outputs`);
  }
  return { outputs: requireInteger(`${prefix}outputs`, outputs, 1, MAX_UNITS) };
}

/** How many rows there are labels or targets for. */
function sizeOf({ labels, targets, outputs }: Answers): number {
  if (!targets) return labels!.length;
  const size = targets.length / outputs!;
  if (Number.isInteger(size)) return size;
  throw new UsagiError(`targets has ${targets.length} floats; it must have a whole number of rows of ${outputs}`);
}

/** Requires a row of `inputs` values for each label, or for each row of targets; returns how many there are. */
function requireRows(name: string, values: ArrayLike<number>, what: string, inputs: number, answers: Answers): number {
  const size = sizeOf(answers);
  if (values.length === size * inputs) return size;
  const given = answers.targets ? `targets of ${size} rows` : `${size} labels`;
  throw new UsagiError(`${name} has ${values.length} ${what}; ${given} and ${inputs} inputs need ${size * inputs}`);
}

/** The size of a source's images, where it is given. */
function imageOf({ inputs, image }: Pick<Source, "inputs" | "image">): ImageSize | undefined {
  if (image === undefined) return undefined;
  requireKeys("image", image, ["rows", "columns"]);
  return Object.freeze(requireImageSize("image", image, inputs));
}

/** Requires parts that kernels can rely on; the same, with plain arrays. */
function checkParts(parts: DatasetParts): DatasetParts {
  requireKeys("parts", parts, ["inputs", "classes", "outputs", "labels", "targets", "records", "offsets", "rows", "image"]);
  const inputs = requireInteger("parts.inputs", parts.inputs, 1, MAX_UNITS);
  const answers = { image: imageOf(parts), ...checkAnswers(parts) };
  if (parts.rows?.length || parts.offsets?.length === 0) {
    const rows = requireArray("Float32Array", "parts.rows", parts.rows);
    requireRows("parts.rows", rows, "floats", inputs, answers);
    requireFinite("parts.rows", rows);
    return { inputs, ...answers, rows };
  }
  const records = requireArray("Uint32Array", "parts.records", parts.records);
  const offsets = requireArray("Uint32Array", "parts.offsets", parts.offsets);
  checkRecords(inputs, sizeOf(answers), records, offsets);
  return { inputs, ...answers, records, offsets };
}

function checkAnswers(parts: DatasetParts): Answers {
  const { classes, outputs } = requireAnswers("parts", parts);
  if (outputs === undefined) {
    const labels = requireArray("Uint8Array", "parts.labels", parts.labels);
    checkLabels(labels, classes!);
    return { labels, classes };
  }
  const targets = requireArray("Float32Array", "parts.targets", parts.targets);
  requireFinite("parts.targets", targets);
  return { targets, outputs };
}

/** Requires a record for each row, as DatasetParts describes them. */
function checkRecords(inputs: number, size: number, records: Uint32Array, offsets: Uint32Array): void {
  if (offsets.length !== size + 1) {
    throw new UsagiError(`parts.offsets has ${offsets.length} entries; ${size} rows need one more`);
  }
  const halves = new Uint16Array(records.buffer, records.byteOffset, records.length * 2);
  for (let row = 0; row < size; row++) {
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
