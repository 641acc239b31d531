/** Numbers as the tables show them. */
import { type ArmResults, firstReached } from "./statistics/arms.ts";
import type { Statistic } from "./statistics/summary.ts";

/** `0.947 ± 0.001` of several values, `0.9466` of one, `–` of none. */
export function formatStatistic({ mean, deviation, count }: Statistic): string {
  if (count === 0) return "–";
  return count === 1 ? mean.toFixed(4) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}

/** The iteration that first reached 90%: `300`; of several runs the median and how many did: `300 (3/4)`. */
export function formatReached(arm: ArmResults): string {
  const { iteration, count } = firstReached(arm, 0.9);
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
