import type { Kernels, Pointer } from "./core.ts";
import { UsagiError } from "./errors.ts";

const PAGE = 65536;
/** Most bytes of one network: what WebAssembly can address. */
export const MAX_BYTES = 2 ** 32 - PAGE;
const ALIGNMENT = 16;
/** Where regions begin: the kernels' own constants lie below. */
const FIRST = 4096;

/**
 * Lays out one memory: reserve every region, which is arithmetic alone, then allocate once and make views. Growing a
 * memory detaches the views made before, so nothing grows it later.
 */
export class Arena {
  #end: Pointer = FIRST;

  /** Address of a new region of at least `bytes`, aligned for SIMD. */
  reserve(bytes: number): Pointer {
    const start = this.#end;
    this.#end = align(start + bytes);
    return start;
  }

  /** Bytes of the whole memory with all that was reserved. */
  get bytes(): number {
    return this.#end;
  }

  /**
   * Obtains the memory of an instance for all that was reserved. Throws where it exceeds what WebAssembly can address;
   * the message says what needs it and what helps.
   */
  allocate(
    kernels: Kernels,
    user = "This network and its batches need", remedy = "Use fewer units or a smaller batchSize",
  ): void {
    const { memory } = kernels;
    const used = kernels.heapBase();
    if (used > FIRST) throw new UsagiError(`the kernels' constants end at ${used}, beyond ${FIRST}`);
    const missing = this.#end - memory.buffer.byteLength;
    if (missing > 0) this.#obtain(() => memory.grow(Math.ceil(missing / PAGE)), user, remedy);
  }

  /** A memory for all that was reserved, which threads can share; `allocate` is still to be called. */
  share(): WebAssembly.Memory {
    const pages = Math.ceil(this.#end / PAGE);
    return this.#obtain(
      () => new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true }),
      "This network and its batches need", "Use fewer threads, fewer units or a smaller batchSize",
    );
  }

  #obtain<T>(memory: () => T, user: string, remedy: string): T {
    const needs = `${user} ${this.#end.toLocaleString("en")} bytes of memory`;
    if (this.#end > MAX_BYTES) {
      throw new UsagiError(`${needs}; WebAssembly can address ${MAX_BYTES.toLocaleString("en")}. ${remedy}`);
    }
    try {
      return memory();
    } catch {
      throw new UsagiError(`${needs}, more than this machine gives. ${remedy}`);
    }
  }
}

/** Rounds a size in bytes up to the alignment of every region. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
