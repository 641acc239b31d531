// What tasks have to work with: the data of the race, and networks made of weights.

import type { Dataset } from "../../bindings/dataset.ts";
import type { ResolvedDescription } from "../../bindings/description.ts";
import { Network } from "../../bindings/network.ts";
import type { Data } from "../../experiment/evaluation.ts";

/** A network as a snapshot has it. */
export interface Weights {
  readonly description: ResolvedDescription;
  readonly tensors: Readonly<Record<string, Float32Array>>;
}

/** Networks of so many kinds are kept to be filled again. */
const mostKinds = 4;

export class Tools implements Data {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly validation: Dataset | undefined;
  readonly targetScales: Data["targetScales"];
  readonly module: WebAssembly.Module;
  /** By their layers and loss, with whose weights they have. The latest last. */
  readonly #networks = new Map<string, { network: Network; of?: Weights["tensors"] }>();

  constructor(module: WebAssembly.Module, { train, test, validation, targetScales }: Data) {
    this.module = module;
    this.train = train;
    this.test = test;
    this.validation = validation;
    this.targetScales = targetScales;
  }

  /** A network with these weights, until the next is asked for; none where they diverged, as it has no opinion. */
  network(weights: Weights): Network | undefined {
    const { tensors } = weights;
    if (!Object.values(tensors).every(isFinite)) return undefined;
    const entry = this.#entry(weights);
    if (entry.of !== tensors) {
      for (const [name, values] of Object.entries(tensors)) entry.network.set(name, values);
      entry.of = tensors;
    }
    return entry.network;
  }

  /** A network with such layers and loss, whose weights are to be set. */
  blank(weights: Weights): Network {
    const entry = this.#entry(weights);
    delete entry.of;
    return entry.network;
  }

  #entry({ description: { inputs, hidden, output, loss } }: Weights) {
    const layers = JSON.stringify([inputs, hidden, output, loss]);
    // It never trains: the smallest batch that any network takes, and the optimizer that keeps nothing.
    const entry = this.#networks.get(layers)
      ?? { network: new Network(this.module, { inputs, hidden, output, ...(loss && { loss }), optimizer: "sgd", batchSize: 2 }) };
    this.#networks.delete(layers);
    this.#networks.set(layers, entry);
    if (this.#networks.size > mostKinds) {
      const [[oldest, { network }]] = this.#networks as unknown as [[string, { network: Network }]];
      network.dispose();
      this.#networks.delete(oldest);
    }
    return entry;
  }
}

/** Whether all values are numbers. */
export function isFinite(values: Float32Array): boolean {
  let zero = 0;
  for (const value of values) zero += value - value; // NaN of what is none
  return zero === 0;
}
