// The typed ABI of usagi.wasm, and its instantiation. Nothing else touches @assemblyscript/loader.

import { instantiateSync } from "@assemblyscript/loader";
import { show, UsagiError } from "./errors.ts";
import type { instantiate as usagi } from "./usagi.d.ts";

/** A byte address in the linear memory of one instance. */
export type Pointer = number;

/** The exports of assembly/index.ts, whose types the compiler writes; their docstrings are there. */
export type Kernels = Awaited<ReturnType<typeof usagi>>;

/** Requires the module of usagi.wasm. */
export function requireModule(module: unknown): WebAssembly.Module {
  if (isUsagi(module as WebAssembly.Module)) return module as WebAssembly.Module;
  throw new UsagiError(`module is ${show(module)}; it must be what compile() gives`);
}

/** A new instance with a memory of its own; dropping it frees both. Throws where the module is not usagi.wasm's. */
export function instantiate(module: WebAssembly.Module): Kernels {
  requireModule(module);
  try {
    return instantiateSync(module).exports as unknown as Kernels;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsagiError(
      `there is no memory for one network or sampler more (${error.message}): dispose() of those you are through with`,
      { cause: error },
    );
  }
}

function isUsagi(module: WebAssembly.Module): boolean {
  try {
    return WebAssembly.Module.exports(module).some(({ name }) => name === "heapBase");
  } catch {
    return false;
  }
}
