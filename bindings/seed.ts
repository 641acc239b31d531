import { requireInteger } from "./errors.ts";

/** The two 32-bit words of a seed, the key of every random stream. */
export interface SeedWords {
  readonly low: number;
  readonly high: number;
}

/** Splits a seed, a whole number from 0 to 2^53 - 1. */
export function splitSeed(seed: number): SeedWords {
  requireInteger("seed", seed, 0, Number.MAX_SAFE_INTEGER);
  return { low: seed % 2 ** 32, high: Math.floor(seed / 2 ** 32) };
}
