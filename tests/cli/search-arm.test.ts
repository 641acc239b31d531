/** The search of an arm, with trainings that are made up. */
import { expect, test } from "vitest";
import { type Attempt, searchArm } from "../../cli/run/search-arm.ts";
import { checkExperiment } from "../../experiment/check.ts";
import type { TrialRun } from "../../experiment/results.ts";
import { trialSettings } from "../../experiment/tuning/trials.ts";

/** A search of nine trials with two seeds in stages of 10, 30 and 90 steps. */
async function searched(attempt: (attempt: Attempt) => Partial<TrialRun> | undefined) {
  const checked = checkExperiment({
    name: "a", dataset: { name: "mnist", validation: 100 }, training: { iterations: 90 }, search: "default",
    tuning: { trials: 9, seeds: 2, halving: true },
  });
  if ("problems" in checked) throw new Error(JSON.stringify(checked.problems));
  const { arms: [arm], tuning } = checked.experiment;
  return await searchArm(arm!, tuning!, trialSettings(arm!, tuning!, 0), [0, 1], {
    attempt: (one) => {
      const { trial, seed, steps } = one;
      const changes = attempt(one);
      const accuracy = (trial + seed) / 16;
      return Promise.resolve(changes && { trial, seed, status: "complete", steps, accuracy, loss: 1, digest: "ab", ...changes });
    },
    measured: () => {},
    decided: () => {},
  });
}
const valuesOf = ({ arm }: Awaited<ReturnType<typeof searched>>) => arm.trials.map(({ value }) => value);
const nothing = new Array<null>(8).fill(null);

test("the best trial of the last stage is chosen; what was halved has no value", async () => {
  const found = await searched(() => ({}));
  expect([found.over, found.arm.chosen, valuesOf(found)]).toEqual([true, 8, [...nothing, 8.5 / 16]]);
  expect(found.arm.trials.map(({ runs }) => runs.map(({ status, steps }) => `${status} ${steps}`))).toEqual(
    ["halved 10", "halved 10", "halved 10", "halved 10", "halved 10", "halved 10", "halved 30", "halved 30", "complete 90"]
      .map((text) => [text, text]),
  );
});

test("stopped in a stage, no trial has the value of one that came to its end", async () => {
  for (const last of [10, 30]) {
    const found = await searched(({ steps }) => (steps > last ? undefined : {}));
    expect([found.over, found.arm.chosen, valuesOf(found)]).toEqual([false, null, [...nothing, null]]);
    expect(found.arm.trials[8]!.runs.map(({ steps }) => steps)).toEqual([last, last]);
  }
});
