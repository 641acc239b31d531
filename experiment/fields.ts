/**
 * The building blocks of the experiment's schema: zod types whose messages say what is allowed and
 * whose descriptions, shown by editors, say the range and the default.
 */
import * as z from "zod";
import { describeRange, MOST_LISTED, type Range } from "../bindings/errors.ts";
import type { OptionRule, OptionRules, OptionValues } from "../bindings/parts/options.ts";
import { textOf } from "../bindings/texts.ts";
import { pathsMeantBy, writtenAt } from "./aliases.ts";
import { containsUnprintable } from "./printable.ts";
import { formatValue, valueAt } from "./problems.ts";
import { didYouMean, oneOf } from "./suggest.ts";

/** What an editor shows, and the value that holds when a file has none: what every rule of an option has. */
interface About<Value> {
  readonly about: string;
  readonly default?: Value | undefined;
}

function describe<Value>(allowed: string, { about, default: value }: About<Value>) {
  const range = allowed.charAt(0).toUpperCase() + allowed.slice(1);
  return value === undefined
    ? { description: `${textOf(about)} ${range}.` }
    : { description: `${textOf(about)} ${range}; default ${JSON.stringify(value)}.`, default: value };
}

interface Given {
  input?: unknown;
}

/** What to do with a number, true or false that stands in quotes. */
function withoutQuotes(value: unknown): string {
  if (typeof value !== "string" || value.trim() === "") return "";
  if (/^(true|false)$/i.test(value)) return `; without quotes: ${value.toLowerCase()}`;
  return Number.isFinite(Number(value)) ? `; without quotes: ${Number(value)}` : "";
}

/** What to do with a number that stands where a list of numbers does. */
const inBrackets = (value: unknown) => (Number.isFinite(value) ? `; in brackets: [${value as number}]` : "");

/** A whole number from `min` to `max`. */
export function whole({ min, max, ...about }: About<number> & { readonly min: number; readonly max: number }) {
  const allowed = `a whole number from ${min} to ${max}`;
  const error = { error: ({ input }: Given) => `must be ${allowed}${withoutQuotes(input)}` };
  return z.number(error).int(error).min(min, error).max(max, error).meta(describe(allowed, about));
}

/** A number in a range. */
function real(range: About<number> & Range) {
  const allowed = describeRange(range);
  const error = { error: ({ input }: Given) => `must be ${allowed}${withoutQuotes(input)}` };
  const number = z.number(error);
  const above = range.minExcluded ? number.gt(range.min, error) : number.min(range.min, error);
  return (range.maxExcluded ? above.lt(range.max, error) : above.max(range.max, error)).meta(describe(allowed, range));
}

/** What is wrong with a value or a key, where more can be said than what is allowed. */
export type Explain<Of> = (value: Of) => string | undefined;

/** One of a few words. */
function choice(
  { choices, ...about }: About<string> & { readonly choices: readonly string[] }, explain?: Explain<unknown>,
) {
  const allowed = oneOf(choices);
  return z
    .enum(choices, { error: ({ input }) => explain?.(input) ?? `must be ${allowed}${didYouMean(input, choices)}` })
    .meta(describe(allowed, about));
}

/** true or false. */
function flag(about: About<boolean>) {
  const error = ({ input }: Given) => `must be true or false${withoutQuotes(input)}`;
  return z.boolean({ error }).meta(describe("true or false", about));
}

/** What an option may be, by its rule. */
export function option(rule: OptionRule, explain?: Explain<unknown>): z.ZodType {
  switch (rule.kind) {
    case "number":
      return real(rule);
    case "integer":
      return whole(rule);
    case "integers":
      return list(whole({ min: rule.min, max: rule.max, about: "One of them." }), 1, MOST_LISTED, { description: textOf(rule.about) });
    case "boolean":
      return flag(rule);
    case "choice":
      return choice(rule, explain);
    case "numberOrChoice":
      return either(
        [real({ ...rule, default: undefined }), z.enum(rule.choices)],
        `${describeRange(rule)}, or ${oneOf(rule.choices)}`, rule, rule.choices,
      );
  }
}

/** The keys of a record for these options; a file may leave out each of them. */
export function options<Rules extends OptionRules>(
  rules: Rules, explain?: (name: string, value: unknown) => string | undefined,
) {
  const schemas = Object.entries(rules).map(([name, rule]) =>
    [name, option(rule, (value) => explain?.(name, value)).exactOptional()],
  );
  return Object.fromEntries(schemas) as unknown as {
    [Name in keyof Rules]: z.ZodExactOptional<z.ZodType<OptionValues<Rules>[Name], OptionValues<Rules>[Name]>>;
  };
}

/** A text that can be printed on any terminal. */
export function text(maxLength: number, description: string, explain?: Explain<unknown>) {
  const allowed = `must be a text of 1 to ${maxLength} characters without control characters`;
  const error = { error: ({ input }: { input?: unknown }) => explain?.(input) ?? allowed };
  return z
    .string(error)
    .min(1, error)
    .max(maxLength, error)
    .refine((value) => !containsUnprintable(value), error)
    .meta({ description, pattern: portable.text });
}

/**
 * Patterns for the published JSON Schema, in what the regular expressions of JavaScript, Python and Go have in common:
 * no \\p, \\u or look-ahead. They let through some that the checks here refuse.
 */
export const portable = {
  text: String.raw`^[^\x00-\x1f\x7f]*$`,
  /** Letters of other scripts are what is beyond ASCII. */
  name: String.raw`^[^\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]` +
    String.raw`([^\x00-\x1f\x21-\x27*,/\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]*` +
    String.raw`[^\x00-\x27*,./\x3a-\x40\x5b-\x5e\x60\x7b-\x7f])?$`,
  reservedName: String.raw`^([Cc][Oo][Nn]|[Pp][Rr][Nn]|[Aa][Uu][Xx]|[Nn][Uu][Ll]|[Cc][Oo][Mm][0-9]|[Ll][Pp][Tt][0-9])([.]|$)`,
};

/** An array of `min` to `max` elements. */
export function list<Item extends z.ZodType>(
  item: Item,
  min: number,
  max: number,
  about: { description: string; uniqueItems?: true },
) {
  const error = { error: ({ input }: Given) => `must be a list of ${min} to ${max} elements${inBrackets(input)}` };
  return z.array(item, error).min(min, error).max(max, error).meta({ ...about });
}

/** An object with these keys and no others. */
export function record<const Shape extends z.ZodRawShape>(shape: Shape, description: string, explain?: Explain<string>) {
  const keys = Object.keys(shape);
  return z
    .strictObject(shape, {
      error: (issue) =>
        issue.code === "unrecognized_keys"
          ? // One line a key: problems.ts takes them apart.
            issue.keys.map((key) => unknownKey(key, keys, valueAt(issue.input, [key]), explain)).join("\n")
          : `must be an object with some of the keys ${keys.join(", ")}`,
    })
    .meta({ description });
}

function unknownKey(key: string, keys: string[], value: unknown, explain?: Explain<string>): string {
  const meant = pathsMeantBy(key);
  const here = keys.find((own) => meant.some((path) => path.endsWith(`.${own}`) || path === own));
  if (here !== undefined) return `unknown key; it is called ${JSON.stringify(here)} here`;
  const why = explain?.(key);
  if (why !== undefined) return `unknown key: ${why}`;
  // Not to another kind of the same thing: an optimizer without momentum, MNIST without a path, the output's units.
  const named = keys.includes("learningRate") ? "optimizer" : keys.includes("warmup") ? "schedule" : "dataset|network\\.activation";
  const akin = keys.includes("name") && !keys.includes("network")
    ? new RegExp(`^(${named})\\.`)
    : keys.includes("trainable") ? /units$/ : /^$/;
  const elsewhere = meant.some((path) => akin.test(path)) ? undefined : meant[0];
  if (elsewhere !== undefined) {
    const shown = typeof value === "object" ? "…" : formatValue(value);
    return `unknown key here; write ${writtenAt(elsewhere, shown)}`;
  }
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
