import { elementsOf, isArray, mend, requireArray, requireOwnArray } from "./arrays.ts";
import { inspect } from "./console.ts";
import type { Kernels, Pointer } from "./core.ts";
import { instantiate, requireModule } from "./core.ts";
import { checkLabels, type Dataset, requireDataset } from "./dataset.ts";
import type { NetworkDescription, ResolvedDescription } from "./description.ts";
import { resolveDescription } from "./description.ts";
import { requireInteger, requireKeys, requireNumber, show, UsagiError } from "./errors.ts";
import { expand } from "./expand.ts";
import type { Layout, PlacedArray, Tensor } from "./layout.ts";
import { planLayout } from "./layout.ts";
import { activationPart } from "./parts/activations.ts";
import { clipGradients } from "./parts/clipping.ts";
import type { Mode, Pass } from "./parts/layer.ts";
import { layerRow } from "./parts/layers.ts";
import { losses } from "./parts/losses.ts";
import { optimizerRow } from "./parts/optimizers.ts";
import { completeOptions } from "./parts/options.ts";
import { type Rate, rateOf } from "./parts/schedules.ts";
import { type SeedWords, splitSeed } from "./seed.ts";

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

/** Requires a network, by what only this class has. */
export let requireNetwork: (value: unknown) => Network;

export interface Evaluation {
  /** Mean cross-entropy, without penalties. */
  readonly loss: number;
  /** Share of rows whose most probable class is their label. */
  readonly accuracy: number;
  /** (classes, classes) counts: confusion[label * classes + predicted]. */
  readonly confusion: Uint32Array;
}

/** Validated rows, ready to copy into wasm memory. */
type Batch = { readonly size: number } & (
  | { readonly x: Float32Array; readonly labels: Uint8Array | undefined }
  | { readonly data: Dataset; readonly rows: Uint32Array | undefined }
);

/** What a network is inside, until it is disposed. */
interface Inside {
  readonly kernels: Kernels;
  readonly layout: Layout;
}

/**
 * A multilayer perceptron that trains in WebAssembly: dense → [batch norm] → activation → [dropout], …,
 * dense, softmax cross-entropy. Each network has an instance and a memory of its own.
 *
 * x is row-major float32, (rows, inputs); labels are bytes below the number of classes. A method that is
 * given a wrong argument throws a UsagiError and changes nothing.
 */
export class Network {
  readonly #description: ResolvedDescription;
  readonly #rate: Rate;
  readonly #seed: SeedWords;
  readonly #loss = losses.softmaxCrossEntropy;
  /** None once disposed. */
  #inside: Inside | undefined;
  #steps = 0;
  /** Of the rows that are staged: where the scale of their bytes is, else 0. */
  #inputScale: Pointer = 0;

  /**
   * `module` is what `compile()` gives; weights are drawn from the description's seed. Throws where the
   * network needs more memory than there is.
   */
  constructor(module: WebAssembly.Module, description: NetworkDescription) {
    const resolved = freeze(resolveDescription(description));
    const { optimizer, schedule, seed } = resolved;
    this.#description = resolved;
    this.#rate = rateOf(optimizer.learningRate, schedule);
    this.#seed = splitSeed(seed);
    const layout = planLayout(resolved);
    const kernels = instantiate(module);
    layout.arena.allocate(kernels);
    this.#inside = { kernels, layout };
    this.#initialize();
  }

  /** Bytes of memory that a network of this description needs. */
  static bytes(module: WebAssembly.Module, description: NetworkDescription): number {
    requireModule(module);
    return planLayout(resolveDescription(description)).arena.bytes;
  }

  /** The description with every default filled in, frozen. */
  get description(): ResolvedDescription {
    requireNetwork(this);
    return this.#description;
  }

  /** Gives the memory up at once rather than when nothing refers to the network; every later method throws. */
  dispose(): void {
    requireNetwork(this).#inside = undefined;
  }

  /** Reactive proxies (Vue's, say) leave alone what has a tag of its own. */
  get [Symbol.toStringTag](): string {
    return "Network";
  }

  /** `Network: 784 → 40 sigmoid → 20 sigmoid → 10 softmax, adam, 1000 steps` */
  toString(): string {
    const { inputs, optimizer, output, hidden } = this.description;
    const layers = hidden.map(({ units, activation }) => `${units} ${activationPart(activation).name}`);
    const widths = [inputs, ...layers, `${output.units} ${this.#loss.output.name}`].join(" → ");
    return `Network: ${widths}, ${optimizer.name}, ${this.#steps} steps${this.#inside ? "" : ", disposed"}`;
  }

  [inspect](): string {
    return this.toString();
  }

  /** What JSON has of a network: its description and how long it trained. Its arrays are `saveNetwork`'s. */
  toJSON(): { description: ResolvedDescription; steps: number } {
    return { description: this.description, steps: this.#steps };
  }

  static #insideOf(network: Network): Inside {
    const inside = requireNetwork(network).#inside;
    if (!inside) throw new UsagiError("the network is disposed: make a new one");
    return inside;
  }

  static {
    requireNetwork = (value) => {
      if (typeof value === "object" && value !== null && #steps in value) return value;
      const what = value instanceof Network ? "a proxy of a Network; hand over the network itself" : show(value);
      throw new UsagiError(`network is ${what}; it must be a Network`);
    };
  }

  #initialize(): void {
    const { kernels, layout } = Network.#insideOf(this);
    kernels.byteScale(layout.byteScale);
    for (const { block, arrays } of expand(this.#description)) {
      for (const { name, initial } of arrays) {
        const array = layout.arrays.get(name)!;
        if (typeof initial === "number") viewOf(kernels, array).fill(initial);
        else kernels.normalWeight(array.at, elementsOf(array.shape), initial.deviation, block, this.#seed.low, this.#seed.high);
      }
    }
    const { name, ...options } = this.#description.optimizer;
    for (const [array, initial] of Object.entries(optimizerRow(name).state)) {
      const value = typeof initial === "string" ? (options as Record<string, unknown>)[initial] : initial;
      floats(kernels, layout.state.get(array)!, layout.blockBytes / 4).fill(value as number);
    }
  }

  /** Training steps taken so far. */
  get steps(): number {
    return requireNetwork(this).#steps;
  }

  /**
   * One step of the optimizer on a batch of 1 to batchSize rows: x with labels, or rows of a data set.
   * Returns the batch's loss in training mode before the update: mean cross-entropy plus penalties. `learningRate`
   * (0 to 1e6) is by default what the schedule gives for the step; a plateau, which knows no evaluations here, stays
   * where it starts.
   */
  trainStep(x: Float32Array, labels: Uint8Array, learningRate?: number): number;
  trainStep(data: Dataset, rows: Uint32Array, learningRate?: number): number;
  trainStep(x: Float32Array | Dataset, y: Uint8Array | Uint32Array, learningRate?: number): number {
    const { kernels, layout } = Network.#insideOf(this);
    requireInteger("the number of steps taken", this.#steps, 0, MAX_STEPS - 1);
    const rate = requireNumber("learningRate", learningRate ?? this.#rate(this.#steps), { min: 0, max: 1e6 });
    const loss = this.#gradients(x, y, "train");
    this.#steps++;
    const { optimizer, clipping } = this.#description;
    if (clipping) clipGradients(kernels, layout.clipped, clipping);
    const { step, options: rules } = optimizerRow(optimizer.name);
    const options = completeOptions(rules, optimizer);
    for (const { at, length: n } of layout.trainable) {
      const offset = at - layout.parameters;
      const state = Array.from(layout.state.values(), (start) => start + offset);
      step({ kernels, w: at, g: layout.gradients + offset, state, rate, options, t: this.#steps, n });
    }
    for (const layer of layout.layers) if (layer.trainable) layerRow(layer.kind).constrain?.(kernels, layer);
    return loss;
  }

  /**
   * Forward and backward as the next trainStep would run them, without clipping and update: fills every gradient and
   * returns the loss. Parameters, running statistics and the dropout streams stay as they are.
   */
  gradients(x: Float32Array, labels: Uint8Array): number;
  gradients(data: Dataset, rows: Uint32Array): number;
  gradients(x: Float32Array | Dataset, y: Uint8Array | Uint32Array): number {
    Network.#insideOf(this);
    return this.#gradients(x, y, "probe");
  }

  /** Class probabilities (rows, classes) in inference mode of x, of a data set, or of some of its rows. */
  predict(x: Float32Array): Float32Array;
  predict(data: Dataset, rows?: Uint32Array): Float32Array;
  predict(x: Float32Array | Dataset, rows?: Uint32Array): Float32Array {
    const { kernels, layout } = Network.#insideOf(this);
    const batch = this.#rowsOf(x) ?? this.#picked(x, rows);
    const classes = this.#description.output.units;
    const result = probabilities(batch.size, classes);
    for (let first = 0; first < batch.size; first += layout.maxRows) {
      const n = Math.min(layout.maxRows, batch.size - first);
      this.#stage(batch, first, n);
      this.#forward(n, "infer");
      this.#loss.predict(kernels, this.#outputs(n));
      result.set(floats(kernels, layout.probabilities, n * classes), first * classes);
    }
    return result;
  }

  /** Evaluates the network in inference mode on x with labels, on a data set, or on some of its rows. */
  evaluate(x: Float32Array, labels: Uint8Array): Evaluation;
  evaluate(data: Dataset, rows?: Uint32Array): Evaluation;
  evaluate(x: Float32Array | Dataset, y?: Uint8Array | Uint32Array): Evaluation {
    const { kernels, layout } = Network.#insideOf(this);
    const batch = this.#batch(x, y, Number.MAX_SAFE_INTEGER);
    const classes = this.#description.output.units;
    const confusion = new Uint32Array(kernels.memory.buffer, layout.confusion, classes * classes);
    confusion.fill(0);
    let loss = 0;
    for (let first = 0; first < batch.size; first += layout.maxRows) {
      const n = Math.min(layout.maxRows, batch.size - first);
      this.#stage(batch, first, n);
      this.#forward(n, "infer");
      loss += this.#loss.evaluate(kernels, layout.confusion, this.#outputs(n));
    }
    return { loss: loss / batch.size, accuracy: accuracyOf(confusion, classes), confusion: confusion.slice() };
  }

  /**
   * Names of all arrays: for each dense layer `denseN/weight`, `denseN/bias`, and where there is batch norm
   * `batchNormN/gamma`, `/beta`, `/runningMean`, `/runningVariance`; N counts from 1, in network order.
   */
  tensorNames(): string[] {
    return [...Network.#insideOf(this).layout.arrays.keys()];
  }

  /** Shape of a named array: [inputs, units] for a weight, [units] for the others. */
  shape(name: string): number[] {
    return [...arrayOf(Network.#insideOf(this), name).shape];
  }

  /** A copy of a named array. */
  get(name: string): Float32Array {
    const inside = Network.#insideOf(this);
    return viewOf(inside.kernels, arrayOf(inside, name)).slice();
  }

  /** Replaces a named array by as many finite values; those of a running variance are at least 0. */
  set(name: string, values: Float32Array): void {
    const inside = Network.#insideOf(this);
    const view = viewOf(inside.kernels, arrayOf(inside, name));
    const given = requireOwnArray("Float32Array", `values for ${name}`, values, "values");
    if (given.length !== view.length) {
      throw new UsagiError(`values for ${name} has ${given.length} floats; the array has ${view.length}`);
    }
    requireFinite(`values for ${name}`, given);
    const negative = name.endsWith("/runningVariance") ? given.findIndex((value) => value < 0) : -1;
    if (negative >= 0) {
      throw new UsagiError(`values for ${name}[${negative}] is ${given[negative]}; it must be at least 0`);
    }
    view.set(given);
  }

  /** A copy of everything that further training depends on. */
  state(): NetworkState {
    const { kernels, layout } = Network.#insideOf(this);
    const copy = (arrays: Iterable<Tensor>) =>
      Object.fromEntries(Array.from(arrays, (tensor) => [tensor.name, viewOf(kernels, tensor).slice()]));
    return { steps: this.#steps, tensors: copy(layout.arrays.values()), optimizer: copy(layout.stateTensors) };
  }

  /**
   * Goes on from the state of a network of the same description, bit for bit. Values are taken as they are,
   * NaN included.
   */
  restore(state: NetworkState): void {
    const { kernels, layout } = Network.#insideOf(this);
    requireKeys("state", state, ["steps", "tensors", "optimizer"]);
    const steps = requireInteger("state.steps", state.steps, 0, MAX_STEPS);
    if (layout.stateTensors.length === 0 && Object.keys(state.optimizer ?? {}).length > 0) {
      throw new UsagiError(
        `state.optimizer has arrays, and ${this.#description.optimizer.name} keeps none: the state is of a network ` +
          "with another optimizer",
      );
    }
    const found = [
      ...match("state.tensors", [...layout.arrays.values()], state.tensors),
      ...match("state.optimizer", layout.stateTensors, state.optimizer),
    ];
    for (const [tensor, values] of found) viewOf(kernels, tensor).set(values);
    this.#steps = steps;
  }

  /**
   * A copy of the gradient of a named parameter, regularization included: from the last trainStep as the optimizer took
   * it, clipped; from `gradients` before that.
   */
  gradient(name: string): Float32Array {
    const inside = Network.#insideOf(this);
    const { gradientAt, ...array } = arrayOf(inside, name);
    if (gradientAt === undefined) throw new UsagiError(`${name} is a running statistic and has no gradient`);
    return viewOf(inside.kernels, { ...array, at: gradientAt }).slice();
  }

  /** A copy of the last step's mask of `dropoutN`, (batchSize, units): 0 where a unit was dropped. */
  dropoutMask(name: string): Float32Array {
    const { kernels, layout } = Network.#insideOf(this);
    const dropouts = layout.layers.filter(({ kind }) => kind === "dropout");
    const found = dropouts.find((layer) => layer.name === name);
    if (!found) throw new UsagiError(unknownName(name, "dropout layer", dropouts.map((layer) => layer.name)));
    return floats(kernels, found.at["mask"]!, this.#description.batchSize * found.units).slice();
  }

  /**
   * SHA-256 of all arrays in the order of tensorNames(), little-endian float32, in hexadecimal. Throws in a page
   * that is served neither by https nor from localhost, where browsers have no crypto.subtle.
   */
  async digest(): Promise<string> {
    const { kernels, layout } = Network.#insideOf(this);
    if (!globalThis.crypto?.subtle) {
      throw new UsagiError("digest needs crypto.subtle, which browsers offer to pages on https or localhost only");
    }
    const arrays = [...layout.arrays.values()];
    const all = new Float32Array(arrays.reduce((sum, array) => sum + elementsOf(array.shape), 0));
    let end = 0;
    for (const array of arrays) {
      all.set(viewOf(kernels, array), end);
      end += elementsOf(array.shape);
    }
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
    return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #gradients(x: Float32Array | Dataset, y: Uint8Array | Uint32Array, mode: Mode): number {
    const { kernels, layout } = Network.#insideOf(this);
    const { l2Penalty, batchSize } = this.#description;
    const batch = this.#batch(x, y, batchSize);
    const rows = batch.size;
    this.#stage(batch, 0, rows);
    const pass = this.#forward(rows, mode);
    const outputs = this.#outputs(rows);
    let loss = this.#loss.forward(kernels, outputs) / rows;
    this.#loss.backward(kernels, layout.dlogits, outputs);
    let dy = layout.dlogits;
    for (const layer of layout.layers.toReversed()) dy = layerRow(layer.kind).backward(kernels, layer, dy, pass);
    for (const { weight, l1, l2 } of layout.penalties) {
      loss += kernels.penalty(weight.at, l1, l2, l2Penalty === "root", elementsOf(weight.shape));
      kernels.regularize(weight.gradientAt, weight.at, l1, l2, elementsOf(weight.shape));
    }
    return loss;
  }

  /** Runs all layers on the staged rows. */
  #forward(rows: number, mode: Mode): Pass {
    const { kernels, layout } = Network.#insideOf(this);
    const pass = { rows, mode, step: this.#steps, seed: this.#seed, inputScale: this.#inputScale };
    for (const layer of layout.layers) layerRow(layer.kind).forward(kernels, layer, pass);
    return pass;
  }

  /** What the loss is computed of, after `#forward`. */
  #outputs(rows: number) {
    const { layers, probabilities, labels } = Network.#insideOf(this).layout;
    const { output, labelSmoothing: smoothing = 0 } = this.#description;
    return { logits: layers.at(-1)!.y, probabilities, labels, smoothing, B: rows, N: output.units };
  }

  /** Checks rows with their labels, 1 to `most`, before anything is written. */
  #batch(x: unknown, y: unknown, most: number): Batch {
    let batch: Batch | undefined = this.#rowsOf(x);
    if (batch) {
      const labels = requireOwnArray("Uint8Array", "labels", y);
      if (labels.length !== batch.size) {
        throw new UsagiError(`labels has ${labels.length} entries; x has ${batch.size} rows`);
      }
      checkLabels(labels, this.#description.output.units);
      batch = { ...batch, labels };
    } else {
      batch = this.#picked(x, y);
    }
    requireInteger("the number of rows", batch.size, 1, most);
    return batch;
  }

  /** Checks rows of floats; nothing where x is no such array. */
  #rowsOf(x: unknown) {
    if (!isArray("Float32Array", x)) return undefined;
    const { inputs } = this.#description;
    const values = requireOwnArray("Float32Array", "x", x);
    const size = values.length / inputs;
    if (!Number.isInteger(size) || size === 0) {
      throw new UsagiError(`x has ${values.length} floats; it must have a whole number of rows of ${inputs}`);
    }
    requireFinite("x", values);
    return { size, x: values, labels: undefined };
  }

  /** Checks a data set, and which of its rows are taken. */
  #picked(given: unknown, rows: unknown): Batch {
    const { inputs, output } = this.#description;
    const data = requireDataset("x", given, `a Float32Array or a Dataset${mend("Float32Array", "x", given)}`);
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
   * The kernel looks at what a data set's memory holds in the copy, where a wrong value would lead beyond the arena:
   * whoever has its arrays can write into them at any time.
   */
  #stageRows(data: Dataset, rows: Uint32Array | undefined, first: number, n: number): void {
    const { kernels, layout } = Network.#insideOf(this);
    const { inputs, output } = this.#description;
    const { buffer } = kernels.memory;
    const labels = new Uint8Array(buffer, layout.labels, n);
    const words = new Uint32Array(buffer, layout.staging, layout.stagingBytes / 4);
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
    this.#inputScale = layout.byteScale;
    let good = kernels.openRecords(layout.layers[0]!.at["xRows"]!, layout.staging, n, inputs, end * 4);
    for (let r = 0; r < good; r++) if (labels[r]! >= output.units) good = r;
    if (good === n) return;
    const row = rows?.[first + good] ?? first + good;
    throw new UsagiError(`row ${row} of the data set is not what it was: somebody has written into its arrays`);
  }

  #stageDense(x: Float32Array, labels: Uint8Array | undefined, first: number, n: number): void {
    const { kernels, layout } = Network.#insideOf(this);
    const { inputs } = this.#description;
    if (labels) new Uint8Array(kernels.memory.buffer, layout.labels, n).set(labels.subarray(first, first + n));
    floats(kernels, layout.staging, n * inputs).set(x.subarray(first * inputs, (first + n) * inputs));
    this.#inputScale = 0;
    const { at } = layout.layers[0]!;
    kernels.compressRows(at["xRows"]!, at["xIndex"]!, at["xValue"]!, layout.staging, n, inputs);
  }
}

function arrayOf({ layout }: Inside, name: string): PlacedArray {
  const array = layout.arrays.get(name);
  if (!array) throw new UsagiError(unknownName(name, "array", [...layout.arrays.keys()]));
  return array;
}

function viewOf(kernels: Kernels, tensor: Tensor): Float32Array<ArrayBuffer> {
  return floats(kernels, tensor.at, elementsOf(tensor.shape));
}

function floats({ memory }: Kernels, at: Pointer, n: number): Float32Array<ArrayBuffer> {
  return new Float32Array(memory.buffer, at, n);
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
    const values = requireArray("Float32Array", `${path}["${tensor.name}"]`, arrays[tensor.name]);
    if (values.length !== elementsOf(tensor.shape)) {
      throw new UsagiError(
        `${path}["${tensor.name}"] has ${values.length} floats; the network's has ${elementsOf(tensor.shape)}`,
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
