// What is to be shown now: the newest, or what was known at the moment that the timeline stands at.

import { computed, type ReadonlySignal } from "@preact/signals";
import type { MetricName } from "../../experiment/metrics.ts";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { finalIndex } from "../../report/statistics/arms.ts";
import { statistic } from "../../report/statistics/summary.ts";
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

/**
 * A metric of an arm as its line shows it: the mean of the seeds that have come to the furthest evaluation shown; of the
 * networks that they ended with once all have ended.
 */
export function meanAt(run: Run, metric: MetricName): { value: number; seeds: number[] } | undefined {
  const runs = race.value?.runs.filter(({ index }) => index === run.index) ?? [];
  const ends = runs.map(evaluationAt);
  const furthest = Math.max(...ends.map((end) => end ?? -1));
  const over = runs.every(({ state }) => state.value === "complete") && moment.value === undefined;
  const found = runs.flatMap((one, i) => {
    const series = one.metrics[metric] ?? [];
    const own = over ? series[ends[i]!] : ends[i] === furthest ? series[furthest] : one.stopped === undefined ? undefined : series.at(-1);
    return own === undefined ? [] : [{ own, seed: one.seed }];
  });
  if (found.length === 0) return undefined;
  return { value: statistic(found.map(({ own }) => own)).mean, seeds: found.map(({ seed }) => seed) };
}
