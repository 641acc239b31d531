/** Numbers in sentences, none of them negative: with no more digits than their intervals bear. */
import { settingDigits } from "../format.ts";

/** Decimals of shares: a test set of MNIST's size bears no more. */
const most = 4;

/** Decimals that show one digit of a number, or two where the first is 1; negative ones count tens. */
function decimalsOf(value: number, most: number): number {
  if (!(value > 0)) return most;
  const exponent = Math.floor(Math.log10(value));
  const leading = value / 10 ** exponent;
  return Math.min(most, (leading < 1.95 ? 1 : 0) - exponent);
}

function fixed(value: number, decimals: number): string {
  return decimals >= 0 ? value.toFixed(decimals) : String(Math.round(value * 10 ** decimals) / 10 ** decimals);
}

/**
 * `0.943`: two or three digits, as half of its interval bears; four of one seed, as in the table. Of an error `limit` is
 * how many decimals its size bears.
 */
export function share(value: number, within?: number, limit = most): string {
  const least = Math.max(0, limit - 2);
  const text = fixed(value, within === undefined || Number.isNaN(within) ? limit : Math.max(least, decimalsOf(within, limit - 1)));
  return /[1-9]/.test(text) ? text : "0";
}

/** `0.012 ± 0.004`; `300 ± 20` with a limit of no decimals. One digit more where rounding alone would let it include 0. */
export function plusMinus(value: number, within: number, limit = most): string {
  if (within === 0) return fixed(value, limit);
  let decimals = decimalsOf(within, limit);
  const low = (at: number) => Number(value.toFixed(Math.max(0, at))) - Number(within.toFixed(Math.max(0, at)));
  while (decimals < limit && value > within && low(decimals) <= 0) decimals++;
  const smallest = 10 ** -limit;
  const width = fixed(within, decimals);
  return `${fixed(value, decimals)} ± ${/[1-9]/.test(width) ? width : fixed(smallest, limit)}`;
}

/** `±0.003`: rounded up, as nothing lies beyond it. */
export function bound(within: number, limit = most): string {
  const decimals = decimalsOf(within, limit);
  const unit = 10 ** -decimals;
  const up = Math.max(Math.ceil(within / unit - 1e-9) * unit, 10 ** -limit);
  return `±${fixed(up, decimals)}`;
}

export const percent = (value: number) => `${Number((100 * value).toFixed(2))}%`;

/** A setting: as many digits of a number as tell it apart. */
export function settingText(value: unknown): string {
  return typeof value === "number" ? settingDigits(value) : typeof value === "string" ? value : JSON.stringify(value);
}

/** A range as an experiment file has it. */
export function rangeText(path: string, range: object): string {
  const keys = Object.entries(range).map(([key, value]) => `"${key}": ${JSON.stringify(value)}`);
  return `"${path}": { ${keys.join(", ")} }`;
}
