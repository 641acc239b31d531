/** A trial of a search: it trains as a run does, and of all images but the training's it sees the validation's alone. */
import { UsagiError } from "../../bindings/errors.ts";
import { inUnitOf } from "../../experiment/evaluation.ts";
import { type Evaluations, type Score, scoreOf } from "../../experiment/metrics.ts";
import type { ResolvedTuning } from "../../experiment/resolve.ts";
import type { TrialRun } from "../../experiment/results.ts";
import { Training } from "../../experiment/training.ts";
import { finalIndex } from "../../report/statistics/arms.ts";
import { InputError } from "../errors.ts";
import { runName } from "./folder.ts";
import { readStart } from "./read-start.ts";
import { isInterrupted, trainOn } from "./training-loop.ts";
import { asTrial } from "./trial-arm.ts";
import type { Opened, Task } from "./worker.ts";

export interface TrialTask extends Task {
  trial: number;
  /** After which it ends: its last, or with halving an earlier one. */
  steps: number;
  choose: ResolvedTuning["choose"];
}

export interface TrialOutcome {
  /** None where it is not over, or could not begin. */
  run?: TrialRun;
  /** Whether it has begun: where it is not over it goes on from a checkpoint. */
  begun?: boolean;
  /** Why it could not begin. */
  failure?: string;
  /** Why it could not be saved. */
  unsaved?: string;
}

export async function trainTrial({ module, data }: Opened, task: TrialTask): Promise<TrialOutcome> {
  const { common, armNumber, seed, trial, steps, choose } = task;
  if (isInterrupted(common)) return {};
  const arm = asTrial(task.arm, choose);
  const validation = data.validation!;
  let training: Training;
  try {
    const start = (await readStart(common.saving.folder, arm, seed))?.state;
    training = new Training(module, arm, seed, { ...data, test: validation }, { layers: false, start });
  } catch (error) {
    if (!(error instanceof UsagiError || error instanceof InputError)) throw error;
    return { failure: error.message };
  }
  const { network } = training;
  // Nothing reads the others of a trial.
  const evaluate = (): Evaluations => {
    const seen = inUnitOf(data.targetScales, network.evaluate(validation));
    return { train: seen, test: seen, validation: seen };
  };
  const trained = await trainOn({ ...task, arm }, training, {
    name: runName(armNumber, arm.name, seed, trial),
    identity: { experimentHash: common.saving.experimentHash, arm: arm.name, seed, trial },
    evaluate, steps, keepsLast: false,
  });
  const { unsaved } = trained;
  const ended = training.finished || training.iteration >= steps;
  const run = ended && unsaved === undefined ? await measure(training, scoreOf(arm), trial, seed, choose, evaluate) : undefined;
  network.dispose();
  return { ...(run && { run }), begun: trained.begun, ...(unsaved !== undefined && { unsaved }) };
}

async function measure(
  training: Training, score: Score, trial: number, seed: number, choose: TrialTask["choose"], evaluate: () => Evaluations,
): Promise<TrialRun> {
  const { iteration, failure, metrics, network } = training;
  const { iterations, validationLoss = [] } = metrics;
  const { chosenBy: { metric, key } } = score;
  const values = metrics[metric] ?? [];
  const at = choose === "best"
    ? values.indexOf(Math.max(...values))
    : finalIndex({ iterations, best: training.best });
  // With halving it may end between two evaluations.
  const isKnown = at >= 0 && (choose === "best" || training.finished || iterations[at] === iteration);
  const seen = isKnown ? { [key]: values[at]!, loss: validationLoss[at]! } : evaluate().validation!;
  const reason = failure ?? (Number.isFinite(seen.loss) ? undefined : `the validation loss became ${seen.loss}`);
  const of = { trial, seed, steps: iteration, digest: await network.digest() };
  // Of a trial, what is called the test images are those of the validation.
  if (reason !== undefined) {
    return { ...of, status: "failed", [key]: null, loss: null, failure: reason.replace("test loss", "validation loss") };
  }
  return { ...of, status: "complete", [key]: seen[key]!, loss: seen.loss };
}
