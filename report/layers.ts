/** The norms of each layer that runs have recorded: of gradients, of steps, of weights. */
import type { RunResult } from "../experiment/results.ts";
import type { ArmResults } from "./statistics/arms.ts";
import { summarize } from "./statistics/summary.ts";

export type LayerNorm = "gradient" | "update" | "weight";

/** Those with weights from every input to every unit: batch norm's factors are few, and tell little. */
const isDense = ({ name }: { name: string }) => name.startsWith("dense");

/** From the first to the last, of the run with most; none where none has recorded any. */
export function layerNames(runs: readonly RunResult[]): string[] {
  const all = runs.map(({ layers = [] }) => layers.filter(isDense).map(({ name }) => name));
  return all.reduce((most, names) => (names.length > most.length ? names : most), []);
}

export interface LayerRatios {
  arm: string;
  /** The first and the last layer that is trained. */
  first: string;
  last: string;
  /** Medians over evaluations and seeds: |g| of the first over |g| of the last; a step over its weights. */
  gradients: number;
  firstStep: number;
  lastStep: number;
}

/** Undefined where nothing was recorded, or one layer alone is trained. */
export function layerRatios({ name, counted }: ArmResults): LayerRatios | undefined {
  const runs = counted.flatMap(({ layers }) => {
    const trained = layers?.filter(isDense) ?? [];
    return trained.length > 1 ? [{ first: trained[0]!, last: trained.at(-1)! }] : [];
  });
  if (runs.length === 0) return undefined;
  const median = (ratios: (run: (typeof runs)[number]) => number[]) =>
    summarize(runs.flatMap(ratios)).median;
  const over = (part: readonly number[], whole: readonly number[]) => part.map((value, index) => value / whole[index]!);
  return {
    arm: name, first: runs[0]!.first.name, last: runs[0]!.last.name,
    gradients: median(({ first, last }) => over(first.gradient, last.gradient)),
    firstStep: median(({ first }) => over(first.update, first.weight)),
    lastStep: median(({ last }) => over(last.update, last.weight)),
  };
}
