// What a training is measured on.

import type { Dataset } from "../bindings/dataset.ts";
import type { Network } from "../bindings/network.ts";
import type { Evaluations } from "./metrics.ts";

/** What an arm trains on, is tested on, and what its choices go by, if anything. */
export interface Data {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly validation?: Dataset | undefined;
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
export function evaluate({ network, train, test, validation, batchRows, trainAccuracy }: Evaluable): Evaluations {
  return {
    train: trainAccuracy === "batch" ? network.evaluate(train, batchRows) : network.evaluate(train),
    test: network.evaluate(test),
    ...(validation && { validation: network.evaluate(validation) }),
  };
}
