/** What a search may choose from: by path in an arm, a list of values or a range of numbers. */
import { power } from "../../bindings/arithmetic.ts";

/** Any value of a list, as an arm would have it. */
export interface Values {
  readonly values: readonly unknown[];
}

/** Any number from `min` to `max`. */
export interface Interval {
  readonly min: number;
  readonly max: number;
  /** On which equal steps are equally likely. */
  readonly scale: "linear" | "log";
  /** Whether `min` and `max` are of the value itself, or of 1 − value: decays are told apart by how far they are from 1. */
  readonly of: "x" | "1-x";
  /** Only of options that are whole numbers. */
  readonly whole?: true;
}

export type SearchRange = Values | Interval;

/** By path in the arm, such as `optimizer.learningRate`. */
export type SearchSpace = Readonly<Record<string, SearchRange>>;

/** Values are rounded to so many digits, to be read and pasted: far finer than any search. */
const DIGITS = 4;

/** The value of a range at a fraction from 0 to 1. The same on every engine. */
export function valueOfFraction(range: SearchRange, fraction: number): unknown {
  if ("values" in range) return range.values[Math.min(Math.floor(fraction * range.values.length), range.values.length - 1)];
  const { min, max, scale, of, whole } = range;
  const exact = scale === "log" ? max * power(min / max, 1 - fraction) : min + fraction * (max - min);
  const rounded = whole ? Math.round(exact) : Number(exact.toPrecision(DIGITS));
  const within = Math.min(max, Math.max(min, rounded));
  return of === "x" ? within : Number((1 - within).toPrecision(15));
}

/** Where a value lies between the ends of an interval on its scale, from 0 to 1. For drawings and warnings: no trial depends on it. */
export function positionIn({ min, max, scale, of }: Interval, value: number): number {
  const x = of === "x" ? value : 1 - value;
  return scale === "log" ? Math.log(x / min) / Math.log(max / min) : (x - min) / (max - min);
}
