import { elementsOf, requireArray, requireFinite, requireOwnArray } from "./arrays.ts";
import { inspect } from "./console.ts";
import type { Kernels, Pointer } from "./core.ts";
import { instantiate, requireModule } from "./core.ts";
import type { Crew } from "./crew.ts";
import type { Dataset } from "./dataset.ts";
import type { NetworkDescription, ResolvedDescription } from "./description.ts";
import { resolveDescription } from "./description.ts";
import { requireInteger, requireKeys, requireNumber, show, UsagiError } from "./errors.ts";
import { expand } from "./expand.ts";
import type { Layout, PlacedArray, Tensor } from "./layout.ts";
import { planLayout } from "./layout.ts";
import { activationPart } from "./parts/activations.ts";
import type { Mode } from "./parts/layer.ts";
import { classesOf, lossOf } from "./parts/losses.ts";
import { optimizerState } from "./parts/optimizers.ts";
import { type Rate, rateOf } from "./parts/schedules.ts";
import { Plan, type PlannedPass } from "./plan.ts";
import { type SeedWords, splitSeed } from "./seed.ts";
import { requireBatch, requireRows, Staging } from "./staging.ts";

/** Everything that the further training of a network depends on. */
export interface NetworkState {
  /** Training steps taken: the position in the dropout streams, and the optimizer's t. */
  readonly steps: number;
  /** Every array, by the names of `tensorNames()`. */
  readonly tensors: Readonly<Record<string, Float32Array>>;
  /** The optimizer's arrays, a value a parameter, named like `m/dense1/weight`. */
  readonly optimizer: Readonly<Record<string, Float32Array>>;
}

/** Most threads of a network. */
const MAX_THREADS = 64;

/** Most steps of a network: the random streams and Adam's t count them in 32 bits. */
const MAX_STEPS = 2 ** 32 - 1;

/** Requires a network, by what only this class has. */
export let requireNetwork: (value: unknown) => Network;

/** What a network is worth on rows with labels. */
export interface LabelEvaluation {
  /** Mean loss, without penalties. */
  readonly loss: number;
  /** Share of rows whose most probable class is their label. */
  readonly accuracy: number;
  /** (classes, classes) counts: confusion[label * classes + predicted]. */
  readonly confusion: Uint32Array;
}

/** What a network is worth on rows with targets. */
export interface TargetEvaluation {
  /** Mean loss, without penalties. */
  readonly loss: number;
  /** Root of the mean squared error, over rows and outputs. */
  readonly rmse: number;
  /**
   * R², the share of the targets' variance that is explained: 1 − Σ(output − target)² / Σ(target − mean)², the mean of it
   * over the outputs. Of targets that are all alike 1 where they are met, else 0.
   */
  readonly r2: number;
}

/** What a network is worth: of rows with labels the first, of rows with targets the second. */
export type Evaluation =
  | (LabelEvaluation & { readonly [Key in Exclude<keyof TargetEvaluation, "loss">]?: never })
  | (TargetEvaluation & { readonly [Key in Exclude<keyof LabelEvaluation, "loss">]?: never });

/** What a network is inside, until it is disposed. */
interface Inside {
  readonly kernels: Kernels;
  readonly layout: Layout;
  readonly plan: Plan;
  readonly staging: Staging;
  /** The threads that help, if there are any. */
  readonly crew: Crew | undefined;
}

/** Ends the threads of networks that nothing refers to any more. */
const forgotten = new FinalizationRegistry<Crew>((crew) => crew.end());

/**
 * A multilayer perceptron that trains in WebAssembly: dense → [batch norm] → activation → [dropout], …,
 * dense, and a loss: softmax cross-entropy unless the description says another. Each network has an instance and a memory
 * of its own.
 *
 * x is row-major float32, (rows, inputs); labels are bytes below the number of classes, and targets, of the losses that
 * take these in their place, row-major float32, (rows, outputs). A method that is given a wrong argument throws a
 * UsagiError and changes nothing.
 */
export class Network {
  readonly #module: WebAssembly.Module;
  readonly #description: ResolvedDescription;
  readonly #rate: Rate;
  readonly #seed: SeedWords;
  readonly #loss: ReturnType<typeof lossOf>;
  /** None once disposed. */
  #inside: Inside | undefined;
  #steps = 0;

  /**
   * `module` is what `compile()` gives; weights are drawn from the description's seed. Throws where the
   * network needs more memory than there is.
   */
  constructor(module: WebAssembly.Module, description: NetworkDescription) {
    const resolved = freeze(resolveDescription(description));
    const { optimizer, schedule, seed } = resolved;
    this.#module = module;
    this.#description = resolved;
    this.#loss = lossOf(resolved);
    this.#rate = rateOf(optimizer.learningRate, schedule);
    this.#seed = splitSeed(seed);
    const layout = planLayout(resolved);
    const kernels = instantiate(module);
    layout.arena.allocate(kernels);
    this.#inside = this.#arrange(kernels, layout);
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

  /**
   * Gives memory and threads up at once rather than when nothing refers to the network; every later method throws.
   */
  dispose(): void {
    requireNetwork(this).#inside?.crew?.end();
    forgotten.unregister(this);
    this.#inside = undefined;
  }

  /** Threads that compute its passes, this one included. */
  get threads(): number {
    return Network.#insideOf(this).layout.shares.length;
  }

  /**
   * From now on shares every pass of training, evaluation and prediction among so many threads, 1 to 64: this one and
   * others that it starts, which `dispose()` or `useThreads(1)` ends. No number of threads changes a bit of a result.
   * More than there are cores, or more than a fraction of a millisecond of work a pass has use for, are no faster.
   *
   * Rejects with a UsagiError where a page is not isolated, because only isolated ones may share memory, and where
   * `compile()` was called in another thread. The network stays as it is until it resolves, and can be used meanwhile.
   */
  async useThreads(threads: number): Promise<void> {
    Network.#insideOf(this);
    requireInteger("threads", threads, 1, MAX_THREADS);
    const layout = planLayout(this.#description, threads);
    let kernels: Kernels;
    let crew: Crew | undefined;
    if (threads === 1) {
      kernels = instantiate(this.#module);
      layout.arena.allocate(kernels);
    } else {
      const { Crew, sharedModule } = await import("./crew.ts"); // apart, because most networks have one thread
      const module = await sharedModule(this.#module);
      kernels = instantiate(module, layout.arena.share());
      layout.arena.allocate(kernels);
      crew = await Crew.start(module, kernels, threads, callsOf(layout));
    }
    let before: Inside;
    try {
      before = Network.#insideOf(this);
    } catch (error) {
      crew?.end(); // nobody needs it: the network was disposed or lost meanwhile
      throw error;
    }
    this.#inside = this.#arrange(kernels, layout, crew);
    copyArrays(before, this.#inside, this.#description.batchSize);
    before.crew?.end();
    forgotten.unregister(this);
    if (crew) forgotten.register(this, crew, this);
  }

  #arrange(kernels: Kernels, layout: Layout, crew?: Crew): Inside {
    const plan = new Plan(kernels, layout, this.#description, crew ?? { run: (work) => work(kernels, 0) });
    return { kernels, layout, plan, staging: new Staging(kernels, layout, this.#description), crew };
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
    if (inside.crew?.lost) throw new UsagiError("the network is lost, because a thread of it ended: make a new one");
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
    for (const { block, arrays } of expand(this.#description)) {
      for (const { name, initial } of arrays) {
        const array = layout.arrays.get(name)!;
        if (typeof initial === "number") viewOf(kernels, array).fill(initial);
        else kernels.normalWeight(array.at, elementsOf(array.shape), initial.deviation, block, this.#seed.low, this.#seed.high);
      }
    }
    for (const [array, initial] of Object.entries(optimizerState(this.#description.optimizer))) {
      floats(kernels, layout.state.get(array)!, layout.blockBytes / 4).fill(initial);
    }
  }

  /** Training steps taken so far. */
  get steps(): number {
    return requireNetwork(this).#steps;
  }

  /**
   * One step of the optimizer on a batch of 1 to batchSize rows: x with labels or targets, or rows of a data set.
   * Returns the batch's loss in training mode before the update: its mean plus penalties. `learningRate`
   * (0 to 1e6) is by default what the schedule gives for the step; a plateau, which knows no evaluations here, stays
   * where it starts.
   */
  trainStep(x: Float32Array, y: Uint8Array | Float32Array, learningRate?: number): number;
  trainStep(data: Dataset, rows: Uint32Array, learningRate?: number): number;
  trainStep(x: Float32Array | Dataset, y: Uint8Array | Float32Array | Uint32Array, learningRate?: number): number {
    Network.#insideOf(this);
    const t = requireInteger("the number of steps taken", this.#steps, 0, MAX_STEPS - 1) + 1;
    const rate = requireNumber("learningRate", learningRate ?? this.#rate(this.#steps), { min: 0, max: 1e6 });
    const loss = this.#train(x, y, "train", { rate, t });
    this.#steps = t;
    return loss;
  }

  /**
   * Forward and backward as the next trainStep would run them, without clipping and update: fills every gradient and
   * returns the loss. Parameters, running statistics and the dropout streams stay as they are.
   */
  gradients(x: Float32Array, y: Uint8Array | Float32Array): number;
  gradients(data: Dataset, rows: Uint32Array): number;
  gradients(x: Float32Array | Dataset, y: Uint8Array | Float32Array | Uint32Array): number {
    return this.#train(x, y, "probe");
  }

  /**
   * Predictions in inference mode of x, of a data set, or of some of its rows, (rows, outputs): class probabilities, with
   * binary cross-entropy that of class 1 alone, or with a loss of targets the outputs as they are.
   */
  predict(x: Float32Array): Float32Array;
  predict(data: Dataset, rows?: Uint32Array): Float32Array;
  predict(x: Float32Array | Dataset, rows?: Uint32Array): Float32Array {
    const { kernels, layout, plan, staging } = Network.#insideOf(this);
    const batch = requireRows(this.#description, x, rows);
    const classes = this.#description.output.units;
    const result = probabilities(batch.size, classes);
    for (let first = 0; first < batch.size; first += layout.maxRows) {
      const n = Math.min(layout.maxRows, batch.size - first);
      plan.predict(this.#pass(n, "infer", staging.copy(batch, first, n)));
      result.set(floats(kernels, layout.probabilities, n * classes), first * classes);
    }
    return result;
  }

  /** Evaluates the network in inference mode on x with labels or targets, on a data set, or on some of its rows. */
  evaluate(x: Float32Array, labels: Uint8Array): LabelEvaluation;
  evaluate(x: Float32Array, targets: Float32Array): TargetEvaluation;
  evaluate(data: Dataset, rows?: Uint32Array): Evaluation;
  evaluate(x: Float32Array | Dataset, y?: Uint8Array | Float32Array | Uint32Array): Evaluation {
    const { kernels, layout, plan, staging } = Network.#insideOf(this);
    const batch = requireBatch(this.#description, x, y, Number.MAX_SAFE_INTEGER);
    const { units } = this.#description.output;
    const classes = classesOf(this.#loss, units);
    const confusion = new Uint32Array((classes ?? 0) ** 2);
    const errors = new Float64Array(kernels.memory.buffer, layout.errors, classes === undefined ? 3 * units : 0).fill(0);
    let loss = 0;
    for (let first = 0; first < batch.size; first += layout.maxRows) {
      const n = Math.min(layout.maxRows, batch.size - first);
      plan.evaluate(this.#pass(n, "infer", staging.copy(batch, first, n)));
      loss += kernels.sumLosses(layout.losses, n);
      if (classes === undefined) {
        kernels.addErrors(layout.errors, layout.layers.at(-1)!.y, layout.targets, first, n, units);
        continue;
      }
      const labels = new Uint8Array(kernels.memory.buffer, layout.labels, n);
      const predicted = new Uint8Array(kernels.memory.buffer, layout.predicted, n);
      for (let r = 0; r < n; r++) confusion[labels[r]! * classes + predicted[r]!]!++;
    }
    loss /= batch.size;
    return classes === undefined
      ? { loss, ...scoresOf(errors, batch.size) }
      : { loss, accuracy: accuracyOf(confusion, classes), confusion };
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

  /**
   * A copy of what a layer gave in the last pass: the first `rows` of it, row-major. Layers that work in place of the one
   * before, as most activations do, have taken that one's place.
   */
  output(name: string, rows: number): Float32Array {
    const { kernels, layout } = Network.#insideOf(this);
    const found = layout.layers.find((layer) => layer.name === name);
    if (!found) throw new UsagiError(unknownName(name, "layer", layout.layers.map((layer) => layer.name)));
    requireInteger("rows", rows, 0, layout.maxRows);
    return floats(kernels, found.y, rows * found.units).slice();
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

  /** Loss and gradients of a batch, and the optimizer's step where there is one. */
  #train(x: unknown, y: unknown, mode: "train" | "probe", update?: PlannedPass["update"]): number {
    const { kernels, layout, plan, staging } = Network.#insideOf(this);
    const batch = requireBatch(this.#description, x, y, this.#description.batchSize);
    const inputScale = staging.copy(batch, 0, batch.size);
    plan.train({ ...this.#pass(batch.size, mode, inputScale), ...(update && { update }) });
    const penalties = layout.penalties.map(({ sum }) => new Float64Array(kernels.memory.buffer, sum, 1)[0]!);
    return penalties.reduce((loss, penalty) => loss + penalty, kernels.sumLosses(layout.losses, batch.size) / batch.size);
  }

  #pass(batch: number, mode: Mode, inputScale: Pointer): PlannedPass {
    return { batch, mode, step: this.#steps, seed: this.#seed, inputScale };
  }
}

/** Most calls of kernels in one stage of a pass; a layer or a penalty makes fewer. */
function callsOf({ layers, penalties }: Layout): number {
  return 8 + 8 * layers.length + penalties.length;
}

/** Copies all that outlasts a pass between two memories of networks of the same description. */
function copyArrays(from: Pick<Inside, "kernels" | "layout">, to: Pick<Inside, "kernels" | "layout">, batchSize: number): void {
  const places = ({ layout }: Pick<Inside, "layout">) => {
    const { parameters, gradients, state, blockBytes, arrays, layers } = layout;
    const statistics = [...arrays.values()].filter(({ role }) => role === "statistic");
    return [
      ...[parameters, gradients, ...state.values()].map((at) => ({ at, bytes: blockBytes })),
      ...statistics.map(({ at, shape }) => ({ at, bytes: elementsOf(shape) * 4 })),
      ...layers.flatMap(({ kind, at, units }) => (kind === "dropout" ? [{ at: at["mask"]!, bytes: batchSize * units * 4 }] : [])),
    ];
  };
  const targets = places(to);
  places(from).forEach(({ at, bytes }, i) => {
    floats(to.kernels, targets[i]!.at, bytes / 4).set(floats(from.kernels, at, bytes / 4));
  });
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

/** RMSE and R² of what `addErrors` has added up of n rows. */
function scoresOf(errors: Float64Array, n: number): Pick<TargetEvaluation, "rmse" | "r2"> {
  const outputs = errors.length / 3;
  let squares = 0;
  let explained = 0;
  for (let i = 0; i < errors.length; i += 3) {
    const [, spread, error] = errors.subarray(i, i + 3) as unknown as [number, number, number];
    squares += error;
    explained += spread > 0 ? 1 - error / spread : error === 0 ? 1 : error > 0 ? 0 : NaN;
  }
  return { rmse: Math.sqrt(squares / (n * outputs)), r2: explained / outputs };
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

/** The value, which nobody can change from now on. */
function freeze<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
}
