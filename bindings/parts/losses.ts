// The table of losses: of the last layer's output and the labels, and how that output becomes predictions.

import type { Kernels, Pointer } from "../core.ts";

/** Rows of the last layer's output, B rows of N, and what is computed of them. */
interface Outputs {
  readonly logits: Pointer;
  /** (B, N): what `forward` keeps for `backward`, and `predict` gives. */
  readonly probabilities: Pointer;
  /** Bytes (B). */
  readonly labels: Pointer;
  /** Share of each row's target that all classes have alike, in training. */
  readonly smoothing: number;
  readonly B: number;
  readonly N: number;
}

interface LossRow {
  /** What predictions are called, in inspect and as an ONNX operator over the last axis. */
  readonly output: { readonly name: string; readonly onnx: string };
  /** The sum of the rows' losses. */
  readonly forward: (kernels: Kernels, outputs: Outputs) => number;
  /** The gradient of their mean at dlogits (B, N), after `forward`. */
  readonly backward: (kernels: Kernels, dlogits: Pointer, outputs: Outputs) => void;
  /** The sum of the rows' losses, and counts the classes that are predicted into confusion, u32 (N, N). */
  readonly evaluate: (kernels: Kernels, confusion: Pointer, outputs: Outputs) => number;
  /** Predictions at `probabilities`. */
  readonly predict: (kernels: Kernels, outputs: Outputs) => void;
}

function rows<const Name extends string>(table: Record<Name, LossRow>): Readonly<Record<Name, LossRow>> {
  return table;
}

export const losses = rows({
  softmaxCrossEntropy: {
    output: { name: "softmax", onnx: "Softmax" },
    forward: (kernels, { probabilities, logits, labels, smoothing, B, N }) =>
      kernels.softmaxCrossEntropyForward(probabilities, logits, labels, smoothing, B, N),
    backward: (kernels, dlogits, { probabilities, labels, smoothing, B, N }) =>
      kernels.softmaxCrossEntropyBackward(dlogits, probabilities, labels, smoothing, B, N),
    evaluate: (kernels, confusion, { logits, labels, B, N }) => kernels.evaluateLogits(confusion, logits, labels, B, N),
    predict: (kernels, { probabilities, logits, B, N }) => kernels.softmax(probabilities, logits, B, N),
  },
});

export type Loss = keyof typeof losses;
