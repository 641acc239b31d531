import { eachMetric, isOfTask, isOfValidation, type Task } from "./metrics.ts";
import type { RunResult } from "./results.ts";

/** The result of a run without a step. */
export function notStarted(arm: string, seed: number, task: Task = "labels"): RunResult {
  return {
    arm,
    seed,
    status: "not started",
    loss: [],
    iterations: [],
    ...eachMetric<number[]>((name) => (isOfTask(name, task) && !isOfValidation(name) ? [] : undefined)),
    confusion: [],
    digest: "",
    seconds: { training: 0, evaluation: 0 },
  };
}
