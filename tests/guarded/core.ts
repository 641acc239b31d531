// Stands in for bindings/core.ts in the debug build: every call of a kernel is checked, and the loader turns an assert
// that fails in assembly/ into an error with its message, file and line.

import { instantiateSync } from "@assemblyscript/loader";
import { allocate, type Kernels, requireModule } from "../../bindings/core.ts";
import { guarded } from "./guard.ts";

export { type Kernels, type Pointer, requireModule } from "../../bindings/core.ts";

export function instantiate(module: WebAssembly.Module): Kernels {
  requireModule(module);
  return guarded(allocate(() => instantiateSync(module).exports as unknown as Kernels));
}
