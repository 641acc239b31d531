/** Comes to a step of a training again, by its steps alone: to the same bits, and sooner than with the evaluations. */
import { type Data, inUnitOf } from "../evaluation.ts";
import type { ResolvedArm } from "../resolve.ts";
import type { StartState } from "../start.ts";
import { takeOver } from "../take-over.ts";
import { Training } from "../training.ts";
import type { Change } from "../worker/messages.ts";

/** Whether an arm goes by its evaluations: where it may stop early, or its rate falls on a plateau. */
const goesByEvaluations = ({ training, schedule }: ResolvedArm) => training.stop !== undefined || schedule?.name === "plateau";

/** A training that is evaluated only where its arm, or one that takes over later, goes by that. `start`: as of Training. */
export function trainingOfSteps(
  module: WebAssembly.Module, arm: ResolvedArm, seed: number, data: Data,
  { looks = goesByEvaluations(arm), start }: { looks?: boolean; start?: StartState | undefined } = {},
): Training {
  const { training } = arm;
  const trained = looks ? arm : { ...arm, training: { ...training, evaluateEvery: Number.MAX_SAFE_INTEGER } };
  return new Training(module, trained, seed, data, { layers: false, start });
}

/** One step, with the evaluation that is due after it: arms go by the validation images alone. */
export function advance(training: Training): void {
  training.step();
  if (!training.due) return;
  const { network, validation, targetScales } = training;
  const evaluation = inUnitOf(targetScales, network.evaluate(validation!));
  training.record({ train: evaluation, test: evaluation, validation: evaluation });
}

/** What a run is a function of, but for its data. */
export interface Course {
  readonly arm: ResolvedArm;
  readonly seed: number;
  /** Other arms that take over on the way. */
  readonly changes: readonly Change[];
}

/** The training that makes the step with this number next, and the arm that it then is; or one that has ended before. */
export function trainUpTo(
  module: WebAssembly.Module, { arm, seed, changes }: Course, data: Data, step: number,
): { training: Training; arm: ResolvedArm } {
  const looks = [arm, ...changes.map((change) => change.arm)].some(goesByEvaluations);
  let now = arm;
  let training = trainingOfSteps(module, now, seed, data, { looks });
  for (let [change, ...later] = changes; ; ) {
    if (change?.at === training.iteration) {
      const next = trainingOfSteps(module, change.arm, seed, data, { looks });
      takeOver(next, training);
      training.network.dispose();
      [training, now] = [next, change.arm];
      [change, ...later] = later;
    }
    if (training.finished || training.iteration >= step - 1) return { training, arm: now };
    advance(training);
  }
}
