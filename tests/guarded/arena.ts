// Stands in for bindings/arena.ts in the debug build: gaps between all regions, and around them.

import { Arena as BareArena } from "../../bindings/arena.ts";
import type { Kernels, Pointer } from "../../bindings/core.ts";
import { guardOf } from "./core.ts";
import type { Guard } from "./guard.ts";
import { GAP_BYTES } from "./guard.ts";

export class Arena extends BareArena {
  readonly #guard: Guard;
  readonly #start: Pointer;

  constructor(kernels: Kernels) {
    super(kernels);
    this.#guard = guardOf(kernels);
    this.#start = super.reserve(GAP_BYTES);
  }

  override reserve(bytes: number): Pointer {
    const at = super.reserve(bytes);
    this.#guard.add({ at, bytes });
    super.reserve(GAP_BYTES);
    return at;
  }

  override allocate(): void {
    super.allocate();
    this.#guard.arm(this.#start, this.bytes);
  }
}
