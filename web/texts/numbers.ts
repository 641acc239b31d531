// Numbers of any size, as people write them.

import { formatNumber } from "./format.ts";

const raised: Readonly<Record<string, string>> = {
  "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹",
};
/** `10⁻⁴` */
export const powerOfTen = (exponent: number) => `10${String(exponent).replace(/./g, (sign) => raised[sign]!)}`;

/**
 * `2.4 × 10⁻⁴`, `0.26`, `6.6`, `1,100`: so many digits, and a power of ten where there would be many zeros, from which no
 * line breaks.
 */
export function short(value: number, digits = 2): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const [mantissa, exponent] = Math.abs(value).toExponential(digits - 1).split("e") as [string, string];
  const sign = value < 0 ? "−" : "";
  const power = Number(exponent);
  if (power < -2 || power > 4) return `${sign}${mantissa}\u00a0×\u00a0${powerOfTen(power)}`;
  const rounded = Number(`${mantissa}e${exponent}`);
  return sign + formatNumber("en", rounded, { minimumFractionDigits: Math.max(0, digits - 1 - power), maximumFractionDigits: 20 });
}

/** A share in percentage points: `1.2`. */
export const formatPoints = (language: string, share: number) =>
  formatNumber(language, 100 * share, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** How many times: `1,100`, `2,800,000`. */
export const times = (ratio: number) => (ratio < 1e9 ? formatNumber("en", Number(ratio.toPrecision(2))) : short(ratio));
