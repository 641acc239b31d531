// Typed arrays that callers give. They are known by their tag rather than by `instanceof`, so that those of another
// realm (an iframe, Node's vm, Jest) are taken too.

import { show, tagOf, UsagiError } from "./errors.ts";

interface Kinds {
  Float64Array: Float64Array;
  Float32Array: Float32Array;
  Uint8Array: Uint8Array;
  Uint32Array: Uint32Array;
}
export type ArrayKind = keyof Kinds;
const kinds = { Float64Array, Float32Array, Uint8Array, Uint32Array };

export function isArray(kind: ArrayKind, value: unknown): boolean {
  return ArrayBuffer.isView(value) && tagOf(value) === kind;
}

/**
 * The same memory as a plain array of this kind (a Buffer's slice() would not copy). Throws a UsagiError that says how
 * to make one of what was given; `variable` is what the caller would write there.
 */
export function requireArray<Kind extends ArrayKind>(
  kind: Kind, name: string, value: unknown, variable = name,
): Kinds[Kind] {
  if (!isArray(kind, value)) {
    throw new UsagiError(`${name} is ${show(value)}; it must be a ${kind}${mend(kind, variable, value)}`);
  }
  const { buffer, byteOffset, length } = value as Kinds[Kind] & { buffer: ArrayBuffer }; // or a SharedArrayBuffer
  if (length === 0) return new kinds[kind]() as Kinds[Kind]; // a detached one has no buffer to look at
  return new kinds[kind](buffer, byteOffset, length) as Kinds[Kind];
}

/** `requireArray`, and a copy where another thread could write between a check and what follows it. */
export function requireOwnArray<Kind extends ArrayKind>(
  kind: Kind, name: string, value: unknown, variable = name,
): Kinds[Kind] {
  const array = requireArray(kind, name, value, variable);
  return tagOf(array.buffer) === "SharedArrayBuffer" ? (array.slice() as Kinds[Kind]) : array;
}

/** How to make an array of this kind of a value, if that is plain. */
export function mend(kind: ArrayKind, variable: string, value: unknown): string {
  const tag = tagOf(value);
  if (tag === "ArrayBuffer" || tag === "SharedArrayBuffer") return `, like new ${kind}(${variable})`;
  if (Array.isArray(value)) {
    const nested = value.some((row) => Array.isArray(row) || ArrayBuffer.isView(row));
    if (!nested) return `, like ${kind}.from(${variable})`;
    return `, all rows in one: ${kind}.from(${variable}.flatMap((row) => [...row]))`;
  }
  if (tag === "ImageData") {
    return kind === "Float32Array"
      ? `, a value a pixel, like ${kind}.from({ length: ${variable}.data.length / 4 }, (_, i) => ${variable}.data[4 * i] / 255)`
      : `, a value a pixel, like ${kind}.from({ length: ${variable}.data.length / 4 }, (_, i) => ${variable}.data[4 * i])`;
  }
  if (!ArrayBuffer.isView(value) || tag === "DataView") return "";
  if (tag.startsWith("Big")) return `, like ${kind}.from(${variable}, Number)`;
  const bytes = kind === "Float32Array" && (tag === "Uint8Array" || tag === "Uint8ClampedArray");
  return bytes
    ? `, of pixels / 255, like Float32Array.from(${variable}, (pixel) => pixel / 255)`
    : `, like ${kind}.from(${variable})`;
}

/** Elements of an array of this shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Requires numbers that are neither NaN nor infinite. */
export function requireFinite(name: string, x: Float32Array): void {
  let at = 0; // not findIndex, which takes a call for each
  while (at < x.length && Number.isFinite(x[at])) at++;
  if (at < x.length) throw new UsagiError(`${name}[${at}] is ${x[at]}; every value must be finite`);
}
