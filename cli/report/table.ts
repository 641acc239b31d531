import picocolors from "picocolors";
import stringWidth from "string-width";
import { bestOf, scoreOf } from "../../experiment/metrics.ts";
import type { Results } from "../../experiment/results.ts";
import { heading, language, said } from "../texts/language.ts";
import { gap, plainTable } from "./plain-table.ts";
import { earlyStops, incompleteRuns } from "../../report/fates.ts";
import { formatComplete, formatReached, formatSeconds, formatStatistic } from "../../report/format.ts";
import { armResults, bestScore, finalMetric, finalScore, meanSeconds } from "../../report/statistics/arms.ts";
import type { ArmResults } from "../../report/statistics/arms.ts";
import { shorten } from "../../report/text.ts";
import { colon, comma } from "../../report/words.ts";

interface Column {
  head: string;
  cell: (arm: ArmResults) => string;
}

const notesShown = 8;
/**
 * One row an arm, for a terminal of the given width; a narrow one loses the seconds, then the best accuracy.
 * Accuracies, or RMSE and R², are the mean ± sample standard deviation over the seeds, seconds the mean of a run.
 * Below it, the runs that did not complete, and those that stopped early.
 */
export function summaryTable(results: Results, options: { colors: boolean; columns: number }): string {
  const colors = picocolors.createColors(options.colors);
  const arms = armResults(results);
  const incomplete = incompleteRuns(arms, language());
  const score = scoreOf(results.experiment.arms[0]);
  const isError = score.sign < 0;

  let columns: Column[] = [
    ...(isError
      ? [
          { head: "test RMSE", cell: (arm: ArmResults) => formatStatistic(finalScore(arm), true) },
          { head: "test R²", cell: (arm: ArmResults) => formatStatistic(finalMetric(arm, "testR2")) },
          { head: `R² ${score.goal.value} at`, cell: formatReached },
          { head: "best RMSE", cell: (arm: ArmResults) => formatStatistic(bestScore(arm), true) },
        ]
      : [
          { head: "final test", cell: (arm: ArmResults) => formatStatistic(finalScore(arm)) },
          { head: "reached 90%", cell: formatReached },
          { head: "best test", cell: (arm: ArmResults) => formatStatistic(bestScore(arm)) },
        ]),
    { head: "train s", cell: (arm) => formatSeconds(meanSeconds(arm, "training")) },
    { head: "eval s", cell: (arm) => formatSeconds(meanSeconds(arm, "evaluation")) },
  ];
  if (incomplete.length > 0) columns.unshift({ head: "runs", cell: formatComplete });
  const widthOf = ({ head, cell }: Column) => Math.max(stringWidth(heading(head)), ...arms.map((arm) => cell(arm).length));
  const nameWidth = () =>
    options.columns - columns.reduce((sum, column) => sum + gap.length + widthOf(column), 0);
  while (nameWidth() < 12 && columns.length > 2) columns = columns.slice(0, -1);

  const best = bestOf(score, arms.map((arm) => finalScore(arm).mean).filter(Number.isFinite));
  const rows = arms.map((arm) => {
    const name = shorten(arm.name, Math.max(12, nameWidth()), stringWidth);
    const cells = columns.map(({ cell }) => cell(arm));
    const leads = arms.length > 1 && finalScore(arm).mean === best;
    return leads ? [name, ...cells].map(colors.bold) : [name, ...cells];
  });
  const head = ["arm", ...columns.map(({ head }) => head)].map((text) => colors.dim(heading(text)));
  const table = plainTable(head, ["left", ...columns.map(() => "right" as const)], rows);

  const notes = incomplete.slice(0, notesShown).map(({ arm, seeds, fate, failed }) => {
    const subject = `${shorten(arm, 40, stringWidth)}${comma[language()]}${shorten(seeds, 40, stringWidth)}`;
    return (failed ? colors.red : colors.yellow)(`${subject}${colon[language()]}${fate}`);
  });
  if (incomplete.length > notesShown)
    notes.push(colors.yellow(said().more(incomplete.length - notesShown)));
  for (const { arm, seeds, text } of earlyStops(arms, language())) {
    notes.push(`${shorten(arm, 40, stringWidth)}${comma[language()]}${seeds}${colon[language()]}${text}`);
  }
  return [table, ...(notes.length > 0 ? ["", ...notes] : [])].join("\n");
}
