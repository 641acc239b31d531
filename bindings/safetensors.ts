// Named arrays in one file: the header's length (8 bytes, little-endian), a JSON header, the values.
// https://github.com/huggingface/safetensors#format
// Like WebAssembly's memory the values are little-endian, and so are the typed arrays of every host.

import { type ArrayKind, elementsOf, requireOwnArray } from "./arrays.ts";
import { requireKeys, requireOneOf, show, UsagiError } from "./errors.ts";

/** The types of values that are written and read; the format has more. */
interface Arrays {
  F64: Float64Array;
  F32: Float32Array;
  U32: Uint32Array;
  U8: Uint8Array;
}
export type Dtype = keyof Arrays;
const arrays = { F64: Float64Array, F32: Float32Array, U32: Uint32Array, U8: Uint8Array };
const dtypes = Object.keys(arrays) as Dtype[];

/** One array with its shape, row-major. */
export type SafeTensor = {
  [D in Dtype]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    readonly data: Arrays[D];
  };
}[Dtype];

/** What a file holds, by name. */
export interface Safetensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  /** Texts by key; without a prototype. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The limit of the format's reference implementation. */
const MAX_HEADER_BYTES = 1e8;
/** Header, tensor, its shape. */
const MAX_DEPTH = 3;
const METADATA = "__metadata__";

/**
 * A safetensors file. The values lie in order of their size, so that each is aligned; the data begin at a
 * multiple of 8 bytes. Throws a UsagiError where a shape is not that of its data, or anything not of the types above.
 */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, SafeTensor>, metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  if (!(tensors instanceof Map)) throw new UsagiError(`tensors is ${show(tensors)}; it must be a Map`);
  const all = Array.from(tensors, ([name, tensor]: [unknown, unknown]) => copyTensor(name, tensor));
  const header: [string, unknown][] = [[METADATA, copyTexts("metadata", metadata, usage)]];
  const ordered = dtypes.flatMap((dtype) => all.filter((tensor) => tensor.dtype === dtype));
  let end = 0;
  for (const { name, dtype, shape, data } of ordered) {
    header.push([name, { dtype, shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  // Spaces may follow the header.
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const { data } of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a whole safetensors file; the arrays are copies. Throws a UsagiError where anything is not as the format
 * wants it, or of a type other than F64, F32, U32 and U8. Allocates no more than the file is long.
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, data } = readHeader(requireOwnArray("Uint8Array", "the file", bytes, "bytes"));
  const tensors = new Map<string, SafeTensor>();
  const spans: { name: string; begin: number; end: number }[] = [];
  let metadata = copyTexts(METADATA, {}, bad);
  for (const [name, value] of entries) {
    if (name === METADATA) {
      metadata = copyTexts(METADATA, value, bad);
      continue;
    }
    const { dtype, shape, begin, end } = readEntry(`tensor ${show(name)}`, value, data.length);
    const { buffer } = data.slice(begin, end);
    tensors.set(name, { dtype, shape, data: new arrays[dtype](buffer) } as SafeTensor);
    spans.push({ name, begin, end });
  }
  requireWhole(spans, data.length);
  return { tensors, metadata };
}

/** What a caller gives, read once. Shared memory is copied. */
function copyTensor(name: unknown, tensor: unknown): SafeTensor & { name: string } {
  if (typeof name !== "string" || name === METADATA) {
    throw new UsagiError(`the name of a tensor is ${show(name)}; it must be a text other than ${METADATA}`);
  }
  const place = `tensor ${show(name)}`;
  requireKeys(place, tensor, ["dtype", "shape", "data"]);
  const { dtype, shape: given, data: values } = tensor as SafeTensor;
  requireOneOf(`the dtype of ${place}`, dtype, dtypes);
  const shape = Array.isArray(given) ? Array.from<number>(given) : given;
  if (!isSizes(shape)) throw new UsagiError(`the shape of ${place} must be a list of whole numbers from 0`);
  const data = requireOwnArray(arrays[dtype].name as ArrayKind, `the data of ${place}`, values, "data");
  const elements = elementsOf(shape);
  if (elements === data.length) return { name, dtype, shape, data } as SafeTensor & { name: string };
  throw new UsagiError(`${place} has ${data.length} values; its shape needs ${elements}`);
}

const usage = (reason: string) => new UsagiError(reason);

function bad(reason: string): UsagiError {
  return new UsagiError(`this is no intact safetensors file: ${reason}`);
}

/**
 * Where the values of a file of `size` bytes begin.
 * @param start At least its first 8 bytes. @throws UsagiError where there is no room for the header.
 */
export function headerEnd(start: Uint8Array, size: number): number {
  if (start.length < 8) throw bad(`it has ${start.length} bytes`);
  const length = Number(new DataView(start.buffer, start.byteOffset).getBigUint64(0, true));
  const most = Math.min(size - 8, MAX_HEADER_BYTES);
  if (length > most) throw bad(`it says that its header has ${length} bytes; at most ${most} are possible`);
  return 8 + length;
}

/** The metadata alone, of a file or the part of it before its values. Throws a UsagiError where they are not right. */
export function decodeMetadata(bytes: Uint8Array): Safetensors["metadata"] {
  const [, value = {}] = readHeader(bytes).entries.find(([name]) => name === METADATA) ?? [];
  return copyTexts(METADATA, value, bad);
}

function readHeader(bytes: Uint8Array): { entries: [string, unknown][]; data: Uint8Array } {
  const end = headerEnd(bytes, bytes.length);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, end));
  } catch {
    throw bad("its header is not UTF-8");
  }
  if (!text.startsWith("{")) throw bad("its header does not begin with {");
  let header: unknown;
  try {
    requireFlat(text);
    header = JSON.parse(text);
  } catch (error) {
    throw error instanceof UsagiError ? error : bad("its header is not JSON");
  }
  // Not a subarray: slice() of Node's Buffer would not copy.
  const data = new Uint8Array(bytes.buffer, bytes.byteOffset + end, bytes.length - end);
  return { entries: Object.entries(header as object), data };
}

/** Refuses what JSON.parse would accept: deep nesting, and keys that come twice, of which it keeps the last. */
function requireFlat(text: string): void {
  const keys: Set<string>[] = [];
  // A string that is not closed matches to the end, so that nothing is read twice.
  for (const [token, colon] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"?(\s*:)?|[{}[\]]/gs)) {
    if (token === "{" || token === "[") {
      if (keys.push(new Set()) > MAX_DEPTH) throw bad("its header is nested too deeply");
    } else if (token === "}" || token === "]") {
      keys.pop();
    } else if (colon !== undefined) {
      const key = JSON.parse(token.slice(0, -colon.length)) as string;
      if (keys.at(-1)?.has(key)) throw bad(`${show(key)} comes twice in its header`);
      keys.at(-1)?.add(key);
    }
  }
}

/** A copy of texts by key; without a prototype. */
function copyTexts(name: string, value: unknown, error: (reason: string) => UsagiError): Record<string, string> {
  if (!isObject(value)) throw error(`${name} is ${show(value)}; it must be an object`);
  const copy = { __proto__: null, ...value } as unknown as Record<string, string>;
  for (const [key, text] of Object.entries<unknown>(copy)) {
    if (typeof text !== "string") throw error(`${name} ${show(key)} is ${show(text)}; it must be a text`);
  }
  return copy;
}

function readEntry(place: string, value: unknown, dataBytes: number) {
  if (!isObject(value)) throw bad(`${place} is ${show(value)}; it must be an object`);
  const { dtype, shape, data_offsets: offsets, ...rest } = value;
  if (Object.keys(rest).length > 0) throw bad(`${place} has the unknown key ${show(Object.keys(rest)[0])}`);
  if (!dtypes.includes(dtype as Dtype)) {
    throw bad(`the dtype of ${place} is ${show(dtype)}; it must be one of ${dtypes.join(", ")}`);
  }
  if (!isSizes(shape)) throw bad(`the shape of ${place} must be a list of whole numbers from 0`);
  if (!isSizes(offsets) || offsets.length !== 2) {
    throw bad(`the data_offsets of ${place} must be two whole numbers from 0`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataBytes) {
    throw bad(`the data_offsets of ${place} are ${begin}, ${end}; there are ${dataBytes} bytes`);
  }
  const needed = elementsOf(shape) * arrays[dtype as Dtype].BYTES_PER_ELEMENT;
  if (needed !== end - begin) throw bad(`${place} has ${end - begin} bytes; its shape and dtype need ${needed}`);
  return { dtype: dtype as Dtype, shape, begin, end };
}

/** Every byte of the data belongs to one tensor. */
function requireWhole(spans: { name: string; begin: number; end: number }[], dataBytes: number): void {
  let used = 0;
  for (const { name, begin, end } of spans.sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin !== used) {
      throw bad(`tensor ${show(name)} begins at byte ${begin} of the data, where ${used} was expected`);
    }
    used = end;
  }
  if (used !== dataBytes) throw bad(`${dataBytes - used} bytes at its end belong to no tensor`);
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
