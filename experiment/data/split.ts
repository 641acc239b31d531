/** Which rows train and which test: a shuffle with a seed, the same bits everywhere. */
import { requireNumber } from "../../bindings/errors.ts";
import { philox, streams } from "../philox.ts";
import { type Table, takeRows } from "./table.ts";

/** The numbers from 0 to n − 1 in an order that the seed decides. */
export function shuffled(n: number, seed: number): Uint32Array {
  const draws = new Float64Array(n);
  for (let row = 0; row < n; row++) {
    const [high, low] = philox(seed, streams.split, 0, 0, row);
    draws[row] = high * 2 ** 21 + (low >>> 11);
  }
  return Uint32Array.from(draws.keys()).sort((a, b) => draws[a]! - draws[b]! || a - b);
}

export interface Order {
  train: Uint32Array;
  test: Uint32Array;
}

/**
 * The rows to train and to test on, both shuffled: of files sorted by class, the first rows would be of one class.
 * @param share Of the rows, to the nearest whole number, to test on: at least one, and one is left to train on.
 */
export function splitOrder(size: number, share: number, seed: number): Order {
  requireNumber("the share to test on", share, { min: 0, minExcluded: true, max: 1, maxExcluded: true });
  const order = shuffled(size, seed);
  const count = Math.min(size - 1, Math.max(1, Math.round(share * size)));
  return { test: order.subarray(0, count), train: order.subarray(count) };
}

/** Whether what an experiment says to test on is a share of the rows. */
export const isShare = (test: number | string | undefined): test is number => typeof test === "number" && test < 1;

/** A table in two: `share` of its rows to test on, the others to train on. */
export function split(table: Table, share: number, seed = 0): { train: Table; test: Table } {
  const { train, test } = splitOrder(table.size, share, seed);
  return { train: takeRows(table, train), test: takeRows(table, test) };
}
