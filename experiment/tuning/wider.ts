/** Where a search may go on beyond an end of a range. */
import type { OptionRule } from "../../bindings/parts/options.ts";
import type { ResolvedArm } from "../resolve.ts";
import { placesOf } from "./places.ts";
import type { Interval, SearchRange } from "./space.ts";

/** What an option may be, as its range is written; excluded limits are no values themselves. */
function limitsOf(rule: OptionRule | undefined, { of, min }: Interval): Record<"min" | "max", { value: number; excluded: boolean }> {
  // Of what no rule is known, nearly all is from 0 on.
  const { min: low, max: high, minExcluded = false, maxExcluded = false } =
    rule && "min" in rule ? (rule as { min: number; max: number; minExcluded?: boolean; maxExcluded?: boolean })
      : { min: min < 0 ? -Infinity : 0, max: of === "1-x" ? 1 : Infinity };
  const ends = { min: { value: low, excluded: minExcluded }, max: { value: high, excluded: maxExcluded } };
  if (of === "x") return ends;
  return { min: { ...ends.max, value: 1 - high }, max: { ...ends.min, value: 1 - low } };
}

/**
 * An end of a range as one would write it to search beyond: a decade further on a logarithmic scale, by its width on a
 * linear one, and no farther than the option goes. Undefined of lists, and where there is nothing beyond.
 * @param arm That was searched, as it is now.
 */
export function widerEnd(range: SearchRange, end: "min" | "max", path: string, arm: ResolvedArm | undefined): number | undefined {
  if ("values" in range) return undefined;
  const { min, max, scale, whole } = range;
  const rule = arm && placesOf(arm, path).get(path)?.rule;
  const limit = limitsOf(rule, range)[end];
  const beyond = scale === "log" ? { min: min / 10, max: 10 * max }[end] : { min: 2 * min - max, max: 2 * max - min }[end];
  const isPast = end === "min" ? beyond < limit.value : beyond > limit.value;
  const further = isPast ? (limit.excluded ? (range[end] + limit.value) / 2 : limit.value) : beyond;
  const written = Number(further.toPrecision(6));
  const value = !whole ? written : end === "min" ? Math.ceil(written) : Math.floor(written);
  const isBeyond = end === "min" ? value < min : value > max;
  return isBeyond && !(limit.excluded && value === limit.value) ? value : undefined;
}
