/** What the results say of each claim. */
import { type ClaimMetric, type Direction, isLoss, type Moment, type ResolvedClaim } from "../../experiment/claims.ts";
import { type MetricName, metricRow, metrics, type Score, scoreOf, type Task } from "../../experiment/metrics.ts";
import type { Results, RunResult } from "../../experiment/results.ts";
import { finalIndex } from "../statistics/arms.ts";
import { intervalLoss } from "../statistics/series.ts";
import { summarize } from "../statistics/summary.ts";

export const verdicts = ["holds", "does not hold", "cannot be told"] as const;
export type Verdict = (typeof verdicts)[number];

/** Everything is of the seeds that count: those for which both sides have a value. */
export interface Answer {
  claim: ResolvedClaim;
  /** What the experiment's rows have. */
  task: Task;
  verdict: Verdict;
  /** Mean of each side; a number is its own. */
  sides: [number, number];
  /** Mean of the first less the second, seed by seed, and the 95 % interval of that mean. */
  difference: number;
  interval: [number, number];
  /** How many seeds count, and in how many of these the claim is true. */
  seeds: number;
  agree: number;
  /** How many of these runs diverged. */
  diverged: [number, number];
  /** Where it is how many iterations it takes to a target: how many of these runs reached it. */
  reached?: [number, number];
}

interface Measured {
  value: number;
  /** It is more than that: the run had not reached its target when it ended. */
  open: boolean;
  diverged: boolean;
}

/**
 * An answer for each claim of the experiment, none where it has none. The interval is Student's, and each claim is a
 * question of its own: intervals are not widened for their number.
 */
export function answers({ experiment: { claims = [], arms }, runs }: Pick<Results, "experiment" | "runs">): Answer[] {
  const steps = (name: string) => arms.find((arm) => arm.name === name)?.training.iterations ?? NaN;
  const score = scoreOf(arms[0]);
  return claims.map((claim) => {
    const { compare: [arm, other], at, metric, direction, margin } = claim;
    const pairs = runs.filter((run) => run.arm === arm).flatMap((run): [Measured, Measured][] => {
      const partner = typeof other === "number" ? undefined : runs.find((one) => one.arm === other && one.seed === run.seed);
      if (!partner && typeof other !== "number") return [];
      const pair: [Measured, Measured] = [
        measure(run, metric, at[0], steps(arm), score),
        partner ? measure(partner, metric, at[1], steps(partner.arm), score) : { value: other as number, open: false, diverged: false },
      ];
      const known = pair.every(({ value }) => Number.isFinite(value)) && !pair.every(({ open }) => open);
      return known ? [pair] : [];
    });
    const { mean, interval: [low, high] } = summarize(pairs.map(([a, b]) => a.value - b.value));
    const count = (has: (one: Measured) => boolean) =>
      [0, 1].map((side) => pairs.filter((pair) => has(pair[side]!)).length) as [number, number];
    const means = [0, 1].map((side) => summarize(pairs.map((pair) => pair[side]!.value)).mean);
    return {
      claim,
      task: score.task,
      verdict: verdictOf([low, high], direction, margin),
      sides: [means[0]!, typeof other === "number" ? other : means[1]!],
      difference: mean,
      interval: [low, high],
      seeds: pairs.length,
      agree: pairs.filter(([a, b]) => verdictOf([a.value - b.value, a.value - b.value], direction, margin) === "holds").length,
      diverged: count(({ diverged }) => diverged),
      ...(typeof at[0] === "object" && { reached: count(({ open }) => !open) }),
    };
  });
}

/** Of the interval of a difference, whose ends are NaN where nothing is known. */
export function verdictOf([low, high]: readonly [number, number], direction: Direction, margin: number): Verdict {
  const [holds, fails] = {
    higher: [low > margin, high <= margin],
    lower: [high < -margin, low >= -margin],
    equal: [low >= -margin && high <= margin, low > margin || high < -margin],
  }[direction];
  return holds ? "holds" : fails ? "does not hold" : "cannot be told";
}

/**
 * A run that diverged has learnt nothing: an accuracy of 0 from then on, and no target is ever reached. What else it would
 * be is not known: losses, errors and R² have no worst value. `steps` is how many it should have made.
 */
function measure(run: RunResult, metric: ClaimMetric, at: Moment, steps: number, score: Score): Measured {
  // The machine ended those that have no digest.
  const diverged = run.status === "failed" && run.digest !== "";
  const closed = (value: number | null | undefined) => ({ value: value ?? NaN, open: false, diverged });
  if (run.status !== "complete" && !diverged) return closed(NaN);
  if (metric === "nearZero") return closed(diverged ? NaN : run.nearZero);
  if (metric === "falls") return closed(diverged ? NaN : falls(run, score));
  const series = seriesOf(run, metric, score);
  const isAccuracy = metric in metrics && metricRow(metric as MetricName).task === "labels";
  const afterwards = diverged ? (isAccuracy ? 0 : NaN) : undefined;
  if (at === "final") return closed(afterwards ?? series[finalIndex(run)]);
  if (at === "best") {
    const finite = [...series, ...(diverged && isAccuracy ? [afterwards] : [])].filter((value) => Number.isFinite(value)) as number[];
    return closed(finite.length === 0 ? NaN : isLoss(metric) ? Math.min(...finite) : Math.max(...finite));
  }
  if (typeof at === "number") {
    const index = run.iterations.indexOf(at);
    if (index >= 0) return closed(series[index]);
    // A run that stopped early stays as it was then.
    return closed(afterwards ?? (run.stopped === undefined ? NaN : series.at(-1)));
  }
  const reaches = (value: number | null) => value !== null && (isLoss(metric) ? value <= at.reach : value >= at.reach);
  const first = series.findIndex(reaches);
  return first < 0 ? { value: steps, open: true, diverged } : closed(run.iterations[first]);
}

/** One value for each evaluation. */
function seriesOf(run: RunResult, metric: Exclude<ClaimMetric, "nearZero" | "falls">, score: Score): readonly (number | null)[] {
  if (metric in metrics) return run[metric as MetricName] ?? [];
  switch (metric as Exclude<typeof metric, MetricName>) {
    case "loss": return intervalLoss(run);
    case "gap": return run.iterations.map((_, i) => score.sign * ((run[score.train]?.[i] ?? NaN) - (run[score.test]?.[i] ?? NaN)));
    case "weightNorm": return run.iterations.map((_, i) => norm((run.layers ?? []).map(({ weight }) => weight[i] ?? NaN)));
  }
}

const norm = (parts: readonly number[]) =>
  parts.length === 0 ? NaN : Math.sqrt(parts.reduce((sum, part) => sum + part * part, 0));

const falls = (run: RunResult, { test, sign }: Score) =>
  (run[test] ?? []).reduce((sum, value, i, all) => sum + Math.max(0, sign * ((all[i - 1] ?? value) - value)), 0);
