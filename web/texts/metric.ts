// Values of metrics, as people write them.

import { type MetricName, metricRow } from "../../experiment/metrics.ts";
import { formatNumber } from "./format.ts";
import { formatLoss, formatPercent, language } from "./language.ts";

/** A share of rows in percent, R² as a number up to 1, a loss or an error as a number. */
export function formatMetric(name: MetricName, value: number): string {
  const { format, task } = metricRow(name);
  if (format === "loss") return formatLoss(value);
  return task === "targets"
    ? formatNumber(language.value, value, { minimumFractionDigits: 3, maximumFractionDigits: 3 })
    : formatPercent(value);
}
