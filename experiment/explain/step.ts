/** One step of a training, seen from both sides, and how each of its weights was made. */
import type { ResolvedDescription } from "../../bindings/description.ts";
import { expand, type NetworkArray, type NetworkLayer } from "../../bindings/expand.ts";
import { Network, type NetworkState } from "../../bindings/network.ts";
import { decayOf } from "../../bindings/parts/optimizers.ts";
import { type LayerNorms, normsOf, weightsBefore } from "../layers.ts";
import { learningRates } from "../learning-rate.ts";
import type { ResolvedArm } from "../resolve.ts";
import type { Training } from "../training.ts";
import { named, type Parts, type Quantity, Working } from "./float32.ts";
import { explainGradient, explainLimit, sumOfSquares } from "./gradient.ts";
import { explainStep } from "./steps.ts";

type Arrays = Readonly<Record<string, Float32Array>>;

/** How a weight was made: the gradient that the optimizer took, its step, and what came after it. */
export interface WeightWorking {
  readonly array: NetworkArray;
  /** Its place in the array, which is row-major. */
  readonly index: number;
  readonly before: number;
  readonly after: number;
  readonly gradient: Working;
  readonly step: Working;
  /** Without lines where the norm of its column was within the limit, or there is none. */
  readonly limit: Working;
  /** What `after` − `before` adds up from, up to rounding. The memory's part is of the steps before, without this gradient. */
  readonly parts: Parts;
}

/** The step that a training makes next. */
export class ExplainedStep {
  readonly layers: LayerNorms<number>[];
  /** Of the batch, in training mode before the update, penalties included. */
  readonly loss: number;
  readonly rate: number;
  /** The number of the step, from 1. */
  readonly t: number;
  readonly #description: ResolvedDescription;
  readonly #layers: readonly NetworkLayer[];
  readonly #before: NetworkState;
  readonly #after: Arrays;
  /** As the optimizer took them; without clipping; and without penalties either. */
  readonly #gradients: Readonly<Record<"taken" | "whole" | "data", Arrays>>;

  /** Makes the step. `arm` is the training's. */
  constructor(module: WebAssembly.Module, training: Training, arm: ResolvedArm) {
    const { network, train } = training;
    const { description } = network;
    const before = network.state();
    const weights = weightsBefore(network);
    training.step();
    this.t = training.iteration;
    this.loss = training.metrics.loss.at(-1)!;
    this.rate = learningRates(arm, training.metrics)?.at(-1) ?? arm.optimizer.learningRate;
    this.layers = normsOf(network, weights);
    this.#description = description;
    this.#layers = expand(description);
    this.#before = before;
    const each = (get: (name: string) => Float32Array): Arrays =>
      Object.fromEntries(trainedArrays(description).map(({ name }) => [name, get(name)]));
    const probe = (other: ResolvedDescription) => {
      const again = new Network(module, other);
      again.restore(before);
      again.gradients(train, training.batchRows);
      const gradients = each((name) => again.gradient(name));
      again.dispose();
      return gradients;
    };
    this.#after = each((name) => network.get(name));
    this.#gradients = {
      taken: each((name) => network.gradient(name)), whole: probe(description), data: probe(withoutPenalties(description)),
    };
  }

  /** How the weight with this index of a trained array was made. */
  weight(array: NetworkArray, index: number): WeightWorking {
    const { optimizer } = this.#description;
    const layer = this.#layerOf(array);
    const before = this.#before.tensors[array.name]![index]!;
    const { l1, l2 } = array.regularized && layer.kind === "dense" ? layer.options : { l1: 0, l2: 0 };
    const gradient = new Working();
    const data = this.#gradients.data[array.name]![index]!;
    const g = explainGradient(gradient, { data, w: before, l1, l2, ...this.#clipping(array) });
    const step = new Working();
    const w = this.#stepOf(step, array, index, g);
    const limit = new Working();
    const maxNorm = array.regularized && layer.kind === "dense" ? layer.options.maxNorm : 0;
    const after = maxNorm > 0 ? explainLimit(limit, w.value, this.#column(array, index), maxNorm) : w.value;
    const made = this.#after[array.name]![index]!;
    if (!Object.is(after, made)) {
      throw new Error(`${optimizer.name} made ${made} of ${array.name}[${index}], and its working ${after}`);
    }
    const parts = { ...w.parts, ...(limit.lines.length > 0 && { limit: after - w.value }) };
    return { array, index, before, after, gradient, step, limit, parts };
  }

  /** By how much the step changed each weight of a trained array. */
  changes(array: string): Float32Array {
    const before = this.#before.tensors[array]!;
    return this.#after[array]!.map((after, i) => after - before[i]!);
  }

  #layerOf(array: NetworkArray): NetworkLayer {
    return this.#layers.find(({ arrays }) => arrays.some(({ name }) => name === array.name))!;
  }

  #stepOf(working: Working, array: NetworkArray, index: number, g: Quantity): Quantity {
    const { optimizer } = this.#description;
    const decay = decayOf(optimizer);
    const ending = `/${array.name}`;
    const state = Object.entries(this.#before.optimizer).filter(([name]) => name.endsWith(ending))
      .map(([name, values]) => [name.slice(0, -ending.length), values[index]!] as const);
    return explainStep(working, {
      optimizer, rate: this.rate, t: this.#before.steps + 1, w: this.#before.tensors[array.name]![index]!, g,
      state: Object.fromEntries(state),
      decays: decay === "parameters" || (decay === "weights" && array.regularized === true),
    });
  }

  /** Clipping, with the squares of the gradients that are scaled together. */
  #clipping(array: NetworkArray) {
    const { clipping } = this.#description;
    if (!clipping) return {};
    const together = clipping.by === "globalNorm" ? trainedArrays(this.#description) : [array];
    const squares = together.reduce((sum, { name }) => sum + sumOfSquares(this.#gradients.whole[name]!), 0);
    return { clipping: { ...clipping, squares } };
  }

  /** The weights into a weight's unit as the optimizer made them. */
  #column(array: NetworkArray, index: number): Float32Array {
    const [rows = 0, columns = 1] = array.shape;
    const gradient = this.#gradients.taken[array.name]!;
    return Float32Array.from({ length: rows }, (_, row) => {
      const at = row * columns + (index % columns);
      return this.#stepOf(new Working(), array, at, named("g", gradient[at]!)).value;
    });
  }
}

/** What the optimizer updates. */
export function trainedArrays(description: ResolvedDescription): NetworkArray[] {
  const trained = expand(description).filter(({ trainable }) => trainable);
  return trained.flatMap(({ arrays }) => arrays.filter(({ role }) => role === "parameter"));
}

/** The network whose gradients are those of the data alone. */
function withoutPenalties(description: ResolvedDescription): ResolvedDescription {
  const plain = { l1: 0, l2: 0 };
  return {
    ...description,
    hidden: description.hidden.map((layer) => ({ ...layer, ...plain })),
    output: { ...description.output, ...plain },
  };
}
