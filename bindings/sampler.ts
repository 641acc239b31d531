import { Arena } from "./arena.ts";
import type { Kernels, Pointer } from "./core.ts";
import { instantiate } from "./core.ts";
import { requireInteger, requireKeys, requireOneOf, UsagiError } from "./errors.ts";
import { MAX_UNITS } from "./parts/dense.ts";
import type { SeedWords } from "./seed.ts";
import { splitSeed } from "./seed.ts";

export const samplings = ["replacement", "epochs"] as const;
/**
 * How batches are drawn: each row anew from all ("replacement"), or from a shuffled order in which every row
 * comes once an epoch ("epochs"; a batch may run across the end of one).
 */
export type Sampling = (typeof samplings)[number];

/** What a sampler has in its memory: the rows of a batch, or the order of an epoch. */
interface Memory {
  readonly kernels: Kernels;
  readonly at: Pointer;
}

/** Says which rows of a data set make the batch of an iteration. The same seed gives the same batches. */
export class Sampler {
  readonly #seed: SeedWords;
  readonly #size: number;
  readonly #batchSize: number;
  readonly #sampling: Sampling;
  /** None once disposed. */
  #memory: Memory | undefined;
  #epoch = -1;

  constructor(
    module: WebAssembly.Module,
    options: { size: number; batchSize: number; sampling: Sampling; seed: number },
  ) {
    requireKeys("options", options, ["size", "batchSize", "sampling", "seed"]);
    this.#size = requireInteger("size", options.size, 1, 2 ** 31 - 1);
    this.#batchSize = requireInteger("batchSize", options.batchSize, 1, MAX_UNITS);
    this.#sampling = requireOneOf("sampling", options.sampling, samplings);
    this.#seed = splitSeed(options.seed);
    const kernels = instantiate(module);
    const arena = new Arena();
    const at = arena.reserve((this.#sampling === "epochs" ? this.#size : this.#batchSize) * 4);
    arena.allocate(kernels, "The order of the rows needs", "Use fewer rows or sampling with replacement");
    this.#memory = { kernels, at };
  }

  /** Gives the memory up at once; every later call throws. */
  dispose(): void {
    this.#memory = undefined;
  }

  /** Rows of the batch of `iteration`, which counts from 0. */
  rows(iteration: number): Uint32Array<ArrayBuffer> {
    if (!this.#memory) throw new UsagiError("the sampler is disposed: make a new one");
    requireInteger("iteration", iteration, 0, 2 ** 32 - 1);
    const { kernels, at } = this.#memory;
    const n = this.#batchSize;
    if (this.#sampling === "replacement") {
      kernels.sampleRows(at, n, this.#size, iteration, this.#seed.low, this.#seed.high);
      return new Uint32Array(kernels.memory.buffer, at, n).slice();
    }
    const order = new Uint32Array(kernels.memory.buffer, at, this.#size);
    const rows = new Uint32Array(n);
    const first = iteration * n;
    for (let j = 0; j < n; j++) {
      const epoch = Math.floor((first + j) / this.#size);
      if (epoch !== this.#epoch) this.#shuffle(this.#memory, epoch);
      rows[j] = order[(first + j) % this.#size]!;
    }
    return rows;
  }

  #shuffle({ kernels, at }: Memory, epoch: number): void {
    kernels.shuffleRows(at, this.#size, epoch, this.#seed.low, this.#seed.high);
    this.#epoch = epoch;
  }
}
