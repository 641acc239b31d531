/** Any change to a value of JSON: what the fuzz tests make of valid files. */
import * as fc from "fast-check";
import { hostileNames, hostileValue } from "./hostile.ts";

type Tree = Record<string | number, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** Every place in a value, as its owner and key. */
function places(value: unknown): [Tree, string | number][] {
  if (!isTree(value)) return [];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return keys.flatMap((key) => [[value, key] as [Tree, string | number], ...places(value[key])]);
}

/** Sets an own key, `__proto__` too. */
const put = (owner: Tree, key: string | number, value: unknown) =>
  Object.defineProperty(owner, key, { value, enumerable: true, configurable: true, writable: true });

export interface Change {
  /** Number of the place that is changed, and of another one. */
  at: number;
  to: number;
  how: string;
  key: string;
  value: unknown;
}
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(10_000),
  to: fc.nat(10_000),
  how: fc.constantFrom("replace", "replace", "replace", "delete", "add", "rename", "copy", "wrap", "scale"),
  key: fc.oneof(fc.constantFrom("name", "units", "learningRate", "momentum", "path", ...hostileNames), fc.string()),
  value: hostileValue,
});

/** Changes a value in place. */
function apply(value: unknown, { at, to, how, key, value: hostile }: Change): void {
  const all = places(value);
  const [place, source] = [all[at % all.length], all[to % all.length]];
  if (!place || !source) return;
  const [owner, old] = place;
  const given = structuredClone(hostile); // a constant of the generator: later changes must not reach it
  const present = owner[old];
  const remove = () => (Array.isArray(owner) ? owner.splice(Number(old), 1) : Reflect.deleteProperty(owner, old));
  if (how === "replace") put(owner, old, given);
  if (how === "delete") remove();
  if (how === "add") {
    const target = isTree(present) && !Array.isArray(present) ? present : owner;
    put(target, Array.isArray(target) ? old : key, given);
  }
  if (how === "rename" && !Array.isArray(owner)) {
    remove();
    put(owner, key, present);
  }
  if (how === "copy") put(owner, old, structuredClone(source[0][source[1]]));
  if (how === "wrap") put(owner, old, to % 2 ? [present] : { [String(old)]: present });
  if (how === "scale" && typeof present === "number") {
    put(owner, old, present * [-1, 0, 0.5, 1e3, 1e300, 2 ** 40][to % 6]!);
  }
}

/** None to five of them. */
export const changes = fc.array(change, { maxLength: 5 });

/** A copy of the value with the changes, one after another. */
export function changed<Value>(value: Value, all: Change[]): Value {
  const copy = structuredClone(value);
  for (const one of all) apply(copy, one);
  return copy;
}
