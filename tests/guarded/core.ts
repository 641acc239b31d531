// Stands in for bindings/core.ts in the debug build: every call of a kernel is checked.

import { instantiate as plain, type Kernels } from "../../bindings/core.ts";
import { guarded } from "./guard.ts";

export { type Kernels, type Pointer, requireModule } from "../../bindings/core.ts";

export function instantiate(module: WebAssembly.Module): Kernels {
  /** An assert of assembly/ failed; its message and file are AssemblyScript's strings. */
  const abort = (message: number, file: number, line: number, column: number): never => {
    const text = (at: number) => {
      const bytes = new DataView(kernels.memory.buffer).getUint32(at - 4, true);
      return new TextDecoder("utf-16le").decode(new Uint8Array(kernels.memory.buffer, at, bytes));
    };
    throw new Error(`${message ? text(message) : "an assert failed"} in ${text(file)}:${line}:${column}`);
  };
  const kernels = plain(module, { env: { abort } });
  return guarded(kernels);
}
