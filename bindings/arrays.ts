// Typed arrays that callers give. Their kind, length and place are read by the language's own getters, so that
// neither a subclass nor an object that only looks like one can say something else at each reading.

import { show, UsagiError } from "./errors.ts";

interface Kinds {
  Float64Array: Float64Array;
  Float32Array: Float32Array;
  Uint8Array: Uint8Array;
  Uint32Array: Uint32Array;
}
export type ArrayKind = keyof Kinds;
const kinds = { Float64Array, Float32Array, Uint8Array, Uint32Array };

function getter(prototype: object, key: string | symbol): (value: unknown) => unknown {
  const get = Reflect.getOwnPropertyDescriptor(prototype, key)?.get ?? (() => undefined);
  return (value) => Reflect.apply(get, value, []) as unknown;
}
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const kindOf = getter(typedArray, Symbol.toStringTag);
const bufferOf = getter(typedArray, "buffer") as (array: unknown) => ArrayBuffer; // or a SharedArrayBuffer
const byteOffsetOf = getter(typedArray, "byteOffset") as (array: unknown) => number;
const lengthOf = getter(typedArray, "length") as (array: unknown) => number;
/** These throw where the memory is shared. */
const bufferLengthOf = getter(ArrayBuffer.prototype, "byteLength");
const resizableOf = getter(ArrayBuffer.prototype, "resizable");

/**
 * The same memory as a plain array of this kind, of the length that it has now: none where it was detached.
 * Throws a UsagiError where the value is another.
 */
export function requireArray<Kind extends ArrayKind>(kind: Kind, name: string, value: unknown): Kinds[Kind] {
  if (kindOf(value) !== kind) {
    throw new UsagiError(`${name} is ${show(value)}; it must be a ${kind}`);
  }
  const length = lengthOf(value);
  const array = length === 0 ? new kinds[kind]() : new kinds[kind](bufferOf(value), byteOffsetOf(value), length);
  return array as Kinds[Kind];
}

/** `requireArray`, and a copy where another thread could write between a check and what follows it. */
export function requireOwnArray<Kind extends ArrayKind>(kind: Kind, name: string, value: unknown): Kinds[Kind] {
  const array = requireArray(kind, name, value);
  return isShared(array.buffer) ? (array.slice() as Kinds[Kind]) : array;
}

export function isArray(kind: ArrayKind, value: unknown): boolean {
  return kindOf(value) === kind;
}

/** Whether other threads may see the memory, whichever realm it comes from. */
function isShared(buffer: ArrayBufferLike): boolean {
  try {
    bufferLengthOf(buffer);
    return false;
  } catch {
    return true;
  }
}

/** Whether the memory can shrink; shared memory cannot. */
export function isResizable(buffer: ArrayBufferLike): boolean {
  return !isShared(buffer) && resizableOf(buffer) === true;
}
