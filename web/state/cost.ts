// How much work an experiment is, counted before anything is done.

import { isMade } from "../../experiment/data/made-sets.ts";
import type { ResolvedArm, ResolvedDataset, ResolvedExperiment } from "../../experiment/resolve.ts";
import { classes, inputs } from "../data/mnist.ts";

/** The weights and biases of an arm's network; of files, whose rows are not known yet, as of MNIST. */
export function parametersOf({ network: { hidden } }: ResolvedArm, dataset: ResolvedDataset): number {
  const [first, last] = isMade(dataset) ? sizesOf(dataset) : [inputs, classes];
  const units = [first, ...hidden.map((layer) => layer.units), last];
  return units.slice(1).reduce((sum, own, i) => sum + (units[i]! + 1) * own, 0);
}

/** Inputs and outputs of networks for a made set. */
const sizesOf = ({ name, features = 2, classes: own = 2 }: { name: string; features?: number; classes?: number }) =>
  name === "sine" ? [1, 1] as const : [features, own] as const;

/** Steps of all runs. */
export const stepsOf = ({ arms, seeds }: ResolvedExperiment) =>
  arms.reduce((sum, arm) => sum + arm.training.iterations, 0) * seeds.length;

/** Steps times parameters, of all runs. */
const costOf = ({ arms, seeds, dataset }: ResolvedExperiment) =>
  arms.reduce((sum, arm) => sum + arm.training.iterations * parametersOf(arm, dataset), 0) * seeds.length;

/** About a minute of two cores. A link may hold an experiment of any size: what costs more waits until it is asked for. */
const mostUnasked = 4e9;
/** And so does what takes as many steps: evaluations cost too. */
const mostStepsUnasked = 50_000;

export const isAffordable = (experiment: ResolvedExperiment) =>
  costOf(experiment) <= mostUnasked && stepsOf(experiment) <= mostStepsUnasked;
