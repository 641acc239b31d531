/** Comes to a step of a training again, by its steps alone: to the same bits, and sooner than with the evaluations. */
import type { Data } from "../evaluation.ts";
import type { ResolvedArm } from "../resolve.ts";
import { Training } from "../training.ts";

/** A training that is evaluated only where its arm goes by that: where it may stop early, or its rate falls on a plateau. */
export function trainingOfSteps(module: WebAssembly.Module, arm: ResolvedArm, seed: number, data: Data): Training {
  const looks = arm.training.stop !== undefined || arm.schedule?.name === "plateau";
  const { training } = arm;
  const trained = looks ? arm : { ...arm, training: { ...training, evaluateEvery: Number.MAX_SAFE_INTEGER } };
  return new Training(module, trained, seed, data, { layers: false });
}

/** One step, with the evaluation that is due after it: arms go by the validation images alone. */
export function advance(training: Training): void {
  training.step();
  if (!training.due) return;
  const { network, validation } = training;
  const evaluation = network.evaluate(validation!);
  training.record({ train: evaluation, test: evaluation, validation: evaluation });
}
