// Numbers beside formulas.

import { language } from "../texts/language.ts";
import { formatNumber as format } from "../texts/format.ts";

const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const power = (exponent: number) =>
  (exponent < 0 ? "⁻" : "") + Array.from(String(Math.abs(exponent)), (digit) => raised[Number(digit)]).join("");

/** Four significant digits at most, with a true minus. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e5)) {
    const [digits, exponent] = value.toExponential(1).split("e");
    return `${formatNumber(Number(digits))} · 10${power(Number(exponent))}`;
  }
  return format(language.value, value, { maximumSignificantDigits: 4 }).replaceAll("-", "−");
}
