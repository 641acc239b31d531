// Where everything of one network lies in its instance's memory. Nothing is written here: a layout can be
// made only to know how many bytes a network needs.

import { align, Arena } from "./arena.ts";
import type { Kernels, Pointer } from "./core.ts";
import type { ResolvedDescription } from "./description.ts";
import type { Context, Layer, Scratch, Tensor } from "./parts/layers.ts";
import { Activate, BatchNorm, Dense, Dropout, reserveCompressed } from "./parts/layers.ts";
import { optimizerRow } from "./parts/optimizers.ts";
import { splitSeed } from "./seed.ts";

/** Rows of one pass in evaluation and prediction: enough to amortize a pass, few enough to stay in cache. */
const EVALUATION_ROWS = 256;

/** Neighbouring parameters that an optimizer updates in one call, padding between them included. */
export interface Range {
  readonly at: Pointer;
  readonly length: number;
}

export class Layout {
  readonly arena: Arena;
  /** In the order of the forward pass; the last one gives the logits. */
  readonly layers: Layer[] = [];
  readonly dense: Dense[] = [];
  readonly batchNorms: BatchNorm[] = [];
  readonly dropouts = new Map<string, Dropout>();
  readonly tensors = new Map<string, Tensor>();
  /** Bytes of all parameters, and so of all gradients and of each array of the optimizer's state. */
  readonly blockBytes: number;
  readonly parameters: Pointer;
  readonly gradients: Pointer;
  /** The optimizer's arrays by name, in the order of its row. */
  readonly state: ReadonlyMap<string, Pointer>;
  /** What the optimizer updates. */
  readonly trainable: readonly Range[];
  /** Most rows of one pass. */
  readonly maxRows: number;
  /** Room for a pass's rows as they come: floats, or the records of a data set. */
  readonly staging: Pointer;
  readonly stagingBytes: number;
  readonly byteScale: Pointer;
  readonly labels: Pointer;
  readonly probabilities: Pointer;
  readonly dlogits: Pointer;
  readonly confusion: Pointer;

  constructor(kernels: Kernels, description: ResolvedDescription, steps: () => number) {
    const { inputs, output, optimizer, batchSize, seed } = description;
    const arena = new Arena(kernels);
    this.arena = arena;
    this.maxRows = Math.max(batchSize, EVALUATION_ROWS);

    this.blockBytes = parameterBytes(description);
    this.parameters = arena.reserve(this.blockBytes);
    this.gradients = arena.reserve(this.blockBytes);
    this.state = new Map(
      Object.keys(optimizerRow(optimizer.name).state).map((name) => [name, arena.reserve(this.blockBytes)]),
    );

    let used = 0;
    this.#addLayers(description, {
      kernels,
      arena,
      parameter: (name, ...shape) => {
        const tensor = { name, shape, at: this.parameters + used, gradientAt: this.gradients + used };
        used += align(length(tensor) * 4);
        this.tensors.set(name, tensor);
        return tensor;
      },
      statistic: (name, ...shape) => {
        const tensor = { name, shape, at: arena.reserve(length({ shape }) * 4) };
        this.tensors.set(name, tensor);
        return tensor;
      },
      seed: splitSeed(seed),
      batchSize,
      maxRows: this.maxRows,
      steps,
      scratch: reserveScratch(arena, description),
    });
    this.trainable = this.#trainableRanges(description);

    // A row of floats, or a record at its longest: three bytes a pixel, count, end mark and padding.
    this.stagingBytes = this.maxRows * (4 * inputs + 8);
    this.staging = arena.reserve(this.stagingBytes);
    this.byteScale = arena.reserve(256 * 4);
    this.labels = arena.reserve(this.maxRows);
    this.probabilities = arena.reserve(this.maxRows * output.units * 4);
    this.dlogits = arena.reserve(batchSize * output.units * 4);
    this.confusion = arena.reserve(output.units * output.units * 4);
  }

  /** The first layer, whose input the network fills. */
  get input(): Dense {
    return this.dense[0]!;
  }

  get logits(): Pointer {
    return this.dense.at(-1)!.y;
  }

  /** The optimizer's values of each parameter, named like `m/dense1/weight`. */
  get optimizerTensors(): Tensor[] {
    return Array.from(this.state).flatMap(([array, start]) =>
      Array.from(this.tensors.values()).flatMap(({ name, shape, at, gradientAt }) =>
        gradientAt === undefined ? [] : [{ name: `${array}/${name}`, shape, at: start + at - this.parameters }],
      ),
    );
  }

  #addLayers({ inputs, hidden, output }: ResolvedDescription, context: Context): void {
    let last: Layer | undefined;
    let width = inputs;
    const add = <L extends Layer>(layer: L): L => {
      this.layers.push(layer);
      last = layer;
      width = layer.units;
      return layer;
    };
    hidden.forEach((layer, i) => {
      const { units, activation, batchNorm, dropout } = layer;
      const options = { ...layer, centered: batchNorm !== false };
      this.dense.push(add(new Dense(context, i, width, units, options, last)));
      if (batchNorm) this.batchNorms.push(add(new BatchNorm(context, i, batchNorm, last!)));
      if (activation !== "identity") add(new Activate(context, activation, last!));
      if (dropout) this.dropouts.set(`dropout${i + 1}`, add(new Dropout(context, i, dropout, last!)));
    });
    const options = { ...output, centered: false };
    this.dense.push(add(new Dense(context, hidden.length, width, output.units, options, last)));
  }

  /** The parameters of trainable layers, neighbours joined. */
  #trainableRanges({ hidden, output }: ResolvedDescription): Range[] {
    const frozen = new Set(
      [...hidden, output].flatMap(({ trainable }, i) => (trainable ? [] : [`dense${i + 1}`, `batchNorm${i + 1}`])),
    );
    const ranges: { at: Pointer; length: number }[] = [];
    for (const tensor of this.tensors.values()) {
      if (tensor.gradientAt === undefined || frozen.has(tensor.name.split("/")[0]!)) continue;
      const previous = ranges.at(-1);
      const padded = align(length(tensor) * 4) / 4;
      if (previous && previous.at + previous.length * 4 === tensor.at) previous.length += padded;
      else ranges.push({ at: tensor.at, length: padded });
    }
    return ranges;
  }
}

/** Elements of a tensor. */
export function length({ shape }: Pick<Tensor, "shape">): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Bytes of all parameters, each aligned. */
function parameterBytes({ inputs, hidden, output }: ResolvedDescription): number {
  let bytes = 0;
  let width = inputs;
  for (const layer of [...hidden, output]) {
    bytes += align(width * layer.units * 4) + align(layer.units * 4);
    if ("batchNorm" in layer && layer.batchNorm) bytes += 2 * align(layer.units * 4);
    width = layer.units;
  }
  return bytes;
}

function reserveScratch(arena: Arena, { inputs, hidden, output, batchSize }: ResolvedDescription): Scratch {
  const widths = [inputs, ...hidden.map(({ units }) => units), output.units];
  const weights = widths.slice(1, -1).map((width, i) => width * widths[i + 2]!);
  return {
    input: reserveCompressed(arena, Math.max(...widths.slice(0, -1)), batchSize),
    gradient: reserveCompressed(arena, batchSize, Math.max(...widths.slice(1))),
    transposed: arena.reserve(Math.max(0, ...weights) * 4),
  };
}
