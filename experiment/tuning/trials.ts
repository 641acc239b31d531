/** Which settings the trials of an arm have, and which seeds they and the chosen ones run with. */
import type { ResolvedArm, ResolvedExperiment, ResolvedTuning } from "../resolve.ts";
import { resolveWith } from "../resolve.ts";
import { grid, gridSizes, halton, random } from "./fractions.ts";
import { type SearchSpace, valueOfFraction } from "./space.ts";

/** A value for each path of a search. */
export type Settings = Readonly<Record<string, unknown>>;

/** How many points of each path a grid has; undefined where its lists alone are more than the trials. */
export const gridOf = (space: SearchSpace, trials: number) =>
  gridSizes(trials, Object.values(space).map((range) => ("values" in range ? range.values.length : undefined)));

/** The trials of an arm, in their order: at most `tuning.trials`, none without a search. `seed` is the experiment's first. */
export function trialSettings({ search }: ResolvedArm, { trials, method }: ResolvedTuning, seed: number): Settings[] {
  if (!search) return [];
  const paths = Object.entries(search.space);
  const sizes = method === "grid" ? gridOf(search.space, trials)! : [];
  const count = method === "grid" ? sizes.reduce((product, size) => product * size, 1) : trials;
  const coordinates = paths.map(([, range], dimension) => {
    if (method === "grid") return grid(sizes, dimension, "values" in range);
    return (method === "halton" ? halton : random)(seed, dimension);
  });
  return Array.from({ length: count }, (_, trial) =>
    Object.fromEntries(paths.map(([path, range], i) => [path, valueOfFraction(range, coordinates[i]!(trial))])),
  );
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
