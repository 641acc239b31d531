// Stands in for bindings/arena.ts in the debug build: gaps between the regions, which tests/guarded/guard.ts checks.

import { Arena as PlainArena } from "../../bindings/arena.ts";
import type { Kernels, Pointer } from "../../bindings/core.ts";
import { GAP, guardOf } from "./guard.ts";

export { align, MAX_BYTES } from "../../bindings/arena.ts";

export class Arena extends PlainArena {
  readonly #regions: { start: Pointer; bytes: number }[] = [];
  #gaps = 0;

  override reserve(bytes: number): Pointer {
    this.#gap();
    const start = super.reserve(bytes);
    this.#regions.push({ start, bytes });
    return start;
  }

  /** What the network would need without the gaps. */
  override get bytes(): number {
    return super.bytes - this.#gaps;
  }

  override allocate(kernels: Kernels, ...message: string[]): void {
    this.#gap();
    super.allocate(kernels, ...message);
    const guard = guardOf(kernels.memory);
    for (const { start, bytes } of this.#regions) guard.add(start, bytes);
    guard.arm();
  }

  #gap(): void {
    super.reserve(GAP);
    this.#gaps += GAP;
  }
}
