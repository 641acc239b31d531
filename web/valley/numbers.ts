// Numbers beside formulas.

import { language } from "../texts/language.ts";
import { formatNumber as format } from "../texts/format.ts";
import { powerOfTen } from "../texts/numbers.ts";

/** Four significant digits at most, with a true minus. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e5)) {
    const [digits, exponent] = value.toExponential(1).split("e");
    return `${formatNumber(Number(digits))} · ${powerOfTen(Number(exponent))}`;
  }
  return format(language.value, value, { maximumSignificantDigits: 4 }).replaceAll("-", "−");
}
