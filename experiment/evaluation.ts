// What a training is measured on.

import type { Dataset } from "../bindings/dataset.ts";
import type { Evaluation, Network } from "../bindings/network.ts";
import type { TargetScale } from "./data/coding.ts";
import type { Evaluations } from "./metrics.ts";

/** What an arm trains on, is tested on, and what its choices go by, if anything. */
export interface Data {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly validation?: Dataset | undefined;
  /** How the targets were standardized, where they were; one an output. */
  readonly targetScales?: readonly TargetScale[] | undefined;
}

/**
 * An evaluation with its RMSE in the unit of the targets, where those were standardized and are of one unit. Of several
 * targets it stays that of all of them in their deviations: they have no unit in common. R² is the same in any unit.
 */
export function inUnitOf(targetScales: Data["targetScales"], evaluation: Evaluation): Evaluation {
  const [scale, ...others] = targetScales ?? [];
  if (!scale || others.length > 0 || evaluation.rmse === undefined) return evaluation;
  return { ...evaluation, rmse: evaluation.rmse * scale.deviation };
}

/** What an evaluation reads of a `Training`. */
export interface Evaluable extends Data {
  readonly network: Network;
  /** Rows of the last batch. */
  readonly batchRows: Uint32Array;
  readonly trainAccuracy: "batch" | "all";
}

/**
 * Evaluates a training where it is: on its last batch or on all training images, as its arm says, on the test images, and
 * on the validation images where there are any.
 */
export function evaluate({ network, train, test, validation, targetScales, batchRows, trainAccuracy }: Evaluable): Evaluations {
  const on = (data: Dataset, rows?: Uint32Array) => inUnitOf(targetScales, network.evaluate(data, rows));
  return {
    train: on(train, trainAccuracy === "batch" ? batchRows : undefined), test: on(test),
    ...(validation && { validation: on(validation) }),
  };
}
