// Clipping: gradients are brought within a limit before the optimizer takes them, as PyTorch's clip_grad_value_ and
// clip_grad_norm_ do.

import type { Kernels, Pointer } from "../core.ts";
import type { OptionRules, OptionValues } from "./options.ts";

/** An array of gradients. */
interface Gradients {
  readonly at: Pointer;
  readonly length: number;
}

type Clip = (kernels: Kernels, arrays: readonly Gradients[], limit: number) => void;

/** Scales arrays so that the norm of all their values together is at most `limit`. */
const shrink: Clip = (kernels, arrays, limit) => {
  const squares = arrays.reduce((sum, { at, length }) => sum + kernels.sumOfSquares(at, length), 0);
  // A norm that is not a number makes all of them so, and shows.
  const factor = limit / (Math.sqrt(squares) + 1e-6);
  if (factor >= 1) return;
  for (const { at, length } of arrays) kernels.scale(at, at, factor, length);
};

const ways = {
  value: (kernels, arrays, limit) => {
    for (const { at, length } of arrays) kernels.clip(at, limit, length);
  },
  norm: (kernels, arrays, limit) => {
    for (const array of arrays) shrink(kernels, [array], limit);
  },
  globalNorm: shrink,
} satisfies Record<string, Clip>;
const wayNames = Object.keys(ways) as (keyof typeof ways)[];

export const clipping = {
  about: "Limit of the gradients that the optimizer takes.",
  options: {
    limit: { kind: "number", default: 1, min: 0, minExcluded: true, max: 1e6, about: "Most that is let through." },
    by: {
      kind: "choice", default: "globalNorm", choices: wayNames,
      about:
        "What is limited: each value, the norm of each array, or the norm of all gradients together (globalNorm). Norms " +
        "are scaled by limit / (norm + 1e-6), as in PyTorch.",
    },
  },
  shorthand: "limit",
} as const satisfies { about: string; options: OptionRules; shorthand: string };

export type ClippingOptions = OptionValues<typeof clipping.options>;

/** Clips the gradients of all trained parameters, one after another, in place. */
export function clipGradients(kernels: Kernels, arrays: readonly Gradients[], { by, limit }: ClippingOptions): void {
  ways[by](kernels, arrays, limit);
}
