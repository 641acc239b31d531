/** Learning rates against PyTorch's, step by step; tests/fixtures/make_schedules.py says how the two are mapped. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { resolveSchedule, type Schedule, scheduleNames } from "../../bindings/parts/schedules.ts";
import { learningRates } from "../../experiment/learning-rate.ts";
import { noMetrics } from "../../experiment/training.ts";

interface Case {
  schedule: Schedule;
  rates: number[];
  /** Of a plateau: what the evaluation after each step gave. */
  measured?: number[];
}

const file = new URL("../fixtures/schedules.json.gz", import.meta.url);
const { learningRate, cases } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as { learningRate: number; cases: Case[] };

describe("as PyTorch's", () => {
  test.each(cases)("$schedule", ({ schedule, rates, measured = [] }) => {
    const metrics = noMetrics(true);
    rates.forEach((_, step) => metrics.loss.push(step));
    measured.forEach((value, i) => {
      metrics.iterations.push(i + 1);
      metrics.validationLoss!.push(value);
      metrics.validationAccuracy!.push(value);
    });
    const arm = { optimizer: { name: "sgd", learningRate } as const, schedule: resolveSchedule(schedule)! };
    const ours = learningRates(arm, metrics)!;
    expect(ours).toHaveLength(rates.length);
    rates.forEach((rate, step) => expect(Math.abs(ours[step]! - rate), `step ${step}`).toBeLessThanOrEqual(1e-6 * rate));
  });

  test("every schedule is compared", () => {
    expect(new Set(cases.map(({ schedule }) => schedule.name))).toEqual(new Set(scheduleNames));
  });
});

test("a constant rate is recorded nowhere", () => {
  expect(learningRates({ optimizer: { name: "sgd", learningRate } }, noMetrics(false))).toBe(undefined);
});
