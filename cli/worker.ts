/** Trains one arm with one seed on a worker thread, or helps another thread that does. */
import { parentPort, workerData } from "node:worker_threads";
import { Dataset, type DatasetParts } from "../bindings/dataset.ts";
import { UsagiError } from "../bindings/errors.ts";
import type { ResolvedArm } from "../bindings/experiment/resolve.ts";
import { notStarted, type RunResult } from "../bindings/experiment/results.ts";
import { piecesOf } from "../bindings/experiment/evaluation.ts";
import { describe, Training } from "../bindings/experiment/training.ts";
import { Network } from "../bindings/network.ts";
import { assist, dismiss, evaluateTogether, type TeamMemory, teamMemory } from "./team.ts";

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

/** A run that another thread trains. */
export interface Assistance extends Task {
  team: TeamMemory;
}

/** A run has started, and other threads can help it. */
export interface Started {
  run: number;
  team: TeamMemory;
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

const { module, interrupt, ...parts } = workerData as Context;
const data = { train: Dataset.fromParts(parts.train), test: Dataset.fromParts(parts.test) };
const interrupted = () => Atomics.load(interrupt, 0) !== 0;

/** Helps a run until it is over. */
export function help({ arm, seed, team }: Assistance): void {
  const pieces = { train: piecesOf(data.train), test: piecesOf(data.test) };
  assist(team, new Network(module, describe(arm, seed, data.train)), pieces, interrupted);
}

/** Trains. Stops after the step during which `interrupt` is set. */
export async function train({ run, arm, seed }: Task): Promise<Outcome> {
  if (interrupted()) return { result: notStarted(arm.name, seed) };

  let training: Training;
  let team: TeamMemory;
  try {
    training = new Training(module, arm, seed, data, (...evaluation) => evaluateTogether(team, ...evaluation));
    team = teamMemory(training.network, training.pieces);
  } catch (error) {
    if (!(error instanceof UsagiError)) throw error;
    return { result: { ...notStarted(arm.name, seed), status: "failed", failure: error.message } };
  }

  const { network, metrics } = training;
  parentPort?.postMessage({ run, team } satisfies Started);
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
  dismiss(team);

  const { failure, confusion } = training;
  const result: RunResult = {
    arm: arm.name,
    seed,
    status: failure !== undefined ? "failed" : training.finished ? "complete" : "interrupted",
    ...(failure === undefined ? {} : { failure }),
    ...metrics,
    confusion: confusion === undefined ? [] : rowsOf(confusion, data.test.classes),
    digest: await network.digest(),
    seconds: training.seconds,
  };
  return { result, firstLayerWeight: network.get("dense1/weight") };
}

function rowsOf(matrix: Uint32Array, size: number): number[][] {
  return Array.from({ length: size }, (_, row) => Array.from(matrix.subarray(row * size, (row + 1) * size)));
}
