/** Made-up studies whose truth is known: intervals hold it as often as they say, and chance is taken for an effect as seldom. */
import { expect, test } from "vitest";
import { pairedDifferences } from "../../../report/statistics/paired.ts";
import { summarize } from "../../../report/statistics/summary.ts";
import { normals } from "./deviates.ts";

const STUDIES = 2000;
/** Four standard deviations of how many of that many studies it happens in. */
const slack = (share: number) => 4 * Math.sqrt((share * (1 - share)) / STUDIES);

const studies = Array.from({ length: STUDIES }, (_, index) => index);
const shareOf = (happens: (study: number) => boolean) => studies.filter(happens).length / STUDIES;

/** Accuracies of arms whose seeds go together: the deviation that arms share, and one of their own. */
function study(seed: number, effects: readonly number[], seeds: number): number[][] {
  const next = normals(seed);
  const shared = Array.from({ length: seeds }, () => 0.02 * next());
  return effects.map((effect) => shared.map((one) => 0.9 + effect + one + 0.005 * next()));
}

test.each([2, 3, 10])("95 %% intervals of %i seeds hold the mean in 95 %% of studies", (seeds) => {
  const covered = shareOf((seed) => {
    const [low, high] = summarize(study(seed, [0], seeds)[0]!).interval;
    return low <= 0.9 && 0.9 <= high;
  });
  expect(Math.abs(covered - 0.95)).toBeLessThan(slack(0.95));
});

test.each([3, 10])("95 %% intervals of the difference hold a known effect, with %i seeds", (seeds) => {
  const covered = shareOf((seed) => {
    const [low, high] = pairedDifferences(study(seed, [0.01, 0], seeds))[0]!.interval;
    return low <= 0.01 && 0.01 <= high;
  });
  expect(Math.abs(covered - 0.95)).toBeLessThan(slack(0.95));
});

test("a known effect of two deviations of a seed is found in nearly all studies of ten seeds", () => {
  const found = shareOf((seed) => pairedDifferences(study(seed, [0.01, 0], 10))[0]!.p < 0.05);
  expect(found).toBeGreaterThan(0.95);
});

test("without an effect, in 5 % of studies", () => {
  const found = shareOf((seed) => pairedDifferences(study(seed, [0, 0], 10))[0]!.p < 0.05);
  expect(Math.abs(found - 0.05)).toBeLessThan(slack(0.05));
});

test("of ten pairs without an effect, one at least in 5 % of studies at most; uncorrected in far more", () => {
  const effects = [0, 0, 0, 0, 0];
  const pairs = (seed: number) => pairedDifferences(study(seed, effects, 10));
  expect(shareOf((seed) => pairs(seed).some(({ adjusted }) => adjusted < 0.05))).toBeLessThan(0.05 + slack(0.05));
  expect(shareOf((seed) => pairs(seed).some(({ p }) => p < 0.05))).toBeGreaterThan(0.2);
});

test("the same where some pairs do differ: no false one", () => {
  const effects = [0, 0, 0, 0.05];
  const wrong = shareOf((seed) => pairedDifferences(study(seed, effects, 10)).some(({ b, adjusted }) => b < 3 && adjusted < 0.05));
  expect(wrong).toBeLessThan(0.05 + slack(0.05));
  expect(wrong).toBeGreaterThan(0);
});
