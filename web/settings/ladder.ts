// Steps of sliders: what one tries of a setting, in order. The field beside a slider takes any number.

import type { Path } from "../../experiment/problems.ts";

/** …, 0.01, 0.03, 0.1, 0.3, 1 */
const decades = (from: number, to: number, steps: readonly number[]) =>
  Array.from({ length: to - from + 1 }, (_, i) => steps.map((step) => Number(`${step}e${from + i}`))).flat();
const even = (count: number, share: number) => Array.from({ length: count + 1 }, (_, i) => Number((i * share).toFixed(6)));

const rates = decades(-5, 1, [1, 3]);
const strengths = [0, ...decades(-6, 0, [1, 3])];
/** Of what is kept of an average: nearer and nearer to 1. */
const memories = [0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999];
const counts = (most: number) => decades(0, 4, [1, 2, 5]).filter((count) => count <= most);

const ladders: Readonly<Record<string, readonly number[]>> = {
  "optimizer.learningRate": rates,
  "optimizer.momentum": memories,
  "optimizer.decay": memories,
  "optimizer.beta1": memories,
  "optimizer.beta2": memories,
  "optimizer.weightDecay": strengths,
  "training.batchSize": counts(5000),
  "training.iterations": counts(50_000).filter((count) => count >= 10),
  "network.dropout": even(18, 0.05),
  "network.init": rates,
  "regularization.l1": strengths,
  "regularization.l2": strengths,
  "regularization.labelSmoothing": even(10, 0.05),
  "regularization.inputNoise": even(10, 0.05),
  "regularization.augment.shift": even(8, 0.5),
  "regularization.augment.rotate": even(9, 5),
  "regularization.augment.scale": even(10, 0.05),
  "dataset.train": [...counts(50_000).filter((count) => count >= 100), 60_000],
  "dataset.labelNoise": even(20, 0.05),
};

/** The values of a slider for a setting, if it has one. */
export const ladderOf = (path: Path): readonly number[] | undefined => ladders[path.join(".")];

/** Few enough to stand side by side. */
const chips: Readonly<Record<string, readonly number[]>> = {
  "training.batchSize": [1, 10, 32, 100, 500],
};
export const chipsOf = (path: Path): readonly number[] => chips[path.join(".")] ?? [];

/** The step that is nearest to a value, by ratio where both are above 0. */
export function nearestStep(ladder: readonly number[], value: number): number {
  const distance = (step: number) => (step > 0 && value > 0 ? Math.abs(Math.log(step / value)) : step === value ? 0 : Infinity);
  const distances = ladder.map(distance);
  const least = Math.min(...distances);
  if (least < Infinity) return distances.indexOf(least);
  return value > 0 ? ladder.length - 1 : 0;
}

/** Most that a learning rate can be. */
const mostRate = 1e6;

/** About three times as much or a third: along the ladder, or to two digits from beside it. */
export function threefold(rate: number, direction: 1 | -1): number | undefined {
  const at = rates.indexOf(rate);
  const next = (at < 0 ? undefined : rates[at + direction]) ?? Number((direction > 0 ? rate * 3 : rate / 3).toPrecision(2));
  return next > 0 && next <= mostRate ? next : undefined;
}
