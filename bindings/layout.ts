// Where everything of one network lies in its instance's memory: plain data, made before there is a memory.

import { align, Arena } from "./arena.ts";
import { elementsOf } from "./arrays.ts";
import type { Pointer } from "./core.ts";
import type { ResolvedDescription } from "./description.ts";
import { expand, type NetworkArray, type NetworkLayer } from "./expand.ts";
import { augments, imageBytes } from "./parts/augment.ts";
import { ownsVectors, partOf, type Placed, type RegionSize, type Share } from "./parts/layer.ts";
import { layerRow } from "./parts/layers.ts";
import { lossOf } from "./parts/losses.ts";
import type { OptionRules } from "./parts/options.ts";
import { decayOf, optimizerState } from "./parts/optimizers.ts";

/** Rows of one pass in evaluation and prediction: enough to amortize a pass, few enough to stay in cache. */
const EVALUATION_ROWS = 256;

/** A named array of float32 in memory. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly at: Pointer;
}

/** An array of the network; a parameter has a gradient. */
export type PlacedArray = NetworkArray & Tensor & { readonly gradientAt?: Pointer };

/** A layer of the network with its place in memory. */
export type PlacedLayer = Placed<OptionRules, string, string> & Pick<NetworkLayer, "kind" | "name" | "trainable"> & {
  /** Of the regions where each row has its own bytes: how many. */
  readonly rowBytes: Readonly<Record<string, number>>;
};

/** Neighbouring parameters that an optimizer updates in one call, padding between whole arrays included. */
export interface Segment {
  readonly at: Pointer;
  readonly length: number;
  /** Whether the optimizer's weight decay is on them. */
  readonly decays: boolean;
}

/** A parameter that L1 or L2 is added to. */
export interface Penalty {
  readonly weight: Tensor & { readonly gradientAt: Pointer };
  readonly l1: number;
  readonly l2: number;
  /** float64: what the loss gains by it. */
  readonly sum: Pointer;
}

/** What one thread works with. */
export interface ShareLayout {
  /** As those of the layout, with scratch of its own. */
  readonly layers: readonly PlacedLayer[];
  /** What the optimizer updates there. */
  readonly trainable: readonly Segment[];
  /** Room for an image that is moved. */
  readonly image: Pointer;
}

export interface Layout {
  readonly arena: Arena;
  /** In the order of the forward pass. */
  readonly layers: readonly PlacedLayer[];
  /** One for each thread. */
  readonly shares: readonly ShareLayout[];
  readonly arrays: ReadonlyMap<string, PlacedArray>;
  /** Bytes of all parameters, and so of all gradients and of each array of the optimizer's state. */
  readonly blockBytes: number;
  readonly parameters: Pointer;
  readonly gradients: Pointer;
  /** The optimizer's arrays by name, in the order of its row. */
  readonly state: ReadonlyMap<string, Pointer>;
  /** The optimizer's values of each parameter, named like `m/dense1/weight`. */
  readonly stateTensors: readonly Tensor[];
  readonly penalties: readonly Penalty[];
  /** The gradients of what the optimizer updates, array by array. */
  readonly clipped: readonly Pick<Segment, "at" | "length">[];
  /** Most rows of one pass. */
  readonly maxRows: number;
  /** Room for a pass's rows as they come: floats, or the records of a data set. */
  readonly staging: Pointer;
  readonly stagingBytes: number;
  readonly byteScale: Pointer;
  /** (batchSize, inputs), where training changes its inputs: these. */
  readonly augmented: Pointer;
  readonly labels: Pointer;
  /** Of a loss that takes them: the targets of a pass's rows. */
  readonly targets: Pointer;
  /** There: what `addErrors` keeps of each output, float64. */
  readonly errors: Pointer;
  readonly probabilities: Pointer;
  readonly dlogits: Pointer;
  /** float64, one a row. */
  readonly losses: Pointer;
  readonly predicted: Pointer;
}

/** Lays out the network of a description, for as many threads. */
export function planLayout(description: ResolvedDescription, threads = 1): Layout {
  const { inputs, output, optimizer, batchSize } = description;
  const arena = new Arena();
  const maxRows = Math.max(batchSize, EVALUATION_ROWS);
  const layers = expand(description);
  const takesTargets = lossOf(description).of === "targets";

  // All parameters are one block, all gradients another, and each array of the optimizer's state one more.
  const parameterBytes = layers.flatMap(({ arrays }) => arrays.filter(isParameter).map(paddedBytes));
  const blockBytes = parameterBytes.reduce((sum, bytes) => sum + bytes, 0);
  const parameters = arena.reserve(blockBytes);
  const gradients = arena.reserve(blockBytes);
  const state = new Map(
    Object.keys(optimizerState(optimizer)).map((name) => [name, arena.reserve(blockBytes)]),
  );
  let used = 0;
  const place = (array: NetworkArray): PlacedArray => {
    if (!isParameter(array)) return { ...array, at: arena.reserve(elementsOf(array.shape) * 4) };
    const placed = { ...array, at: parameters + used, gradientAt: gradients + used };
    used += paddedBytes(array);
    return placed;
  };

  const sizes = { batchSize, maxRows, shares: threads };
  const dlogits = arena.reserve(batchSize * output.units * 4);
  const arrays = new Map<string, PlacedArray>();
  const forwards: Omit<PlacedLayer, "dy">[] = [];
  layers.forEach((layer, i) => {
    const own = layer.arrays.map(place);
    for (const array of own) arrays.set(array.name, array);
    const regions = layerRow(layer.kind).regions({ ...layer, ...sizes, first: i === 0 });
    const places = reserveAll(arena, mapValues(regions, regionBytes));
    const next = layers[i + 1];
    const x = forwards.at(-1)?.y ?? 0;
    forwards.push({
      ...layer,
      first: i === 0,
      centered: next !== undefined && layerRow(next.kind).centers?.(next.options) === true,
      x,
      y: places["y"] ?? x,
      at: { ...places, ...Object.fromEntries(own.map(({ key, at }) => [key, at])) },
      rowBytes: mapValues(regions, (size) => (typeof size === "number" ? 0 : size.bytes)),
      gradient: Object.fromEntries(own.map(({ key, gradientAt = 0 }) => [key, gradientAt])),
    });
  });
  const placedLayers: PlacedLayer[] = [];
  for (const layer of forwards.toReversed()) {
    const dy = placedLayers[0] ? (placedLayers[0].at["dx"] ?? placedLayers[0].dy) : dlogits;
    placedLayers.unshift({ ...layer, dy });
  }
  const shares = Array.from({ length: threads }, (_, index): ShareLayout => {
    const scratch = reserveScratch(arena, layers, sizes);
    return {
      layers: placedLayers.map((layer) => ({ ...layer, at: { ...scratch, ...layer.at } })),
      trainable: segmentsOf(layers, arrays, { index, count: threads }, decayOf(optimizer)),
      image: arena.reserve(imageBytes(description)),
    };
  });

  // A row of floats, or a record at its longest: three bytes a pixel, count, end mark and padding.
  const stagingBytes = maxRows * (4 * inputs + 8);
  return {
    arena, layers: placedLayers, shares, arrays, blockBytes, parameters, gradients, state, maxRows, stagingBytes, dlogits,
    stateTensors: Array.from(state).flatMap(([name, start]) =>
      Array.from(arrays.values()).filter(isParameter).map((array) =>
        ({ name: `${name}/${array.name}`, shape: array.shape, at: start + array.at - parameters }),
      ),
    ),
    penalties: penaltiesOf(layers, arrays).map((penalty) => ({ ...penalty, sum: arena.reserve(8) })),
    clipped: layers.filter(({ trainable }) => trainable).flatMap((layer) => layer.arrays.filter(isParameter)).map((array) =>
      ({ at: arrays.get(array.name)!.gradientAt!, length: elementsOf(array.shape) }),
    ),
    staging: arena.reserve(stagingBytes),
    byteScale: arena.reserve(256 * 4),
    augmented: arena.reserve(augments(description) ? batchSize * inputs * 4 : 0),
    labels: arena.reserve(maxRows),
    probabilities: arena.reserve(maxRows * output.units * 4),
    losses: arena.reserve(maxRows * 8),
    predicted: arena.reserve(maxRows),
    targets: arena.reserve(takesTargets ? maxRows * output.units * 4 : 0),
    errors: arena.reserve(takesTargets ? output.units * 24 : 0),
  };
}

const isParameter = ({ role }: NetworkArray) => role === "parameter";
const paddedBytes = (array: NetworkArray) => align(elementsOf(array.shape) * 4);

const regionBytes = (size: RegionSize) => (typeof size === "number" ? size : size.rows * size.bytes);

function mapValues<T, U>(values: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function reserveAll(arena: Arena, bytes: Readonly<Record<string, number>>): Record<string, Pointer> {
  return Object.fromEntries(Object.entries(bytes).map(([name, n]) => [name, arena.reserve(n)]));
}

function reserveScratch(
  arena: Arena, layers: readonly NetworkLayer[], sizes: { batchSize: number; maxRows: number; shares: number },
): Record<string, Pointer> {
  const most: Record<string, number> = {};
  layers.forEach((layer, i) => {
    const needed = layerRow(layer.kind).scratch({ ...layer, ...sizes, first: i === 0 });
    for (const [name, bytes] of Object.entries(needed)) most[name] = Math.max(most[name] ?? 0, bytes);
  });
  return reserveAll(arena, most);
}

/** The share of the parameters of trainable layers that a thread updates, joined where neighbours decay alike. */
function segmentsOf(
  layers: readonly NetworkLayer[], placed: ReadonlyMap<string, PlacedArray>, share: Pick<Share, "index" | "count">,
  decay: "none" | "weights" | "parameters",
): Segment[] {
  const segments: { at: Pointer; length: number; decays: boolean }[] = [];
  for (const { block, arrays } of layers.filter(({ trainable }) => trainable)) {
    for (const array of arrays.filter(isParameter)) {
      const { at, length } = partOfArray(placed.get(array.name)!, block, share);
      if (length === 0) continue;
      const decays = decay === "parameters" || (decay === "weights" && array.regularized === true);
      const previous = segments.at(-1);
      if (previous?.decays === decays && previous.at + previous.length * 4 === at) previous.length += length;
      else segments.push({ at, length, decays });
    }
  }
  return segments;
}

/** The share of an array whose gradients a thread computes; with its end comes the padding behind. */
export function partOfArray(
  array: PlacedArray, block: number, share: Pick<Share, "index" | "count">,
): Pick<Segment, "at" | "length"> {
  const [rows = 0, columns] = array.shape;
  const whole = paddedBytes(array) / 4;
  if (columns === undefined) return { at: array.at, length: ownsVectors(block, share) ? whole : 0 };
  const { from, to } = partOf(rows, share);
  return { at: array.at + from * columns * 4, length: from === to ? 0 : (to === rows ? whole : to * columns) - from * columns };
}

/** What regularization is added to: nothing where a layer is not trained. */
function penaltiesOf(
  layers: readonly NetworkLayer[], placed: ReadonlyMap<string, PlacedArray>,
): Omit<Penalty, "sum">[] {
  return layers.flatMap(({ kind, trainable, options, arrays }) => {
    if (kind !== "dense" || !trainable || (options.l1 === 0 && options.l2 === 0)) return [];
    const { l1, l2 } = options;
    return arrays.filter(({ regularized }) => regularized).map(({ name }) => {
      const { gradientAt = 0, ...weight } = placed.get(name)!;
      return { weight: { ...weight, gradientAt }, l1, l2 };
    });
  });
}
