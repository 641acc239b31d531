// What becomes of each layer while a network trains: the norms of its weights, of their gradient, and of the steps that
// they make.

import type { ResolvedDescription } from "../bindings/description.ts";
import { expand } from "../bindings/expand.ts";
import type { Network } from "../bindings/network.ts";

/** L2 norms of a layer's weights at one step, or at each of several: `Values` is a number, or a list of numbers. */
export interface LayerNorms<Values> {
  /** As `expand` calls it: `dense1`, `batchNorm1`. */
  readonly name: string;
  /** Of the gradient as the optimizer took it: L1 and L2 penalties are in it, clipping is done, weight decay is not. */
  readonly gradient: Values;
  /** Of what the step changed, weight decay and the limit of norms included. */
  readonly update: Values;
  /** Of the weights after the step. */
  readonly weight: Values;
}

/** The arrays that stand for layers, their first parameters: the weights of dense layers, the γ of batch norm. */
export function weightArrays(description: ResolvedDescription): { name: string; array: string; trainable: boolean }[] {
  return expand(description).flatMap(({ name, trainable, arrays }) => {
    const first = arrays.find(({ role }) => role === "parameter");
    return first ? [{ name, array: first.name, trainable }] : [];
  });
}

/** A network's weights before a step, of the layers that are trained. */
export type WeightsBefore = readonly { readonly name: string; readonly array: string; readonly values: Float32Array }[];

export function weightsBefore(network: Network): WeightsBefore {
  const trained = weightArrays(network.description).filter(({ trainable }) => trainable);
  return trained.map(({ name, array }) => ({ name, array, values: network.get(array) }));
}

/** The norms of the step that a network has just made from those weights. */
export function normsOf(network: Network, before: WeightsBefore): LayerNorms<number>[] {
  return before.map(({ name, array, values }) => {
    const after = network.get(array);
    return {
      name,
      gradient: rounded(norm(network.gradient(array))),
      update: rounded(distance(after, values)),
      weight: rounded(norm(after)),
    };
  });
}

/** Nothing recorded yet. */
export function noNorms(description: ResolvedDescription): LayerNorms<number[]>[] {
  const trained = weightArrays(description).filter(({ trainable }) => trainable);
  return trained.map(({ name }) => ({ name, gradient: [], update: [], weight: [] }));
}

/** The same of every series. */
export function eachSeries<To>(
  layers: readonly LayerNorms<number[]>[], change: (values: number[]) => To,
): LayerNorms<To>[] {
  return layers.map(({ name, gradient, update, weight }) =>
    ({ name, gradient: change(gradient), update: change(update), weight: change(weight) }));
}

/** Adds the norms of one step to the series, whose layers are the same. */
export function addNorms(layers: readonly LayerNorms<number[]>[], norms: readonly LayerNorms<number>[]): void {
  layers.forEach(({ gradient, update, weight }, i) => {
    const one = norms[i]!;
    gradient.push(one.gradient);
    update.push(one.update);
    weight.push(one.weight);
  });
}

/** Sums in float64 and in one order: the square of a float32 is exact there, and so is the root. */
function norm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

function distance(values: Float32Array, others: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const difference = values[i]! - others[i]!;
    sum += difference * difference;
  }
  return Math.sqrt(sum);
}

/** Six digits tell all that a norm has to, and results.json has many. */
const rounded = (value: number) => Number(value.toPrecision(6));
