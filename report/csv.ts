import type { Results } from "../experiment/results.ts";
import { intervalLoss } from "./statistics.ts";

const header = ["arm", "seed", "iteration", "loss", "train_accuracy", "test_accuracy", "test_loss"];

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
        numberField(run.trainAccuracy[index]),
        numberField(run.testAccuracy[index]),
        numberField(run.testLoss[index]),
      ].join(","),
    );
  });
  return [header.join(","), ...rows, ""].join("\r\n");
}
