// The rows that a pass is given: checked, then copied into the network's memory.

import { isArray, mend, requireFinite, requireOwnArray } from "./arrays.ts";
import type { Kernels, Pointer } from "./core.ts";
import { checkLabels, type Dataset, requireDataset } from "./dataset.ts";
import type { ResolvedDescription } from "./description.ts";
import { requireInteger, UsagiError } from "./errors.ts";
import type { Layout } from "./layout.ts";
import { classesOf, lossOf } from "./parts/losses.ts";

type Widths = Pick<ResolvedDescription, "inputs" | "output" | "loss">;

/** Validated rows, ready to copy into wasm memory. */
export type Batch = { readonly size: number } & (
  /** `answers` are labels or targets. */
  | { readonly x: Float32Array; readonly answers: Uint8Array | Float32Array | undefined }
  | { readonly data: Dataset; readonly rows: Uint32Array | undefined }
);

/** Checks rows with their labels or targets, 1 to `most`, before anything is written. */
export function requireBatch(widths: Widths, x: unknown, y: unknown, most: number): Batch {
  let batch: Batch | undefined = rowsOf(widths, x);
  if (batch) batch = { ...batch, answers: requireAnswers(widths, batch.size, y) };
  else batch = picked(widths, x, y);
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
  return { size, x: values, answers: undefined };
}

/** Checks what the loss compares n rows with. */
function requireAnswers(widths: Widths, n: number, y: unknown): Uint8Array | Float32Array {
  const { units } = widths.output;
  const loss = lossOf(widths);
  if (loss.of === "targets") {
    const targets = requireOwnArray("Float32Array", "targets", y);
    if (targets.length !== n * units) {
      throw new UsagiError(`targets has ${targets.length} floats; x has ${n} rows, which need ${n * units}`);
    }
    requireFinite("targets", targets);
    return targets;
  }
  const labels = requireOwnArray("Uint8Array", "labels", y);
  if (labels.length !== n) throw new UsagiError(`labels has ${labels.length} entries; x has ${n} rows`);
  checkLabels(labels, classesOf(loss, units)!);
  return labels;
}

/** Checks a data set, and which of its rows are taken. */
function picked(widths: Widths, given: unknown, rows: unknown): Batch {
  const { inputs, output: { units } } = widths;
  const data = requireDataset("x", given, `a Float32Array or a Dataset${mend("Float32Array", "x", given)}`);
  if (data.inputs !== inputs) {
    throw new UsagiError(`the data set has ${data.inputs} inputs; the network has ${inputs}`);
  }
  const loss = lossOf(widths);
  const { classes, outputs } = data;
  if ((outputs === undefined) !== (loss.of === "labels")) {
    const has = outputs === undefined ? "labels" : "targets";
    throw new UsagiError(`the data set has ${has}; the network's loss, ${loss.name}, is of ${loss.of}`);
  }
  if (outputs !== undefined && outputs !== units) {
    throw new UsagiError(`the data set has ${outputs} targets a row; the network has ${units} outputs`);
  }
  if (classes !== undefined && classes > classesOf(loss, units)!) {
    const most = units === 1 ? `the loss ${loss.name} is of two` : `the network has ${units} outputs`;
    throw new UsagiError(`the data set has ${classes} classes; ${most}`);
  }
  if (rows === undefined) return { size: data.size, data, rows };
  const checked = requireOwnArray("Uint32Array", "rows", rows);
  const outside = checked.findIndex((row) => row >= data.size);
  if (outside >= 0) {
    throw new UsagiError(`rows[${outside}] is ${checked[outside]}; the data set has ${data.size} rows`);
  }
  return { size: checked.length, data, rows: checked };
}

/** Copies rows into a network's memory, as the first layer's input, and their labels or targets. */
export class Staging {
  readonly #kernels: Kernels;
  readonly #layout: Layout;
  readonly #inputs: number;
  readonly #units: number;
  /** None where rows have targets. */
  readonly #classes: number | undefined;

  constructor(kernels: Kernels, layout: Layout, widths: Widths) {
    this.#kernels = kernels;
    this.#layout = layout;
    this.#inputs = widths.inputs;
    this.#units = widths.output.units;
    this.#classes = classesOf(lossOf(widths), this.#units);
    kernels.byteScale(layout.byteScale);
  }

  /**
   * Copies n rows from `first`. Returns where the scale of their bytes is, 0 where they are floats.
   *
   * The kernel looks at what a data set's records hold in the copy, where a wrong value would lead beyond the arena, and
   * so do labels: whoever has its arrays can write into them at any time. Floats lead nowhere, whatever they are.
   */
  copy(batch: Batch, first: number, n: number): Pointer {
    if (!("data" in batch)) {
      if (batch.answers) this.#answers(batch.answers, undefined, first, n);
      this.#floats(batch.x, undefined, first, n);
      return 0;
    }
    const { data, rows } = batch;
    const known = this.#answers(this.#classes === undefined ? data.targets : data.labels, rows, first, n);
    const isCompressed = data.offsets.length > 0;
    const good = isCompressed ? this.#records(data, rows, first, n) : this.#floats(data.rows, rows, first, n);
    const at = Math.min(known, good);
    if (at === n) return isCompressed ? this.#layout.byteScale : 0;
    const row = rows?.[first + at] ?? first + at;
    throw new UsagiError(`row ${row} of the data set is not what it was: somebody has written into its arrays`);
  }

  /** Copies labels or targets; returns how many rows from the first on have what they may. */
  #answers(answers: Uint8Array | Float32Array, rows: Uint32Array | undefined, first: number, n: number): number {
    const { buffer } = this.#kernels.memory;
    if (this.#classes === undefined) {
      const targets = new Float32Array(buffer, this.#layout.targets, n * this.#units);
      pick(targets, answers, this.#units, rows, first, n);
      return n;
    }
    const labels = new Uint8Array(buffer, this.#layout.labels, n);
    pick(labels, answers, 1, rows, first, n);
    let good = 0;
    while (good < n && labels[good]! < this.#classes) good++;
    return good;
  }

  /** Copies records; returns how many from the first on are any. */
  #records({ records, offsets }: Dataset, rows: Uint32Array | undefined, first: number, n: number): number {
    const { staging, stagingBytes, layers } = this.#layout;
    const words = new Uint32Array(this.#kernels.memory.buffer, staging, stagingBytes / 4);
    let end = 0;
    if (rows === undefined) {
      end = append(words, 0, records.subarray(offsets[first], offsets[first + n]));
    } else {
      for (let r = 0; r < n; r++) {
        const row = rows[first + r]!;
        end = append(words, end, records.subarray(offsets[row], offsets[row + 1]));
      }
    }
    return this.#kernels.openRecords(layers[0]!.at["xRows"]!, staging, n, this.#inputs, end * 4);
  }

  /** Copies rows of floats and compresses them. */
  #floats(x: Float32Array, rows: Uint32Array | undefined, first: number, n: number): number {
    const { staging, layers } = this.#layout;
    pick(new Float32Array(this.#kernels.memory.buffer, staging, n * this.#inputs), x, this.#inputs, rows, first, n);
    const { at } = layers[0]!;
    this.#kernels.compressRows(at["xRows"]!, at["xIndex"]!, at["xValue"]!, staging, n, this.#inputs);
    return n;
  }
}

/** Copies n rows of `width` values from `first`, or those that `rows` names there. */
function pick(
  to: Float32Array | Uint8Array, from: Float32Array | Uint8Array, width: number, rows: Uint32Array | undefined,
  first: number, n: number,
): void {
  if (rows === undefined) {
    to.set(from.subarray(first * width, (first + n) * width));
    return;
  }
  for (let r = 0; r < n; r++) {
    const start = rows[first + r]! * width;
    for (let i = 0; i < width; i++) to[r * width + i] = from[start + i]!;
  }
}

/** Copies `part` to where `end` words are used, as far as there is room; returns how many are used then. */
function append(words: Uint32Array, end: number, part: Uint32Array): number {
  const fitting = part.length > words.length - end ? part.subarray(0, words.length - end) : part;
  words.set(fitting, end);
  return end + fitting.length;
}
