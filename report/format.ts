/** Numbers as the tables show them. */
import type { Score } from "../experiment/metrics.ts";
import { type ArmResults, firstReached } from "./statistics/arms.ts";
import type { Statistic } from "./statistics/summary.ts";

/** `0.947 ± 0.001` of several values, `0.9466` of one, `–` of none; of an error as many digits, wherever its point is. */
export function formatStatistic({ mean, deviation, count }: Statistic, isError = false): string {
  if (count === 0) return "–";
  const decimals = isError ? decimalsOf(mean) : 4;
  return count === 1 ? mean.toFixed(decimals) : `${mean.toFixed(decimals - 1)} ± ${deviation.toFixed(decimals - 1)}`;
}

/** Decimals that show four digits of a number. */
export const decimalsOf = (value: number) =>
  Number.isFinite(value) && value !== 0 ? Math.min(12, Math.max(1, 3 - Math.floor(Math.log10(Math.abs(value))))) : 4;

/** A value of a score, or of a metric: `0.9466`; of an error four digits: `12.34`. */
export const formatScore = (value: number | undefined, { sign }: Pick<Score, "sign">) =>
  value === undefined ? "–" : value.toFixed(sign < 0 ? decimalsOf(value) : 4);

/** The iteration that first reached 90%: `300`; of several runs the median and how many did: `300 (3/4)`. */
export function formatReached(arm: ArmResults): string {
  const { iteration, count } = firstReached(arm);
  if (count === 0) return "–";
  return arm.counted.length === 1 ? `${iteration}` : `${iteration} (${count}/${arm.counted.length})`;
}

/** Three digits of a setting, more of what is close to 1, such as 0.99987: there it is 1 − x that counts. */
export function settingDigits(value: number): string {
  if (value > 0.9 && value < 1) return String(Number(value.toFixed(Math.max(3, 1 - Math.floor(Math.log10(1 - value))))));
  return String(Number(value.toPrecision(3)));
}

export const formatPercent = (share: number) => `${(100 * share).toFixed(1)}%`;

export function formatSeconds(seconds: number): string {
  if (Number.isNaN(seconds)) return "–";
  return seconds.toFixed(seconds < 10 ? 2 : seconds < 100 ? 1 : 0);
}

export function formatComplete({ runs }: ArmResults): string {
  return `${runs.filter((run) => run.status === "complete").length}/${runs.length}`;
}
