// The library with usagi.wasm inside, for where a file beside it is a burden.

import { standardSource } from "./inside.ts";
import { compileBytes } from "./wasm.ts";

export * from "./api.ts";

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the usagi.wasm that is inside this module; once, however often it is called. */
export function compile(): Promise<WebAssembly.Module> {
  compiled ??= compileBytes(standardSource(), "the usagi.wasm inside usagi-nn/inline");
  return compiled;
}
