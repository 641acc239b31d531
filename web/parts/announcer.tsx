// Tells screen readers how training goes: its changes at once, its progress now and then.

import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isBetter, scoreOf } from "../../experiment/metrics.ts";
import { formatCount, texts } from "../texts/language.ts";
import { formatMetric } from "../texts/metric.ts";
import { texts as raceTexts } from "../race/texts.ts";
import { type Activity, activity, race } from "../state/store.ts";

const quietMilliseconds = 10_000;

const message = signal("");
let announced: { state: Activity | undefined; at: number } = { state: undefined, at: 0 };

export function Announcer() {
  useEffect(() =>
    effect(() => {
      const now = race.value;
      const state = activity.value;
      // Follows the race.
      if (!now?.standing.value) return;
      if (state === announced.state && (state !== "running" || performance.now() - announced.at < quietMilliseconds)) return;
      announced = { state, at: performance.now() };
      const t = texts.value;
      const score = scoreOf(now.runs[0]?.arm);
      const [best] = now.runs
        .flatMap(({ arm: { name }, metrics: { iterations, ...measured } }) => {
          const value = measured[score.test]?.at(-1);
          return value === undefined ? [] : [{ name, value, at: iterations.at(-1) ?? 0 }];
        })
        .sort((a, b) => Number(isBetter(score, b.value, a.value)) - Number(isBetter(score, a.value, b.value)));
      const parts: string[] = [raceTexts.value.activities[state]];
      if (best) parts.push(t.bestSoFar(best.name, t.metrics[score.test], formatMetric(score.test, best.value), formatCount(best.at)));
      message.value = parts.join(" ");
    }), []);
  return (
    <p class="hidden" role="status">
      {message.value}
    </p>
  );
}
