// usagi.wasm over a memory that threads can share.

import { UsagiError } from "./errors.ts";
import { sources } from "./wasm.ts";

const sharedModules = new WeakMap<WebAssembly.Module, Promise<WebAssembly.Module>>();

/** usagi.wasm's import of a memory: the names "env" and "memory", each behind its length, and that it is a memory. */
const memoryImport = [3, 101, 110, 118, 6, 109, 101, 109, 111, 114, 121, 2];
/** Stands behind it where the memory is shared and has a maximum, as one that is shared must. */
const SHARED = 3;

/**
 * The same module over a memory that threads can share: the same code, but for the flag of its import. Rejects with a
 * UsagiError where there is no shared memory, and where the module was compiled in another thread.
 */
export async function sharedModule(module: WebAssembly.Module): Promise<WebAssembly.Module> {
  if (typeof SharedArrayBuffer === "undefined") {
    throw new UsagiError(
      "threads share memory, which browsers allow isolated pages only: serve the page with " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp",
    );
  }
  const known = sharedModules.get(module);
  if (known) return known;
  const bytes = sources.get(module)?.slice();
  if (!bytes) throw new UsagiError("the network's module was compiled in another thread: call compile() in this one");
  const place = bytes.findIndex((_, at) => memoryImport.every((byte, i) => bytes[at + i] === byte));
  bytes[place + memoryImport.length] = SHARED;
  const shared = WebAssembly.compile(bytes);
  sharedModules.set(module, shared);
  return shared;
}
