/**
 * The building blocks of the experiment's schema: zod types whose messages say what is allowed and
 * whose descriptions, shown by editors, say the range and the default.
 */
import * as z from "zod";
import { describeRange, type Range } from "../bindings/errors.ts";
import { unprintable } from "./printable.ts";
import { didYouMean, oneOf } from "./suggest.ts";

/** What an editor shows, and the value that holds when a file has none. */
interface About<Value> {
  description: string;
  default?: Value;
}

function describe<Value>(allowed: string, { description, default: value }: About<Value>) {
  const range = allowed.charAt(0).toUpperCase() + allowed.slice(1);
  return value === undefined
    ? { description: `${description} ${range}.` }
    : { description: `${description} ${range}; default ${JSON.stringify(value)}.`, default: value };
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number, about: About<number>) {
  const allowed = `a whole number from ${min} to ${max}`;
  const error = `must be ${allowed}`;
  return z.number(error).int(error).min(min, error).max(max, error).meta(describe(allowed, about));
}

/** A number in a range. */
export function real(range: Range, about: About<number>) {
  const allowed = describeRange(range);
  const error = `must be ${allowed}`;
  const number = z.number(error);
  const above = range.minExcluded ? number.gt(range.min, error) : number.min(range.min, error);
  return (range.maxExcluded ? above.lt(range.max, error) : above.max(range.max, error)).meta(
    describe(allowed, about),
  );
}

/** One of a few words. */
export function choice<const Word extends string>(values: readonly Word[], about: About<Word>) {
  const allowed = oneOf(values);
  return z
    .enum(values, { error: ({ input }) => `must be ${allowed}${didYouMean(input, values)}` })
    .meta(describe(allowed, about));
}

/** true or false. */
export function flag(about: About<boolean>) {
  return z.boolean("must be true or false").meta(describe("true or false", about));
}

/**
 * A text that can be printed on any terminal.
 * @param explain What is wrong with a value, where more can be said than what is allowed.
 */
export function text(maxLength: number, description: string, explain?: (value: unknown) => string | undefined) {
  const allowed = `must be a text of 1 to ${maxLength} characters without control characters`;
  const error = { error: ({ input }: { input?: unknown }) => explain?.(input) ?? allowed };
  return z
    .string(error)
    .min(1, error)
    .max(maxLength, error)
    .regex(new RegExp(`^[^${unprintable}]*$`, "u"), error)
    .meta({ description });
}

/** An array of `min` to `max` elements. */
export function list<Item extends z.ZodType>(
  item: Item,
  min: number,
  max: number,
  about: { description: string; uniqueItems?: true },
) {
  const error = `must be a list of ${min} to ${max} elements`;
  return z.array(item, error).min(min, error).max(max, error).meta({ ...about });
}

/** An object with these keys and no others. */
export function record<const Shape extends z.ZodRawShape>(shape: Shape, description: string) {
  const keys = Object.keys(shape);
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? // One line a key: problems.ts takes them apart.
            issue.keys.map((key) => unknownKey(key, keys)).join("\n")
          : `must be an object with some of the keys ${keys.join(", ")}`,
    })
    .meta({ description });
}

function unknownKey(key: string, keys: string[]): string {
  return `unknown key${didYouMean(key, keys) || `; allowed here: ${keys.join(", ")}`}`;
}

/** The message of an object whose other keys depend on the word in its key `name`. */
export function nameError(names: readonly string[]) {
  return (issue: { input?: unknown }) => {
    const { input } = issue;
    if (typeof input !== "object" || input === null) return `must be an object with a name: ${oneOf(names)}`;
    return `must be ${oneOf(names)}${didYouMean((input as { name?: unknown }).name, names)}`;
  };
}

/** Any of several forms; `words` are the words among them, for suggestions. */
export function either<const Options extends readonly [z.ZodType, ...z.ZodType[]]>(
  options: Options,
  allowed: string,
  about: About<unknown>,
  words: readonly string[] = [],
) {
  return z
    .union(options, { error: ({ input }) => `must be ${allowed}${didYouMean(input, words)}` })
    .meta(describe(allowed, about));
}
