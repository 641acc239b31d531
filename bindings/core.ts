// The typed ABI of usagi.wasm, and its instantiation.

import { widestTile } from "./engine.ts";
import { show, UsagiError } from "./errors.ts";
import type { instantiate as usagi } from "./usagi.d.ts";
import { moduleFault } from "./wasm.ts";

/** A byte address in the linear memory of one instance. */
export type Pointer = number;

/** The exports of assembly/index.ts, whose types the compiler writes; their docstrings are there. */
export type Kernels = Awaited<ReturnType<typeof usagi>>;

/** Requires the module of this version's usagi.wasm. */
export function requireModule(module: unknown): WebAssembly.Module {
  if (Object.prototype.toString.call(module) !== "[object WebAssembly.Module]") {
    throw new UsagiError(`module is ${show(module)}; it must be what compile() gives`);
  }
  const fault = moduleFault(module as WebAssembly.Module);
  if (fault !== undefined) throw new UsagiError(`module ${fault}; it must be what compile() gives`);
  return module as WebAssembly.Module;
}

/**
 * A new instance, with a memory of its own unless one is given; dropping it frees both. Throws where the module is not
 * usagi.wasm's.
 */
export function instantiate(module: WebAssembly.Module, memory?: WebAssembly.Memory): Kernels {
  requireModule(module);
  return allocate(() => {
    const env = { memory: memory ?? ownMemory() };
    return new WebAssembly.Instance(module, { env }).exports as unknown as Kernels;
  });
}

/** A memory for one instance, which the arena makes as large as it has to be. */
export function ownMemory(): WebAssembly.Memory {
  return new WebAssembly.Memory({ initial: 1, maximum: 65536 });
}

/** What `make` gives, with tiles that fit the engine. Throws a UsagiError where the engine has no memory for it. */
export function allocate(make: () => Kernels): Kernels {
  try {
    const kernels = make();
    kernels.setWidest(widestTile());
    return kernels;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UsagiError(
      `there is no memory for one network or sampler more (${error.message}): dispose() of those you are through with`,
      { cause: error },
    );
  }
}
