import { align, Arena } from "./arena.ts";
import type { Kernels, Pointer } from "./core.ts";
import { instantiate } from "./core.ts";
import { checkLabels, Dataset } from "./dataset.ts";
import type { NetworkDescription, ResolvedDescription } from "./description.ts";
import { resolveDescription } from "./description.ts";
import { requireInteger, show, UsagiError } from "./errors.ts";
import type { Context, Layer, Mode, Tensor } from "./layers.ts";
import { Activate, BatchNorm, Dense, Dropout, reserveCompressed } from "./layers.ts";
import type { ResolvedOptimizer } from "./optimizers.ts";
import { optimizerRow } from "./optimizers.ts";
import { splitSeed } from "./seed.ts";

/** Rows of one pass in evaluation and prediction: enough to amortize a pass, few enough to stay in cache. */
const EVALUATION_ROWS = 256;

export interface Evaluation {
  /** Mean cross-entropy, without penalties. */
  readonly loss: number;
  /** Share of rows whose most probable class is their label. */
  readonly accuracy: number;
  /** (classes, classes) counts: confusion[label * classes + predicted]. */
  readonly confusion: Uint32Array;
}

/** Parameters that the optimizer updates in one call: neighbours in the block, padding between included. */
interface Range {
  readonly at: Pointer;
  readonly length: number;
}

/**
 * A multilayer perceptron that trains in WebAssembly: dense → [batch norm] → activation → [dropout], …,
 * dense, softmax cross-entropy. Each network has an instance and a memory of its own.
 *
 * x is row-major float32, (rows, inputs); labels are bytes below the number of classes. A method that is
 * given a wrong argument throws a UsagiError and changes nothing.
 */
export class Network {
  /** The description with every default filled in. */
  readonly description: ResolvedDescription;
  readonly #kernels: Kernels;
  readonly #tensors = new Map<string, Tensor>();
  readonly #layers: Layer[] = [];
  readonly #dense: Dense[] = [];
  readonly #dropouts = new Map<string, Dropout>();
  readonly #trainable: Range[];
  readonly #parameters: Pointer;
  readonly #state: Pointer[];
  readonly #input: Dense;
  readonly #byteScale: Pointer;
  readonly #staging: Pointer;
  readonly #stagingBytes: number;
  readonly #labels: Pointer;
  readonly #probabilities: Pointer;
  readonly #dlogits: Pointer;
  readonly #confusion: Pointer;
  readonly #maxRows: number;
  #steps = 0;

  /** `module` is what `compile()` gives; weights are drawn from the description's seed. */
  constructor(module: WebAssembly.Module, description: NetworkDescription) {
    this.description = resolveDescription(description);
    const { inputs, hidden, output, batchSize, seed } = this.description;
    this.#kernels = instantiate(module);
    this.#maxRows = Math.max(batchSize, EVALUATION_ROWS);
    const arena = new Arena(this.#kernels);

    const blockBytes = parameterBytes(this.description);
    this.#parameters = arena.reserve(blockBytes);
    const gradients = arena.reserve(blockBytes);
    const { name, ...options } = this.description.optimizer;
    const initialState = optimizerRow(name).state;
    this.#state = initialState.map(() => arena.reserve(blockBytes));

    let used = 0;
    const parameter = (tensorName: string, ...shape: number[]) => {
      const tensor = { name: tensorName, shape, at: this.#parameters + used, gradientAt: gradients + used };
      used += align(length(tensor) * 4);
      this.#tensors.set(tensorName, tensor);
      return tensor;
    };
    const statistic = (tensorName: string, ...shape: number[]) => {
      const tensor = { name: tensorName, shape, at: arena.reserve(shape.reduce((a, b) => a * b) * 4) };
      this.#tensors.set(tensorName, tensor);
      return tensor;
    };
    const context: Context = {
      kernels: this.#kernels,
      arena,
      blocks: { parameter, statistic },
      seed: splitSeed(seed),
      batchSize,
      maxRows: this.#maxRows,
      steps: () => this.#steps,
      scratch: reserveScratch(arena, this.description),
    };

    let last: Layer | undefined;
    let width = inputs;
    hidden.forEach((layer, i) => {
      const dense = new Dense(context, i, width, layer.units, { ...layer, centered: Boolean(layer.batchNorm) }, last);
      this.#dense.push(dense);
      last = this.#add(dense);
      if (layer.batchNorm) last = this.#add(new BatchNorm(context, i, layer.batchNorm, last));
      if (layer.activation !== "identity") last = this.#add(new Activate(context, layer.activation, last));
      if (layer.dropout) {
        const dropout = new Dropout(context, i, layer.dropout, last);
        this.#dropouts.set(`dropout${i + 1}`, dropout);
        last = this.#add(dropout);
      }
      width = layer.units;
    });
    const logits = new Dense(
      context, hidden.length, width, output.units, { ...output, centered: false }, last,
    );
    this.#dense.push(logits);
    this.#add(logits);

    this.#input = this.#dense[0]!;
    this.#byteScale = arena.reserve(256 * 4);
    // A row of floats, or a record at its longest: three bytes a pixel, count, end mark and padding.
    this.#stagingBytes = this.#maxRows * (4 * inputs + 8);
    this.#staging = arena.reserve(this.#stagingBytes);
    this.#labels = arena.reserve(this.#maxRows);
    this.#probabilities = arena.reserve(this.#maxRows * output.units * 4);
    this.#dlogits = arena.reserve(batchSize * output.units * 4);
    this.#confusion = arena.reserve(output.units * output.units * 4);
    arena.allocate();

    this.#kernels.byteScale(this.#byteScale);
    this.#dense.forEach((dense, i) => dense.initialize(i));
    for (const layer of this.#layers) {
      if (!(layer instanceof BatchNorm)) continue;
      this.#view(layer.gamma).fill(1);
      this.#view(layer.runningVariance).fill(layer.options.initialVariance);
    }
    initialState.forEach((initial, slot) => {
      const value = typeof initial === "string" ? (options as Record<string, unknown>)[initial] : initial;
      this.#floats(this.#state[slot]!, blockBytes / 4).fill(value as number);
    });
    this.#trainable = this.#trainableRanges();
  }

  /** Training steps taken so far. */
  get steps(): number {
    return this.#steps;
  }

  /**
   * One step of the optimizer on a batch of 1 to batchSize rows: x with labels, or rows of a data set.
   * Returns the batch's loss in training mode before the update: mean cross-entropy plus penalties.
   */
  trainStep(x: Float32Array, labels: Uint8Array): number;
  trainStep(data: Dataset, rows: Uint32Array): number;
  trainStep(x: Float32Array | Dataset, y: Uint8Array | Uint32Array): number {
    const loss = this.#gradients(x, y, "train");
    this.#steps++;
    const { name, ...options } = this.description.optimizer as ResolvedOptimizer & Record<string, never>;
    const { step } = optimizerRow(name);
    const gradientOffset = this.#dense[0]!.weight.gradientAt - this.#parameters;
    for (const { at, length: n } of this.#trainable) {
      const state = this.#state.map((start) => start + at - this.#parameters);
      step({
        kernels: this.#kernels, w: at, g: at + gradientOffset, state, options, t: this.#steps, n,
      });
    }
    return loss;
  }

  /**
   * Forward and backward as the next trainStep would run them, without its update: fills every gradient and
   * returns the loss. Parameters, running statistics and the dropout streams stay as they are.
   */
  gradients(x: Float32Array, labels: Uint8Array): number;
  gradients(data: Dataset, rows: Uint32Array): number;
  gradients(x: Float32Array | Dataset, y: Uint8Array | Uint32Array): number {
    return this.#gradients(x, y, "probe");
  }

  /** Class probabilities (rows, classes) in inference mode of x, of a data set, or of some of its rows. */
  predict(x: Float32Array): Float32Array;
  predict(data: Dataset, rows?: Uint32Array): Float32Array;
  predict(x: Float32Array | Dataset, rows?: Uint32Array): Float32Array {
    const classes = this.description.output.units;
    const total = x instanceof Float32Array ? this.#checkDense(x) : this.#checkRows(x, rows);
    const result = new Float32Array(total * classes);
    for (let first = 0; first < total; first += this.#maxRows) {
      const n = Math.min(this.#maxRows, total - first);
      if (x instanceof Float32Array) this.#stageDense(x, first, n);
      else this.#stageRows(x, rows, first, n);
      const logits = this.#forward(n, "infer");
      this.#kernels.softmax(this.#probabilities, logits, n, classes);
      result.set(this.#floats(this.#probabilities, n * classes), first * classes);
    }
    return result;
  }

  /** Judges the network in inference mode on x with labels, on a data set, or on some of its rows. */
  evaluate(x: Float32Array, labels: Uint8Array): Evaluation;
  evaluate(data: Dataset, rows?: Uint32Array): Evaluation;
  evaluate(x: Float32Array | Dataset, y?: Uint8Array | Uint32Array): Evaluation {
    const classes = this.description.output.units;
    const total = this.#check(x, y, Infinity);
    const confusion = new Uint32Array(this.#kernels.memory.buffer, this.#confusion, classes * classes);
    confusion.fill(0);
    let loss = 0;
    for (let first = 0; first < total; first += this.#maxRows) {
      const n = Math.min(this.#maxRows, total - first);
      this.#stage(x, y, first, n);
      const logits = this.#forward(n, "infer");
      loss += this.#kernels.softmaxCrossEntropyForward(
        this.#probabilities, logits, this.#labels, n, classes,
      );
      this.#kernels.countConfusion(this.#confusion, logits, this.#labels, n, classes);
    }
    let correct = 0;
    for (let c = 0; c < classes; c++) correct += confusion[c * classes + c]!;
    return { loss: loss / total, accuracy: correct / total, confusion: confusion.slice() };
  }

  /**
   * Names of all arrays: for each dense layer `denseN/weight`, `denseN/bias`, and where there is batch norm
   * `batchNormN/gamma`, `/beta`, `/runningMean`, `/runningVariance`; N counts from 1, in network order.
   */
  tensorNames(): string[] {
    return [...this.#tensors.keys()];
  }

  /** Shape of a named array: [inputs, units] for a weight, [units] for the others. */
  shape(name: string): number[] {
    return [...this.#tensor(name).shape];
  }

  /** A copy of a named array. */
  get(name: string): Float32Array {
    return this.#view(this.#tensor(name)).slice();
  }

  /** Replaces a named array by as many finite values. */
  set(name: string, values: Float32Array): void {
    const view = this.#view(this.#tensor(name));
    requireFloats(`values for ${name}`, values);
    if (values.length !== view.length) {
      throw new UsagiError(`values for ${name} has ${values.length} floats; the array has ${view.length}`);
    }
    requireFinite(`values for ${name}`, values);
    view.set(values);
  }

  /** A copy of the gradient of a named parameter, regularization included, from the last step. */
  gradient(name: string): Float32Array {
    const { gradientAt, ...tensor } = this.#tensor(name);
    if (gradientAt === undefined) throw new UsagiError(`${name} is a running statistic and has no gradient`);
    return this.#view({ ...tensor, at: gradientAt }).slice();
  }

  /** A copy of the last step's mask of `dropoutN`, (batchSize, units): 0 where a unit was dropped. */
  dropoutMask(name: string): Float32Array {
    const dropout = this.#dropouts.get(name);
    if (!dropout) throw new UsagiError(unknownName(name, "dropout layer", [...this.#dropouts.keys()]));
    return this.#floats(dropout.mask, this.description.batchSize * dropout.units).slice();
  }

  /** SHA-256 of all arrays in the order of tensorNames(), little-endian float32, in hexadecimal. */
  async digest(): Promise<string> {
    const tensors = [...this.#tensors.values()];
    const bytes = new Uint8Array(tensors.reduce((sum, tensor) => sum + length(tensor) * 4, 0));
    let end = 0;
    for (const tensor of tensors) {
      bytes.set(new Uint8Array(this.#kernels.memory.buffer, tensor.at, length(tensor) * 4), end);
      end += length(tensor) * 4;
    }
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #add<L extends Layer>(layer: L): L {
    this.#layers.push(layer);
    return layer;
  }

  #gradients(x: Float32Array | Dataset, y: Uint8Array | Uint32Array, mode: Mode): number {
    const { output, l2Penalty, batchSize } = this.description;
    const rows = this.#check(x, y, batchSize);
    this.#stage(x, y, 0, rows);
    const logits = this.#forward(rows, mode);
    let loss =
      this.#kernels.softmaxCrossEntropyForward(
        this.#probabilities, logits, this.#labels, rows, output.units,
      ) / rows;
    this.#kernels.softmaxCrossEntropyBackward(
      this.#dlogits, this.#probabilities, this.#labels, rows, output.units,
    );
    let dy = this.#dlogits;
    for (let i = this.#layers.length - 1; i >= 0; i--) dy = this.#layers[i]!.backward(dy, rows);
    for (const { weight, options } of this.#dense) {
      const { trainable, l1, l2 } = options;
      if (!trainable || (l1 === 0 && l2 === 0)) continue;
      loss += this.#kernels.penalty(weight.at, l1, l2, l2Penalty === "root", length(weight));
      this.#kernels.regularize(weight.gradientAt, weight.at, l1, l2, length(weight));
    }
    return loss;
  }

  /** Runs all layers on the staged rows and returns where the logits are. */
  #forward(rows: number, mode: Mode): Pointer {
    for (const layer of this.#layers) layer.forward(rows, mode);
    return this.#dense.at(-1)!.y;
  }

  /** Checks a batch whole, before anything is written; returns its rows. */
  #check(x: Float32Array | Dataset, y: Uint8Array | Uint32Array | undefined, maxRows: number): number {
    let rows: number;
    if (x instanceof Float32Array) {
      rows = this.#checkDense(x);
      if (!(y instanceof Uint8Array)) throw new UsagiError(`labels is ${show(y)}; it must be a Uint8Array`);
      if (y.length !== rows) throw new UsagiError(`labels has ${y.length} entries; x has ${rows} rows`);
      checkLabels(y, this.description.output.units);
    } else {
      rows = this.#checkRows(x, y);
    }
    return requireInteger("the number of rows", rows, 1, Math.min(maxRows, Number.MAX_SAFE_INTEGER));
  }

  #checkDense(x: Float32Array): number {
    const { inputs } = this.description;
    requireFloats("x", x);
    const rows = x.length / inputs;
    if (!Number.isInteger(rows) || rows === 0) {
      throw new UsagiError(`x has ${x.length} floats; it must have a whole number of rows of ${inputs}`);
    }
    requireFinite("x", x);
    return rows;
  }

  #checkRows(data: Dataset, rows: unknown): number {
    const { inputs, output } = this.description;
    if (!(data instanceof Dataset)) {
      throw new UsagiError(`x is ${show(data)}; it must be a Float32Array or a Dataset`);
    }
    if (data.inputs !== inputs) {
      throw new UsagiError(`the data set has ${data.inputs} inputs; the network has ${inputs}`);
    }
    if (data.classes > output.units) {
      throw new UsagiError(`the data set has ${data.classes} classes; the network has ${output.units} outputs`);
    }
    if (rows === undefined) return data.size;
    if (!(rows instanceof Uint32Array)) throw new UsagiError(`rows is ${show(rows)}; it must be a Uint32Array`);
    const outside = rows.findIndex((row) => row >= data.size);
    if (outside >= 0) {
      throw new UsagiError(`rows[${outside}] is ${rows[outside]}; the data set has ${data.size} rows`);
    }
    return rows.length;
  }

  /** Copies n rows from `first` into the first layer's input, and their labels. */
  #stage(
    x: Float32Array | Dataset, y: Uint8Array | Uint32Array | undefined, first: number, n: number,
  ): void {
    if (x instanceof Float32Array) {
      const labels = new Uint8Array(this.#kernels.memory.buffer, this.#labels, n);
      labels.set((y as Uint8Array).subarray(first, first + n));
      this.#stageDense(x, first, n);
    } else {
      this.#stageRows(x, y as Uint32Array | undefined, first, n);
    }
  }

  #stageRows(data: Dataset, rows: Uint32Array | undefined, first: number, n: number): void {
    const { buffer } = this.#kernels.memory;
    const labels = new Uint8Array(buffer, this.#labels, n);
    const staging = new Uint32Array(buffer, this.#staging, this.#stagingBytes / 4);
    const { records, offsets } = data;
    if (rows === undefined) {
      labels.set(data.labels.subarray(first, first + n));
      staging.set(records.subarray(offsets[first], offsets[first + n]));
    } else {
      for (let r = 0, end = 0; r < n; r++) {
        const row = rows[first + r]!;
        labels[r] = data.labels[row]!;
        const start = offsets[row]!;
        const stop = offsets[row + 1]!;
        staging.set(records.subarray(start, stop), end);
        end += stop - start;
      }
    }
    this.#input.inputScale = this.#byteScale;
    this.#kernels.openRecords(this.#input.input.rows, this.#staging, n);
  }

  #stageDense(x: Float32Array, first: number, n: number): void {
    const { inputs } = this.description;
    this.#floats(this.#staging, n * inputs).set(x.subarray(first * inputs, (first + n) * inputs));
    this.#input.inputScale = 0;
    const { rows, index, value } = this.#input.input;
    this.#kernels.compressRows(rows, index, value, this.#staging, n, inputs);
  }

  #tensor(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (!tensor) throw new UsagiError(unknownName(name, "array", this.tensorNames()));
    return tensor;
  }

  #view(tensor: Tensor): Float32Array {
    return this.#floats(tensor.at, length(tensor));
  }

  #floats(at: Pointer, n: number): Float32Array {
    return new Float32Array(this.#kernels.memory.buffer, at, n);
  }

  /** The parameters of trainable layers, neighbours joined. */
  #trainableRanges(): Range[] {
    const { hidden, output } = this.description;
    const frozen = new Set(
      [...hidden, output].flatMap((layer, i) => (layer.trainable ? [] : [`dense${i + 1}`, `batchNorm${i + 1}`])),
    );
    const ranges: { at: Pointer; length: number }[] = [];
    for (const tensor of this.#tensors.values()) {
      if (tensor.gradientAt === undefined || frozen.has(tensor.name.split("/")[0]!)) continue;
      const previous = ranges.at(-1);
      const padded = align(length(tensor) * 4) / 4;
      if (previous && previous.at + previous.length * 4 === tensor.at) previous.length += padded;
      else ranges.push({ at: tensor.at, length: padded });
    }
    return ranges;
  }
}

function length({ shape }: Pick<Tensor, "shape">): number {
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

function reserveScratch(arena: Arena, { inputs, hidden, output, batchSize }: ResolvedDescription) {
  const widths = [inputs, ...hidden.map(({ units }) => units), output.units];
  const weights = widths.slice(1, -1).map((width, i) => width * widths[i + 2]!);
  return {
    input: reserveCompressed(arena, Math.max(...widths.slice(0, -1)), batchSize),
    gradient: reserveCompressed(arena, batchSize, Math.max(...widths.slice(1))),
    transposed: arena.reserve(Math.max(0, ...weights) * 4),
  };
}

function unknownName(name: unknown, what: string, names: string[]): string {
  const known = names.length > 0 ? `it has ${names.join(", ")}` : "it has none";
  return `the network has no ${what} ${show(name)}; ${known}`;
}

function requireFloats(name: string, x: unknown): void {
  if (!(x instanceof Float32Array)) throw new UsagiError(`${name} is ${show(x)}; it must be a Float32Array`);
}

function requireFinite(name: string, x: Float32Array): void {
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new UsagiError(`${name}[${at}] is ${x[at]}; every value must be finite`);
}
