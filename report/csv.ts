import { metricNames, metrics } from "../experiment/metrics.ts";
import type { Results } from "../experiment/results.ts";
import { intervalLoss } from "./statistics.ts";

const header = ["arm", "seed", "iteration", "loss", ...metricNames.map((name) => metrics[name].column)];

/**
 * A name as an RFC 4180 field; the apostrophe keeps spreadsheets from running "=…" as a formula, also in full
 * width, and the quotes keep those that split at semicolons from finding one further on.
 */
function nameField(name: string): string {
  const text = /^\s*[=+\-@＝＋－＠\t\r\n]/.test(name) ? `'${name}` : name;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A missing or not finite number is an empty field. */
const numberField = (value: number | null | undefined) => (Number.isFinite(value) ? String(value) : "");

/** One row for each evaluation; `loss` is the mean training loss of the steps since the evaluation before. */
export function metricsCsv(results: Pick<Results, "runs">): string {
  const rows = results.runs.flatMap((run) => {
    const loss = intervalLoss(run);
    return run.iterations.map((iteration, index) =>
      [
        nameField(run.arm),
        run.seed,
        iteration,
        numberField(loss[index]),
        ...metricNames.map((name) => numberField(run[name][index])),
      ].join(","),
    );
  });
  return [header.join(","), ...rows, ""].join("\r\n");
}
