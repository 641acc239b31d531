/** What every reader makes: rows of inputs, and a label or target values for each. */
import { show, UsagiError } from "../../bindings/errors.ts";
import { MAX_UNITS } from "../../bindings/parts/dense.ts";
import { MAX_CLASSES } from "../../bindings/parts/losses.ts";
import type { Size } from "../image.ts";
import type { TargetScale } from "./coding.ts";

export interface Table {
  /** Rows. */
  readonly size: number;
  /** Inputs of a row. */
  readonly inputs: number;
  /** (size, inputs) bytes, which a network sees as pixel / 255; or */
  readonly pixels?: Uint8Array;
  /** (size, inputs) features. */
  readonly rows?: Float32Array;
  /** Where the inputs are an image. */
  readonly image?: Size;
  /** A class for each row, below `classes`; or */
  readonly labels?: Uint8Array;
  readonly classes?: number;
  /** Left out where they are the numbers of the classes. */
  readonly classNames?: readonly string[];
  /** (size, outputs) numbers to predict. */
  readonly targets?: Float32Array;
  readonly outputs?: number;
  readonly targetNames?: readonly string[];
  /** How targets were standardized, where they were; one an output. */
  readonly targetScales?: readonly TargetScale[];
  /** Names of the inputs. */
  readonly features?: readonly string[];
}

/** Most bytes of a file or of the values of a table. */
export const maxBytes = 2 ** 31 - 1;
/** Most bytes of a CSV file: V8's longest text is twice that. */
export const maxCsvBytes = 2 ** 28;

/** The error of a file, or of a place in it. */
export const bad = (name: string, reason: string) => new UsagiError(`${name}: ${reason}`);

/** Text order by UTF-16 code units: the same everywhere, whatever the language. */
export const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** @throws UsagiError where a row has more inputs than a network takes, or none. */
export function requireInputs(name: string, inputs: number): void {
  if (inputs < 1 || inputs > MAX_UNITS) throw bad(name, `has ${inputs} inputs a row; 1 to ${MAX_UNITS} are allowed`);
}

/** @throws UsagiError where there are no targets to standardize. */
export function requireTargets(outputs = 0): void {
  if (outputs === 0) throw new UsagiError("dataset.standardizeTargets = true: the data set has no targets; leave it out");
}

/** The class names in the order of their labels: whole numbers by value, texts by code point. */
export function orderOfClasses(names: Iterable<string>): string[] {
  const all = [...names];
  return all.every((name) => /^(0|[1-9]\d{0,8})$/.test(name))
    ? all.sort((a, b) => Number(a) - Number(b))
    : all.sort(compareText);
}

/** Nothing where the names say no more than the numbers of the classes do. */
export function tellingNames(names: readonly string[]): { classNames?: readonly string[] } {
  return names.every((name, label) => name === String(label)) ? {} : { classNames: names };
}

/** @throws UsagiError where there are more classes than a network knows. */
export function requireClasses(name: string, count: number, remedy = ""): void {
  if (count > MAX_CLASSES) throw bad(name, `has ${count} classes; at most ${MAX_CLASSES} are allowed${remedy}`);
}

/**
 * Labels of any type of number, as bytes.
 * @param at Where a label stands, such as `labels.npy: row 3`.
 */
export function toLabels(values: ArrayLike<number>, at: (row: number) => string): Uint8Array {
  const labels = new Uint8Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (!Number.isInteger(value) || value < 0 || value >= MAX_CLASSES) {
      throw bad(at(row), `the label is ${show(value)}; a label is a whole number from 0 to ${MAX_CLASSES - 1}`);
    }
    labels[row] = value;
  }
  return labels;
}

/** Not Math.max(...labels): there may be more labels than arguments. */
export const highest = (labels: Uint8Array) => labels.reduce((most, label) => Math.max(most, label), 0);

/**
 * Numbers as float32, (rows, columns).
 * @throws UsagiError that names row and column where one is not finite, or is not as float32.
 */
export function toFloats(name: string, values: ArrayLike<number>, columns: number): Float32Array {
  const floats = new Float32Array(values);
  for (let i = 0; i < floats.length; i++) {
    if (Number.isFinite(floats[i])) continue;
    const place = `${name}: row ${Math.floor(i / columns)}, column ${i % columns}`;
    throw bad(place, `the value is ${values[i]}; every value must be a finite number (float32)`);
  }
  return floats;
}

/** The rows of a table with these numbers, in that order. */
export function takeRows(table: Table, order: ArrayLike<number>): Table {
  const gather = <Values extends Uint8Array | Float32Array>(values: Values, width: number): Values => {
    const taken = new (values.constructor as new (length: number) => Values)(order.length * width);
    for (let i = 0; i < order.length; i++) taken.set(values.subarray(order[i]! * width, (order[i]! + 1) * width), i * width);
    return taken;
  };
  const { pixels, rows, labels, targets, inputs, outputs = 0 } = table;
  return {
    ...table, size: order.length,
    ...(pixels && { pixels: gather(pixels, inputs) }), ...(rows && { rows: gather(rows, inputs) }),
    ...(labels && { labels: gather(labels, 1) }), ...(targets && { targets: gather(targets, outputs) }),
  };
}
