// Stands in for bindings/crew.ts in the debug build, whose checks look at all of the memory around a call: so one thread
// does every share, each with all checks. The last comes first, so that none may need what another of its stage gives.

import type { Kernels } from "../../bindings/core.ts";
import type { Team, Work } from "../../bindings/plan.ts";

export { sharedModule } from "../../bindings/shared.ts";

export class Crew implements Team {
  readonly lost = false;
  readonly #kernels: Kernels;
  readonly #shares: number;

  private constructor(kernels: Kernels, shares: number) {
    this.#kernels = kernels;
    this.#shares = shares;
  }

  static start(_module: WebAssembly.Module, kernels: Kernels, shares: number): Promise<Crew> {
    return Promise.resolve(new Crew(kernels, shares));
  }

  end(): void {}

  run(work: Work): void {
    for (let index = this.#shares - 1; index >= 0; index--) work(this.#kernels, index);
  }
}
