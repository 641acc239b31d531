/** Which settings the trials of an arm have, and which seeds they and the chosen ones run with. */
import type { ResolvedArm, ResolvedExperiment, ResolvedTuning } from "../resolve.ts";
import { resolveWith } from "../resolve.ts";
import { grid, gridSizes, halton, random } from "./fractions.ts";
import { type SearchSpace, valueAtShare } from "./space.ts";

/** A value for each path of a search. */
export type Settings = Readonly<Record<string, unknown>>;

/** How many points of each path a grid has; undefined where its lists alone are more than the trials. */
export const gridOf = (space: SearchSpace, trials: number) =>
  gridSizes(trials, Object.values(space).map((range) => ("values" in range ? range.values.length : undefined)));

/** Lists and whole numbers repeat themselves: so many times as many draws find the others. */
const mostDraws = 20;

/**
 * The trials of an arm, in their order: at most `tuning.trials`, fewer where settings would repeat themselves, and none
 * without a search. `seed` is the experiment's first. Without a grid fewer trials are the first of more, and a trial has
 * the same share of its ranges in every arm.
 */
export function trialSettings({ search }: ResolvedArm, { trials, method }: ResolvedTuning, seed: number): Settings[] {
  if (!search) return [];
  const paths = Object.keys(search.space);
  const ranges = Object.values(search.space);
  const sizes = method === "grid" ? gridOf(search.space, trials) : [];
  // Which check.ts reports.
  if (!sizes) return [];
  const draws = method === "grid" ? sizes.reduce((product, size) => product * size, 1) : mostDraws * trials;
  const shares = ranges.map((range, dimension) => {
    if (method === "grid") return grid(sizes, dimension, "values" in range);
    return (method === "halton" ? halton : random)(seed, dimension);
  });
  const found = new Map<string, Settings>();
  for (let draw = 0; draw < draws && found.size < trials; draw++) {
    const values = ranges.map((range, i) => valueAtShare(range, shares[i]!(draw)));
    const key = JSON.stringify(values);
    if (!found.has(key)) found.set(key, Object.fromEntries(paths.map((path, i) => [path, values[i]])));
  }
  return [...found.values()];
}

/** An arm as if it had been given these settings, to be trained: without a search. */
export function withSettings(arm: ResolvedArm, settings: Settings): ResolvedArm {
  return arm.search ? resolveWith(arm.name, arm.search, settings) : arm;
}

const consecutive = (first: number, count: number) => Array.from({ length: count }, (_, i) => first + i);

/** The seeds of every trial. */
export const tuningSeeds = ({ seeds, tuning }: ResolvedExperiment) => consecutive(seeds[0]!, tuning?.seeds ?? 0);

/** Those of the runs that are judged: with a tuning, the next ones. */
export function judgedSeeds({ seeds, tuning }: ResolvedExperiment): number[] {
  return tuning ? consecutive(seeds[0]! + tuning.seeds, tuning.rerun) : seeds;
}

/**
 * What is judged: every arm with the settings of its chosen trial and fresh seeds. An arm without a search stays as it
 * is; so does one of which no trial is chosen, without its search.
 */
export function judgedExperiment(experiment: ResolvedExperiment, chosen: readonly (Settings | undefined)[]): ResolvedExperiment {
  const arms = experiment.arms.map((arm, i) => withSettings(arm, chosen[i] ?? {}));
  const judged = { ...experiment, seeds: judgedSeeds(experiment), arms };
  delete judged.tuning;
  return judged;
}
