// How each variant stands at the shown moment, and what that says of all of them: plain data, of one seed or several.

import { bestOf, type Score } from "../../experiment/metrics.ts";
import type { Metrics } from "../../experiment/training.ts";
import { finalIndex } from "../../report/statistics/arms.ts";
import { statistic } from "../../report/statistics/summary.ts";
import { stepsToTarget } from "../../report/statistics/target.ts";

/** Test accuracies, or R², that may be asked for. */
export const thresholds = [0.5, 0.8, 0.9, 0.95, 0.97] as const;
export type Threshold = (typeof thresholds)[number];

/** One run, as far as it is shown. */
export interface Seen {
  readonly name: string;
  /** Place of the variant. */
  readonly index: number;
  readonly seed: number;
  /** What it is compared by. */
  readonly score: Score;
  readonly metrics: Metrics;
  /** Evaluations up to the shown moment. */
  readonly shown: number;
  /** Whether it is over, and shown to its end. */
  readonly over: boolean;
  /** Once it is over: why it failed, or why it stopped before its last step. */
  readonly failure?: string | undefined;
  readonly stopped?: string | undefined;
  /** Once it is over, where it ended with its best network: after how many iterations that was. */
  readonly best?: number | undefined;
  readonly iteration: number;
  /** Whether its training score is of all training rows; otherwise of a batch, which is coarse. */
  readonly onAllRows: boolean;
}

/** A variant: its seeds together. Numbers are means over the seeds, NaN where there is none. */
export interface Standing {
  readonly name: string;
  readonly index: number;
  /** The seeds that are in the numbers. */
  readonly seeds: readonly number[];
  readonly score: Score;
  /** The test score: accuracy, or RMSE. */
  readonly test: number;
  /** Its standard deviation over the seeds. */
  readonly deviation: number;
  readonly train: number;
  /** Of targets. */
  readonly testR2: number;
  readonly testLoss: number;
  /** The best test score so far. */
  readonly best: number;
  /** By how much the training score is better than the test score. */
  readonly gap: number;
  readonly onAllRows: boolean;
  /** Median of the iterations at which its seeds first reached the threshold, and how many did. */
  readonly reached: { readonly at: number; readonly seeds: number };
  readonly over: boolean;
  /** Iterations at which seeds failed, or stopped before the last step. */
  readonly failed: readonly number[];
  readonly stopped: readonly number[];
}

/**
 * The seeds that every variant has finished count, so that nobody is measured on easier ones; before there is such a seed,
 * those that have begun.
 */
export function counted(runs: readonly Seen[]): Seen[] {
  const begun = runs.filter(({ shown, over }) => shown > 0 || over);
  const seeds = [...new Set(begun.map(({ seed }) => seed))];
  const variants = new Set(runs.map(({ index }) => index));
  const done = seeds.filter((seed) => {
    const over = runs.filter((run) => run.seed === seed && run.over).map(({ index }) => index);
    return new Set(over).size === variants.size;
  });
  const first = begun[0]?.seed;
  return begun.filter(({ seed }) => (done.length > 0 ? done.includes(seed) : seed === first));
}

/** The evaluation that stands for a run. */
function shownIndex({ metrics: { iterations }, shown, over, best }: Seen): number {
  return over && best !== undefined ? finalIndex({ iterations, best }) : shown - 1;
}

/** Of every variant that has begun, in their order. */
export function standings(runs: readonly Seen[], threshold: number): Standing[] {
  const groups = new Map<number, Seen[]>();
  for (const run of counted(runs)) groups.set(run.index, [...(groups.get(run.index) ?? []), run]);
  return [...groups.values()].map((group) => {
    const [{ name, index, score }] = group as [Seen];
    const { train, test, goal, sign } = score;
    const over = (value: (run: Seen, at: number) => number | undefined) =>
      statistic(group.map((run) => value(run, shownIndex(run)) ?? NaN));
    const mean = (value: Parameters<typeof over>[0]) => over(value).mean;
    const until = group.map(({ metrics, shown }) =>
      ({ iterations: metrics.iterations.slice(0, shown), values: metrics[goal.metric]?.slice(0, shown) ?? [] }));
    const { median, reached } = stepsToTarget(until, threshold);
    const ends = (ended: (run: Seen) => unknown) => group.filter((run) => run.over && ended(run) !== undefined).map(({ iteration }) => iteration);
    return {
      name, index, seeds: group.map(({ seed }) => seed), score,
      test: mean(({ metrics }, at) => metrics[test]?.[at]),
      deviation: over(({ metrics }, at) => metrics[test]?.[at]).deviation,
      train: mean(({ metrics }, at) => metrics[train]?.[at]),
      testR2: mean(({ metrics }, at) => metrics.testR2?.[at]),
      testLoss: mean(({ metrics }, at) => metrics.testLoss[at]),
      best: mean(({ metrics, shown }) => bestOf(score, (metrics[test] ?? []).slice(0, shown))),
      gap: mean(({ metrics }, at) => sign * ((metrics[train]?.[at] ?? NaN) - (metrics[test]?.[at] ?? NaN))),
      onAllRows: group.every(({ onAllRows }) => onAllRows),
      reached: { at: median, seeds: reached },
      over: group.every((run) => run.over),
      failed: ends(({ failure }) => failure), stopped: ends(({ stopped }) => stopped),
    };
  });
}

/** Who came first to a test accuracy, or R², the earliest first; those at the same iteration together. */
export interface Arrivals {
  readonly threshold: number;
  readonly times: readonly { readonly at: number; readonly names: readonly string[]; readonly seeds: number }[];
  readonly missing: readonly string[];
}

/** What is found in the standings. */
export interface Found {
  /** Whether nothing shown goes on. */
  readonly over: boolean;
  /** How many seeds the numbers are means of. */
  readonly seeds: number;
  readonly score: Score;
  readonly arrivals: Arrivals;
  /** Where nobody came to the threshold: the highest that somebody came to, if any. */
  readonly below?: Arrivals | undefined;
  /** The best test score, those that have it, and by how much they lead. */
  readonly best?: {
    readonly names: readonly string[];
    readonly value: number;
    readonly next?: { readonly name: string; readonly by: number } | undefined;
  } | undefined;
  /** The widest gap of training and test score, where it is measured well and wide enough to speak of. */
  readonly gap?: { readonly name: string; readonly train: number; readonly test: number } | undefined;
  readonly failed: readonly { readonly name: string; readonly at: number }[];
  readonly stopped: readonly { readonly name: string; readonly at: number }[];
}

/** Whether a gap is worth a sentence: of accuracies, or of errors in parts of the training error. */
const isWide = ({ score, gap, train }: Standing) => gap >= (score.task === "labels" ? 0.02 : 0.2 * train);
/** Scores that a sentence shows as the same. */
const same = ({ task }: Score, a: number, b: number) => (task === "labels" ? Math.abs(a - b) < 0.0005 : a.toPrecision(3) === b.toPrecision(3));

function arrivalsOf(all: readonly Standing[], threshold: number): Arrivals {
  const arrived = all.filter(({ reached }) => reached.seeds > 0).sort((a, b) => a.reached.at - b.reached.at);
  const times: { at: number; names: string[]; seeds: number }[] = [];
  for (const { name, reached } of arrived) {
    const last = times.at(-1);
    if (last?.at === reached.at && last.seeds === reached.seeds) last.names.push(name);
    else times.push({ at: reached.at, names: [name], seeds: reached.seeds });
  }
  return { threshold, times, missing: all.filter(({ reached }) => reached.seeds === 0).map(({ name }) => name) };
}

/** Nothing before something was measured. */
export function find(runs: readonly Seen[], threshold: number): Found | undefined {
  const all = standings(runs, threshold);
  if (all.length === 0) return undefined;
  const arrivals = arrivalsOf(all, threshold);
  const lower = arrivals.times.length > 0 ? [] : thresholds.filter((one) => one < threshold).reverse();
  const below = lower.map((one) => arrivalsOf(standings(runs, one), one)).find(({ times }) => times.length > 0);
  const { score } = all[0]!;
  const ranked = all.filter(({ test }) => Number.isFinite(test)).sort((a, b) => score.sign * (b.test - a.test));
  const [first] = ranked;
  const level = first ? ranked.filter(({ test }) => same(score, test, first.test)) : [];
  const next = ranked[level.length];
  const [widest] = all.filter((one) => one.onAllRows && isWide(one)).sort((a, b) => b.gap - a.gap);
  return {
    over: all.every(({ over }) => over),
    seeds: Math.max(...all.map(({ seeds }) => seeds.length)),
    score, arrivals, below,
    best: first && {
      names: level.map(({ name }) => name), value: first.test,
      next: next && { name: next.name, by: Math.abs(first.test - next.test) },
    },
    gap: widest && { name: widest.name, train: widest.train, test: widest.test },
    failed: all.flatMap(({ name, failed }) => failed.slice(0, 1).map((at) => ({ name, at }))),
    stopped: all.flatMap(({ name, stopped }) => stopped.slice(0, 1).map((at) => ({ name, at }))),
  };
}
