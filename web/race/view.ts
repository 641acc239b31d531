// What is to be shown now: the newest, or what was known at the moment that the timeline stands at.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { finalIndex } from "../../report/statistics/arms.ts";
import { chosenSeed, moment, race } from "../state/store.ts";
import type { Run } from "./run.ts";

/** Runs of the chosen seed, in the order of arms. */
export const shownRuns: ReadonlySignal<Run[]> = computed(
  () => race.value?.runs.filter((run) => run.seed === chosenSeed.value) ?? [],
);

/** The iteration of a run that is shown. */
export const iterationAt = (run: Run): number => Math.min(moment.value ?? Infinity, run.iteration.value);

/** The index of the last evaluation at or before it, or of the best one where the run ended with that network. */
export function evaluationAt(run: Run): number | undefined {
  const { iterations } = run.metrics;
  const at = iterationAt(run);
  const count = run.evaluations.value;
  const best = run.state.value === "complete" && at === run.iteration.value ? run.best : undefined;
  if (best !== undefined) return finalIndex({ iterations, best });
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (iterations[middle]! <= at) low = middle + 1;
    else high = middle;
  }
  return low > 0 ? low - 1 : undefined;
}

/** The last look at its network that was kept at or before it. */
export function snapshotAt(run: Run): Snapshot | undefined {
  const newest = run.snapshot.value;
  const at = moment.value;
  return at === undefined ? newest : run.moments.findLast(({ iteration }) => iteration <= at);
}
