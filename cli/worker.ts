/** Trains one arm with one seed on a worker thread. */
import { parentPort, workerData } from "node:worker_threads";
import { Dataset, type DatasetParts } from "../bindings/dataset.ts";
import { UsagiError } from "../bindings/errors.ts";
import type { ResolvedArm } from "../bindings/experiment/resolve.ts";
import type { RunResult } from "../bindings/experiment/results.ts";
import { Training } from "../bindings/experiment/training.ts";

/** What all runs have in common. */
export interface Context {
  module: WebAssembly.Module;
  train: DatasetParts;
  test: DatasetParts;
  /** One number in shared memory; not 0 once the runs shall stop. */
  interrupt: Int32Array;
}

export interface Task {
  /** Number of the run, for its updates. */
  run: number;
  arm: ResolvedArm;
  seed: number;
}

/** How far a run is. */
export interface Update {
  run: number;
  iteration: number;
  loss: number;
  /** Of the last evaluation. */
  trainAccuracy?: number | undefined;
  testAccuracy?: number | undefined;
}

export interface Outcome {
  result: RunResult;
  /** (inputs, units), row-major; none of a run that did not start. */
  firstLayerWeight?: Float32Array;
}

const updateMilliseconds = 100;

/** The task that the pool calls. Stops after the step during which `interrupt` is set. */
export default async function train({ run, arm, seed }: Task): Promise<Outcome> {
  const { module, train, test, interrupt } = workerData as Context;
  const interrupted = () => Atomics.load(interrupt, 0) !== 0;
  if (interrupted()) return { result: notStarted(arm.name, seed) };

  let training: Training;
  try {
    training = new Training(module, arm, seed, {
      train: Dataset.fromParts(train),
      test: Dataset.fromParts(test),
    });
  } catch (error) {
    if (!(error instanceof UsagiError)) throw error;
    return { result: { ...notStarted(arm.name, seed), status: "failed", failure: error.message } };
  }

  const { network, metrics } = training;
  // The clock decides when progress is told; nothing that is computed depends on it.
  let due = 0;
  while (!training.finished && !interrupted()) {
    training.step();
    const now = performance.now();
    if (now < due && !training.finished) continue;
    due = now + updateMilliseconds;
    parentPort?.postMessage({
      run,
      iteration: training.iteration,
      loss: metrics.loss.at(-1) ?? NaN,
      trainAccuracy: metrics.trainAccuracy.at(-1),
      testAccuracy: metrics.testAccuracy.at(-1),
    } satisfies Update);
  }

  const { failure, confusion } = training;
  const result: RunResult = {
    arm: arm.name,
    seed,
    status: failure !== undefined ? "failed" : training.finished ? "complete" : "interrupted",
    ...(failure === undefined ? {} : { failure }),
    ...metrics,
    confusion: confusion === undefined ? [] : rowsOf(confusion, test.classes),
    digest: await network.digest(),
    seconds: training.seconds,
  };
  return { result, firstLayerWeight: network.get("dense1/weight") };
}

/** The result of a run without a step. */
export function notStarted(arm: string, seed: number): RunResult {
  return {
    arm,
    seed,
    status: "not started",
    iterations: [],
    loss: [],
    trainAccuracy: [],
    testAccuracy: [],
    testLoss: [],
    confusion: [],
    digest: "",
    seconds: { training: 0, evaluation: 0 },
  };
}

function rowsOf(matrix: Uint32Array, size: number): number[][] {
  return Array.from({ length: size }, (_, row) => Array.from(matrix.subarray(row * size, (row + 1) * size)));
}
