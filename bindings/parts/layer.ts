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
  /** Among how many threads a pass is shared out. */
  readonly shares: number;
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
  /** All rows. */
  readonly batch: number;
  readonly mode: Mode;
  /** Training steps taken: the position in the dropout streams. */
  readonly step: number;
  readonly seed: SeedWords;
  /** Where the values of the network's input are bytes: their scale, else 0. */
  readonly inputScale: Pointer;
}

/** What one thread does of a pass. */
export interface Share extends Pass {
  /** Its number, from 0, of `count`. */
  readonly index: number;
  readonly count: number;
  /** Its rows of the batch, and where they begin. */
  readonly rows: number;
  readonly first: number;
}

/** The part of n rows, columns or elements that is a share's: `from` up to `to`, in whole groups of four. */
export function partOf(n: number, { index, count }: Pick<Share, "index" | "count">): { from: number; to: number } {
  const start = (share: number) => Math.min(n, 4 * Math.floor((Math.ceil(n / 4) * share) / count));
  return { from: start(index), to: start(index + 1) };
}

/** Whether a share has the parameters of a block that are vectors: too few to be shared out. */
export function ownsVectors(block: number, { index, count }: Pick<Share, "index" | "count">): boolean {
  return block % count === index;
}

/** Bytes of a region; where each row has its own, the rows and the bytes of one. */
export type RegionSize = number | { readonly rows: number; readonly bytes: number };

/** A layer in memory. In work on rows x, y, dy and the regions that have rows are those of the share's first row. */
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
  /** (rows, units): the gradient of y, and where the layer works in place of it that of x too. */
  readonly dy: Pointer;
  /** Its arrays, regions and scratch by name. */
  readonly at: Readonly<Record<Place, Pointer>>;
  /** The gradients of its parameters by name. */
  readonly gradient: Readonly<Record<Parameter, Pointer>>;
}

/** Calls the kernels for one share. */
type Work<Rules extends OptionRules, Place extends string, Parameter extends string> = (
  kernels: Kernels, layer: Placed<Rules, Place, Parameter>, share: Share,
) => void;

export interface LayerRow<
  Rules extends OptionRules, Parameter extends string, Statistic extends string, Region extends string,
  Scratch extends string,
> {
  readonly about: string;
  readonly options: Rules;
  /** The option that a number alone stands for. Where a block may have the layer, `true` stands for it otherwise. */
  readonly shorthand?: keyof Rules & string;
  /** Whether adding the same to all of a column of x changes nothing in training. */
  readonly centers?: (options: OptionValues<Rules>) => boolean;
  /** Fewest rows of a batch with which it can learn, and why; default 1. */
  readonly leastBatch?: (options: OptionValues<Rules>) => { readonly rows: number; readonly reason: string };
  /** Arrays with a gradient. */
  readonly parameters: (shape: Shape<Rules>) => Readonly<Record<Parameter, ArrayRule>>;
  /** Arrays without. */
  readonly statistics: (shape: Shape<Rules>) => Readonly<Record<Statistic, ArrayRule>>;
  /**
   * Memory of its own. `y` is where its output is; without one it works in place of x. `dx` is where the gradient of x
   * is; without one it takes the place of dy.
   */
  readonly regions: (sizes: Sizes<Rules>) => Readonly<Record<Region, RegionSize>>;
  /** Bytes that all layers use one after another, in each thread: of each name there is the most that any needs. */
  readonly scratch: (sizes: Sizes<Rules>) => Readonly<Record<Scratch, number>>;
  /**
   * Whether in training it needs all rows at once: `forward` and `backward` then work on a share of the columns of all
   * rows, between two meetings of the threads, and in inference on a share of the rows, as those of other layers do.
   */
  readonly needsBatch?: true;
  /** A share of what `backward` needs beside dy, of parameters alone; done before the first of them. */
  readonly prepare?: Work<Rules, Parameter | Statistic | Region | Scratch, Parameter>;
  /** Computes y of x. */
  readonly forward: Work<Rules, Parameter | Statistic | Region | Scratch, Parameter>;
  /** Computes dx of dy; not called for the network's first layer. */
  readonly backward: Work<Rules, Parameter | Statistic | Region | Scratch, Parameter>;
  /** Computes a share of its parameters' gradients, from all rows of dy. */
  readonly gradients?: Work<Rules, Parameter | Statistic | Region | Scratch, Parameter>;
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
