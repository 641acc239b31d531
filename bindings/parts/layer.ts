// What a row of the table of layers says: options, arrays, memory, and how it computes.

import type { Kernels, Pointer } from "../core.ts";
import type { SeedWords } from "../seed.ts";
import type { OptionRules, OptionValues } from "./options.ts";

/** An array of a layer, float32. */
export interface ArrayRule {
  readonly shape: readonly number[];
  /** The value that it starts with, or the standard deviation of the normal deviates that it does. */
  readonly initial: number | { readonly deviation: number };
  /** Whether L1 and L2 count it. Default false. */
  readonly regularized?: boolean;
}

/** What the arrays of a layer depend on. */
export interface Shape<Rules extends OptionRules> {
  /** Values in a row of x. */
  readonly inputs: number;
  /** Values in a row of y. */
  readonly units: number;
  readonly options: OptionValues<Rules>;
}

/** What the memory of a layer depends on. */
export interface Sizes<Rules extends OptionRules> extends Shape<Rules> {
  /** Most rows of a training step. */
  readonly batchSize: number;
  /** Most rows of any pass; at least batchSize. */
  readonly maxRows: number;
  /** Whether x is the network's input. */
  readonly first: boolean;
}

/**
 * "train" moves running statistics; "probe" computes the same without moving them; "infer" uses them, and drops no
 * unit.
 */
export type Mode = "train" | "probe" | "infer";

/** One run over all layers on the rows that are staged. */
export interface Pass {
  readonly rows: number;
  readonly mode: Mode;
  /** Training steps taken: the position in the dropout streams. */
  readonly step: number;
  readonly seed: SeedWords;
  /** Where the values of the network's input are bytes: their scale, else 0. */
  readonly inputScale: Pointer;
}

/** A layer in memory. */
export interface Placed<Rules extends OptionRules, Place extends string, Parameter extends string>
  extends Shape<Rules> {
  readonly first: boolean;
  /** Its place among the dense layers, from 0: it numbers the random streams. */
  readonly block: number;
  /** Whether the layer behind takes every column's mean away. */
  readonly centered: boolean;
  /** (rows, inputs); 0 for the first layer, whose input the network compresses. */
  readonly x: Pointer;
  /** (rows, units) */
  readonly y: Pointer;
  /** Its arrays, regions and scratch by name. */
  readonly at: Readonly<Record<Place, Pointer>>;
  /** The gradients of its parameters by name. */
  readonly gradient: Readonly<Record<Parameter, Pointer>>;
}

export interface LayerRow<
  Rules extends OptionRules, Parameter extends string, Statistic extends string, Region extends string,
  Scratch extends string,
> {
  readonly about: string;
  readonly options: Rules;
  /** The option that a number alone stands for. Where a block may have the layer, `true` stands for it otherwise. */
  readonly shorthand?: keyof Rules & string;
  /** Whether adding the same to all of a column of x changes nothing in training. */
  readonly centers?: true;
  /** Fewest rows of a batch with which it can learn, and why; default 1. */
  readonly leastBatch?: { readonly rows: number; readonly reason: string };
  /** Arrays with a gradient. */
  readonly parameters: (shape: Shape<Rules>) => Readonly<Record<Parameter, ArrayRule>>;
  /** Arrays without. */
  readonly statistics: (shape: Shape<Rules>) => Readonly<Record<Statistic, ArrayRule>>;
  /** Bytes of its own. `y` is where its output is; without one it works in place of x. */
  readonly regions: (sizes: Sizes<Rules>) => Readonly<Record<Region, number>>;
  /** Bytes that all layers use one after another: of each name there is the most that any needs. */
  readonly scratch: (sizes: Sizes<Rules>) => Readonly<Record<Scratch, number>>;
  /** Computes y of x. */
  readonly forward: (
    kernels: Kernels, layer: Placed<Rules, Parameter | Statistic | Region | Scratch, Parameter>, pass: Pass,
  ) => void;
  /** Computes its gradients of dy (rows, units), and returns where dx (rows, inputs) is: in place of dy where it can. */
  readonly backward: (
    kernels: Kernels, layer: Placed<Rules, Parameter | Statistic | Region | Scratch, Parameter>, dy: Pointer, pass: Pass,
  ) => Pointer;
  /** Brings its parameters back to where they may be, after each step of the optimizer. */
  readonly constrain?: (
    kernels: Kernels, layer: Placed<Rules, Parameter | Statistic | Region | Scratch, Parameter>,
  ) => void;
  /** y = (x - center) scale + shift in inference, column by column, where that is all: what exports fold into weights. */
  readonly affine?: (
    shape: Shape<Rules>, arrays: Readonly<Record<Parameter | Statistic, Float32Array>>,
  ) => Affine;
}

/** One value a column. */
export interface Affine {
  readonly center: Float64Array;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** A row with its options and names inferred. */
export function layer<
  const Rules extends OptionRules, Parameter extends string, Statistic extends string, Region extends string,
  Scratch extends string,
>(
  row: LayerRow<Rules, Parameter, Statistic, Region, Scratch>,
): LayerRow<Rules, Parameter, Statistic, Region, Scratch> {
  return row;
}
