import { parentPort } from "node:worker_threads";
import { UsagiError } from "../../bindings/errors.ts";
import type { ResolvedTraining } from "../../experiment/resolve.ts";
import type { Training, TrainingState } from "../../experiment/training.ts";
import { InputError } from "../errors.ts";
import { readWhole } from "../files/whole.ts";
import { carriedOver } from "./carried-over.ts";
import { decodeCheckpoint, ForeignCheckpoint, type Identity, textOf } from "./checkpoint.ts";
import { type CheckpointFiles, maxCheckpointBytes } from "./folder.ts";
import type { Warning } from "./worker.ts";

/**
 * Goes on from the newest checkpoint that is intact, if there is one.
 * @param last Where this training ends: checkpoints beyond are of a later stage of halving, and stay.
 * @param extended As of `Saving`.
 * @throws The error of a disk that does not read: that tells nothing of the file.
 */
export async function restore(
  training: Training, checkpoints: CheckpointFiles, identity: Identity, last: number, schedule: ResolvedTraining,
  extended: readonly string[],
): Promise<boolean> {
  const isLater = ({ iteration }: { iteration: number }) => iteration > last && iteration <= schedule.iterations;
  const files = (await checkpoints.usable()).filter((one) => !isLater(one));
  for (const [i, { file, iteration }] of files.entries()) {
    try {
      const state = stateIn(await readWhole(file, maxCheckpointBytes), identity, schedule, extended);
      if (state.iteration !== iteration) throw new UsagiError(`it is of iteration ${state.iteration}`);
      training.restore(state);
      return true;
    } catch (error) {
      const expected = error instanceof UsagiError || error instanceof InputError;
      if (!expected || error.cause !== undefined) throw error;
      const foreign = error instanceof ForeignCheckpoint;
      const aside = await checkpoints.setAside(file, foreign ? "foreign" : "damaged");
      const next = i + 1 < files.length ? "goes on from the one before" : "begins anew";
      const reason = error.message.replace(`${file}: `, "");
      const what = foreign ? "is not of this run" : "is damaged";
      const warning = `${file} ${what} (${reason}): ${textOf(identity)}, ${next}; it is kept as ${aside}`;
      parentPort?.postMessage({ warning } satisfies Warning);
    }
  }
  return false;
}

/** The state in a checkpoint of this training, or of the one with fewer iterations that it was. */
export function stateIn(
  bytes: Uint8Array, identity: Identity, schedule: ResolvedTraining, extended: readonly string[],
): TrainingState {
  for (const experimentHash of extended) {
    try {
      return carriedOver(decodeCheckpoint(bytes, { ...identity, experimentHash }), schedule);
    } catch (error) {
      if (!(error instanceof ForeignCheckpoint)) throw error;
    }
  }
  return decodeCheckpoint(bytes, identity);
}
