/** The one error of this library: its message names the argument, its value and what is allowed. */
export class UsagiError extends Error {
  override name = "UsagiError";
}

/** `Float32Array`, `ImageData`, `Promise`, of whichever realm; `Object` of what has no tag. */
export function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** How a value reads in a message: short, and telling 1 from "1". */
export function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 64 ? `${value.slice(0, 61)}…` : value);
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  const tag = tagOf(value);
  if (tag === "Object") return "an object";
  const article = /^[AEIO]/.test(tag) ? "an" : "a";
  if (!ArrayBuffer.isView(value)) return `${article} ${tag}`;
  return "length" in value ? `${article} ${tag} of ${String(value.length)} values` : `${article} ${tag} of ${value.byteLength} bytes`;
}

/** Requires a whole number in [min, max]. */
export function requireInteger(name: string, value: unknown, min: number, max: number): number {
  if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
    throw new UsagiError(`${name} is ${show(value)}; it must be a whole number from ${min} to ${max}`);
  }
  return value as number;
}

/** Most numbers of a list. */
export const MOST_LISTED = 100;

/** Requires a list of 1 to 100 whole numbers in [min, max]; returns a copy. */
export function requireIntegers(name: string, value: unknown, min: number, max: number): readonly number[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > MOST_LISTED) {
    throw new UsagiError(`${name} is ${show(value)}; it must be a list of 1 to ${MOST_LISTED} whole numbers`);
  }
  return Array.from(value, (one, i) => requireInteger(`${name}[${i}]`, one, min, max));
}

/** Requires one of the listed strings. */
export function requireOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    throw new UsagiError(`${name} is ${show(value)}; it must be one of ${allowed.map(show).join(", ")}`);
  }
  return value as T;
}

/** Requires true or false. */
export function requireBoolean(name: string, value: unknown): boolean {
  if (typeof value !== "boolean") {
    throw new UsagiError(`${name} is ${show(value)}; it must be true or false`);
  }
  return value;
}

/** The numbers that a setting may take: finite, and from `min` to `max`, each included unless said. */
export interface Range {
  readonly min: number;
  readonly max: number;
  readonly minExcluded?: boolean;
  readonly maxExcluded?: boolean;
}

/** Least ε that may stand alone in a divisor: smaller ones become 0 in float32, Adam's times its correction first. */
export const LEAST_EPSILON = 1e-30;

/** "a number, 0 <= x < 1", as messages and the schema say it. */
export function describeRange(range: Range): string {
  const low = range.min === -Infinity ? "" : `${range.min} ${range.minExcluded ? "<" : "<="} `;
  const high = range.max === Infinity ? "" : ` ${range.maxExcluded ? "<" : "<="} ${range.max}`;
  return low || high ? `a number, ${low}x${high}` : "a finite number";
}

/** Requires a finite number within a range. */
export function requireNumber(name: string, value: unknown, range: Range): number {
  const x = value as number;
  const inside =
    Number.isFinite(value) &&
    (range.minExcluded ? x > range.min : x >= range.min) &&
    (range.maxExcluded ? x < range.max : x <= range.max);
  if (!inside) throw new UsagiError(`${name} is ${show(value)}; it must be ${describeRange(range)}`);
  return x;
}

/** Requires a finite number within a range, or one of the listed strings. */
export function requireNumberOrOneOf<T extends string>(
  name: string, value: unknown, range: Range, allowed: readonly T[],
): number | T {
  return typeof value === "number" ? requireNumber(name, value, range) : requireOneOf(name, value, allowed);
}

/** Requires an object with no keys but the listed ones. */
export function requireKeys(name: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UsagiError(`${name} is ${show(value)}; it must be an object`);
  }
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) {
      throw new UsagiError(`${name} has the unknown key ${show(key)}; it may have ${allowed.join(", ") || "none"}`);
    }
  }
}
