/** Which trial of an arm is the best. */
import type { TrialRun } from "../results.ts";

/** The mean accuracy of a trial's runs; null where one diverged or was ended early. */
export function valueOf(runs: readonly TrialRun[]): number | null {
  const values = runs.flatMap(({ status, accuracy }) => (status === "complete" && accuracy !== null ? [accuracy] : []));
  if (values.length === 0 || values.length < runs.length) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The index of the highest value, the earlier of equal ones; undefined where all are null. */
export function chosen(values: readonly (number | null)[]): number | undefined {
  let best: number | undefined;
  for (const [trial, value] of values.entries()) {
    if (value !== null && (best === undefined || value > values[best]!)) best = trial;
  }
  return best;
}
