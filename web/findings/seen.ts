// The runs of the race as they are at the shown moment. What is read here is followed.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { eachMetric, scoreOf } from "../../experiment/metrics.ts";
import type { Metrics } from "../../experiment/training.ts";
import type { EvaluationPoint, Snapshot } from "../../experiment/worker/training-worker.ts";
import { analyse } from "../analysis/client.ts";
import type { Moved } from "../analysis/tasks/moved.ts";
import { isFinal, type Run } from "../race/run.ts";
import { evaluationAt, iterationAt, snapshotAt } from "../race/view.ts";
import { activity, moment, race } from "../state/store.ts";
import type { Looked } from "./columns.ts";
import type { Seen, Standing } from "./standing.ts";

/** All runs, of every seed. */
export function seenRuns(): Seen[] {
  return race.value?.runs.map(seenOf) ?? [];
}

function seenOf(run: Run): Seen {
  const { arm, index, seed } = run;
  const iteration = iterationAt(run);
  const ended = isFinal(run.state.value);
  const over = ended && (moment.value === undefined || moment.value >= run.iteration.value);
  // At its end the evaluation that counts may be an earlier one.
  const count = over ? run.evaluations.value : (evaluationAt(run) ?? -1) + 1;
  const start = count === 0 ? run.start.value : undefined;
  return {
    name: arm.name, index, seed, iteration, over, ...(start ? { metrics: alone(start), shown: 1 } : { metrics: run.metrics, shown: count }),
    score: scoreOf(arm), onAllRows: arm.training.trainAccuracy === "all",
    ...(over && { failure: run.crashed ? undefined : run.failure, stopped: run.stopped, best: run.best }),
  };
}

/** Before the first evaluation there is the one of the start. */
const alone = ({ iteration, ...measured }: EvaluationPoint): Metrics =>
  ({ loss: [], iterations: [iteration], ...eachMetric((name) => (measured[name] === undefined ? undefined : [measured[name]])) });

/** What is known of networks that were looked at, in another box whenever there is more. */
const knownMoves = signal({ of: new WeakMap<Snapshot, Moved>() });
/** What was known last of each run: while it trains its newest network is always ahead. */
const lastMoves = new WeakMap<Run, Moved>();
const nothing: Looked = { nearZero: NaN, distance: NaN };

/** The networks of a variant that are shown, with the ones they began as. */
function networksOf(index: number, seeds: readonly number[]): { run: Run; start: Snapshot; now: Snapshot }[] {
  const runs = race.value?.runs.filter((run) => run.index === index && seeds.includes(run.seed)) ?? [];
  return runs.flatMap((run) => {
    const now = snapshotAt(run);
    const [start] = run.moments;
    return now && start?.iteration === 0 ? [{ run, start, now }] : [];
  });
}

/** What the networks of a variant say, in the mean of the seeds that count, once it is computed. */
export function lookedOf({ index, seeds }: Pick<Standing, "index" | "seeds">): Looked {
  const { of: known } = knownMoves.value;
  const trains = activity.value === "running" && moment.value === undefined;
  const all = networksOf(index, seeds).map(({ run, now }) => known.get(now) ?? (trains ? lastMoves.get(run) : undefined) ?? nothing);
  const mean = (of: (looked: Looked) => number) => all.reduce((sum, looked) => sum + of(looked), 0) / all.length;
  return { nearZero: mean(({ nearZero }) => nearZero), distance: mean(({ distance }) => distance) };
}

/** Has the shown networks of variants looked at that are not known yet. */
export function useLooks(all: readonly Pick<Standing, "index" | "seeds">[]): void {
  const wanted = all.flatMap(({ index, seeds }) => networksOf(index, seeds)).filter(({ now }) => !knownMoves.peek().of.has(now));
  useEffect(() => {
    if (wanted.length === 0) return;
    const networks = [...wanted.map(({ start }) => start), ...wanted.map(({ now }) => now)];
    void analyse("moved", "moved", { networks }, "shown").then((moved) => {
      const { of: known } = knownMoves.peek();
      moved?.forEach((one, i) => {
        known.set(wanted[i]!.now, one);
        lastMoves.set(wanted[i]!.run, one);
      });
      knownMoves.value = { of: known };
    });
  }, wanted.map(({ now }) => now));
}
