/** The axes of the figures, and how their ticks are written. */

export interface Axis {
  type: "linear" | "log";
  domain: [number, number];
  /** Where, or about how many. */
  ticks: number | number[];
  /** For small panels. */
  fewTicks: number | number[];
}

/** The axis of shares, such as accuracies. */
export const shareAxis: Axis = { type: "linear", domain: [0, 1], ticks: 5, fewTicks: 2 };

/**
 * The axis for shares, or errors, of several arms that are close to each other: as long as the values need, but an arm that
 * is far worse than most must not press the others together, so it ends 5 times as far from the best as the middle arm's worst.
 * @param values Of each arm.
 * @param sign −1 where lower is better.
 */
export function closeAxis(values: readonly (readonly number[])[], sign: 1 | -1 = 1): Axis {
  const arms = values.map((all) => all.filter(Number.isFinite).map((value) => sign * value)).filter((all) => all.length > 0);
  if (arms.length === 0) return shareAxis;
  const high = Math.max(...arms.flat());
  const lowest = arms.map((all) => Math.min(...all)).sort((a, b) => a - b);
  const middle = lowest[Math.floor(lowest.length / 2)]!;
  const low = Math.max(lowest[0]!, high - 5 * (high - middle));
  const room = 0.05 * (high - low) || 0.01 * (sign < 0 ? -high : 1) || 0.01;
  if (sign < 0) return { type: "linear", domain: [Math.max(0, -high - room), room - low], ticks: 5, fewTicks: 3 };
  // R² can be below 0; a share cannot.
  return { type: "linear", domain: [low < 0 ? low - room : Math.max(0, low - room), Math.min(1, high + room)], ticks: 5, fewTicks: 3 };
}

/**
 * The axis for curves of losses: logarithmic where they span more than a factor of 20. A curve that diverges must not
 * press the others flat, so the axis ends at 100 times the median of the curves' highest values.
 */
export function lossAxis(curves: readonly (readonly number[])[]): Axis {
  const extents = curves.flatMap((values) => {
    const finite = values.filter(Number.isFinite);
    if (finite.length === 0) return [];
    return [{ low: finite.reduce((a, b) => Math.min(a, b)), high: finite.reduce((a, b) => Math.max(a, b)) }];
  });
  const peaks = extents.map(({ high }) => high).sort((a, b) => a - b);
  if (peaks.length === 0) return { type: "linear", domain: [0, 2.5], ticks: 5, fewTicks: 2 };
  const high = Math.min(peaks.at(-1)!, 100 * peaks[Math.floor((peaks.length - 1) / 2)]!);
  const low = Math.min(...extents.map((extent) => extent.low));
  if (low <= 0 || high <= 20 * low) {
    return { type: "linear", domain: [Math.min(0, low), 1.05 * high || 1], ticks: 5, fewTicks: 2 };
  }
  return logAxis(low, high);
}

/**
 * The axis for curves of learning rates: from 0, or logarithmic where their peaks are further apart than a factor of 20;
 * then it begins two decades below the lowest peak.
 */
export function rateAxis(curves: readonly (readonly number[])[]): Axis {
  const peaks = curves.map((values) => values.reduce((a, b) => Math.max(a, b), 0)).filter((peak) => peak > 0);
  const high = Math.max(0, ...peaks);
  const low = Math.min(high, ...peaks);
  if (high <= 20 * low) return { type: "linear", domain: [0, 1.05 * high || 1], ticks: 3, fewTicks: 2 };
  return logAxis(low / 100, high);
}

/** @param low Above 0, as is `high`. */
export function logAxis(low: number, high: number): Axis {
  const domain: [number, number] = [low / 1.1, high * 1.1];
  const first = Math.floor(Math.log10(domain[0]));
  const decades = Math.ceil(Math.log10(domain[1])) - first;
  const within = (value: number) => value >= domain[0] && value <= domain[1];
  const powers = Array.from({ length: decades + 1 }, (_, index) => 10 ** (first + index));
  const fewTicks = powers.filter((value, index) => within(value) && index % Math.ceil(decades / 5) === 0);
  const ticks = powers.flatMap((power) => [power, 2 * power, 5 * power]).filter(within);
  return { type: "log", domain, ticks: decades > 3 ? fewTicks : ticks, fewTicks };
}

/** Ticks of so many digits: `0.05`, `250k`, `1.5M`; what is smaller or larger is written with an exponent. */
export const tickFormat = (digits: number) => (value: number): string => {
  const size = Math.abs(value);
  if (size >= 1e9 || (size <= 1e-4 && size > 0)) return value.toExponential(0);
  const [unit, letter] = size >= 1e6 ? [1e6, "M"] : size >= 1e4 ? [1e3, "k"] : [1, ""];
  return `${Number((value / unit).toPrecision(digits))}${letter}`;
};

/** Three digits are enough for most ticks. */
export const formatTick = tickFormat(3);

/** As many as tell ticks of a linear axis apart that may be far from 0, such as years. */
export const ticksWithin = ([low, high]: readonly [number, number]) =>
  tickFormat(2 + Math.max(1, Math.ceil(Math.log10(Math.max(Math.abs(low), Math.abs(high)) / (high - low)))));
