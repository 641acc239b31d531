// What the experiments that come with the page are called, in the order of a lesson.

import { ofFirstFrame } from "../texts/language.ts";

export const en: Readonly<Record<string, string>> = {
  "experiment.json": "Five optimizers",
  "experiments/learning-rate.json": "Learning rates: too small, right, too large",
  "experiments/optimizers-batch-norm.json": "Five optimizers with batch normalization",
  "experiments/schedules.json": "Schedules of the learning rate",
  "experiments/wrong-labels.json": "Overfitting: wrong labels learnt by heart",
  "experiments/augmentation.json": "Overfitting: moved images, noise and dropout",
  "experiments/overfitting.json": "Overfitting: the course report's nine variants",
  "experiments/decay.json": "L2 and weight decay under Adam",
  "experiments/nesterov.json": "Nesterov, right and with a slip",
  "experiments/adams.json": "Adam as six sources define it",
  "experiments/optimizers.json": "Five optimizers, four seeds",
  "experiments/fair.json": "Ten optimizers with their default settings",
};

export const names = ofFirstFrame("experiments", en);
