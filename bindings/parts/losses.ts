// The table of losses: what the last layer's output is compared with, and how that output becomes predictions.

import type { Kernels, Pointer } from "../core.ts";
import { MAX_UNITS } from "./dense.ts";
import { completeOptions, type NamedPart, type OptionValues, type ResolvedPart, resolvePart } from "./options.ts";

/** Most classes: labels are bytes. */
export const MAX_CLASSES = 256;

/** B rows of the last layer's output (B, N), and what is computed of them. */
interface Outputs {
  readonly logits: Pointer;
  /** (B, N): what `forward` keeps for `backward`, and `predict` gives. */
  readonly probabilities: Pointer;
  /** (B, N): the gradient of the mean loss. */
  readonly dlogits: Pointer;
  /** Bytes (B), of losses of labels. */
  readonly labels: Pointer;
  /** (B, N), of losses of targets. */
  readonly targets: Pointer;
  /** float64 (B): the loss of each row. */
  readonly losses: Pointer;
  /** Bytes (B): the class that is predicted. */
  readonly predicted: Pointer;
  /** Share of each row's target that all classes have alike, in training. */
  readonly smoothing: number;
  readonly B: number;
  readonly N: number;
}

const options = {
  delta: {
    kind: "number", default: 1, min: 0, minExcluded: true, max: 1e6, about: "δ, the error from which on the loss grows in a line.",
  },
} as const;
type Values = OptionValues<typeof options>;

interface LossRow {
  readonly about: string;
  readonly options: Partial<typeof options>;
  /** What rows have: a label each, of one of so many classes, or targets, one for each unit of the output layer. */
  readonly of: "labels" | "targets";
  /** Units of the output layer. */
  readonly units: { readonly min: number; readonly max: number };
  /** What predictions are called, in inspect and as an ONNX operator; none where they are the output as it is. */
  readonly output: { readonly name: "softmax" | "sigmoid" | "identity"; readonly onnx?: "Softmax" | "Sigmoid" };
  /** The rows' losses. */
  readonly forward: (kernels: Kernels, outputs: Outputs, options: Values) => void;
  /** dlogits, after `forward`, where `batch` rows make the mean. */
  readonly backward: (kernels: Kernels, outputs: Outputs, batch: number, options: Values) => void;
  /** The rows' losses, and of labels the classes that are predicted. */
  readonly evaluate: (kernels: Kernels, outputs: Outputs, options: Values) => void;
  /** Predictions at `probabilities`. */
  readonly predict: (kernels: Kernels, outputs: Outputs) => void;
}

function rows<const Table extends Readonly<Record<string, LossRow>>>(table: Table): Table {
  return table;
}

/** Of float targets: Huber's loss, of which mean squared error is twice that without an end to δ. */
function ofTargets(factor: number, end: (options: Values) => number): Omit<LossRow, "about" | "options"> {
  const forward: LossRow["evaluate"] = (kernels, { losses, logits, targets, B, N }, given) =>
    kernels.huberForward(losses, logits, targets, end(given), factor, B, N);
  return {
    of: "targets",
    units: { min: 1, max: MAX_UNITS },
    output: { name: "identity" },
    forward,
    backward: (kernels, { dlogits, logits, targets, B, N }, batch, given) =>
      kernels.huberBackward(dlogits, logits, targets, end(given), factor, batch, B, N),
    evaluate: forward,
    predict: (kernels, { probabilities, logits, B, N }) => kernels.scale(probabilities, logits, 1, B * N),
  };
}

export const losses = rows({
  softmaxCrossEntropy: {
    about: "−log p of each row's class, p the softmax over as many units as there are classes.",
    options: {},
    of: "labels",
    units: { min: 2, max: MAX_CLASSES },
    output: { name: "softmax", onnx: "Softmax" },
    forward: (kernels, { losses, probabilities, logits, labels, smoothing, B, N }) =>
      kernels.softmaxCrossEntropyForward(losses, probabilities, logits, labels, smoothing, B, N),
    backward: (kernels, { dlogits, probabilities, labels, smoothing, B, N }, batch) =>
      kernels.softmaxCrossEntropyBackward(dlogits, probabilities, labels, smoothing, batch, B, N),
    evaluate: (kernels, { losses, predicted, logits, labels, B, N }) =>
      kernels.evaluateLogits(losses, predicted, logits, labels, B, N),
    predict: (kernels, { probabilities, logits, B, N }) => kernels.softmax(probabilities, logits, B, N),
  },
  binaryCrossEntropy: {
    about: "−log p of each row's class, of two: p of class 1 is the sigmoid of the one unit.",
    options: {},
    of: "labels",
    units: { min: 1, max: 1 },
    output: { name: "sigmoid", onnx: "Sigmoid" },
    forward: (kernels, { losses, probabilities, logits, labels, smoothing, B }) => {
      kernels.sigmoidForward(probabilities, logits, B);
      kernels.binaryCrossEntropyForward(losses, 0, logits, labels, smoothing, B);
    },
    backward: (kernels, { dlogits, probabilities, labels, smoothing, B }, batch) =>
      kernels.binaryCrossEntropyBackward(dlogits, probabilities, labels, smoothing, batch, B),
    evaluate: (kernels, { losses, predicted, logits, labels, B }) =>
      kernels.binaryCrossEntropyForward(losses, predicted, logits, labels, 0, B),
    predict: (kernels, { probabilities, logits, B }) => kernels.sigmoidForward(probabilities, logits, B),
  },
  meanSquaredError: {
    about: "Mean of (output − target)² over rows and outputs.",
    options: {},
    ...ofTargets(2, () => Infinity),
  },
  huber: {
    about: "Mean over rows and outputs of ½d² of an error d up to δ, and of δ(|d| − ½δ) beyond.",
    options,
    ...ofTargets(1, ({ delta }) => delta),
  },
});

type Table = typeof losses;
export type LossName = keyof Table;
export type Loss = NamedPart<Table>;
export type ResolvedLoss = ResolvedPart<Table>;

export const lossNames = Object.keys(losses) as LossName[];
export const defaultLoss = "softmaxCrossEntropy";

/** A row with its name, and the values of its options. */
interface PlacedLoss extends LossRow {
  readonly name: LossName;
  readonly values: Values;
}

/** The row of a description's loss, with its options filled in; of the default where it says nothing. */
export function lossOf({ loss = { name: defaultLoss } }: { readonly loss?: ResolvedLoss | undefined }): PlacedLoss {
  const row: LossRow = losses[loss.name];
  return { ...row, name: loss.name, values: completeOptions(options, loss as never) };
}

/** Classes that a network with such a loss tells apart; none where it takes targets. */
export function classesOf(row: Pick<LossRow, "of" | "units">, units: number): number | undefined {
  if (row.of === "targets") return undefined;
  return row.units.max === 1 ? 2 : units;
}

/** Fills in defaults; none for the default. Throws a UsagiError that names the option, e.g. `loss.delta`. */
export function resolveLoss(loss: LossName | Loss): ResolvedLoss | undefined {
  const resolved = resolvePart("loss", losses, loss);
  return resolved.name === defaultLoss ? undefined : resolved;
}
