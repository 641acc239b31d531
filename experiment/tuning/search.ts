/** From what a file says of a search to the search space of an arm. */
import type { OptionRule } from "../../bindings/parts/options.ts";
import type { ArmSettings } from "../resolve.ts";
import type { SearchEntry } from "../schema.ts";
import { optimizerOf, placesOf } from "./places.ts";
import { defaultRange, rangesOf } from "./ranges.ts";
import type { Interval, SearchRange, SearchSpace } from "./space.ts";

export type Entries = Readonly<Record<string, SearchEntry>>;

type GivenInterval = Exclude<SearchEntry, readonly unknown[] | string | false>;

const isInterval = (entry: SearchEntry | undefined): entry is GivenInterval =>
  typeof entry === "object" && !Array.isArray(entry);

/** An arm's search over the experiment's: path by path, and intervals key by key. */
function merged(common: Entries | false | undefined, own: Entries | false | undefined): Entries {
  if (own === false) return {};
  const entries = new Map(Object.entries(common || {}));
  for (const [path, entry] of Object.entries(own ?? {})) {
    const base = entries.get(path);
    entries.set(path, isInterval(base) && isInterval(entry) ? { ...base, ...entry } : entry);
  }
  return Object.fromEntries(entries);
}

/**
 * An interval without `min` or without `max` is the default one with changes. What is missing and has no default is
 * NaN, which check.ts reports.
 */
function resolveRange(
  entry: Exclude<SearchEntry, false>, standard: Interval | undefined, rule: OptionRule | undefined,
): SearchRange {
  if (typeof entry === "object" && !isInterval(entry)) return { values: entry };
  const given = isInterval(entry) ? entry : {};
  const isWhole = given.min !== undefined && given.max !== undefined;
  const base = { min: NaN, max: NaN, scale: "linear", of: "x", ...(isWhole ? {} : standard) } as const;
  const { min, max, scale, of } = { ...base, ...given };
  return { min, max, scale, of, ...(rule?.kind === "integer" && { whole: true as const }) };
}

/** The search space of an arm; undefined where it has none. `settings` are what the file says of the arm. */
export function resolveSpace(
  common: Entries | false | undefined, own: Entries | false | undefined, settings: ArmSettings,
): SearchSpace | undefined {
  const entries = merged(common, own);
  const name = optimizerOf(settings);
  const space = new Map<string, SearchRange>();
  if (entries["optimizer"] === "default") {
    for (const [option, range] of Object.entries(rangesOf(name))) space.set(`optimizer.${option}`, range);
  }
  for (const [path, entry] of Object.entries(entries)) {
    if (entry === false) space.delete(path);
    else if (path !== "optimizer" || entry !== "default") {
      space.set(path, resolveRange(entry, defaultRange(path, name), placesOf(settings, path).get(path)?.rule));
    }
  }
  if (space.size === 0) return undefined;
  // First, so that arms share their rates whatever else they search.
  const rate = "optimizer.learningRate";
  const paths = [...space.keys()].sort((a, b) => Number(b === rate) - Number(a === rate));
  return Object.fromEntries(paths.map((path) => [path, space.get(path)!]));
}
