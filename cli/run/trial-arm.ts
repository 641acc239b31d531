import type { ResolvedArm, ResolvedTuning } from "../../experiment/resolve.ts";

/** An arm as its trials train it: where no choice goes by them, there are no evaluations but after the last step. */
export function asTrial(arm: ResolvedArm, choose: ResolvedTuning["choose"]): ResolvedArm {
  const { training, schedule } = arm;
  if (choose === "best" || training.stop || schedule?.name === "plateau") return arm;
  return { ...arm, training: { ...training, evaluateEvery: training.iterations } };
}
