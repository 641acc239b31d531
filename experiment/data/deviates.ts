/**
 * Random numbers for data: each is a function of seed, stream and place, out of +, −, ×, ÷ and √ alone, so that they
 * have the same bits on every engine.
 */
import { cosPi } from "../../bindings/arithmetic.ts";
import { philox } from "../philox.ts";

/** A number from 0 up to 1, which is not included, of two words of 32 bits. */
const toUnit = (high: number, low: number) => ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;

/** Two uniform numbers, 0 <= u < 1. */
export function uniforms(seed: number, stream: number, index: number, step: number, block: number): [number, number] {
  const [a, b, c, d] = philox(seed, stream, index, step, block);
  return [toUnit(a, b), toUnit(c, d)];
}

/** Two independent numbers of the normal distribution with mean 0 and deviation 1 (Box and Muller, 1958). */
export function normals(seed: number, stream: number, index: number, step: number, block: number): [number, number] {
  const [u, turn] = uniforms(seed, stream, index, step, block);
  const radius = Math.sqrt(-2 * ln(1 - u));
  return [radius * cosTurn(turn), radius * sinTurn(turn)];
}

/** The cosine of an angle in turns, such as 0.25 for 90°. */
export function cosTurn(turns: number): number {
  const part = 2 * (turns - Math.floor(turns));
  return cosPi(part > 1 ? 2 - part : part);
}

export const sinTurn = (turns: number) => cosTurn(turns - 0.25);

const LN2 = 0.6931471805599453;

/** The natural logarithm of a number above 0 and up to 1; error below 1e-15 of it. */
export function ln(x: number): number {
  let [mantissa, halvings] = [x, 0];
  for (; mantissa < 0.75; mantissa *= 2) halvings++;
  // ln m = 2 artanh((m − 1) ÷ (m + 1)), whose terms from z^25 on are below 1e-17.
  const z = (mantissa - 1) / (mantissa + 1);
  let sum = 0;
  for (let n = 23; n >= 1; n -= 2) sum = sum * z * z + 1 / n;
  return 2 * z * sum - halvings * LN2;
}
