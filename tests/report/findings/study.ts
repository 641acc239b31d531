/** Results with given final accuracies. */
import { notStarted } from "../../../experiment/not-started.ts";
import type { Results, RunResult } from "../../../experiment/results.ts";
import { sampleResults } from "../sample.ts";

export interface StudyArm {
  /** Final test accuracy of each seed; null where the run diverged. */
  final: readonly (number | null)[];
  /** The iteration from which on it has that accuracy; before, half of it. */
  at?: readonly number[];
  /** How far the training accuracy is above it. */
  gap?: number;
  /** Highest on the way. */
  best?: number;
  optimizer?: string;
  l2?: number;
  /** The same as of another arm: the same networks. */
  copyOf?: string;
}

/** The test images of each class: the commonest has 1135 of 10,000, as in MNIST. */
const classes = [1135, ...new Array<number>(9).fill(985)];

const losses = new Array<number>(1000).fill(1);

/** Evaluated every 100 steps, 1000 in all. */
export function study(arms: Readonly<Record<string, StudyArm>>): Results {
  const names = Object.keys(arms);
  const seeds = Object.values(arms)[0]!.final.map((_, seed) => seed);
  const results = sampleResults("study", names.map((name) => ({ name, final: 0.5, half: 100 })), seeds);
  results.experiment.arms.forEach((settings, i) => {
    const { optimizer = "sgd", l2 = 0 } = arms[names[i]!]!;
    Object.assign(settings.optimizer, { name: optimizer });
    Object.assign(settings.network.output, { l2 });
  });
  results.runs = names.flatMap((name) => seeds.map((seed) => runOf(name, arms[name]!, seed)));
  return results;
}

function runOf(name: string, { final, at = [], gap = 0.002, best, copyOf = name }: StudyArm, seed: number): RunResult {
  const accuracy = final[seed];
  const digest = `${copyOf} ${seed}`;
  if (accuracy === null || accuracy === undefined) {
    return { ...notStarted(name, seed), status: "failed", failure: "the loss is NaN", digest };
  }
  const iterations = Array.from({ length: 10 }, (_, i) => 100 * (i + 1));
  const testAccuracy = iterations.map((iteration) => (iteration >= (at[seed] ?? 500) || accuracy < 0.12 ? accuracy : accuracy / 2));
  if (best !== undefined) testAccuracy[8] = best;
  return {
    ...notStarted(name, seed), status: "complete", digest, iterations, testAccuracy,
    trainAccuracy: testAccuracy.map((value) => value + gap),
    testLoss: testAccuracy.map((value) => 1 - value),
    loss: losses,
    confusion: classes.map((count) => [count, ...new Array<number>(9).fill(0)]),
  };
}
