// The table of losses: of the last layer's output and the labels, and how that output becomes predictions.

import type { Kernels, Pointer } from "../core.ts";

/** B rows of the last layer's output (B, N), and what is computed of them. */
interface Outputs {
  readonly logits: Pointer;
  /** (B, N): what `forward` keeps for `backward`, and `predict` gives. */
  readonly probabilities: Pointer;
  /** (B, N): the gradient of the mean loss. */
  readonly dlogits: Pointer;
  /** Bytes (B). */
  readonly labels: Pointer;
  /** float64 (B): the loss of each row. */
  readonly losses: Pointer;
  /** Bytes (B): the class that is predicted. */
  readonly predicted: Pointer;
  /** Share of each row's target that all classes have alike, in training. */
  readonly smoothing: number;
  readonly B: number;
  readonly N: number;
}

interface LossRow {
  /** What predictions are called, in inspect and as an ONNX operator over the last axis. */
  readonly output: { readonly name: string; readonly onnx: string };
  /** The rows' losses. */
  readonly forward: (kernels: Kernels, outputs: Outputs) => void;
  /** dlogits, after `forward`, where `batch` rows make the mean. */
  readonly backward: (kernels: Kernels, outputs: Outputs, batch: number) => void;
  /** The rows' losses, and the classes that are predicted. */
  readonly evaluate: (kernels: Kernels, outputs: Outputs) => void;
  /** Predictions at `probabilities`. */
  readonly predict: (kernels: Kernels, outputs: Outputs) => void;
}

function rows<const Name extends string>(table: Record<Name, LossRow>): Readonly<Record<Name, LossRow>> {
  return table;
}

export const losses = rows({
  softmaxCrossEntropy: {
    output: { name: "softmax", onnx: "Softmax" },
    forward: (kernels, { losses, probabilities, logits, labels, smoothing, B, N }) =>
      kernels.softmaxCrossEntropyForward(losses, probabilities, logits, labels, smoothing, B, N),
    backward: (kernels, { dlogits, probabilities, labels, smoothing, B, N }, batch) =>
      kernels.softmaxCrossEntropyBackward(dlogits, probabilities, labels, smoothing, batch, B, N),
    evaluate: (kernels, { losses, predicted, logits, labels, B, N }) =>
      kernels.evaluateLogits(losses, predicted, logits, labels, B, N),
    predict: (kernels, { probabilities, logits, B, N }) => kernels.softmax(probabilities, logits, B, N),
  },
});

export type Loss = keyof typeof losses;
