// What experiments of the chapters have in common: small enough for a few seconds on two cores.

import type { ExperimentFile } from "../../../experiment/schema.ts";

type Common = Omit<ExperimentFile, "name" | "arms">;

const dataset = { name: "mnist", train: 10000, test: 2000 } satisfies Common["dataset"];
const training = {
  iterations: 1000, batchSize: 100, evaluateEvery: 10, sampling: "replacement", trainAccuracy: "batch",
} satisfies Common["training"];

/** The network of the report: initial weights of about 0.01, on which plain gradient descent stands still. */
export const ofTheReport = {
  dataset, network: { hidden: [40, 20], activation: "sigmoid", init: 0.01 }, training,
} satisfies Common;

export const withRelu = {
  dataset, network: { hidden: [40, 20], activation: "relu", init: "he" }, training: { ...training, iterations: 600 },
} satisfies Common;

export const sgd = (learningRate: number) => ({ name: "sgd", learningRate }) as const;
type Arm = ExperimentFile["arms"] extends (infer Arm)[] | undefined ? Arm : never;
export const momentum: Arm = { name: "Momentum", optimizer: { name: "momentum", learningRate: 0.3, momentum: 0.9 } };
export const adagrad: Arm = { name: "AdaGrad", optimizer: { name: "adagrad", learningRate: 0.1 } };
export const rmsprop: Arm = { name: "RMSProp", optimizer: { name: "rmsprop", learningRate: 0.01 } };
export const adam: Arm = { name: "Adam", optimizer: { name: "adam", learningRate: 0.01 } };

/** Few images, many of them with a wrong label: nothing is easier to learn by heart. */
export const wronglyLabelled = {
  dataset: { name: "mnist", train: 1000, test: 2000, labelNoise: 0.3 },
  network: { hidden: [100, 100], activation: "relu", init: "he" },
  training: { ...training, evaluateEvery: 20, trainAccuracy: "all" },
  optimizer: sgd(0.1),
} satisfies Common;
