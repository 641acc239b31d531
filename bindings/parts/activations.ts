// The table of activations: their kernels, the first weights that suit them, and what ONNX calls them.

import type { Kernels, Pointer } from "../core.ts";
import type { InitRule } from "./dense.ts";
import { layer } from "./layer.ts";

interface ActivationRow {
  /** The rule for the first weights of a layer with this activation, where it gives none. */
  readonly init: InitRule;
  /** The ONNX operator of the same function. The identity needs none, nor kernels, nor a layer. */
  readonly onnx?: string;
  /** y = f(x), n values; y may be x. */
  readonly forward?: (kernels: Kernels, y: Pointer, x: Pointer, n: number) => void;
  /** dx = dy f'(x), with f' from y; dx may be dy. */
  readonly backward?: (kernels: Kernels, dx: Pointer, dy: Pointer, y: Pointer, n: number) => void;
}

function rows<const Name extends string>(table: Record<Name, ActivationRow>): Readonly<Record<Name, ActivationRow>> {
  return table;
}

export const activations = rows({
  sigmoid: {
    init: "xavier",
    onnx: "Sigmoid",
    forward: (kernels, y, x, n) => kernels.sigmoidForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.sigmoidBackward(dx, dy, y, n),
  },
  relu: {
    init: "he",
    onnx: "Relu",
    forward: (kernels, y, x, n) => kernels.reluForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.reluBackward(dx, dy, y, n),
  },
  tanh: {
    init: "xavier",
    onnx: "Tanh",
    forward: (kernels, y, x, n) => kernels.tanhForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.tanhBackward(dx, dy, y, n),
  },
  identity: { init: "xavier" },
});

export type Activation = keyof typeof activations;
export const activationNames = Object.keys(activations) as Activation[];

/** f(x), in place of the output of the layer before. */
export const activation = layer({
  about: "What follows a hidden layer's dense (and batch norm) part.",
  options: {
    name: {
      kind: "choice", default: "relu", choices: activationNames,
      about: "What follows a hidden layer's dense (and batch norm) part.",
    },
  },
  parameters: () => ({}),
  statistics: () => ({}),
  regions: () => ({}),
  scratch: () => ({}),
  forward: (kernels, { units, options: { name }, x, y }, { rows }) =>
    activations[name].forward?.(kernels, y, x, rows * units),
  backward: (kernels, { units, options: { name }, y }, dy, { rows }) => {
    activations[name].backward?.(kernels, dy, dy, y, rows * units);
    return dy;
  },
});
