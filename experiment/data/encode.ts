/** Makes inputs of a sheet's columns: numbers standardized, categories as an input each. */
import { show } from "../../bindings/errors.ts";
import type { Coding, Feature, TargetScale } from "./coding.ts";
import { maxValues, type Sheet } from "./sheet.ts";
import { bad, compareText, requireInputs, type Table, tellingNames } from "./table.ts";

/** Most categories of a column: more are names or numbers of rows. */
const maxCategories = 1000;

/**
 * How the columns of some rows are made inputs: numbers by their mean and deviation, categories by one input each.
 * Sums go through the rows in order, so that they have the same bits everywhere. A column of one value, whose
 * deviation is 0, becomes zeros.
 * @param fills Whether the mean stands for what is missing, in these rows or in others.
 */
export function featuresOf(sheet: Sheet, rows: ArrayLike<number>, standardize: boolean, fills: boolean): Feature[] {
  const { name, label, targets, lines } = sheet;
  const columns = sheet.columns.filter((column) => column.name !== label && !targets.includes(column.name));
  if (columns.length === 0) throw bad(name, "has no columns to learn from beside what is to be predicted");
  return columns.map((column): Feature => {
    const { values } = column;
    if ("numbers" in values) {
      const moments = momentsOf(rows, (row) => values.numbers[row]!, standardize, fills);
      if (Object.values(moments).every(Number.isFinite)) return { name: column.name, ...moments };
      throw bad(`${name}: column ${show(column.name)}`, "its numbers are too large to be squared and summed up: write them in a larger unit");
    }
    const present = new Set<string>();
    for (let i = 0; i < rows.length; i++) {
      const code = values.codes[rows[i]!]!;
      if (code >= 0) present.add(values.texts[code]!);
      if (present.size <= maxCategories) continue;
      throw bad(
        `${name}: line ${lines[rows[i]!]}, column ${show(column.name)}`,
        `is the category number ${present.size} of the column; at most ${maxCategories} are allowed: leave it out with ignore`,
      );
    }
    return { name: column.name, categories: [...present].sort(compareText) };
  });
}

/** Mean and deviation of numbers of which some are missing (NaN); without `standardize` those that change nothing. */
export function momentsOf(rows: ArrayLike<number>, valueAt: (row: number) => number, standardize: boolean, fills = false) {
  let [sum, count, low, high] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < rows.length; i++) {
    const value = valueAt(rows[i]!);
    if (Number.isNaN(value)) continue;
    sum += value;
    count++;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // The sum of one value again and again is rounded: what is left of it would be a deviation.
  const mean = count === 0 ? 0 : low === high ? low : sum / count;
  if (!standardize) return { mean: 0, deviation: 1, ...(fills && { missing: mean }) };
  let squares = 0;
  for (let i = 0; i < rows.length; i++) {
    const value = valueAt(rows[i]!);
    if (!Number.isNaN(value)) squares += (value - mean) * (value - mean);
  }
  return { mean, deviation: count === 0 ? 0 : Math.sqrt(squares / count) };
}

/** A column of numbers, such as that of a target. */
const numbersOf = ({ columns }: Sheet, name: string) =>
  (columns.find((column) => column.name === name)!.values as { numbers: Float64Array }).numbers;

/** By what the targets of a sheet are standardized, one an output. */
export function targetScalesOf(sheet: Sheet, rows: ArrayLike<number>): TargetScale[] {
  return sheet.targets.map((target) => {
    const numbers = numbersOf(sheet, target);
    return targetScaleOf(rows, (row) => numbers[row]!);
  });
}

/** By what targets are standardized; those of one value alone lose it and keep their unit. */
export function targetScaleOf(rows: ArrayLike<number>, valueAt: (row: number) => number): TargetScale {
  const { mean, deviation } = momentsOf(rows, valueAt, true);
  return { mean, deviation: deviation || 1 };
}

/** A target as a network learns it. */
export const scaledTarget = (value: number, scale: TargetScale | undefined) => (scale ? (value - scale.mean) / scale.deviation : value);

/** Names of the inputs that features make. */
export const inputNames = (features: readonly Feature[]): string[] =>
  features.flatMap((feature) => ("categories" in feature ? feature.categories.map((category) => `${feature.name}=${category}`) : [feature.name]));

/** Categories at one place that no training row had: their inputs are all 0. */
export interface UnknownCategory {
  readonly column: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Rows of a sheet as a network is fed them.
 * @param coding How; see `codingOf`.
 * @param unknown Called once for each category that the coding has not.
 * @throws UsagiError where a class is unknown, or a value is too large for float32: line and column.
 */
export function encodeSheet(
  sheet: Sheet, rows: ArrayLike<number>, coding: Coding, unknown: (category: UnknownCategory) => void = () => {},
): Table & { readonly rows: Float32Array } {
  const { name, columns, lines } = sheet;
  const { features = [] } = coding;
  const names = inputNames(features);
  const inputs = names.length;
  requireInputs(name, inputs);
  if (rows.length * inputs > maxValues) {
    throw bad(name, `makes ${rows.length} rows of ${inputs} inputs (one for each category), ${rows.length * inputs} values; at most ${maxValues}`);
  }
  const values = new Float32Array(rows.length * inputs);
  const columnOf = (wanted: string) => columns.find((column) => column.name === wanted)!.values;
  let first = 0;
  for (const feature of features) {
    const column = columnOf(feature.name);
    if ("categories" in feature && "codes" in column) {
      const places = column.texts.map((text) => feature.categories.indexOf(text));
      const reported = new Set<number>();
      for (let i = 0; i < rows.length; i++) {
        const code = column.codes[rows[i]!]!;
        const place = code < 0 ? -1 : places[code]!;
        if (place >= 0) values[i * inputs + first + place] = 1;
        else if (code >= 0 && !reported.has(code)) {
          reported.add(code);
          unknown({ column: feature.name, value: column.texts[code]!, line: lines[rows[i]!]! });
        }
      }
      first += feature.categories.length;
    } else if ("mean" in feature && "numbers" in column) {
      for (let i = 0; i < rows.length; i++) {
        const value = scaled(column.numbers[rows[i]!]!, feature);
        if (!Number.isFinite(value)) {
          throw bad(`${name}: line ${lines[rows[i]!]}, column ${show(feature.name)}`, `${column.numbers[rows[i]!]} is too large for float32`);
        }
        values[i * inputs + first] = value;
      }
      first++;
    }
  }
  const table = { size: rows.length, inputs, rows: values, features: names };
  return sheet.label === undefined
    ? { ...table, ...targetsOf(sheet, rows, coding) }
    : { ...table, ...labelsOf(sheet, rows, sheet.label, coding.classNames ?? []) };
}

/** A number as a network is fed it; what is missing is the mean. */
export function scaled(value: number, { mean, deviation, missing = mean }: Extract<Feature, { mean: number }>): number {
  const given = Number.isNaN(value) ? missing : value;
  return deviation === 0 ? 0 : Math.fround((given - mean) / deviation);
}

function targetsOf(sheet: Sheet, rows: ArrayLike<number>, { targetScales }: Coding): Partial<Table> {
  const { name, targets, lines } = sheet;
  if (targets.length === 0) return {};
  const values = new Float32Array(rows.length * targets.length);
  targets.forEach((target, output) => {
    const numbers = numbersOf(sheet, target);
    for (let i = 0; i < rows.length; i++) {
      const value = numbers[rows[i]!]!;
      const learnt = (values[i * targets.length + output] = scaledTarget(value, targetScales?.[output]));
      if (![value, learnt].every((one) => Number.isFinite(Math.fround(one)))) throw bad(`${name}: line ${lines[rows[i]!]}, column ${show(target)}`, `${value} is too large for float32`);
    }
  });
  return { targets: values, outputs: targets.length, targetNames: targets, ...(targetScales && { targetScales }) };
}

function labelsOf({ name, columns, lines }: Sheet, rows: ArrayLike<number>, label: string, classNames: readonly string[]): Partial<Table> {
  const { texts, codes } = columns.find((column) => column.name === label)!.values as { texts: readonly string[]; codes: Int32Array };
  const classOf = texts.map((text) => classNames.indexOf(text));
  const labels = new Uint8Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const code = codes[rows[i]!]!;
    if (classOf[code]! < 0) {
      throw bad(
        `${name}: line ${lines[rows[i]!]}, column ${show(label)}`,
        `${show(texts[code]!)} is no class of the training rows; there ${classNames.length === 1 ? "is" : "are"} ${classNames.slice(0, 20).map(show).join(", ")}${classNames.length > 20 ? ", …" : ""}`,
      );
    }
    labels[i] = classOf[code]!;
  }
  return { labels, classes: classNames.length, ...tellingNames(classNames) };
}
