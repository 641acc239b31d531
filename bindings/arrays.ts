// Typed arrays that callers give. Their kind, length and place are read by the language's own getters, so that
// neither a subclass nor an object that only looks like one can say something else at each reading.

import { show, UsagiError } from "./errors.ts";

interface Kinds {
  Float32Array: Float32Array;
  Uint8Array: Uint8Array;
  Uint32Array: Uint32Array;
}
const kinds = { Float32Array, Uint8Array, Uint32Array };

const prototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
function getter(key: string | symbol): (array: unknown) => unknown {
  const get = Reflect.getOwnPropertyDescriptor(prototype, key)!.get!;
  return (array) => Reflect.apply(get, array, []) as unknown;
}
const kindOf = getter(Symbol.toStringTag);
const bufferOf = getter("buffer") as (array: unknown) => ArrayBuffer; // or a SharedArrayBuffer
const byteOffsetOf = getter("byteOffset") as (array: unknown) => number;
const lengthOf = getter("length") as (array: unknown) => number;

/**
 * The same memory as a plain array of this kind, of the length that it has now: none where it was detached.
 * Throws a UsagiError where the value is another.
 */
export function requireArray<Kind extends keyof Kinds>(kind: Kind, name: string, value: unknown): Kinds[Kind] {
  if (kindOf(value) !== kind) {
    throw new UsagiError(`${name} is ${show(value)}; it must be a ${kind}`);
  }
  const length = lengthOf(value);
  const array = length === 0 ? new kinds[kind]() : new kinds[kind](bufferOf(value), byteOffsetOf(value), length);
  return array as Kinds[Kind];
}

/** `requireArray`, and a copy where another thread could write between a check and what follows it. */
export function requireOwnArray<Kind extends keyof Kinds>(kind: Kind, name: string, value: unknown): Kinds[Kind] {
  const array = requireArray(kind, name, value);
  return isShared(array.buffer) ? (array.slice() as Kinds[Kind]) : array;
}

export function isArray(kind: keyof Kinds, value: unknown): boolean {
  return kindOf(value) === kind;
}

function isShared(buffer: ArrayBufferLike): boolean {
  return typeof SharedArrayBuffer === "function" && buffer instanceof SharedArrayBuffer;
}
