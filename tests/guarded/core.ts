// Stands in for bindings/core.ts in the debug build: every call of a kernel is checked.

import { instantiate as plain, type Kernels } from "../../bindings/core.ts";
import { guarded } from "./guard.ts";

export { type Kernels, type Pointer, requireModule } from "../../bindings/core.ts";

export function instantiate(module: WebAssembly.Module): Kernels {
  return guarded(plain(module));
}
