import { Arena } from "./arena.ts";
import type { Kernels, Pointer } from "./core.ts";
import { instantiate } from "./core.ts";
import { MAX_UNITS } from "./description.ts";
import { requireInteger, requireKeys, requireOneOf } from "./errors.ts";
import type { SeedWords } from "./seed.ts";
import { splitSeed } from "./seed.ts";

export const samplings = ["replacement", "epochs"] as const;
/**
 * How batches are drawn: each row anew from all ("replacement"), or from a shuffled order in which every row
 * comes once an epoch ("epochs"; a batch may run across the end of one).
 */
export type Sampling = (typeof samplings)[number];

/** Says which rows of a data set make the batch of an iteration. The same seed gives the same batches. */
export class Sampler {
  readonly #kernels: Kernels;
  readonly #seed: SeedWords;
  readonly #size: number;
  readonly #sampling: Sampling;
  readonly #rowsAt: Pointer;
  readonly #rows: Uint32Array;
  readonly #orderAt: Pointer;
  readonly #order: Uint32Array;
  #epoch = -1;

  constructor(
    module: WebAssembly.Module,
    options: { size: number; batchSize: number; sampling: Sampling; seed: number },
  ) {
    requireKeys("options", options, ["size", "batchSize", "sampling", "seed"]);
    this.#size = requireInteger("size", options.size, 1, 2 ** 31 - 1);
    const batchSize = requireInteger("batchSize", options.batchSize, 1, MAX_UNITS);
    this.#sampling = requireOneOf("sampling", options.sampling, samplings);
    this.#seed = splitSeed(options.seed);
    this.#kernels = instantiate(module);
    const arena = new Arena(this.#kernels);
    this.#rowsAt = arena.reserve(batchSize * 4);
    const ordered = this.#sampling === "epochs" ? this.#size : 0;
    this.#orderAt = arena.reserve(ordered * 4);
    arena.allocate();
    this.#rows = new Uint32Array(this.#kernels.memory.buffer, this.#rowsAt, batchSize);
    this.#order = new Uint32Array(this.#kernels.memory.buffer, this.#orderAt, ordered);
  }

  /** Rows of the batch of `iteration`, which counts from 0. The array is overwritten by the next call. */
  rows(iteration: number): Uint32Array {
    requireInteger("iteration", iteration, 0, 2 ** 32 - 1);
    if (this.#sampling === "replacement") {
      const { low, high } = this.#seed;
      this.#kernels.sampleRows(this.#rowsAt, this.#rows.length, this.#size, iteration, low, high);
      return this.#rows;
    }
    const first = iteration * this.#rows.length;
    for (let j = 0; j < this.#rows.length; j++) {
      const epoch = Math.floor((first + j) / this.#size);
      if (epoch !== this.#epoch) this.#shuffle(epoch);
      this.#rows[j] = this.#order[(first + j) % this.#size]!;
    }
    return this.#rows;
  }

  #shuffle(epoch: number): void {
    this.#kernels.shuffleRows(this.#orderAt, this.#size, epoch, this.#seed.low, this.#seed.high);
    this.#epoch = epoch;
  }
}
