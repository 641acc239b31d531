// Rules of options: what each may be, its default and what it means. The types of descriptions, their checks, the
// JSON Schema, the forms and the docs derive from them.

import type { Range } from "../errors.ts";
import {
  requireBoolean, requireInteger, requireIntegers, requireKeys, requireNumber, requireNumberOrOneOf, requireOneOf, show,
  UsagiError,
} from "../errors.ts";

interface Rule<Value> {
  readonly about: string;
  /**
   * What holds where the option is not given. `undefined`: the part works it out of its other options. A rule
   * without this key is of an option that must be given.
   */
  readonly default?: Value | undefined;
  /**
   * For every option that is added after the first release. Where it has its default it is left out of resolved
   * descriptions, and so of what is hashed and of model files: those that were written before it existed stay as
   * they were, and an older version reads the new ones that do not use it.
   */
  readonly omitDefault?: true;
  /**
   * Whether it holds back weights. Experiments give it under `regularization`, for all layers at once; of a layer that
   * is not trained it has its default.
   */
  readonly regularizes?: true;
  /** Whether forms show it on request only: what few change. */
  readonly detail?: true;
}

/** What one option may be, its default and what it means. */
export type OptionRule =
  | (Rule<number> & Range & { readonly kind: "number" })
  | (Rule<number> & { readonly kind: "integer"; readonly min: number; readonly max: number })
  | (Rule<readonly number[]> & { readonly kind: "integers"; readonly min: number; readonly max: number })
  | (Rule<boolean> & { readonly kind: "boolean" })
  | (Rule<string> & { readonly kind: "choice"; readonly choices: readonly string[] })
  | (Rule<number | string> & Range & { readonly kind: "numberOrChoice"; readonly choices: readonly string[] });

/** Rules by the names of their options, in the order of resolved descriptions. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

type OptionValue<Rule> = Rule extends { kind: "number" | "integer" }
  ? number
  : Rule extends { kind: "integers" }
    ? readonly number[]
    : Rule extends { kind: "boolean" }
      ? boolean
      : Rule extends { kind: "choice"; choices: readonly (infer Choice)[] }
        ? Choice
        : Rule extends { kind: "numberOrChoice"; choices: readonly (infer Choice)[] }
          ? number | Choice
          : never;

/** The rules of the options that regularize. */
export function regularizing<const Rules extends OptionRules>(rules: Rules) {
  return Object.fromEntries(Object.entries(rules).filter(([, { regularizes }]) => regularizes)) as unknown as {
    readonly [Name in keyof Rules as Rules[Name] extends { regularizes: true } ? Name : never]: Rules[Name];
  };
}

/** A value for every option: what kernels are called with. */
export type OptionValues<Rules> = { readonly [Name in keyof Rules]: OptionValue<Rules[Name]> };

/** Options as users write them: those with a default may be left out. */
export type GivenOptions<Rules> = {
  readonly [Name in keyof Rules as Rules[Name] extends { default: unknown } ? never : Name]: OptionValue<Rules[Name]>;
} & {
  readonly [Name in keyof Rules as Rules[Name] extends { default: unknown } ? Name : never]?: OptionValue<Rules[Name]>;
};

/** Options as resolved descriptions have them: all but the later ones that have their default. */
export type ResolvedOptions<Rules> = {
  readonly [Name in keyof Rules as Rules[Name] extends { omitDefault: true } ? never : Name]: OptionValue<Rules[Name]>;
} & {
  readonly [Name in keyof Rules as Rules[Name] extends { omitDefault: true } ? Name : never]?: OptionValue<Rules[Name]>;
};

/** Requires a value that a rule allows. Throws a UsagiError that names the place. */
function requireOption(place: string, rule: OptionRule, value: unknown): number | boolean | string | readonly number[] {
  switch (rule.kind) {
    case "number":
      return requireNumber(place, value, rule);
    case "integer":
      return requireInteger(place, value, rule.min, rule.max);
    case "integers":
      return requireIntegers(place, value, rule.min, rule.max);
    case "boolean":
      return requireBoolean(place, value);
    case "choice":
      return requireOneOf(place, value, rule.choices);
    case "numberOrChoice":
      return requireNumberOrOneOf(place, value, rule, rule.choices);
  }
}

/**
 * The options of an object that has others too, defaults filled in; `derived` are the defaults that depend on other
 * options. Throws a UsagiError that names the option, e.g. `hidden[1].dropout.ratio`.
 */
export function resolveOptions<const Rules extends OptionRules>(
  place: string, rules: Rules, given: object, derived: Partial<OptionValues<Rules>> = {},
): ResolvedOptions<Rules> {
  const values = given as Readonly<Record<string, unknown>>;
  const defaults = derived as Readonly<Record<string, unknown>>;
  const resolved: Record<string, ReturnType<typeof requireOption>> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const value = requireOption(place ? `${place}.${name}` : name, rule, values[name] ?? defaults[name] ?? rule.default);
    if (!rule.omitDefault || value !== rule.default) resolved[name] = value;
  }
  return resolved as ResolvedOptions<Rules>;
}

/** A value for every option, from an object with resolved ones. */
export function completeOptions<const Rules extends OptionRules>(
  rules: Rules, resolved: ResolvedOptions<Rules>,
): OptionValues<Rules> {
  const values: Readonly<Record<string, unknown>> = resolved;
  const all = Object.entries(rules).map(([name, rule]) => [name, values[name] ?? rule.default]);
  return Object.fromEntries(all) as OptionValues<Rules>;
}

/** A table of parts of which one is chosen by name, each with its options: optimizers, schedules. */
export type NamedRows = Readonly<Record<string, {
  readonly options: OptionRules;
  /** Defaults in place of the rules', where they depend on another option. */
  readonly defaults?: (given: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;
}>>;

/** A part as an object with its name and any of its options. */
export type NamedPart<Table extends NamedRows> = {
  [Name in keyof Table]: { readonly name: Name } & GivenOptions<Table[Name]["options"]>;
}[keyof Table];

/** A part with its options. */
export type ResolvedPart<Table extends NamedRows> = {
  [Name in keyof Table]: { readonly name: Name } & ResolvedOptions<Table[Name]["options"]>;
}[keyof Table];

/** Fills in a part's defaults. Throws a UsagiError that names the place, e.g. `optimizer.learningRate`. */
export function resolvePart<Table extends NamedRows>(place: string, table: Table, given: unknown): ResolvedPart<Table> {
  const names = Object.keys(table);
  if (typeof given === "string") return resolvePart(place, table, { name: requireOneOf(place, given, names) });
  if (typeof given !== "object" || given === null) {
    throw new UsagiError(`${place} is ${show(given)}; it must be a name (${names.map(show).join(", ")}), or an object with one`);
  }
  const { name: word } = given as { name?: unknown };
  const name = requireOneOf(`${place}.name`, word, names);
  const { options } = table[name]!;
  requireKeys(place, given, ["name", ...Object.keys(options)]);
  return { name, ...resolveOptions(place, options, given) } as unknown as ResolvedPart<Table>;
}
