import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runInNewContext } from "node:vm";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { compile, Network, UsagiError } from "../../bindings/index.ts";

const wasmFile = new URL("../../bindings/usagi.wasm", import.meta.url);
const remedy = "put usagi-nn's usagi.wasm there, give compile() its address, or use usagi-nn/inline";
let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  bytes = new Uint8Array(await readFile(wasmFile));
});
afterEach(() => vi.unstubAllGlobals());

/** The one sentence that compile() rejects with. */
async function failure(source?: Parameters<typeof compile>[0]): Promise<string> {
  const error: unknown = await compile(source).then(() => "it compiled", (reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsagiError);
  return (error as UsagiError).message;
}

/** The file in memory that another realm made, as a frame's or Jest's is. */
function inRealm(code: string, bufferOf: (made: unknown) => ArrayBuffer): BufferSource {
  const made = runInNewContext(code, { n: bytes.length }) as BufferSource;
  new Uint8Array(bufferOf(made)).set(bytes);
  return made;
}

function usable(module: WebAssembly.Module): boolean {
  const network = new Network(module, {
    inputs: 2, hidden: [], output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 1,
  });
  return network.predict(Float32Array.of(1, 2)).length === 2;
}

describe("where the file comes from", () => {
  test("beside the module, once", async () => {
    expect(await compile()).toBe(await compile());
    expect(usable(await compile())).toBe(true);
  });

  const asText = () => Buffer.from(bytes).toString("base64");
  const asAnswer = () => new Response(bytes, { headers: { "content-type": "text/plain" } });
  test.each<[string, () => Parameters<typeof compile>[0]]>([
    ["a URL", () => wasmFile],
    ["an address", () => wasmFile.href],
    ["an address that is fetched", () => `data:application/octet-stream;base64,${asText()}`],
    ["an answer, whatever its MIME type", asAnswer],
    ["bytes", () => bytes],
    ["a view of bytes", () => new DataView(bytes.buffer)],
    ["a buffer", () => bytes.buffer],
    ["a buffer of another realm", () => inRealm("new ArrayBuffer(n)", (made) => made as ArrayBuffer)],
    ["bytes of another realm", () => inRealm("new Uint8Array(n)", (made) => (made as Uint8Array).buffer as ArrayBuffer)],
  ])("%s", async (_, source) => {
    expect(usable(await compile(source()))).toBe(true);
  });
});

describe("what goes wrong", () => {
  test("a usagi.wasm of another version", async () => {
    const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
    const other = bytes.slice();
    other.set(Buffer.from("9"), other.length - version.length);
    const reported = `usagi-nn 9${version.slice(1)}'s usagi.wasm, and this is usagi-nn ${version}`;
    expect(await failure(other)).toBe(`the given source is ${reported}: ${remedy}`);
    const module = await WebAssembly.compile(other);
    const description = { inputs: 1, hidden: [], output: { units: 2 }, optimizer: { name: "sgd" }, batchSize: 1 } as const;
    expect(() => new Network(module, description)).toThrow(`module is ${reported}; it must be what compile() gives`);
  });

  test("a missing file", async () => {
    const missing = new URL("./nowhere/usagi.wasm", wasmFile);
    const reason = `ENOENT: no such file or directory, open '${fileURLToPath(missing)}'`;
    expect(await failure(missing)).toBe(`${missing.href} could not be loaded (${reason}): ${remedy}`);
  });

  test("a missing file on a server", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(new Response("", { status: 404, statusText: "Not Found" })));
    expect(await failure("https://example.org/usagi.wasm")).toBe(
      `https://example.org/usagi.wasm could not be loaded (the server answered 404 Not Found): ${remedy}`,
    );
  });

  test("no network", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("fetch failed")));
    expect(await failure("https://example.org/usagi.wasm")).toBe(
      `https://example.org/usagi.wasm could not be loaded (fetch failed): ${remedy}`,
    );
  });

  test("a truncated file", async () => {
    expect(await failure(bytes.slice(0, 1000))).toBe(
      `the given source is damaged or cut short (1000 bytes): ${remedy}`,
    );
  });

  test("a page instead of the file", async () => {
    const page = new TextEncoder().encode("<!doctype html>");
    expect(await failure(page)).toBe(`the given source is not a WebAssembly file (15 bytes): ${remedy}`);
  });

  test("a Content-Security-Policy that forbids to compile", async () => {
    const { validate } = WebAssembly;
    const compileWasm = () => Promise.reject(new Error("disallowed by embedder"));
    vi.stubGlobal("WebAssembly", { validate, compile: compileWasm });
    expect(await failure(bytes)).toBe(
      "WebAssembly may not be compiled here: where the page has a Content-Security-Policy, its script-src " +
        "must allow 'wasm-unsafe-eval' (disallowed by embedder)",
    );
  });

  test("no WebAssembly", async () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(await failure(bytes)).toBe(
      "WebAssembly is missing or switched off here; usagi-nn computes with nothing else",
    );
  });

  test("no SIMD", async () => {
    vi.stubGlobal("WebAssembly", { validate: () => false });
    expect(await failure(bytes)).toBe(
      "the WebAssembly of this browser has no SIMD, which usagi-nn needs: use Chrome or Edge 91, " +
        "Firefox 89, Safari 16.4 or newer",
    );
  });
});
