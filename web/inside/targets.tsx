// How near a network comes to each of several numbers: the report's scores, in each number's own unit.

import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { TargetScore } from "../../experiment/target-scores.ts";
import type { Snapshot } from "../../experiment/worker/training-worker.ts";
import { analyse } from "../analysis/client.ts";
import { paced } from "../analysis/paced.ts";
import { targetNamesOf } from "../data/held.ts";
import type { Run } from "../race/run.ts";
import { shownRuns } from "../race/view.ts";
import { race } from "../state/store.ts";
import { formatCount, formatLoss } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { texts } from "./texts.ts";

/** Of more numbers those with the lowest R², as in the report. */
const most = 30;

export function Targets({ run, snapshot }: { run: Run; snapshot: Snapshot }) {
  const t = texts.value;
  const scores = useScores(run, snapshot);
  const all = targetNamesOf(race.value?.data).map((name, i) => ({ name, ...scores?.[i] }));
  const shown = all.length > most ? all.toSorted((a, b) => (a.r2 ?? 0) - (b.r2 ?? 0)).slice(0, most) : all;
  return (
    <div class="card">
      <h3>{t.targets}</h3>
      <p class="note">{t.targetsNote}</p>
      <div class="scroll" role="region" aria-label={t.targets} tabIndex={0}>
        <table class="class-scores">
          <thead>
            <tr>
              <th scope="col">{t.target}</th>
              <th scope="col">RMSE</th>
              <th scope="col">R²</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, rmse, r2 }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{rmse === undefined ? "–" : formatLoss(rmse)}</td>
                <td>{r2 === undefined ? "–" : formatMetric("testR2", r2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {shown.length < all.length && <p class="note">{t.worstTargets(formatCount(most), formatCount(all.length))}</p>}
    </div>
  );
}

/** Those of the network at the shown moment, once they are computed. */
function useScores(run: Run, snapshot: Snapshot): readonly TargetScore[] | undefined {
  const found = useSignal<{ run: Run; scores: readonly TargetScore[] | undefined } | undefined>(undefined);
  const follow = useMemo(paced, []);
  useEffect(() => {
    follow(async () => {
      const scores = await analyse("inside/targets", "targets", { networks: [snapshot] });
      if (scores || !shownRuns.peek().includes(run)) found.value = { run, scores };
    });
  }, [snapshot]);
  return found.value?.run === run ? found.value.scores : undefined;
}
