// The plane through three networks in the space of all trained weights.

import { arraysOf } from "../../../bindings/expand.ts";
import type { Weights } from "../tools.ts";

/**
 * By Gram–Schmidt: the origin is the first network, the second lies at (length, 0), the third at (along, height), and
 * distances on the plane are those between the networks.
 */
export interface Plane {
  readonly length: number;
  readonly along: number;
  readonly height: number;
}

export type Three = readonly [origin: Weights, a: Weights, b: Weights];

/** A third that is closer to the line through the other two than this part of their distance lies on it. */
const onLine = 1e-6;

/** Undefined where the three lie on a line. */
export function planeOf([origin, a, b]: Three): Plane | undefined {
  let [aa, ab, bb] = [0, 0, 0];
  eachWeight([origin, a, b], (o, x, y) => {
    const [da, db] = [x - o, y - o];
    aa += da * da;
    ab += da * db;
    bb += db * db;
  });
  const length = Math.sqrt(aa);
  const along = ab / length;
  const height = Math.sqrt(Math.max(0, bb - along * along));
  return length > 0 && height > onLine * Math.max(length, Math.sqrt(bb)) ? { length, along, height } : undefined;
}

/** A network on its way, seen from above the plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
  /** Distance from the plane. */
  readonly off: number;
}

export function project([origin, a, b]: Three, { length, along, height }: Plane, network: Weights): Point {
  let [toA, toB, own] = [0, 0, 0];
  eachWeight([origin, a, b, network], (o, x, y, w) => {
    const d = w - o;
    toA += d * (x - o);
    toB += d * (y - o);
    own += d * d;
  });
  const x = toA / length;
  const y = (toB - along * x) / height;
  return { x, y, off: Math.sqrt(Math.max(0, own - x * x - y * y)) };
}

export function distance(a: Weights, b: Weights): number {
  let sum = 0;
  eachWeight([a, b], (x, y) => (sum += (x - y) * (x - y)));
  return Math.sqrt(sum);
}

/** How much of each of the three a point of the plane is; the parts add up to 1. */
export function partsOf({ length, along, height }: Plane, x: number, y: number): readonly [origin: number, a: number, b: number] {
  const b = y / height;
  const a = (x - along * b) / length;
  return [1 - a - b, a, b];
}

/** Names of all that is trained: running statistics only follow. */
export const trainedArrays = ({ description }: Weights): string[] =>
  arraysOf(description).flatMap(({ name, role }) => (role === "parameter" ? [name] : []));

/** Calls with each weight of up to four networks, those left out 0. */
function eachWeight(networks: readonly Weights[], call: (a: number, b: number, c: number, d: number) => void): void {
  for (const name of trainedArrays(networks[0]!)) {
    const [a, b, c, d] = networks.map(({ tensors }) => tensors[name]!);
    for (let i = 0; i < a!.length; i++) call(a![i]!, b![i]!, c?.[i] ?? 0, d?.[i] ?? 0);
  }
}
