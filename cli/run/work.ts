/** What runs cost, by which progress estimates the time that is left: in images that pass a network forward. */
import type { ResolvedArm } from "../../experiment/resolve.ts";

/** How many images there are of each kind. */
export interface ImageCounts {
  train: number;
  test: number;
  validation: number;
}

/** Of a step for each image of its batch: forward, backward, and its part of the update. */
const stepCost = 4;

/** Steps of an arm, and so many evaluations of `images` images. */
const costOf = ({ training: { batchSize } }: ResolvedArm, steps: number, evaluations: number, images: number) =>
  stepCost * batchSize * steps + evaluations * images;

const evaluationsOf = ({ training: { iterations, evaluateEvery } }: ResolvedArm) => Math.ceil(iterations / evaluateEvery);

/** A run that is evaluated as its arm says. */
export function workOfRun(arm: ResolvedArm, { train, test, validation }: ImageCounts): number {
  const { iterations, trainAccuracy, batchSize } = arm.training;
  return costOf(arm, iterations, evaluationsOf(arm), test + validation + (trainAccuracy === "all" ? train : batchSize));
}

/** A trial that ends after so many steps. @param arm As trials train it. */
export function workOfTrial(arm: ResolvedArm, steps: number, { validation }: ImageCounts): number {
  return costOf(arm, steps, Math.max(1, Math.floor(steps / arm.training.evaluateEvery)), validation);
}
