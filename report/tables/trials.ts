/** Every trial of tuning, for a CSV. */
import { scoreOf } from "../../experiment/metrics.ts";
import type { Results } from "../../experiment/results.ts";
import { csvText } from "../csv.ts";
import { choiceText, tunedArms } from "../tuned.ts";

/** A row for each trial and each of its seeds; undefined without tuning. A column for each searched path. */
export function trialsCsv(results: Pick<Results, "experiment" | "tuning">): string | undefined {
  const { tuning } = results;
  const { key } = scoreOf(results.experiment.arms[0]).chosenBy;
  if (!tuning) return undefined;
  const arms = tunedArms(results);
  const paths = [...new Set(arms.flatMap(({ space }) => Object.keys(space)))];
  const text = (value: unknown) => (typeof value === "number" ? value : value === undefined ? "" : choiceText(value));
  const rows = arms.flatMap(({ name, trials }, at) => trials.flatMap(({ index, settings, chosen }) =>
    tuning.arms[at]!.trials[index]!.runs.map((run) => [
      name, index, run.seed, run.status, run.steps, run[key], run.loss, chosen ? 1 : 0, ...paths.map((path) => text(settings[path])),
    ])));
  return csvText([["arm", "trial", "seed", "status", "steps", key, "loss", "chosen", ...paths], ...rows]);
}
