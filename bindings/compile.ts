import { show, UsagiError } from "./errors.ts";
import { compileBytes, remedy, requireSimd } from "./wasm.ts";

let standard: Promise<WebAssembly.Module> | undefined;

/**
 * Loads and compiles usagi.wasm, in Node and in browsers: the file beside this one, once, however often it is
 * called, or `source`, where you keep it elsewhere: its address, the answer of a fetch, or its bytes.
 *
 * Throws a UsagiError that says what to do where the file is missing or damaged, or where WebAssembly or its
 * SIMD is.
 */
export function compile(source?: string | URL | Response | BufferSource): Promise<WebAssembly.Module> {
  if (source !== undefined) return compileFrom(source);
  standard ??= compileFrom(new URL("./usagi.wasm", import.meta.url)).catch((error: unknown) => {
    standard = undefined; // the next call tries again
    throw error;
  });
  return standard;
}

async function compileFrom(source: string | URL | Response | BufferSource): Promise<WebAssembly.Module> {
  requireSimd();
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) {
    return compileBytes(bytesOf(source), "the given source");
  }
  if (!(typeof source === "string" || source instanceof URL || source instanceof Response)) {
    throw new UsagiError(`source is ${show(source)}; it must be an address, a Response or bytes`);
  }
  const address = source instanceof Response ? source.url : String(source);
  return compileBytes(await load(source, address), address);
}

/** A copy, because shared memory cannot be compiled; none of a detached buffer. */
function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  if (source.byteLength === 0) return new Uint8Array();
  try {
    if (source instanceof ArrayBuffer) return new Uint8Array(source.slice());
    return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  } catch (error) {
    throw new UsagiError(`source is not the view that it says it is (${(error as Error).message})`, { cause: error });
  }
}

/** Not for compileStreaming: it insists on a MIME type that not every server sends, and the file is small. */
async function load(source: string | URL | Response, address: string): Promise<Uint8Array<ArrayBuffer>> {
  // Not `import "node:fs/promises"`, which stops bundlers for browsers.
  const files = globalThis.process?.getBuiltinModule?.("node:fs/promises");
  let response: Response;
  try {
    if (files && address.startsWith("file:")) return await files.readFile(new URL(address));
    response = source instanceof Response ? source : await fetch(source);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message } = error as Error;
    throw new UsagiError(`${address} could not be loaded (${message}): ${remedy}`, { cause: error });
  }
  const status = `${response.status} ${response.statusText}`.trim();
  throw new UsagiError(`${address} could not be loaded (the server answered ${status}): ${remedy}`);
}
