// Activations by the expressions that other formats have of them (ONNX), on many values at once.

import type { OnnxOperation, OnnxOperator } from "../../../bindings/parts/activations.ts";

export type Values = Float64Array<ArrayBuffer>;
type Attributes = Readonly<Record<string, number>>;

const operators: Readonly<Record<OnnxOperator, (attributes: Attributes, a: number, b: number) => number>> = {
  Add: (_, a, b) => a + b,
  Mul: (_, a, b) => a * b,
  Div: (_, a, b) => a / b,
  Elu: ({ alpha = 1 }, x) => (x < 0 ? alpha * Math.expm1(x) : x),
  Erf: (_, x) => erf(x),
  LeakyRelu: ({ alpha = 0.01 }, x) => (x < 0 ? alpha * x : x),
  Relu: (_, x) => Math.max(0, x),
  Sigmoid: (_, x) => 1 / (1 + Math.exp(-x)),
  Softplus: (_, x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Tanh: (_, x) => Math.tanh(x),
};

/** Abramowitz and Stegun 7.1.26: to 1.5e-7, which no picture shows. */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - sum * Math.exp(-x * x));
}

/** The value of an expression for each x. */
export function apply(operation: OnnxOperation, x: Values): Values {
  const { operator, operands, attributes = {} } = operation;
  const [a, b] = operands.map((operand) =>
    operand === "x" ? x : typeof operand === "number" ? new Float64Array(x.length).fill(operand) : apply(operand, x));
  const compute = operators[operator];
  return x.map((_, i) => compute(attributes, a![i]!, b?.[i] ?? 0));
}
