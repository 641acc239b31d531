// The rows that a pass is given: checked, then copied into the network's memory.

import { isArray, mend, requireFinite, requireOwnArray } from "./arrays.ts";
import type { Kernels, Pointer } from "./core.ts";
import { checkLabels, type Dataset, requireDataset } from "./dataset.ts";
import type { ResolvedDescription } from "./description.ts";
import { requireInteger, UsagiError } from "./errors.ts";
import type { Layout } from "./layout.ts";

type Widths = Pick<ResolvedDescription, "inputs" | "output">;

/** Validated rows, ready to copy into wasm memory. */
export type Batch = { readonly size: number } & (
  | { readonly x: Float32Array; readonly labels: Uint8Array | undefined }
  | { readonly data: Dataset; readonly rows: Uint32Array | undefined }
);

/** Checks rows with their labels, 1 to `most`, before anything is written. */
export function requireBatch(widths: Widths, x: unknown, y: unknown, most: number): Batch {
  let batch: Batch | undefined = rowsOf(widths, x);
  if (batch) {
    const labels = requireOwnArray("Uint8Array", "labels", y);
    if (labels.length !== batch.size) {
      throw new UsagiError(`labels has ${labels.length} entries; x has ${batch.size} rows`);
    }
    checkLabels(labels, widths.output.units);
    batch = { ...batch, labels };
  } else {
    batch = picked(widths, x, y);
  }
  requireInteger("the number of rows", batch.size, 1, most);
  return batch;
}

/** Checks rows whose labels do not matter. */
export function requireRows(widths: Widths, x: unknown, rows: unknown): Batch {
  return rowsOf(widths, x) ?? picked(widths, x, rows);
}

/** Checks rows of floats; nothing where x is no such array. */
function rowsOf({ inputs }: Widths, x: unknown) {
  if (!isArray("Float32Array", x)) return undefined;
  const values = requireOwnArray("Float32Array", "x", x);
  const size = values.length / inputs;
  if (!Number.isInteger(size) || size === 0) {
    throw new UsagiError(`x has ${values.length} floats; it must have a whole number of rows of ${inputs}`);
  }
  requireFinite("x", values);
  return { size, x: values, labels: undefined };
}

/** Checks a data set, and which of its rows are taken. */
function picked({ inputs, output }: Widths, given: unknown, rows: unknown): Batch {
  const data = requireDataset("x", given, `a Float32Array or a Dataset${mend("Float32Array", "x", given)}`);
  if (data.inputs !== inputs) {
    throw new UsagiError(`the data set has ${data.inputs} inputs; the network has ${inputs}`);
  }
  if (data.classes > output.units) {
    throw new UsagiError(`the data set has ${data.classes} classes; the network has ${output.units} outputs`);
  }
  if (rows === undefined) return { size: data.size, data, rows };
  const checked = requireOwnArray("Uint32Array", "rows", rows);
  const outside = checked.findIndex((row) => row >= data.size);
  if (outside >= 0) {
    throw new UsagiError(`rows[${outside}] is ${checked[outside]}; the data set has ${data.size} rows`);
  }
  return { size: checked.length, data, rows: checked };
}

/** Copies rows into a network's memory, as the first layer's input, and their labels. */
export class Staging {
  readonly #kernels: Kernels;
  readonly #layout: Layout;
  readonly #widths: Widths;

  constructor(kernels: Kernels, layout: Layout, widths: Widths) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#widths = widths;
    kernels.byteScale(layout.byteScale);
  }

  /** Copies n rows from `first`. Returns where the scale of their bytes is, 0 where they are floats. */
  copy(batch: Batch, first: number, n: number): Pointer {
    return "data" in batch
      ? this.#records(batch.data, batch.rows, first, n)
      : this.#floats(batch.x, batch.labels, first, n);
  }

  /**
   * The kernel looks at what a data set's memory holds in the copy, where a wrong value would lead beyond the arena:
   * whoever has its arrays can write into them at any time.
   */
  #records(data: Dataset, rows: Uint32Array | undefined, first: number, n: number): Pointer {
    const { inputs, output } = this.#widths;
    const { staging, stagingBytes, layers, byteScale, labels: labelsAt } = this.#layout;
    const { buffer } = this.#kernels.memory;
    const labels = new Uint8Array(buffer, labelsAt, n);
    const words = new Uint32Array(buffer, staging, stagingBytes / 4);
    const { records, offsets } = data;
    let end = 0;
    if (rows === undefined) {
      labels.set(data.labels.subarray(first, first + n));
      end = append(words, 0, records.subarray(offsets[first], offsets[first + n]));
    } else {
      for (let r = 0; r < n; r++) {
        const row = rows[first + r]!;
        labels[r] = data.labels[row]!;
        end = append(words, end, records.subarray(offsets[row], offsets[row + 1]));
      }
    }
    let good = this.#kernels.openRecords(layers[0]!.at["xRows"]!, staging, n, inputs, end * 4);
    for (let r = 0; r < good; r++) if (labels[r]! >= output.units) good = r;
    if (good === n) return byteScale;
    const row = rows?.[first + good] ?? first + good;
    throw new UsagiError(`row ${row} of the data set is not what it was: somebody has written into its arrays`);
  }

  #floats(x: Float32Array, labels: Uint8Array | undefined, first: number, n: number): Pointer {
    const { inputs } = this.#widths;
    const { staging, layers, labels: labelsAt } = this.#layout;
    const { buffer } = this.#kernels.memory;
    if (labels) new Uint8Array(buffer, labelsAt, n).set(labels.subarray(first, first + n));
    new Float32Array(buffer, staging, n * inputs).set(x.subarray(first * inputs, (first + n) * inputs));
    const { at } = layers[0]!;
    this.#kernels.compressRows(at["xRows"]!, at["xIndex"]!, at["xValue"]!, staging, n, inputs);
    return 0;
  }
}

/** Copies `part` to where `end` words are used, as far as there is room; returns how many are used then. */
function append(words: Uint32Array, end: number, part: Uint32Array): number {
  const fitting = part.length > words.length - end ? part.subarray(0, words.length - end) : part;
  words.set(fitting, end);
  return end + fitting.length;
}
