// The table of activations: their options, kernels, the first weights that suit them, and what ONNX has for them.

import type { Kernels, Pointer } from "../core.ts";
import type { InitRule } from "./dense.ts";
import { layer, type RegionSize } from "./layer.ts";
import { type NamedPart, type OptionValues, type ResolvedPart, resolvePart } from "./options.ts";

/** All options that activations have. */
const options = {
  slope: { kind: "number", default: 0.01, min: 0, max: 1, omitDefault: true, about: "What x is multiplied by where it is below 0." },
  alpha: { kind: "number", default: 1, min: 0, max: 1e6, omitDefault: true, about: "α of α(eˣ − 1), which x becomes where it is below 0." },
  approximate: {
    kind: "choice", default: "none", choices: ["none", "tanh"], omitDefault: true,
    about: "x Φ(x) with the normal distribution function itself (none), or with ½(1 + tanh(√(2/π)(x + 0.044715 x³))) for it (tanh).",
  },
} as const;
const { slope, alpha, approximate } = options;
type Values = OptionValues<typeof options>;

/** The operators of opset 13 that activations are made of. */
export type OnnxOperator =
  | "Add" | "Div" | "Elu" | "Erf" | "LeakyRelu" | "Mul" | "Relu" | "Sigmoid" | "Softplus" | "Tanh";

/** An expression of ONNX operators, from which other exports follow too; "x" is the activation's input. */
export interface OnnxOperation {
  readonly operator: OnnxOperator;
  readonly operands: readonly (OnnxOperation | "x" | number)[];
  readonly attributes?: Readonly<Record<string, number>>;
}

const op = (operator: OnnxOperator, ...operands: OnnxOperation["operands"]): OnnxOperation => ({ operator, operands });

interface ActivationRow {
  readonly options: Partial<typeof options>;
  /** The rule for the first weights of a layer with this activation, where it gives none. */
  readonly init: InitRule;
  /** The same function in ONNX, opset 13. The identity needs none, nor kernels, nor a layer. */
  readonly onnx?: (options: Values) => OnnxOperation;
  /** y = f(x), n values; y may be x where `backward` takes y. */
  readonly forward?: (kernels: Kernels, y: Pointer, x: Pointer, n: number, options: Values) => void;
  /** dx = dy f'(x), with f' from `kept`, which is y; dx may be dy. */
  readonly backward?: (kernels: Kernels, dx: Pointer, dy: Pointer, kept: Pointer, n: number, options: Values) => void;
  /** Whether f' cannot be told from y: `kept` is x, and y has memory of its own. */
  readonly keepsInput?: true;
}

function rows<const Table extends Readonly<Record<string, ActivationRow>>>(table: Table): Table {
  return table;
}

/** z = linear x + cubic x³ of x / (1 + e^-z), which is gelu's tanh form. */
const LINEAR = 1.5957691216057308;
const CUBIC = LINEAR * 0.044715;

export const activations = rows({
  sigmoid: {
    options: {},
    init: "xavier",
    onnx: () => op("Sigmoid", "x"),
    forward: (kernels, y, x, n) => kernels.sigmoidForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.sigmoidBackward(dx, dy, y, n),
  },
  relu: {
    options: {},
    init: "he",
    onnx: () => op("Relu", "x"),
    forward: (kernels, y, x, n) => kernels.reluForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.reluBackward(dx, dy, y, n),
  },
  tanh: {
    options: {},
    init: "xavier",
    onnx: () => op("Tanh", "x"),
    forward: (kernels, y, x, n) => kernels.tanhForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.tanhBackward(dx, dy, y, n),
  },
  identity: { options: {}, init: "xavier" },
  leakyRelu: {
    options: { slope },
    init: "he",
    onnx: ({ slope: alpha }) => ({ ...op("LeakyRelu", "x"), attributes: { alpha } }),
    forward: (kernels, y, x, n, { slope: below }) => kernels.leakyReluForward(y, x, below, n),
    backward: (kernels, dx, dy, y, n, { slope: below }) => kernels.leakyReluBackward(dx, dy, y, below, n),
  },
  elu: {
    options: { alpha },
    init: "he",
    onnx: ({ alpha: scale }) => ({ ...op("Elu", "x"), attributes: { alpha: scale } }),
    forward: (kernels, y, x, n, { alpha: scale }) => kernels.eluForward(y, x, scale, n),
    backward: (kernels, dx, dy, y, n, { alpha: scale }) => kernels.eluBackward(dx, dy, y, scale, n),
  },
  gelu: {
    options: { approximate },
    init: "he",
    // The operator Gelu is of opset 20, which few runtimes read yet.
    onnx: ({ approximate: form }) =>
      form === "tanh"
        ? op("Mul", "x", op("Sigmoid", op("Mul", "x", op("Add", LINEAR, op("Mul", CUBIC, op("Mul", "x", "x"))))))
        : op("Mul", op("Mul", "x", op("Add", op("Erf", op("Div", "x", Math.SQRT2)), 1)), 0.5),
    forward: (kernels, y, x, n, { approximate: form }) =>
      form === "tanh" ? kernels.gatedForward(y, x, LINEAR, CUBIC, n) : kernels.geluForward(y, x, n),
    backward: (kernels, dx, dy, x, n, { approximate: form }) =>
      form === "tanh" ? kernels.gatedBackward(dx, dy, x, LINEAR, CUBIC, n) : kernels.geluBackward(dx, dy, x, n),
    keepsInput: true,
  },
  silu: {
    options: {},
    init: "he",
    onnx: () => op("Mul", "x", op("Sigmoid", "x")),
    forward: (kernels, y, x, n) => kernels.gatedForward(y, x, 1, 0, n),
    backward: (kernels, dx, dy, x, n) => kernels.gatedBackward(dx, dy, x, 1, 0, n),
    keepsInput: true,
  },
  softplus: {
    options: {},
    init: "xavier",
    onnx: () => op("Softplus", "x"),
    forward: (kernels, y, x, n) => kernels.softplusForward(y, x, n),
    backward: (kernels, dx, dy, y, n) => kernels.softplusBackward(dx, dy, y, n),
  },
});

type Table = typeof activations;
export type ActivationName = keyof Table;
export const activationNames = Object.keys(activations) as ActivationName[];

/** An activation as a user writes it: a name, or an object with it and any of its options. */
export type Activation = ActivationName | NamedPart<Table>;

/** The name alone where every option has its default. */
export type ResolvedActivation = ActivationName | ResolvedPart<Table>;

/** The object that a name alone stands for. */
export function activationPart<Part extends object>(given: ActivationName | Part) {
  return typeof given === "string" ? { name: given } : given;
}

/** Fills in defaults. Throws a UsagiError that names the place, e.g. `hidden[1].activation.slope`. */
export function resolveActivation(place: string, given: unknown): ResolvedActivation {
  const resolved = resolvePart(place, activations, given);
  return Object.keys(resolved).length > 1 ? resolved : resolved.name;
}

/** Any row of the table. */
export function activationRow(name: ActivationName): ActivationRow {
  return activations[name];
}

/** f(x): in place of the output of the layer before, unless its slope needs that. */
export const activation = layer({
  about: "What follows a hidden layer's dense (and batch norm) part.",
  options: {
    name: {
      kind: "choice", default: "relu", choices: activationNames,
      about: "What follows a hidden layer's dense (and batch norm) part.",
    },
    ...options,
  },
  parameters: () => ({}),
  statistics: () => ({}),
  regions: ({ units, options: { name }, maxRows }) =>
    (activationRow(name).keepsInput ? { y: { rows: maxRows, bytes: units * 4 } } : {}) as Record<"y", RegionSize>,
  scratch: () => ({}),
  forward: (kernels, { units, options: { name, ...values }, x, y }, { rows }) =>
    activationRow(name).forward?.(kernels, y, x, rows * units, values),
  backward: (kernels, { units, options: { name, ...values }, x, y, dy }, { rows }) => {
    const { backward, keepsInput } = activationRow(name);
    backward?.(kernels, dy, dy, keepsInput ? x : y, rows * units, values);
  },
});
