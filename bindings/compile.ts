import { standardSource } from "./beside.ts";
import { show, UsagiError } from "./errors.ts";
import { compileBytes, remedy, requireSimd } from "./wasm.ts";

let standard: Promise<WebAssembly.Module> | undefined;

/**
 * Loads and compiles usagi.wasm: the package's own, once, however often it is called, or `source`, where you keep it
 * elsewhere: its address, the answer of a fetch, or its bytes. The package's own lies beside this module in browsers,
 * and inside it in Node.
 *
 * Rejects with a UsagiError that says what to do where the file is missing, damaged or of another version, or where
 * WebAssembly or its SIMD is missing.
 */
export function compile(source?: string | URL | Response | BufferSource): Promise<WebAssembly.Module> {
  if (source !== undefined) return compileFrom(() => source);
  standard ??= compileFrom(standardSource).catch((error: unknown) => {
    standard = undefined; // the next call tries again
    throw error;
  });
  return standard;
}

async function compileFrom(find: () => string | URL | Response | BufferSource): Promise<WebAssembly.Module> {
  requireSimd();
  const source = find();
  // Not instanceof: a frame's objects are of classes of its own.
  const kind = Object.prototype.toString.call(source).slice("[object ".length, -1);
  if (ArrayBuffer.isView(source) || kind === "ArrayBuffer" || kind === "SharedArrayBuffer") {
    return compileBytes(bytesOf(source as BufferSource), "the given source");
  }
  if (!["String", "URL", "Response"].includes(kind)) {
    throw new UsagiError(`source is ${show(source)}; it must be an address, a Response or bytes`);
  }
  const place = source as string | URL | Response;
  const address = typeof place === "object" && "url" in place ? place.url : String(place);
  return compileBytes(await load(place, address), address);
}

/** A copy, because shared memory cannot be compiled; none of a detached buffer. */
function bytesOf(source: BufferSource): Uint8Array<ArrayBuffer> {
  if (source.byteLength === 0) return new Uint8Array();
  try {
    if (!ArrayBuffer.isView(source)) return new Uint8Array(source).slice();
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
    response = typeof source === "object" && "url" in source ? source : await fetch(source);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
  } catch (error) {
    const { message } = error as Error;
    throw new UsagiError(`${address} could not be loaded (${message}): ${remedy}`, { cause: error });
  }
  const status = `${response.status} ${response.statusText}`.trim();
  throw new UsagiError(`${address} could not be loaded (the server answered ${status}): ${remedy}`);
}
