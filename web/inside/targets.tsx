// How near a network comes to each of several numbers: the report's scores, in each number's own unit.

import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { analyse } from "../analysis/client.ts";
import { targetNamesOf } from "../data/held.ts";
import type { Run } from "../race/run.ts";
import { race } from "../state/store.ts";
import { formatCount, formatLoss } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { useFound } from "./found.ts";
import { Scores } from "./scores.tsx";
import { texts } from "./texts.ts";

/** Of more numbers those with the lowest R², as in the report. */
const most = 30;

const scoresOf = (snapshot: Snapshot) => analyse("inside/targets", "targets", { networks: [snapshot] });

export function Targets({ run, snapshot }: { run: Run; snapshot: Snapshot }) {
  const t = texts.value;
  const scores = useFound(run, snapshot, scoresOf);
  const all = targetNamesOf(race.value?.data).map((name, i) => ({ name, ...scores?.[i] }));
  const shown = all.length > most ? all.toSorted((a, b) => (a.r2 ?? 0) - (b.r2 ?? 0)).slice(0, most) : all;
  return (
    <Scores
      title={t.targets}
      note={t.targetsNote}
      heads={[t.target, "RMSE", "R²"]}
      rows={shown.map(({ name, rmse, r2 }) => (
        { name, cells: [rmse === undefined ? "–" : formatLoss(rmse), r2 === undefined ? "–" : formatMetric("testR2", r2)] }))}
      choice={shown.length < all.length ? t.worstTargets(formatCount(most), formatCount(all.length)) : undefined}
    />
  );
}
