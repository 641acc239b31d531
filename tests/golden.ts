// The digests that every engine must give, and how to make them. They change only where what is computed is meant to.

import { readFileSync } from "node:fs";
import { compile } from "../bindings/compile.ts";
import { loadDataset } from "../cli/files/dataset.ts";
import { checkExperiment } from "../experiment/check.ts";
import { evaluate } from "../experiment/evaluation.ts";
import { formatProblem } from "../experiment/problems.ts";
import type { ResolvedExperiment } from "../experiment/resolve.ts";
import { Training } from "../experiment/training.ts";

const read = (file: string) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8")) as unknown;

/** By experiment and arm. */
export const goldenDigests = read("golden/digests.json") as Record<"experiment" | "everything", Record<string, string>>;

/** The package's own experiment, evaluated once, which changes no bit; and one with all kinds of parts. */
export const goldenExperiments: Record<keyof typeof goldenDigests, object> = {
  experiment: withOneEvaluation(read("../experiment.json") as { training: object }),
  everything: read("golden/everything.json") as object,
};

function withOneEvaluation(experiment: { training: object }): object {
  return { ...experiment, training: { ...experiment.training, evaluateEvery: 1000 } };
}

/** Trains every arm here. */
export async function digestsOf(source: object): Promise<Record<string, string>> {
  const checked = checkExperiment(source);
  if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
  const { dataset, arms, seeds }: ResolvedExperiment = checked.experiment;
  const data = await loadDataset(dataset, ".");
  const module = await compile();
  const digests: Record<string, string> = {};
  for (const arm of arms) {
    const training = new Training(module, arm, seeds[0]!, data);
    while (!training.finished) {
      training.step();
      if (training.due) training.record(evaluate(training));
    }
    digests[arm.name] = await training.network.digest();
  }
  return digests;
}
