// Evaluation in pieces, which several threads can share: every piece is evaluated apart and all are added up in
// order, so the result does not depend on which thread evaluated which.

import type { Dataset } from "../bindings/dataset.ts";
import { requireDataset } from "../bindings/dataset.ts";
import { accuracyOf, type Evaluation, type Network } from "../bindings/network.ts";
import type { Evaluations } from "./metrics.ts";

const PIECE_ROWS = 1024;

/** The pieces of a data set, in order. */
export function piecesOf(data: Dataset): Dataset[] {
  requireDataset("data", data);
  return Array.from({ length: Math.ceil(data.size / PIECE_ROWS) }, (_, i) =>
    data.slice(i * PIECE_ROWS, Math.min(data.size, (i + 1) * PIECE_ROWS)),
  );
}

/** The evaluation of the whole from those of its pieces. */
export function combine(
  pieces: readonly Dataset[], evaluations: readonly Omit<Evaluation, "accuracy">[], classes: number,
): Evaluation {
  const confusion = new Uint32Array(classes * classes);
  let loss = 0;
  let size = 0;
  evaluations.forEach((evaluation, i) => {
    const rows = pieces[i]!.size;
    loss += evaluation.loss * rows;
    size += rows;
    evaluation.confusion.forEach((count, cell) => (confusion[cell]! += count));
  });
  return { loss: loss / size, accuracy: accuracyOf(confusion, classes), confusion };
}

/** The parts of the data in pieces. */
export interface Pieces {
  readonly train: readonly Dataset[];
  readonly test: readonly Dataset[];
  /** Where images are set aside. */
  readonly validation?: readonly Dataset[];
}

/** What an arm trains on, is tested on, and what its choices go by, if anything. */
export interface Data {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly validation?: Dataset | undefined;
}

export const piecesOfAll = ({ train, test, validation }: Data): Pieces =>
  ({ train: piecesOf(train), test: piecesOf(test), ...(validation && { validation: piecesOf(validation) }) });

/** Evaluates a network on the pieces of one part of the data; threads that help change nothing in the result. */
export type EvaluatePart = (network: Network, data: Pieces, part: keyof Pieces) => Evaluation;

export const evaluateAlone: EvaluatePart = (network, data, part) =>
  combine(data[part]!, data[part]!.map((piece) => network.evaluate(piece)), network.description.output.units);

/** What an evaluation reads of a `Training`. */
export interface Evaluable {
  readonly network: Network;
  readonly train: Dataset;
  readonly pieces: Pieces;
  /** Rows of the last batch. */
  readonly batchRows: Uint32Array;
  readonly trainAccuracy: "batch" | "all";
}

/**
 * Evaluates a training where it is: on its last batch or on all training images, as its arm says, on the test images, and
 * on the validation images where there are any.
 */
export function evaluate(training: Evaluable, evaluatePart: EvaluatePart = evaluateAlone): Evaluations {
  const { network, pieces, train, batchRows, trainAccuracy } = training;
  return {
    train: trainAccuracy === "batch" ? network.evaluate(train, batchRows) : evaluatePart(network, pieces, "train"),
    test: evaluatePart(network, pieces, "test"),
    ...(pieces.validation && { validation: evaluatePart(network, pieces, "validation") }),
  };
}
