/**
 * How a data set was made inputs of a network: what a trained network needs to be fed other data. It travels in the
 * model's file, as JSON under the key `data` of its metadata.
 */
import { show, UsagiError } from "../../bindings/errors.ts";
import { type Decimal, decimals } from "./numbers.ts";

/** A column of numbers: an input is (value − mean) ÷ deviation, in float64, then float32; 0 where the deviation is 0. */
export interface NumericFeature {
  readonly name: string;
  readonly mean: number;
  readonly deviation: number;
  /** What stands for a value that is missing; the mean without it. */
  readonly missing?: number;
}

/** A column of categories, each an input: 1 for the value's own, 0 for the others; all 0 for others' values. */
export interface CategoricalFeature {
  readonly name: string;
  readonly categories: readonly string[];
}

export type Feature = NumericFeature | CategoricalFeature;

/** How targets were standardized: a network learns (value − mean) ÷ deviation, and its output × deviation + mean is in their own units. */
export interface TargetScale {
  readonly mean: number;
  readonly deviation: number;
}

/** An output in the targets' own units. */
export const inOwnUnits = (output: number, scale: TargetScale | undefined) => (scale ? output * scale.deviation + scale.mean : output);

const kinds = ["csv", "images", "idx", "npz", "made"] as const;

export interface Coding {
  readonly kind: (typeof kinds)[number];
  /** Columns of a table in the order of the inputs. */
  readonly features?: readonly Feature[];
  /** In the order of the labels; of IDX, .npz and made sets left out where they are the numbers of the classes. */
  readonly classNames?: readonly string[];
  readonly targetNames?: readonly string[];
  /** One an output, where targets were standardized. */
  readonly targetScales?: readonly TargetScale[];
  /** Of a CSV file: the column of the class, whether there is a header, and how it is read. */
  readonly label?: string;
  readonly header?: boolean;
  readonly delimiter?: string;
  readonly missing?: "error" | "mean";
  readonly decimal?: Decimal;
  /** Of .npz: what its arrays are called, where that was said. */
  readonly arrays?: { readonly features?: string; readonly label?: string; readonly target?: string };
  /** Of images: how they were prepared. */
  readonly prepare?: "fit" | "mnist";
  readonly invert?: boolean;
  readonly size?: readonly [rows: number, columns: number];
}

/** The metadata of a model file. */
export const formatCoding = (value: Coding): string => JSON.stringify(value);

const isText = (value: unknown) => typeof value === "string";
const isFlag = (value: unknown) => typeof value === "boolean";
const isNumber = (value: unknown) => Number.isFinite(value);
const isList = (value: unknown, of: (element: unknown) => boolean) => Array.isArray(value) && value.every(of);
const isTexts = (value: unknown) => isList(value, isText);
const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

function isFeature(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, categories, mean, deviation, missing } = value as Record<string, unknown>;
  if (!isText(name)) return false;
  if (categories !== undefined) return isTexts(categories);
  return isNumber(mean) && isNumber(deviation) && (deviation as number) >= 0 && (missing === undefined || isNumber(missing));
}

function isTargetScale(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { mean, deviation } = value as Record<string, unknown>;
  return isNumber(mean) && isNumber(deviation) && (deviation as number) > 0;
}

const checks: { [Key in keyof Required<Coding>]: (value: unknown) => boolean } = {
  kind: (value) => kinds.some((kind) => kind === value),
  features: (value) => isList(value, isFeature),
  classNames: isTexts,
  targetNames: isTexts,
  targetScales: (value) => isList(value, isTargetScale),
  label: isText,
  header: isFlag,
  delimiter: isText,
  missing: (value) => value === "error" || value === "mean",
  decimal: (value) => decimals.some((decimal) => decimal === value),
  arrays: (value) => isObject(value) && Object.values(value as object).every(isText),
  prepare: (value) => value === "fit" || value === "mnist",
  invert: isFlag,
  size: (value) => isList(value, (side) => Number.isInteger(side) && (side as number) >= 1) && (value as unknown[]).length === 2,
};

/** @throws UsagiError where the text is none. */
export function parseCoding(text: string): Coding {
  const bad = (reason: string) => new UsagiError(`its metadata give data ${show(text)}, which does not say how data are coded: ${reason}`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw bad("it is not JSON");
  }
  if (!isObject(value)) throw bad("it must be an object");
  const given = value as Record<string, unknown>;
  for (const [key, check] of Object.entries(checks)) {
    if (given[key] === undefined ? key === "kind" : !check(given[key])) throw bad(`${key} is ${show(given[key])}`);
  }
  return value as Coding;
}
