// How much work an experiment is, counted before anything is done.

import type { ResolvedArm, ResolvedExperiment } from "../../experiment/resolve.ts";
import { classes, inputs } from "../data/mnist.ts";

/** The weights and biases of an arm's network. */
export function parametersOf({ network: { hidden } }: ResolvedArm): number {
  const units = [inputs, ...hidden.map((layer) => layer.units), classes];
  return units.slice(1).reduce((sum, own, i) => sum + (units[i]! + 1) * own, 0);
}

/** Steps of all runs. */
export const stepsOf = ({ arms, seeds }: ResolvedExperiment) =>
  arms.reduce((sum, arm) => sum + arm.training.iterations, 0) * seeds.length;

/** Steps times parameters, of all runs. */
const costOf = ({ arms, seeds }: ResolvedExperiment) =>
  arms.reduce((sum, arm) => sum + arm.training.iterations * parametersOf(arm), 0) * seeds.length;

/** About a minute of two cores. A link may hold an experiment of any size: what costs more waits until it is asked for. */
const mostUnasked = 4e9;
/** And so does what takes as many steps: evaluations cost too. */
const mostStepsUnasked = 50_000;

export const isAffordable = (experiment: ResolvedExperiment) =>
  costOf(experiment) <= mostUnasked && stepsOf(experiment) <= mostStepsUnasked;
