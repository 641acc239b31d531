import type { Kernels, Pointer } from "./core.ts";
import { UsagiError } from "./errors.ts";

const PAGE = 65536;
/** Most bytes of one network: what WebAssembly can address. */
export const MAX_BYTES = 2 ** 32 - PAGE;
const ALIGNMENT = 16;

/**
 * Lays out one network in its instance's memory: reserve every region, allocate once, then make views.
 * Growing a memory detaches the views made before, so nothing grows it later.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  #end: Pointer;

  constructor(kernels: Kernels) {
    this.#memory = kernels.memory;
    this.#end = align(kernels.heapBase());
  }

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
   * Obtains the memory for all that was reserved. Throws where it exceeds what WebAssembly can address; the message
   * says what needs it and what helps.
   */
  allocate(user = "This network and its batches need", remedy = "Use fewer units or a smaller batchSize"): void {
    const missing = this.#end - this.#memory.buffer.byteLength;
    if (missing <= 0) return;
    const needs = `${user} ${this.#end.toLocaleString("en")} bytes of memory`;
    if (this.#end > MAX_BYTES) {
      throw new UsagiError(`${needs}; WebAssembly can address ${MAX_BYTES.toLocaleString("en")}. ${remedy}`);
    }
    try {
      this.#memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new UsagiError(`${needs}, more than this machine gives. ${remedy}`);
    }
  }
}

/** Rounds an address or a size in bytes up to the alignment of every region. */
export function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
