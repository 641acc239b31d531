// The layers of a network over one arena. A layer owns its parameters, gradients and what its backward
// pass needs; forward reads the layer before, backward turns the gradient of its output into that of its
// input. All pointers are fixed when the network is laid out.

import type { Arena } from "../arena.ts";
import type { Kernels, Pointer } from "../core.ts";
import type { Activation, BatchNormOptions, DenseOptions, DropoutOptions } from "../description.ts";
import { initScale } from "../description.ts";
import type { SeedWords } from "../seed.ts";

/** A named array of float32: a parameter with its gradient, or a statistic without one. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly at: Pointer;
  readonly gradientAt?: Pointer;
}

export type Parameter = Tensor & { readonly gradientAt: Pointer };

/** What all layers of one network share. */
export interface Context {
  readonly kernels: Kernels;
  readonly arena: Arena;
  /** Parameters and their gradients are each one contiguous block, in the order of the calls. */
  readonly parameter: (name: string, ...shape: number[]) => Parameter;
  readonly statistic: (name: string, ...shape: number[]) => Tensor;
  readonly seed: SeedWords;
  /** Most rows of a training step. */
  readonly batchSize: number;
  /** Most rows of any pass; at least batchSize. */
  readonly maxRows: number;
  /** Training steps taken: the position in the dropout streams. */
  readonly steps: () => number;
  /** Scratch that dense layers use one after another in the backward pass. */
  readonly scratch: Scratch;
}

/**
 * "train" moves running statistics; "probe" computes the same without moving them; "infer" uses them, and
 * drops no unit.
 */
export type Mode = "train" | "probe" | "infer";

export interface Layer {
  /** Output (rows, units). */
  readonly y: Pointer;
  readonly units: number;
  /** Computes `y` for `rows` rows. */
  forward(rows: number, mode: Mode): void;
  /** From dy (rows, units) computes its gradients and returns where dx is. */
  backward(dy: Pointer, rows: number): Pointer;
}

/** Room for a matrix in compressed rows: see assembly/compress.ts. */
export interface Compressed {
  readonly rows: Pointer;
  readonly index: Pointer;
  readonly value: Pointer;
}

const ROW_BYTES = 16;

/** Room for `rows` rows of at most `columns` elements. */
export function reserveCompressed(arena: Arena, rows: number, columns: number): Compressed {
  return {
    rows: arena.reserve(rows * ROW_BYTES),
    // A row's column numbers and their end mark; one row more for the numbers that whole rows share.
    index: arena.reserve((rows + 1) * (columns + 1) * 2),
    value: arena.reserve(rows * columns * 4),
  };
}

export interface Scratch {
  /** The transposed input of a dense layer. */
  readonly input: Compressed;
  /** The gradient of its output. */
  readonly gradient: Compressed;
  /** A transposed weight. */
  readonly transposed: Pointer;
}

/** y = x W + b, with x in compressed rows. */
export class Dense implements Layer {
  readonly y: Pointer;
  readonly units: number;
  readonly weight: Parameter;
  readonly bias: Parameter;
  readonly options: Required<DenseOptions>;
  /** The input, compressed. The network fills the first layer's; the others compress `before`'s output. */
  readonly input: Compressed;
  /** Where the input's values are bytes of a data set: the scale of those, else 0. */
  inputScale: Pointer = 0;
  readonly #context: Context;
  readonly #inputs: number;
  readonly #before: Layer | undefined;
  readonly #centered: boolean;
  readonly #dx: Pointer;

  /**
   * `number` counts the dense layers from 0. With `centered`, batch norm follows and takes every column's mean
   * away, so the bias's gradient is exactly 0. It is left at that: summed up it would be rounding noise, which
   * RMSProp and Adam magnify to steps of full size.
   */
  constructor(
    context: Context, number: number, inputs: number, units: number,
    options: Required<DenseOptions> & { centered: boolean }, before: Layer | undefined,
  ) {
    const { arena, maxRows, batchSize } = context;
    this.#context = context;
    this.#inputs = inputs;
    this.#before = before;
    this.#centered = options.centered;
    this.units = units;
    this.options = options;
    this.weight = context.parameter(`dense${number + 1}/weight`, inputs, units);
    this.bias = context.parameter(`dense${number + 1}/bias`, units);
    this.input = reserveCompressed(arena, maxRows, inputs);
    this.y = arena.reserve(maxRows * units * 4);
    this.#dx = before ? arena.reserve(batchSize * inputs * 4) : 0;
  }

  /** Draws the weights; biases start at 0. */
  initialize(number: number): void {
    const { kernels, seed } = this.#context;
    const scale = initScale(this.options.init, this.#inputs, this.units);
    kernels.normalWeight(this.weight.at, this.#inputs * this.units, scale, number, seed.low, seed.high);
  }

  forward(rows: number): void {
    const { kernels } = this.#context;
    const { input } = this;
    if (this.#before) {
      kernels.compressRows(input.rows, input.index, input.value, this.#before.y, rows, this.#inputs);
    }
    kernels.matmul(
      this.y, input.rows, this.inputScale, this.weight.at, this.bias.at, rows, this.#inputs, this.units,
    );
  }

  backward(dy: Pointer, rows: number): Pointer {
    const { kernels, scratch } = this.#context;
    const { input, gradient, transposed } = scratch;
    kernels.matmulTransposed(
      this.weight.gradientAt, this.input.rows, this.inputScale, dy, input.rows, input.index, input.value,
      rows, this.#inputs, this.units,
    );
    if (!this.#centered) kernels.sumRows(this.bias.gradientAt, dy, rows, this.units);
    if (!this.#before) return this.#dx;
    kernels.compressRows(gradient.rows, gradient.index, gradient.value, dy, rows, this.units);
    kernels.transpose(transposed, this.weight.at, this.#inputs, this.units);
    kernels.matmul(this.#dx, gradient.rows, 0, transposed, 0, rows, this.units, this.#inputs);
    return this.#dx;
  }
}

/** γ x̂ + β, over each unit's batch in training and its running statistics in inference. */
export class BatchNorm implements Layer {
  readonly y: Pointer;
  readonly units: number;
  readonly gamma: Parameter;
  readonly beta: Parameter;
  readonly runningMean: Tensor;
  readonly runningVariance: Tensor;
  readonly options: Required<BatchNormOptions>;
  readonly #context: Context;
  readonly #before: Layer;
  readonly #xHat: Pointer;
  readonly #inverseStd: Pointer;

  constructor(context: Context, number: number, options: Required<BatchNormOptions>, before: Layer) {
    const { arena, maxRows, batchSize } = context;
    const { units } = before;
    this.#context = context;
    this.#before = before;
    this.units = units;
    this.options = options;
    const name = `batchNorm${number + 1}`;
    this.gamma = context.parameter(`${name}/gamma`, units);
    this.beta = context.parameter(`${name}/beta`, units);
    this.runningMean = context.statistic(`${name}/runningMean`, units);
    this.runningVariance = context.statistic(`${name}/runningVariance`, units);
    this.y = arena.reserve(maxRows * units * 4);
    this.#xHat = arena.reserve(batchSize * units * 4);
    this.#inverseStd = arena.reserve(units * 4);
  }

  forward(rows: number, mode: Mode): void {
    const { kernels } = this.#context;
    const { momentum, epsilon } = this.options;
    const x = this.#before.y;
    if (mode === "infer") {
      kernels.batchNormInfer(
        this.y, x, this.runningMean.at, this.runningVariance.at, this.gamma.at, this.beta.at,
        epsilon, rows, this.units,
      );
    } else {
      kernels.batchNormForward(
        this.y, this.#xHat, this.#inverseStd, this.runningMean.at, this.runningVariance.at,
        x, this.gamma.at, this.beta.at, mode === "train" ? momentum : 1, epsilon, rows, this.units,
      );
    }
  }

  backward(dy: Pointer, rows: number): Pointer {
    this.#context.kernels.batchNormBackward(
      dy, this.gamma.gradientAt, this.beta.gradientAt, dy, this.#xHat, this.#inverseStd, this.gamma.at,
      rows, this.units,
    );
    return dy;
  }
}

/** f(x), in place of the output of the layer before. The identity needs no layer. */
export class Activate implements Layer {
  readonly y: Pointer;
  readonly units: number;
  readonly #kernels: Kernels;
  readonly #activation: Exclude<Activation, "identity">;

  constructor(context: Context, activation: Exclude<Activation, "identity">, before: Layer) {
    this.y = before.y;
    this.units = before.units;
    this.#kernels = context.kernels;
    this.#activation = activation;
  }

  forward(rows: number): void {
    this.#kernels[`${this.#activation}Forward`](this.y, this.y, rows * this.units);
  }

  backward(dy: Pointer, rows: number): Pointer {
    this.#kernels[`${this.#activation}Backward`](dy, dy, this.y, rows * this.units);
    return dy;
  }
}

/** x × mask in training; in inference x, times 1 − ratio where training is not scaled. */
export class Dropout implements Layer {
  readonly y: Pointer;
  readonly units: number;
  /** (batchSize, units): 0, or the factor of a kept unit. */
  readonly mask: Pointer;
  readonly options: Required<DropoutOptions>;
  readonly #context: Context;
  readonly #number: number;
  readonly #before: Layer;

  /** `number` counts the hidden layers from 0. */
  constructor(context: Context, number: number, options: Required<DropoutOptions>, before: Layer) {
    this.#context = context;
    this.#number = number;
    this.#before = before;
    this.options = options;
    this.units = before.units;
    this.y = context.arena.reserve(context.maxRows * this.units * 4);
    this.mask = context.arena.reserve(context.batchSize * this.units * 4);
  }

  forward(rows: number, mode: Mode): void {
    const { kernels, seed, steps } = this.#context;
    const { ratio, scaling } = this.options;
    const n = rows * this.units;
    if (mode === "infer") {
      kernels.scale(this.y, this.#before.y, scaling === "test" ? 1 - ratio : 1, n);
      return;
    }
    const keep = scaling === "train" ? 1 / (1 - ratio) : 1;
    kernels.dropoutMask(this.mask, n, ratio, keep, steps(), this.#number, seed.low, seed.high);
    kernels.applyMask(this.y, this.#before.y, this.mask, n);
  }

  backward(dy: Pointer, rows: number): Pointer {
    this.#context.kernels.applyMask(dy, dy, this.mask, rows * this.units);
    return dy;
  }
}
