/** Trains a run on for more iterations, to the bits and numbers of one that was asked for them at first. */
import { checkExperiment } from "../../experiment/check.ts";
import { formatProblem } from "../../experiment/problems.ts";
import type { ExperimentFile } from "../../experiment/schema.ts";
import { InputError } from "../errors.ts";
import { hashExperiment, type StartedRun } from "./run-file.ts";

/**
 * The run with that many iterations in every arm.
 * @returns undefined where it has them already.
 * @throws InputError where an arm has more, they are too many, or the settings were searched.
 */
export function extend(run: StartedRun, iterations: number): StartedRun | undefined {
  const { arms, tuning } = run.resolved;
  if (tuning) {
    throw new InputError(
      `--iterations ${iterations}: the settings of this run were chosen for trainings of their own length, and for longer ones ` +
        `others may be better: search anew, with: run --set training.iterations=${iterations}`,
    );
  }
  for (const { name, training: { iterations: had, evaluateEvery, stop } } of arms) {
    if (had === iterations || !stop?.restoreBest || had % evaluateEvery === 0) continue;
    throw new InputError(
      `--iterations ${iterations}: arm ${name} keeps its best network, and was evaluated at ${had}, where a longer training ` +
        `is not (every ${evaluateEvery}): begin anew`,
    );
  }
  const longest = arms.reduce((most, arm) => (arm.training.iterations > most.training.iterations ? arm : most));
  if (longest.training.iterations > iterations) {
    throw new InputError(
      `--iterations ${iterations}: arm ${longest.name} has ${longest.training.iterations} already, and none is taken back`,
    );
  }
  if (arms.every(({ training }) => training.iterations === iterations)) return undefined;
  const experiment = structuredClone(run.experiment) as ExperimentFile;
  for (const { training } of [experiment, ...(experiment.arms ?? [])]) {
    delete training?.iterations;
    delete training?.epochs;
  }
  experiment.training = { ...experiment.training, iterations };
  const checked = checkExperiment(experiment);
  if ("problems" in checked) {
    throw new InputError(`--iterations ${iterations}: ${checked.problems.slice(0, 1).map(formatProblem).join("")}`);
  }
  checked.experiment.arms.forEach(({ name, schedule }, i) => {
    if (JSON.stringify(schedule) === JSON.stringify(arms[i]!.schedule)) return;
    throw new InputError(
      `--iterations ${iterations}: the schedule of arm ${name} ends with its training, so that a longer one has other ` +
        "learning rates from the first step on: begin anew, or give schedule.steps from the start",
    );
  });
  return {
    ...run,
    experiment,
    resolved: checked.experiment,
    experimentHash: hashExperiment(checked.experiment),
    extended: [...(run.extended ?? []), run.experimentHash],
  };
}
