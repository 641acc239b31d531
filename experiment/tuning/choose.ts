/** Which trial of an arm is chosen, by the validation data alone. */
import type { OptionRule } from "../../bindings/parts/options.ts";
import type { ResolvedArm } from "../resolve.ts";
import type { TrialRun } from "../results.ts";
import { placesOf } from "./places.ts";
import { endOf, type SearchRange } from "./space.ts";
import type { Settings } from "./trials.ts";

/** What a trial's run came to on the validation data: accuracy, or R² where rows have targets. */
export const reachedBy = ({ accuracy, r2 }: Pick<TrialRun, "accuracy" | "r2">): number | null => accuracy ?? r2 ?? null;

/** What a trial is worth: the mean of that over the tuning seeds; null where one diverged or was given up. */
export function valueOf(runs: readonly Pick<TrialRun, "status" | "accuracy" | "r2">[]): number | null {
  if (runs.length === 0) return null;
  let sum = 0;
  for (const run of runs) {
    const reached = reachedBy(run);
    if (run.status !== "complete" || reached === null) return null;
    sum += reached;
  }
  return sum / runs.length;
}

/** The highest; of equals the first. Undefined where every trial diverged. */
export function chosen(values: readonly (number | null)[]): number | undefined {
  let best: number | undefined;
  values.forEach((value, trial) => {
    if (value !== null && (best === undefined || value > values[best]!)) best = trial;
  });
  return best;
}

/** A setting that lies at an end of what was searched: what is beyond may be better. */
export interface Edge {
  path: string;
  value: unknown;
  /** Of the range as it is written: of 1 − x where it is of that. */
  end: "min" | "max";
}

/** Of fewer values each is nearly an end. */
const LEAST_VALUES = 3;

function endOfList(values: readonly unknown[], value: unknown): Edge["end"] | undefined {
  const numbers = values.filter((one): one is number => typeof one === "number");
  if (numbers.length < values.length || numbers.length < LEAST_VALUES) return undefined;
  return value === Math.min(...numbers) ? "min" : value === Math.max(...numbers) ? "max" : undefined;
}

/** Whether an option can be no less, or no more, than at an end of its range: a dropout of 0 is no edge. */
function isLimit(rule: OptionRule | undefined, end: Edge["end"], value: unknown, range: SearchRange): boolean {
  if (!rule || !("min" in rule)) return false;
  const [atEnd, isLow] = "values" in range
    ? [value, end === "min"]
    : [range.of === "x" ? range[end] : 1 - range[end], (end === "min") === (range.of === "x")];
  return atEnd === (isLow ? rule.min : rule.max);
}

/** The settings of a chosen trial that lie at an end of their range: in a twentieth of it, on its scale. */
export function edgesOf({ search }: ResolvedArm, settings: Settings): Edge[] {
  if (!search) return [];
  return Object.entries(search.space).flatMap(([path, range]) => {
    const value = settings[path];
    const end = "values" in range ? endOfList(range.values, value) : endOf(range, value as number);
    const { rule } = placesOf(search.base, path).get(path) ?? {};
    return end && !isLimit(rule, end, value, range) ? [{ path, value, end }] : [];
  });
}
