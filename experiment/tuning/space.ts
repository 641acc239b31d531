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

/** From `min` to `max`, or of 1 − value from there to there, as a share from 0 to 1 goes from 0 to 1. */
function inside({ min, max, scale }: Interval, share: number): number {
  return scale === "log" ? max * power(min / max, 1 - share) : min + share * (max - min);
}

/** How many decimals show so many digits of a number after its first. */
const decimals = (value: number, digits: number) =>
  Math.min(Math.max(digits - Number(value.toExponential(digits).split("e")[1]), 0), 100);

/** How many decimals a number is written with. */
function decimalsOf(value: number): number {
  const [digits = "", exponent = "0"] = String(value).split("e");
  return Math.min(Math.max((digits.split(".")[1]?.length ?? 0) - Number(exponent), 0), 100);
}

/**
 * The value of a range at a share from 0 to 1, the same on every engine. It is rounded, to be read and pasted: on a
 * logarithmic scale to three digits, on a linear one to a thousandth of the range or less; of 1 − x, that is.
 */
export function valueAtShare(range: SearchRange, share: number): unknown {
  if ("values" in range) return range.values[Math.min(Math.floor(share * range.values.length), range.values.length - 1)];
  const { min, max, scale, of, whole } = range;
  const exact = inside(range, share);
  if (whole) return Math.min(Math.max(Math.round(exact), Math.ceil(min)), Math.floor(max));
  const rounded = exact.toFixed(scale === "log" ? decimals(exact, 2) : decimals(max - min, 3));
  const value = Math.min(Math.max(Number(rounded), min), max);
  // As it is written: 1 − 0.0123 itself is off by its last bit.
  return of === "x" ? value : Number((1 - value).toFixed(decimalsOf(value)));
}

/** The part of a range, at each of its ends, beyond which a better value may lie. */
const EDGE = 0.05;

/** The end of its interval, as written, that a value lies near. */
export function endOf(interval: Interval, value: number): "min" | "max" | undefined {
  const x = interval.of === "x" ? value : 1 - value;
  if (x <= inside(interval, EDGE)) return "min";
  return x >= inside(interval, 1 - EDGE) ? "max" : undefined;
}

/** Where a value lies between the ends of an interval on its scale, from 0 to 1. For drawings: no trial depends on it. */
export function positionIn({ min, max, scale, of }: Interval, value: number): number {
  const x = of === "x" ? value : 1 - value;
  return scale === "log" ? Math.log(x / min) / Math.log(max / min) : (x - min) / (max - min);
}
