// Stands in for bindings/core.ts in the debug build: every call of a kernel is checked, and the loader turns an assert
// that fails in assembly/ into an error with its message, file and line.

import { instantiateSync } from "@assemblyscript/loader";
import { allocate, type Kernels, ownMemory, requireModule } from "../../bindings/core.ts";
import { guarded } from "./guard.ts";

export { type Kernels, ownMemory, type Pointer, requireModule } from "../../bindings/core.ts";

export function instantiate(module: WebAssembly.Module, memory?: WebAssembly.Memory): Kernels {
  requireModule(module);
  return guarded(allocate(() => {
    const env = { memory: memory ?? ownMemory() };
    return instantiateSync(module, { env }).exports as unknown as Kernels;
  }));
}
