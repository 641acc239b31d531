/** What to print of a run's outcomes, and the exit code. */
import type { Results, RunResult } from "../../experiment/results.ts";
import { printable } from "../../experiment/printable.ts";
import { said, translated } from "../texts/language.ts";
import { isOver } from "./ended.ts";
import type { Trained } from "./train-all.ts";

export interface Conclusion {
  exitCode: number;
  /** Lines for the standard output, which --quiet leaves out. */
  lines: string[];
  /** A line for the standard error. */
  error?: string;
}

export interface Circumstances {
  folder: string;
  /** The command that goes on with it, as a shell takes it. */
  resume: string;
  /** The exit code of an interrupted run. */
  interrupted: number;
}

/** The end of a run that leaves no results to report; undefined where there are some. */
export function concludeWithoutResults(
  { outcomes, tuning, begun, unsaved }: Omit<Trained, "experiment" | "left">, { folder, resume, interrupted }: Circumstances,
): Conclusion | undefined {
  const words = said();
  if (unsaved !== undefined) {
    return { exitCode: 1, lines: [], error: `${words.error}${words.unsaved(printable(translated(`${folder}: ${unsaved}`)), printable(resume))}` };
  }
  if (outcomes.every(({ result }) => result.status === "not started")) {
    const trials = tuning?.arms.flatMap((arm) => arm.trials) ?? [];
    const over = trials.filter(({ runs }) => runs.length > 0).length;
    if (over > 0 || begun) {
      const where = printable(folder);
      const what = over > 0 ? words.trialsSaved(over, trials.length, where) : words.firstTrialsSaved(where);
      return { exitCode: interrupted, lines: ["", what, words.goOn(printable(resume))] };
    }
    return { exitCode: interrupted, lines: [], error: words.nothingSaved(printable(resume)) };
  }
  return undefined;
}

/** Of all runs together: "interrupted" wins over "failed", "failed" over "complete". */
export function statusOf(runs: readonly RunResult[]): Results["status"] {
  const some = (...statuses: RunResult["status"][]) => runs.some(({ status }) => statuses.includes(status));
  return some("interrupted", "not started") ? "interrupted" : some("failed") ? "failed" : "complete";
}

const columns = 78;

/** The names of files, on lines that a terminal has room for. */
export function fileLines(files: readonly string[]): string[] {
  const lines: string[] = [];
  for (const [index, file] of files.entries()) {
    const text = index < files.length - 1 ? `${file},` : file;
    const longer = `${lines.at(-1)} ${text}`;
    if (lines.length > 0 && longer.length <= columns) lines[lines.length - 1] = longer;
    else lines.push(`  ${text}`);
  }
  return lines;
}

/** The end of a run whose results are in `files`. */
export function conclude(
  results: Pick<Results, "status" | "runs" | "tuning">, files: string[], { folder, resume, interrupted }: Circumstances,
): Conclusion {
  const { saved, interruptedSaved, goOn } = said();
  const lines = ["", (results.status === "interrupted" ? interruptedSaved : saved)(printable(folder)), ...fileLines(files)];
  if (!isOver(results)) lines.push(goOn(printable(resume)));
  const exitCode = { complete: 0, failed: 1, interrupted }[results.status];
  return { exitCode, lines };
}

/** The end of a run whose results could not be written. */
export function concludeUnwritten(reason: string, { folder, resume }: Circumstances): Conclusion {
  const { error, resultsUnsaved } = said();
  return { exitCode: 1, lines: [], error: `${error}${resultsUnsaved(printable(folder), printable(translated(reason)), printable(resume))}` };
}
