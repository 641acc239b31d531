/**
 * The counter-based generator of the kernels (assembly/random.ts), for what is drawn outside of networks: each number
 * is a function of its place, whatever was drawn before.
 * Source: Philox4x32-10, Salmon et al., "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */
import { splitSeed } from "../bindings/seed.ts";

/** What numbers are for, in the counter's last word; the kernels have 1 to 4. */
export const streams = { labelNoise: 5, trials: 6, made: 7, split: 8 } as const;

/** The 64-bit product of two words: its high and its low half. */
function multiply(a: number, b: number): readonly [number, number] {
  const low = (a & 0xffff) * b;
  const high = (a >>> 16) * b + Math.floor(low / 2 ** 16);
  return [Math.floor(high / 2 ** 16), Math.imul(a, b) >>> 0];
}

/** Four random words of 32 bits, for a block of a stream. */
export function philox(seed: number, stream: number, index: number, step: number, block: number): [number, number, number, number] {
  let { low: key0, high: key1 } = splitSeed(seed);
  let counter: [number, number, number, number] = [block, step, index, stream];
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, counter[0]);
    const [high1, low1] = multiply(0xcd9e8d57, counter[2]);
    counter = [(high1 ^ counter[1] ^ key0) >>> 0, low1, (high0 ^ counter[3] ^ key1) >>> 0, low0];
    key0 = (key0 + 0x9e3779b9) >>> 0;
    key1 = (key1 + 0xbb67ae85) >>> 0;
  }
  return counter;
}

/** A whole number from 0 to n − 1 of 64 random bits, as the kernels make it; n below 2^21. */
export const scaleTo = (high: number, low: number, n: number) =>
  Math.floor((high * n + Math.floor((low * n) / 2 ** 32)) / 2 ** 32);
