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
export const goldenDigests = read("golden/digests.json") as Record<"experiment" | "everything" | "augmented", Record<string, string>>;

/** The package's own experiment, evaluated once, which changes no bit; one with all kinds of parts; one with moved images and noise. */
export const goldenExperiments: Record<keyof typeof goldenDigests, object> = {
  experiment: withOneEvaluation(read("../experiment.json") as { training: object }),
  everything: read("golden/everything.json") as object,
  augmented: read("golden/augmented.json") as object,
};

function withOneEvaluation(experiment: { training: object }): object {
  return { ...experiment, training: { ...experiment.training, evaluateEvery: 1000 } };
}

/** Trains every arm here, in so many threads; `resumeAt`: in two parts, of which the second goes on from the first one's state. */
export async function digestsOf(
  source: object, { threads = 1, resumeAt }: { threads?: number; resumeAt?: number } = {},
): Promise<Record<string, string>> {
  const checked = checkExperiment(source);
  if ("problems" in checked) throw new Error(checked.problems.map(formatProblem).join("\n"));
  const { dataset, arms, seeds }: ResolvedExperiment = checked.experiment;
  const data = await loadDataset(dataset, ".");
  const module = await compile();
  const digests: Record<string, string> = {};
  for (const arm of arms) {
    const start = async () => {
      const made = new Training(module, arm, seeds[0]!, data);
      if (threads > 1) await made.network.useThreads(threads);
      return made;
    };
    let training = await start();
    while (!training.finished) {
      training.step();
      if (training.due) training.record(evaluate(training));
      if (training.iteration !== resumeAt) continue;
      const before = training;
      training = await start();
      training.restore(before.state());
      before.network.dispose();
    }
    digests[arm.name] = await training.network.digest();
    training.network.dispose();
  }
  return digests;
}
