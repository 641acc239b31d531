/**
 * What stands between the gradient of the data and the one that an optimizer takes, and between its step and the weight:
 * penalties, clipping, and the limit of norms, as `assembly/regularizer.ts` computes them.
 */
import type { ClippingOptions } from "../../bindings/parts/clipping.ts";
import { add, multiply, named, type Quantity, signed, solely, withValue, Working } from "./float32.ts";

const { fround } = Math;

/** What a weight's gradient is made of. */
export interface GradientOf {
  /** Of the batch's mean loss, without penalties. */
  readonly data: number;
  readonly w: number;
  /** Strengths of the penalties on this weight. */
  readonly l1: number;
  readonly l2: number;
  /** Clipping, with the squares of what is scaled together, if it is by a norm. */
  readonly clipping?: ClippingOptions & { readonly squares: number };
}

/** Writes down how the gradient is made that the optimizer takes, which it returns. */
export function explainGradient(working: Working, { data, w, l1, l2, clipping }: GradientOf): Quantity {
  const taken = ({ value, parts }: Quantity) => named("g", value, parts);
  const weight = named("w", w);
  const d = solely("data", working.take("d", data));
  let g = d;
  const pull = l1 > 0 ? solely("l1", signed(working.take("λ₁", l1), weight)) : undefined;
  const shrink = l2 > 0 ? solely("l2", multiply(working.take("λ₂", l2), weight)) : undefined;
  const penalty = pull && shrink ? add(shrink, pull) : (pull ?? shrink);
  if (penalty) g = working.let("g", add(d, penalty));
  if (!clipping) return taken(g);
  const { by, limit, squares } = clipping;
  if (by === "value") {
    const most = fround(limit);
    // As f32x4.pmin and pmax have it: NaN stays.
    const low = most < g.value ? most : g.value;
    const value = low < -most ? -most : low;
    if (!Object.is(value, g.value)) {
      const bounds = working.take("limit", limit);
      g = working.let("g", {
        ...withValue(g, value), symbols: `max(−${bounds.symbols}, min(${g.symbols}, ${bounds.symbols}))`,
        numbers: `max(−${bounds.numbers}, min(${g.numbers}, ${bounds.numbers}))`, kind: "atom",
      });
    }
    return taken(g);
  }
  const norm = Math.sqrt(squares);
  const factor = limit / (norm + 1e-6);
  if (factor >= 1) return taken(g);
  working.take("limit", limit);
  working.take("|g|", norm);
  return working.let("g", multiply(working.constant("c", "limit/(|g| + 1e-6)", factor), g));
}

/** The sum of squares as the kernel adds it up: the squares in float32, the sums of lanes 0 and 2, 1 and 3 in float64. */
export function sumOfSquares(values: Float32Array): number {
  const at = (i: number) => fround((values[i] ?? 0) * (values[i] ?? 0));
  let [even, odd] = [0, 0];
  for (let i = 0; i < values.length; i += 4) {
    even += at(i) + at(i + 2);
    odd += at(i + 1) + at(i + 3);
  }
  return even + odd;
}

/** Writes down how a weight is scaled where the weights into its unit, in the column, are longer than the limit. */
export function explainLimit(working: Working, w: number, column: Float32Array, limit: number): number {
  const norm = Math.sqrt(column.reduce((sum, value) => sum + fround(value * value), 0));
  if (!(norm > limit)) return w;
  working.take("limit", limit);
  working.take("|column|", norm);
  const factor = working.constant("c", "limit/(|column| + 1e-7)", limit / (norm + 1e-7));
  return working.let("w", multiply(factor, named("w", w))).value;
}
