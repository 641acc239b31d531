// Stands in for bindings/arena.ts in the debug build: gaps between the regions, which tests/guarded/guard.ts checks.

import { Arena as PlainArena } from "../../bindings/arena.ts";
import type { Kernels, Pointer } from "../../bindings/core.ts";
import { GAP, type Guard, guardOf } from "./guard.ts";

export { align, MAX_BYTES } from "../../bindings/arena.ts";

export class Arena extends PlainArena {
  readonly #guard: Guard;
  #gaps = 0;

  constructor(kernels: Kernels) {
    super(kernels);
    this.#guard = guardOf(kernels.memory);
  }

  override reserve(bytes: number): Pointer {
    this.#gap();
    const start = super.reserve(bytes);
    this.#guard.add(start, bytes);
    return start;
  }

  /** What the network would need without the gaps. */
  override get bytes(): number {
    return super.bytes - this.#gaps;
  }

  override allocate(...message: Parameters<PlainArena["allocate"]>): void {
    this.#gap();
    super.allocate(...message);
    this.#guard.arm();
  }

  #gap(): void {
    super.reserve(GAP);
    this.#gaps += GAP;
  }
}
