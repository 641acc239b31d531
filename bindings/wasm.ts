import { UsagiError } from "./errors.ts";
import { version } from "./version.ts";

/** What helps when usagi.wasm is not where it is looked for. */
export const remedy = "put usagi-nn's usagi.wasm there, give compile() its address, or use usagi-nn/inline";

/** The smallest module with a vector instruction. */
const simdModule = [
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0,
  10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
];

/** Throws a UsagiError where WebAssembly or its SIMD is missing. */
export function requireSimd(): void {
  if (typeof WebAssembly !== "object") {
    throw new UsagiError("WebAssembly is missing or switched off here; usagi-nn computes with nothing else");
  }
  if (!WebAssembly.validate(Uint8Array.from(simdModule))) {
    throw new UsagiError(
      "the WebAssembly of this browser has no SIMD, which usagi-nn needs: use Chrome or Edge 91, " +
        "Firefox 89, Safari 16.4 or newer",
    );
  }
}

/** Compiles the bytes of usagi.wasm, which came from `source`, or says in a UsagiError why they cannot be used. */
export async function compileBytes(
  bytes: Uint8Array<ArrayBuffer>, source: string,
): Promise<WebAssembly.Module> {
  requireSimd();
  let module: WebAssembly.Module;
  try {
    module = await WebAssembly.compile(bytes);
  } catch (error) {
    throw new UsagiError(reason(bytes, source, error), { cause: error });
  }
  const fault = moduleFault(module);
  if (fault !== undefined) throw new UsagiError(`${source} ${fault}: ${remedy}`);
  sources.set(module, bytes);
  return module;
}

/** The bytes of modules that were compiled in this thread. */
export const sources = new WeakMap<WebAssembly.Module, Uint8Array<ArrayBuffer>>();

/** Why this module is not the one that belongs to this code; undefined where it is. */
export function moduleFault(module: WebAssembly.Module): string | undefined {
  const [stamp] = WebAssembly.Module.customSections(module, "usagi-nn");
  const found = stamp && String.fromCharCode(...new Uint8Array(stamp));
  if (found === version) return undefined;
  if (found !== undefined) return `is usagi-nn ${found}'s usagi.wasm, and this is usagi-nn ${version}`;
  return "is not usagi-nn's usagi.wasm";
}

function reason(bytes: Uint8Array<ArrayBuffer>, source: string, error: unknown): string {
  if (WebAssembly.validate(bytes)) {
    return (
      "WebAssembly may not be compiled here: where the page has a Content-Security-Policy, its script-src " +
      `must allow 'wasm-unsafe-eval' (${(error as Error).message})`
    );
  }
  const isWasm = String.fromCharCode(...bytes.subarray(0, 4)) === "\0asm";
  const fault = isWasm ? "is damaged or cut short" : "is not a WebAssembly file";
  return `${source} ${fault} (${bytes.length} bytes): ${remedy}`;
}
