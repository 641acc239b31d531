/** Trains on a worker thread: goes on from a checkpoint, leaves checkpoints, and says how far it is. */
import { parentPort } from "node:worker_threads";
import { type Evaluations, type Score, scoreOf } from "../../experiment/metrics.ts";
import type { Training } from "../../experiment/training.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import { encodeCheckpoint, type Identity, textOf } from "./checkpoint.ts";
import { CheckpointFiles } from "./folder.ts";
import { LentThreads } from "./lent-threads.ts";
import { restore } from "./restore.ts";
import type { Common, Started, Task, Update } from "./worker.ts";

const updateMilliseconds = 100;
/** Messages wait while the main thread is busy, so they carry their time. */
const sharedTime = () => performance.timeOrigin + performance.now();

export const isInterrupted = ({ interrupt }: Common) => Atomics.load(interrupt, 0) !== 0;

export interface Course {
  /** Of its checkpoints. */
  name: string;
  identity: Identity;
  evaluate: (training: Training) => Evaluations;
  /** The step after which it ends, if not after its last. */
  steps?: number;
  /** Whether a checkpoint stays once it is over. */
  keepsLast: boolean;
}

/**
 * Trains until it is over or interrupted.
 * @returns Whether there was a first step, now or before a checkpoint, and why it could not be saved, if so.
 */
export async function trainOn(
  { common, slot, run, arm }: Task, training: Training, { name, identity, evaluate, steps = Infinity, keepsLast }: Course,
): Promise<{ begun: boolean; unsaved?: string }> {
  const { saving } = common;
  const score = scoreOf(arm);
  const checkpoints = new CheckpointFiles(saving.folder, name);
  const last = Math.min(steps, arm.training.iterations);
  const over = () => training.finished || training.iteration >= last;
  let lent: LentThreads | undefined;
  try {
    const restored = saving.resume && (await restore(training, checkpoints, identity, last, arm.training, saving.extended));
    if (isInterrupted(common) && !restored) return { begun: false };
    lent = new LentThreads(training, last, () => Atomics.load(common.threads, slot));
    let saved = restored ? training.iteration : -1;
    const save = async () => {
      const bytes = encodeCheckpoint(training.state(), identity, {
        description: training.network.description, shape: (array) => training.network.shape(array),
      });
      await checkpoints.write(training.iteration, bytes);
      saved = training.iteration;
    };
    const goesOn = restored && { restored: { iteration: saved, finished: over() } };
    parentPort?.postMessage({ run, time: sharedTime(), ...goesOn } satisfies Started);
    if (saved > 0) report(run, training, score);
    // The clock decides when progress is reported; nothing that is computed depends on it.
    let due = 0;
    while (!over() && !isInterrupted(common)) {
      await lent.adjust();
      training.step();
      if (training.due) training.record(evaluate(training));
      if (training.iteration % (saving.checkpointEvery ?? Infinity) === 0) await save();
      const now = performance.now();
      if (now < due && !over()) continue;
      due = now + updateMilliseconds;
      report(run, training, score);
    }
    if (training.iteration !== saved && (keepsLast || !over())) await save();
    return { begun: true };
  } catch (error) {
    const cause = error instanceof InputError ? error.cause : error;
    if (errorCode(cause) === undefined) throw error;
    const failed = error === cause ? "written" : "read";
    return { begun: true, unsaved: `a checkpoint of ${textOf(identity)}, could not be ${failed}: ${reasonOf(cause)}` };
  } finally {
    await lent?.settled();
  }
}

function report(run: number, { iteration, metrics }: Training, score: Score): void {
  parentPort?.postMessage({
    run,
    iteration,
    loss: metrics.loss.at(-1) ?? NaN,
    time: sharedTime(),
    train: metrics[score.train]?.at(-1),
    test: metrics[score.test]?.at(-1),
  } satisfies Update);
}
