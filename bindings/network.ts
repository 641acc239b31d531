import { isArray, requireArray, requireOwnArray } from "./arrays.ts";
import type { Kernels, Pointer } from "./core.ts";
import { instantiate } from "./core.ts";
import type { Dataset, OwnParts } from "./dataset.ts";
import { checkLabels, requireDataset } from "./dataset.ts";
import type { NetworkDescription, ResolvedDescription } from "./description.ts";
import { resolveDescription } from "./description.ts";
import { requireInteger, requireKeys, show, UsagiError } from "./errors.ts";
import type { Mode, Tensor } from "./parts/layers.ts";
import { Layout, length } from "./layout.ts";
import type { ResolvedOptimizer } from "./parts/optimizers.ts";
import { optimizerRow } from "./parts/optimizers.ts";

/** Everything that the further training of a network depends on. */
export interface NetworkState {
  /** Training steps taken: the position in the dropout streams, and the optimizer's t. */
  readonly steps: number;
  /** Every array, by the names of `tensorNames()`. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** The optimizer's arrays, a value a parameter, named like `m/dense1/weight`. */
  readonly optimizer: Readonly<Record<string, Float32Array>>;
}

/** Most steps of a network: the random streams and Adam's t count them in 32 bits. */
const MAX_STEPS = 2 ** 32 - 1;

/** Requires a network, by what only this module's have. */
export let requireNetwork: (value: unknown) => Network;

export interface Evaluation {
  /** Mean cross-entropy, without penalties. */
  readonly loss: number;
  /** Share of rows whose most probable class is their label. */
  readonly accuracy: number;
  /** (classes, classes) counts: confusion[label * classes + predicted]. */
  readonly confusion: Uint32Array;
}

/** Rows that were checked, in arrays that nobody writes before they are staged. */
type Batch = { readonly size: number } & (
  | { readonly x: Float32Array; readonly labels: Uint8Array | undefined }
  | { readonly data: OwnParts; readonly rows: Uint32Array | undefined }
);

/**
 * A multilayer perceptron that trains in WebAssembly: dense → [batch norm] → activation → [dropout], …,
 * dense, softmax cross-entropy. Each network has an instance and a memory of its own.
 *
 * x is row-major float32, (rows, inputs); labels are bytes below the number of classes. A method that is
 * given a wrong argument throws a UsagiError and changes nothing. An exception that a getter of an argument throws
 * passes through, and changes nothing either.
 */
export class Network {
  readonly #description: ResolvedDescription;
  /** None once disposed. */
  #memory: { readonly kernels: Kernels; readonly layout: Layout } | undefined;
  #steps = 0;

  static {
    requireNetwork = (value) => {
      if (typeof value === "object" && value !== null && #steps in value) return value;
      throw new UsagiError(`network is ${show(value)}; it must be a Network`);
    };
  }

  /**
   * `module` is what `compile()` gives; weights are drawn from the description's seed. Throws where the
   * network needs more memory than there is.
   */
  constructor(module: WebAssembly.Module, description: NetworkDescription) {
    this.#description = freeze(resolveDescription(description));
    const kernels = instantiate(module);
    const layout = new Layout(kernels, this.#description, () => this.#steps);
    layout.arena.allocate();
    this.#memory = { kernels, layout };
    this.#initialize();
  }

  /** Bytes of memory that a network of this description needs. */
  static bytes(module: WebAssembly.Module, description: NetworkDescription): number {
    return new Layout(instantiate(module), resolveDescription(description), () => 0).arena.bytes;
  }

  /** The description with every default filled in, frozen. */
  get description(): ResolvedDescription {
    return this.#description;
  }

  /** Gives the memory up at once rather than when nothing refers to the network; every later method throws. */
  dispose(): void {
    this.#memory = undefined;
  }

  get #kernels(): Kernels {
    return this.#alive().kernels;
  }

  get #layout(): Layout {
    return this.#alive().layout;
  }

  #alive() {
    if (!this.#memory) throw new UsagiError("the network is disposed: make a new one");
    return this.#memory;
  }

  #initialize(): void {
    const { dense, batchNorms, byteScale, state, blockBytes } = this.#layout;
    this.#kernels.byteScale(byteScale);
    dense.forEach((layer, number) => layer.initialize(number));
    for (const { gamma, runningVariance, options } of batchNorms) {
      this.#view(gamma).fill(1);
      this.#view(runningVariance).fill(options.initialVariance);
    }
    const { name, ...options } = this.#description.optimizer;
    for (const [array, initial] of Object.entries(optimizerRow(name).state)) {
      const value = typeof initial === "string" ? (options as Record<string, unknown>)[initial] : initial;
      this.#floats(state.get(array)!, blockBytes / 4).fill(value as number);
    }
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
    requireInteger("the number of steps taken", this.#steps, 0, MAX_STEPS - 1);
    const loss = this.#gradients(x, y, "train");
    this.#steps++;
    const { name, ...options } = this.#description.optimizer as ResolvedOptimizer & Record<string, never>;
    const { step } = optimizerRow(name);
    const { trainable, parameters, gradients } = this.#layout;
    const state = [...this.#layout.state.values()];
    for (const { at, length: n } of trainable) {
      const offset = at - parameters;
      step({
        kernels: this.#kernels,
        w: at,
        g: gradients + offset,
        state: state.map((start) => start + offset),
        options,
        t: this.#steps,
        n,
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
    const classes = this.#description.output.units;
    const batch = isArray("Float32Array", x) ? this.#dense(x) : this.#picked(x, rows);
    const result = probabilities(batch.size, classes);
    for (let first = 0; first < batch.size; first += this.#layout.maxRows) {
      const n = Math.min(this.#layout.maxRows, batch.size - first);
      this.#stage(batch, first, n);
      const logits = this.#forward(n, "infer");
      this.#kernels.softmax(this.#layout.probabilities, logits, n, classes);
      result.set(this.#floats(this.#layout.probabilities, n * classes), first * classes);
    }
    return result;
  }

  /** Evaluates the network in inference mode on x with labels, on a data set, or on some of its rows. */
  evaluate(x: Float32Array, labels: Uint8Array): Evaluation;
  evaluate(data: Dataset, rows?: Uint32Array): Evaluation;
  evaluate(x: Float32Array | Dataset, y?: Uint8Array | Uint32Array): Evaluation {
    const classes = this.#description.output.units;
    const batch = this.#batch(x, y, Number.MAX_SAFE_INTEGER);
    const confusion = new Uint32Array(this.#kernels.memory.buffer, this.#layout.confusion, classes * classes);
    confusion.fill(0);
    let loss = 0;
    for (let first = 0; first < batch.size; first += this.#layout.maxRows) {
      const n = Math.min(this.#layout.maxRows, batch.size - first);
      this.#stage(batch, first, n);
      const logits = this.#forward(n, "infer");
      loss += this.#kernels.evaluateLogits(this.#layout.confusion, logits, this.#layout.labels, n, classes);
    }
    return { loss: loss / batch.size, accuracy: accuracyOf(confusion, classes), confusion: confusion.slice() };
  }

  /**
   * Names of all arrays: for each dense layer `denseN/weight`, `denseN/bias`, and where there is batch norm
   * `batchNormN/gamma`, `/beta`, `/runningMean`, `/runningVariance`; N counts from 1, in network order.
   */
  tensorNames(): string[] {
    return [...this.#layout.tensors.keys()];
  }

  /** Shape of a named array: [inputs, units] for a weight, [units] for the others. */
  shape(name: string): number[] {
    return [...this.#tensor(name).shape];
  }

  /** A copy of a named array. */
  get(name: string): Float32Array {
    return this.#view(this.#tensor(name)).slice();
  }

  /** Replaces a named array by as many finite values; those of a running variance are at least 0. */
  set(name: string, values: Float32Array): void {
    const view = this.#view(this.#tensor(name));
    const floats = requireOwnArray("Float32Array", `values for ${name}`, values);
    if (floats.length !== view.length) {
      throw new UsagiError(`values for ${name} has ${floats.length} floats; the array has ${view.length}`);
    }
    requireFinite(`values for ${name}`, floats);
    const negative = name.endsWith("/runningVariance") ? floats.findIndex((value) => value < 0) : -1;
    if (negative >= 0) throw new UsagiError(`values for ${name}[${negative}] is ${floats[negative]}; it must be at least 0`);
    view.set(floats);
  }

  /** A copy of everything that further training depends on. */
  state(): NetworkState {
    const copy = (arrays: Iterable<Tensor>) =>
      Object.fromEntries(Array.from(arrays, (tensor) => [tensor.name, this.#view(tensor).slice()]));
    return {
      steps: this.#steps,
      tensors: copy(this.#layout.tensors.values()),
      optimizer: copy(this.#layout.optimizerTensors),
    };
  }

  /**
   * Goes on from the state of a network of the same description, bit for bit. Values are taken as they are,
   * NaN included.
   */
  restore(state: NetworkState): void {
    const { tensors, optimizerTensors } = this.#layout;
    requireKeys("state", state, ["steps", "tensors", "optimizer"]);
    const steps = requireInteger("state.steps", state.steps, 0, MAX_STEPS);
    const copies = [
      ...match("state.tensors", [...tensors.values()], state.tensors),
      ...match("state.optimizer", optimizerTensors, state.optimizer),
    ];
    for (const [tensor, values] of copies) this.#view(tensor).set(values);
    this.#steps = steps;
  }

  /** A copy of the gradient of a named parameter, regularization included, from the last step. */
  gradient(name: string): Float32Array {
    const { gradientAt, ...tensor } = this.#tensor(name);
    if (gradientAt === undefined) throw new UsagiError(`${name} is a running statistic and has no gradient`);
    return this.#view({ ...tensor, at: gradientAt }).slice();
  }

  /** A copy of the last step's mask of `dropoutN`, (batchSize, units): 0 where a unit was dropped. */
  dropoutMask(name: string): Float32Array {
    const dropout = this.#layout.dropouts.get(name);
    if (!dropout) throw new UsagiError(unknownName(name, "dropout layer", [...this.#layout.dropouts.keys()]));
    return this.#floats(dropout.mask, this.#description.batchSize * dropout.units).slice();
  }

  /**
   * SHA-256 of all arrays in the order of tensorNames(), little-endian float32, in hexadecimal. Throws in a page
   * that is served neither by https nor from localhost, where browsers have no crypto.subtle.
   */
  async digest(): Promise<string> {
    if (!globalThis.crypto?.subtle) {
      throw new UsagiError("digest needs crypto.subtle, which browsers offer to pages on https or localhost only");
    }
    const tensors = [...this.#layout.tensors.values()];
    const bytes = new Uint8Array(tensors.reduce((sum, tensor) => sum + length(tensor) * 4, 0));
    let end = 0;
    for (const tensor of tensors) {
      bytes.set(new Uint8Array(this.#kernels.memory.buffer, tensor.at, length(tensor) * 4), end);
      end += length(tensor) * 4;
    }
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #gradients(x: Float32Array | Dataset, y: Uint8Array | Uint32Array, mode: Mode): number {
    const { output, l2Penalty, batchSize } = this.#description;
    const { layers, dense, probabilities, dlogits, labels } = this.#layout;
    const batch = this.#batch(x, y, batchSize);
    const rows = batch.size;
    this.#stage(batch, 0, rows);
    const logits = this.#forward(rows, mode);
    let loss =
      this.#kernels.softmaxCrossEntropyForward(
        probabilities, logits, labels, rows, output.units,
      ) / rows;
    this.#kernels.softmaxCrossEntropyBackward(dlogits, probabilities, labels, rows, output.units);
    let dy = dlogits;
    for (let i = layers.length - 1; i >= 0; i--) dy = layers[i]!.backward(dy, rows);
    for (const { weight, options } of dense) {
      const { trainable, l1, l2 } = options;
      if (!trainable || (l1 === 0 && l2 === 0)) continue;
      loss += this.#kernels.penalty(weight.at, l1, l2, l2Penalty === "root", length(weight));
      this.#kernels.regularize(weight.gradientAt, weight.at, l1, l2, length(weight));
    }
    return loss;
  }

  /** Runs all layers on the staged rows and returns where the logits are. */
  #forward(rows: number, mode: Mode): Pointer {
    for (const layer of this.#layout.layers) layer.forward(rows, mode);
    return this.#layout.logits;
  }

  /** Checks rows with their labels, 1 to `most`, before anything is written. */
  #batch(x: unknown, y: unknown, most: number): Batch {
    let batch: Batch;
    if (isArray("Float32Array", x)) {
      const { size, x: floats } = this.#dense(x);
      const labels = requireOwnArray("Uint8Array", "labels", y);
      if (labels.length !== size) throw new UsagiError(`labels has ${labels.length} entries; x has ${size} rows`);
      checkLabels(labels, this.#description.output.units);
      batch = { size, x: floats, labels };
    } else {
      batch = this.#picked(x, y);
    }
    requireInteger("the number of rows", batch.size, 1, most);
    return batch;
  }

  /** Checks rows of floats. */
  #dense(x: unknown) {
    const { inputs } = this.#description;
    const floats = requireOwnArray("Float32Array", "x", x);
    const size = floats.length / inputs;
    if (!Number.isInteger(size) || size === 0) {
      throw new UsagiError(`x has ${floats.length} floats; it must have a whole number of rows of ${inputs}`);
    }
    requireFinite("x", floats);
    return { size, x: floats, labels: undefined };
  }

  /** Checks a data set, and which of its rows are taken. */
  #picked(given: unknown, rows: unknown): Batch {
    const { inputs, output } = this.#description;
    if (typeof given !== "object" || given === null || isArray("Uint8Array", given) || Array.isArray(given)) {
      throw new UsagiError(`x is ${show(given)}; it must be a Float32Array or a Dataset`);
    }
    const data = requireDataset("x", given);
    if (data.inputs !== inputs) {
      throw new UsagiError(`the data set has ${data.inputs} inputs; the network has ${inputs}`);
    }
    if (data.classes > output.units) {
      throw new UsagiError(`the data set has ${data.classes} classes; the network has ${output.units} outputs`);
    }
    if (rows === undefined) return { size: data.size, data, rows };
    const picked = requireOwnArray("Uint32Array", "rows", rows);
    const outside = picked.findIndex((row) => row >= data.size);
    if (outside >= 0) {
      throw new UsagiError(`rows[${outside}] is ${picked[outside]}; the data set has ${data.size} rows`);
    }
    return { size: picked.length, data, rows: picked };
  }

  /** Copies n rows from `first` into the first layer's input, and their labels. */
  #stage(batch: Batch, first: number, n: number): void {
    if ("data" in batch) this.#stageRows(batch.data, batch.rows, first, n);
    else this.#stageDense(batch.x, batch.labels, first, n);
  }

  /**
   * What the data set's memory holds is looked at in the copy, where a wrong value would lead beyond the arena:
   * whoever has its arrays can write into them at any time.
   */
  #stageRows(data: OwnParts, rows: Uint32Array | undefined, first: number, n: number): void {
    const { input, staging, stagingBytes, labels: labelsAt, byteScale } = this.#layout;
    const { buffer } = this.#kernels.memory;
    const labels = new Uint8Array(buffer, labelsAt, n);
    const words = new Uint32Array(buffer, staging, stagingBytes / 4);
    const { records, offsets } = data;
    let end = 0;
    if (rows === undefined) {
      labels.set(data.labels.subarray(first, first + n));
      end = append(words, 0, records.subarray(offsets[first], offsets[first + n]));
    } else {
      for (let r = 0; r < n; r++) {
        const row = rows[first + r]!;
        labels[r] = data.labels[row]!;
        end = append(words, end, records.subarray(offsets[row], offsets[row + 1]));
      }
    }
    input.inputScale = byteScale;
    let good = this.#kernels.openRecords(input.input.rows, staging, n, this.#description.inputs, end * 4);
    for (let r = 0; r < good; r++) if (labels[r]! >= this.#description.output.units) good = r;
    if (good === n) return;
    const row = rows?.[first + good] ?? first + good;
    throw new UsagiError(`row ${row} of the data set is not what it was: somebody has written into its arrays`);
  }

  #stageDense(x: Float32Array, labels: Uint8Array | undefined, first: number, n: number): void {
    const { inputs } = this.#description;
    if (labels) new Uint8Array(this.#kernels.memory.buffer, this.#layout.labels, n).set(labels.subarray(first, first + n));
    this.#floats(this.#layout.staging, n * inputs).set(x.subarray(first * inputs, (first + n) * inputs));
    this.#layout.input.inputScale = 0;
    const { rows, index, value } = this.#layout.input.input;
    this.#kernels.compressRows(rows, index, value, this.#layout.staging, n, inputs);
  }

  #tensor(name: string): Tensor {
    const tensor = this.#layout.tensors.get(name);
    if (!tensor) throw new UsagiError(unknownName(name, "array", this.tensorNames()));
    return tensor;
  }

  #view(tensor: Tensor): Float32Array {
    return this.#floats(tensor.at, length(tensor));
  }

  #floats(at: Pointer, n: number): Float32Array {
    return new Float32Array(this.#kernels.memory.buffer, at, n);
  }
}

/** Share of the counts of a (classes, classes) confusion matrix that are right. */
export function accuracyOf(confusion: Uint32Array, classes: number): number {
  let correct = 0;
  for (let c = 0; c < classes; c++) correct += confusion[c * classes + c]!;
  return correct / confusion.reduce((sum, count) => sum + count, 0);
}

/** Requires an array of the right length for each tensor, and no other. */
function match(
  path: string, tensors: readonly Tensor[], arrays: Readonly<Record<string, Float32Array>>,
): [Tensor, Float32Array][] {
  requireKeys(path, arrays, tensors.map(({ name }) => name));
  return tensors.map((tensor) => {
    const values = requireArray("Float32Array", `${path}["${tensor.name}"]`, arrays[tensor.name]).slice();
    if (values.length !== length(tensor)) {
      throw new UsagiError(
        `${path}["${tensor.name}"] has ${values.length} floats; the network's has ${length(tensor)}`,
      );
    }
    return [tensor, values];
  });
}

/** Copies `part` to where `end` words are used, as far as there is room; returns how many are used then. */
function append(words: Uint32Array, end: number, part: Uint32Array): number {
  const fitting = part.length > words.length - end ? part.subarray(0, words.length - end) : part;
  words.set(fitting, end);
  return end + fitting.length;
}

/** Room for the probabilities of n rows. */
function probabilities(n: number, classes: number): Float32Array<ArrayBuffer> {
  try {
    return new Float32Array(n * classes);
  } catch (error) {
    throw new UsagiError(
      `the probabilities of ${n} rows need ${n * classes * 4} bytes, more than there are: predict fewer at once`,
      { cause: error },
    );
  }
}

function unknownName(name: unknown, what: string, names: string[]): string {
  const known = names.length > 0 ? `it has ${names.join(", ")}` : "it has none";
  return `the network has no ${what} ${show(name)}; ${known}`;
}

function requireFinite(name: string, x: Float32Array): void {
  const at = x.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new UsagiError(`${name}[${at}] is ${x[at]}; every value must be finite`);
}

/** The value, which nobody can change from now on. */
function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
