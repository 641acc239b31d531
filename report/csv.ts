import { metricNames, metrics, metricsIn } from "../experiment/metrics.ts";
import type { Results, RunResult } from "../experiment/results.ts";
import { intervalLoss } from "./statistics/series.ts";

/**
 * A name as an RFC 4180 field; the apostrophe keeps spreadsheets from running "=…" as a formula, also in full
 * width, and the quotes keep those that split at semicolons from finding one further on.
 */
function nameField(name: string): string {
  const text = /^\s*[=+\-@＝＋－＠\t\r\n]/.test(name) ? `'${name}` : name;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A missing or not finite number is an empty field. */
const field = (value: string | number | null | undefined) =>
  typeof value === "string" ? nameField(value) : Number.isFinite(value) ? String(value) : "";

/** Rows as RFC 4180 has them. */
export const csvText = (rows: readonly (readonly (string | number | null | undefined)[])[]): string =>
  [...rows.map((row) => row.map(field).join(",")), ""].join("\r\n");

/** A column that says how each run ended, where one did not come to its end: what it has is not a result. */
function statusColumn(runs: readonly RunResult[]) {
  const unfinished = runs.some(({ status }) => status !== "complete");
  return { header: unfinished ? ["status"] : [], of: ({ status }: RunResult) => (unfinished ? [status] : []) };
}

/**
 * One row for each evaluation; `loss` is the mean training loss of the steps since the evaluation before, and
 * `learning_rate`, where any is not constant, that of the last step.
 */
export function metricsCsv({ experiment, runs }: Pick<Results, "experiment" | "runs">): string {
  const names = metricNames.filter((name) => runs.some((run) => metricsIn(run).includes(name)));
  const scheduled = experiment.arms.some(({ schedule }) => schedule);
  const columns = names.map((name) => metrics[name].column);
  const status = statusColumn(runs);
  const header = ["arm", "seed", "iteration", "loss", ...columns, ...(scheduled ? ["learning_rate"] : []), ...status.header];
  const rows = runs.flatMap((run) => {
    const loss = intervalLoss(run);
    const rate = experiment.arms.find(({ name }) => name === run.arm)?.optimizer.learningRate;
    return run.iterations.map((iteration, index) =>
      [
        run.arm,
        run.seed,
        iteration,
        loss[index],
        ...names.map((name) => run[name]?.[index]),
        ...(scheduled ? [run.learningRate?.[iteration - 1] ?? rate] : []),
        ...status.of(run),
      ],
    );
  });
  return csvText([header, ...rows]);
}

/** One row for each layer at each evaluation: the norms of its weights, of their gradient, and of the step. */
export function layersCsv({ runs }: Pick<Results, "runs">): string {
  const status = statusColumn(runs);
  const rows = runs.flatMap((run) =>
    (run.layers ?? []).flatMap(({ name, gradient, update, weight }) =>
      run.iterations.map((iteration, i) =>
        [run.arm, run.seed, iteration, name, gradient[i], update[i], weight[i], ...status.of(run)],
      ),
    ),
  );
  const columns = ["arm", "seed", "iteration", "layer", "gradient_norm", "update_norm", "weight_norm"];
  return csvText([[...columns, ...status.header], ...rows]);
}
