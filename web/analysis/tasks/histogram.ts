import { sizeAt } from "../../../report/tiles.ts";
import { nearZeroShare } from "../../../report/statistics/weights.ts";
import type { Tools, Weights } from "../tools.ts";

export interface Histograms {
  /** The bars are equally wide and go from −range to range; what lies beyond is counted in the outer ones. */
  range: number;
  /** Of each network; none of one that has no such array, or whose values are no numbers any more. */
  networks: ({ counts: Uint32Array; nearZero: number } | undefined)[];
}

/** So much of all weights is within the range. */
const within = 0.999;
/** The range goes so many times as far as the middle network's: one whose weights explode does not make the others narrow. */
const beyond = 5;

/**
 * How the values of an array are spread in each network, on one scale. `bars` is odd, so that one stands at 0; `nearZero`
 * is the share of values near it.
 */
export function histogram(
  _: Tools, { networks, array, bars }: { networks: readonly Weights[]; array: string; bars: number },
): Histograms {
  const all = networks.map(({ tensors }) => tensors[array]);
  const reach = all.map((values) => (values ? sizeAt(values, Math.floor(within * (values.length - 1))) : NaN));
  const known = reach.filter(Number.isFinite).sort((a, b) => a - b);
  const range = Math.min(known.at(-1) ?? 0, beyond * known[Math.floor(known.length / 2)]!) || 1;
  return {
    range,
    networks: all.map((values, i) => {
      if (!values || !Number.isFinite(reach[i])) return undefined;
      const counts = new Uint32Array(bars);
      for (const value of values) {
        const bar = Math.floor(((value / range + 1) / 2) * bars);
        counts[Math.min(bars - 1, Math.max(0, bar))]!++;
      }
      return { counts, nearZero: nearZeroShare(values) };
    }),
  };
}
