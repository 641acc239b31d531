// The norms of each layer's gradient and step, of all variants at one step: what is drawn, and what they say.

import type { LayerNorms } from "../../experiment/layers.ts";

/** A variant at one step; without norms where it has not come so far. */
export interface ArmNorms {
  readonly name: string;
  /** Place of the variant. */
  readonly index: number;
  readonly layers: readonly LayerNorms<number>[];
}

/** Those with weights from every input to every unit: batch norm's factors are few, and tell little. */
const isDense = ({ name }: { name: string }) => name.startsWith("dense");

/** The layers of the variant that has most, from the first to the last. */
export function layerNames(all: readonly ArmNorms[]): string[] {
  const names = all.map(({ layers }) => layers.filter(isDense).map(({ name }) => name));
  return names.reduce<string[]>((most, own) => (own.length > most.length ? own : most), []);
}

export const normsOf = ({ layers }: ArmNorms, name: string) => layers.find((layer) => layer.name === name);

/** Whole powers of ten, between which all bars are drawn. */
export interface Scale {
  readonly low: number;
  readonly high: number;
}

/** One scale for gradients and steps of all variants at all times, so that bars can be compared. */
export function scaleOf(all: readonly (readonly LayerNorms<readonly number[] | number>[])[]): Scale {
  let [low, high] = [Infinity, -Infinity];
  const see = (value: number) => {
    if (!(value > 0 && value < Infinity)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const layer of all.flat().filter(isDense)) {
    for (const values of [layer.gradient, layer.update]) {
      if (typeof values === "number") see(values);
      else values.forEach(see);
    }
  }
  if (low > high) return { low: -6, high: 0 };
  const first = Math.floor(Math.log10(low));
  return { low: first, high: Math.max(first + 1, Math.ceil(Math.log10(high))) };
}

/** How long a value's bar is, from 0 to 1; what is 0 or no number has none. */
export function lengthOf(value: number, { low, high }: Scale): number {
  if (!(value > 0)) return 0;
  return Math.min(1, Math.max(0.01, (Math.log10(value) - low) / (high - low)));
}

/** What the norms of one step say. */
export interface Contrast {
  /** Whose gradients these are, where the variants do not share them. */
  readonly arm: string | undefined;
  /** The layers with the smallest and the largest gradient, and how many times the one is the other. */
  readonly small: string;
  readonly large: string;
  readonly ratio: number;
  readonly layers: readonly string[];
  /** The shortest and the longest step in the layer of the smallest gradient, where there is a difference. */
  readonly steps: { readonly least: Step; readonly most: Step } | undefined;
}

interface Step {
  readonly name: string;
  readonly length: number;
}

/** Gradients that differ by less than this are the same ones, but for rounding. */
const sameGradient = 1e-3;
/** Steps that differ by less than this factor are about as long. */
const otherStep = 1.5;

/** The variant whose layers' gradients differ most speaks for all. Nothing of networks of one layer. */
export function contrast(all: readonly ArmNorms[]): Contrast | undefined {
  const spreads = all.flatMap((arm) => {
    const dense = arm.layers.filter((layer) => isDense(layer) && layer.gradient > 0 && layer.gradient < Infinity);
    if (dense.length < 2) return [];
    const by = [...dense].sort((a, b) => a.gradient - b.gradient);
    const [small, large] = [by[0]!, by.at(-1)!];
    return [{ arm, small, large, ratio: large.gradient / small.gradient, layers: dense }];
  });
  const [widest] = [...spreads].sort((a, b) => b.ratio - a.ratio);
  if (!widest) return undefined;
  const { small, large, ratio, arm } = widest;
  const isSame = (a: number, b: number) => Math.abs(a - b) <= sameGradient * Math.max(a, b);
  const shared = spreads.length === all.length && spreads.every(({ layers }) =>
    layers.length === widest.layers.length && layers.every((layer, i) => isSame(layer.gradient, widest.layers[i]!.gradient)));
  const steps = all.flatMap((one) => {
    const length = normsOf(one, small.name)?.update;
    return length !== undefined && length >= 0 && length < Infinity ? [{ name: one.name, length }] : [];
  }).sort((a, b) => a.length - b.length);
  const [least, most] = [steps[0], steps.at(-1)];
  return {
    arm: shared ? undefined : arm.name, small: small.name, large: large.name, ratio, layers: widest.layers.map(({ name }) => name),
    steps: least && most && most.length > otherStep * least.length ? { least, most } : undefined,
  };
}
