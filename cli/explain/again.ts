/** Trains a run again up to the step before one, from its newest checkpoint before that or from the first step. */
import { setImmediate } from "node:timers/promises";
import { UsagiError } from "../../bindings/errors.ts";
import type { Data } from "../../experiment/evaluation.ts";
import { advance, trainingOfSteps } from "../../experiment/explain/again.ts";
import type { Training } from "../../experiment/training.ts";
import { errorCode, InputError } from "../errors.ts";
import { readWhole } from "../files/whole.ts";
import { CheckpointFiles, maxCheckpointBytes, runName } from "../run/folder.ts";
import { stateIn } from "../run/restore.ts";
import { readStart } from "../run/read-start.ts";
import type { ChosenRun } from "./run.ts";

const noticeMilliseconds = 100;

/**
 * A training that makes the step with this number next: the same bits as in the run, because nothing else decides them.
 * @param notice Is given the iteration now and then.
 * @throws InputError where the run ends before that step.
 */
export async function trainAgain(
  module: WebAssembly.Module, chosen: ChosenRun, data: Data, step: number, notice: (iteration: number) => void,
): Promise<Training> {
  const { arm, seed } = chosen;
  const { iterations } = arm.training;
  if (step > iterations) throw new InputError(`--step ${step}: ${arm.name} makes ${iterations} steps`);
  const training = trainingOfSteps(module, arm, seed, data, { start: (await readStart(chosen.folder, arm, seed))?.state });
  await restoreBefore(training, chosen, step);
  let due = performance.now() + noticeMilliseconds;
  while (training.iteration < step - 1 && !training.finished) {
    advance(training);
    if (performance.now() < due) continue;
    notice(training.iteration);
    await setImmediate(); // so that what is noticed is written
    due = performance.now() + noticeMilliseconds;
  }
  if (!training.finished) return training;
  const reason = training.failure ?? training.stopped;
  throw new InputError(`--step ${step}: ${arm.name}, seed ${seed}, ends after step ${training.iteration}: ${reason}`);
}

/** Goes on from the newest usable checkpoint before a step, if there is one; those that are not stay as they are. */
async function restoreBefore(training: Training, { folder, run, arm, armNumber, seed, trial }: ChosenRun, step: number) {
  const { experimentHash, extended = [] } = run;
  const identity = { experimentHash, arm: arm.name, seed, trial };
  const files = await new CheckpointFiles(folder, runName(armNumber, arm.name, seed)).usable();
  for (const { file, iteration } of files) {
    if (iteration >= step) continue;
    try {
      const state = stateIn(await readWhole(file, maxCheckpointBytes), identity, arm.training, extended);
      if (state.iteration === iteration) {
        training.restore(state);
        return;
      }
    } catch (error) {
      const unusable = error instanceof UsagiError || error instanceof InputError || errorCode(error) !== undefined;
      if (!unusable) throw error;
    }
  }
}
