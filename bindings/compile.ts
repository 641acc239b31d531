import { readFile } from "node:fs/promises";

let compiled: Promise<WebAssembly.Module> | undefined;

/** Loads and compiles usagi.wasm, which lies beside this file; once, however often it is called. */
export function compile(): Promise<WebAssembly.Module> {
  compiled ??= readFile(new URL("./usagi.wasm", import.meta.url)).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}
