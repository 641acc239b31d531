// What sentences of the story say of a race: numbers of its runs, whatever they turn out to be.

/** A run as sentences see it: values at each of its evaluations. */
export interface Outcome {
  readonly name: string;
  readonly iterations: readonly number[];
  /** Shares, 0 to 1. */
  readonly trainAccuracy: readonly number[];
  readonly testAccuracy: readonly number[];
  /** Norms of each trained layer, first to last. */
  readonly layers: readonly { readonly gradient: readonly number[]; readonly update: readonly number[] }[];
  /** Why it ended early, if it did. */
  readonly failure?: string | undefined;
}

/** Test accuracy at the last evaluation; 0 where there was none. */
export const ended = ({ testAccuracy }: Outcome) => testAccuracy.at(-1) ?? 0;

/** The iteration of the first evaluation with at least this test accuracy. */
export function reached({ iterations, testAccuracy }: Outcome, target: number): number | undefined {
  const index = testAccuracy.findIndex((accuracy) => accuracy >= target);
  return index < 0 ? undefined : iterations[index];
}

/** How far the training accuracy ends above the test accuracy. */
export const gap = (outcome: Outcome) => (outcome.trainAccuracy.at(-1) ?? 0) - ended(outcome);

/** By how much test accuracy changes from one evaluation to the next, on average, once it has reached a target. */
export function jitter({ testAccuracy }: Outcome, target: number): number | undefined {
  const start = testAccuracy.findIndex((accuracy) => accuracy >= target);
  const rest = start < 0 ? [] : testAccuracy.slice(start);
  if (rest.length < 2) return undefined;
  return rest.slice(1).reduce((sum, accuracy, i) => sum + Math.abs(accuracy - rest[i]!), 0) / (rest.length - 1);
}

/** A net of ten classes that has learnt nothing is right about once in ten; this is beyond what luck makes of it. */
export const learnt = 0.2;

/** Length of the first layer's step, |Δw|, at the first evaluation and at the last. */
export const firstStep = ({ layers }: Outcome) => layers[0]?.update[0] ?? NaN;
export const lastStep = ({ layers }: Outcome) => layers[0]?.update.at(-1) ?? NaN;
