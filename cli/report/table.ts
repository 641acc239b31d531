import picocolors from "picocolors";
import stringWidth from "string-width";
import type { Results, RunResult } from "../../experiment/results.ts";
import { gap, plainTable } from "./plain-table.ts";
import { armResults, bestTestAccuracy, finalTestAccuracy, firstReached, meanSeconds } from "../../report/statistics.ts";
import type { ArmResults, Statistic } from "../../report/statistics.ts";
import { replaceUnprintable, shorten } from "../../report/text.ts";

/** `0.947 ± 0.001` of several values, `0.9466` of one, `–` of none. */
export function formatStatistic({ mean, deviation, count }: Statistic): string {
  if (count === 0) return "–";
  return count === 1 ? mean.toFixed(4) : `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
}

/** The iteration that first reached 90%: `300`; of several runs the median and how many did: `300 (3/4)`. */
export function formatReached(arm: ArmResults): string {
  const { iteration, count } = firstReached(arm, 0.9);
  if (count === 0) return "–";
  return arm.counted.length === 1 ? `${iteration}` : `${iteration} (${count}/${arm.counted.length})`;
}

export const formatPercent = (share: number) => `${(100 * share).toFixed(1)}%`;

export function formatSeconds(seconds: number): string {
  if (Number.isNaN(seconds)) return "–";
  return seconds.toFixed(seconds < 10 ? 2 : seconds < 100 ? 1 : 0);
}

export function formatComplete({ runs }: ArmResults): string {
  return `${runs.filter((run) => run.status === "complete").length}/${runs.length}`;
}

/** Runs that did not complete, those of one arm and one fate together. */
export function incompleteRuns(arms: ArmResults[]): { arm: string; seeds: string; fate: string; failed: boolean }[] {
  return arms.flatMap(({ name, runs }) => {
    const fates = new Map<string, RunResult[]>();
    for (const run of runs) {
      if (run.status === "complete") continue;
      const fate = run.failure === undefined ? run.status : `${run.status}: ${replaceUnprintable(run.failure)}`;
      fates.set(fate, [...(fates.get(fate) ?? []), run]);
    }
    return Array.from(fates, ([fate, alike]) => ({
      arm: name,
      seeds: `${alike.length === 1 ? "seed" : "seeds"} ${alike.map((run) => run.seed).join(", ")}`,
      fate,
      failed: alike.some((run) => run.status === "failed"),
    }));
  });
}

/** Runs that stopped early, those of one arm together. */
export function earlyStops(arms: ArmResults[]): { arm: string; seeds: string; text: string }[] {
  return arms.flatMap(({ name, runs }) => {
    const stopped = runs.filter((run) => run.stopped !== undefined);
    if (stopped.length === 0) return [];
    const several = stopped.length > 1 ? "s" : "";
    const best = stopped.map((run) => run.best).filter((iteration) => iteration !== undefined);
    const kept = best.length === 0 ? "" : `, with the network${several} of ${best.join(", ")}`;
    return [{
      arm: name,
      seeds: `seed${several} ${stopped.map((run) => run.seed).join(", ")}`,
      text: `stopped early at ${stopped.map((run) => run.loss.length).join(", ")}${kept}`,
    }];
  });
}

interface Column {
  head: string;
  cell: (arm: ArmResults) => string;
}

const notesShown = 8;
/**
 * One row an arm, for a terminal of the given width; a narrow one loses the seconds, then the best accuracy.
 * Accuracies are the mean ± sample standard deviation over the seeds, seconds the mean of a run.
 * Below it, the runs that did not complete, and those that stopped early.
 */
export function summaryTable(results: Results, options: { colors: boolean; columns: number }): string {
  const colors = picocolors.createColors(options.colors);
  const arms = armResults(results);
  const incomplete = incompleteRuns(arms);

  let columns: Column[] = [
    { head: "final test", cell: (arm) => formatStatistic(finalTestAccuracy(arm)) },
    { head: "reached 90%", cell: formatReached },
    { head: "best test", cell: (arm) => formatStatistic(bestTestAccuracy(arm)) },
    { head: "train s", cell: (arm) => formatSeconds(meanSeconds(arm, "training")) },
    { head: "eval s", cell: (arm) => formatSeconds(meanSeconds(arm, "evaluation")) },
  ];
  if (incomplete.length > 0) columns.unshift({ head: "runs", cell: formatComplete });
  const widthOf = ({ head, cell }: Column) => Math.max(head.length, ...arms.map((arm) => cell(arm).length));
  const nameWidth = () =>
    options.columns - columns.reduce((sum, column) => sum + gap.length + widthOf(column), 0);
  while (nameWidth() < 12 && columns.length > 2) columns = columns.slice(0, -1);

  const highest = Math.max(...arms.map((arm) => finalTestAccuracy(arm).mean || 0));
  const rows = arms.map((arm) => {
    const name = shorten(arm.name, Math.max(12, nameWidth()), stringWidth);
    const cells = columns.map(({ cell }) => cell(arm));
    const leads = arms.length > 1 && finalTestAccuracy(arm).mean === highest;
    return leads ? [name, ...cells].map(colors.bold) : [name, ...cells];
  });
  const head = ["arm", ...columns.map(({ head }) => head)].map(colors.dim);
  const table = plainTable(head, ["left", ...columns.map(() => "right" as const)], rows);

  const notes = incomplete.slice(0, notesShown).map(({ arm, seeds, fate, failed }) => {
    const subject = `${shorten(arm, 40, stringWidth)}, ${shorten(seeds, 40, stringWidth)}`;
    return (failed ? colors.red : colors.yellow)(`${subject}: ${fate}`);
  });
  if (incomplete.length > notesShown)
    notes.push(colors.yellow(`… and ${incomplete.length - notesShown} more`));
  for (const { arm, seeds, text } of earlyStops(arms)) notes.push(`${shorten(arm, 40, stringWidth)}, ${seeds}: ${text}`);
  return [table, ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}
