// Tells screen readers how training goes: its changes at once, its progress now and then.

import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatCount, formatPercent, texts } from "../texts/language.ts";
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
      const best = now.runs.toSorted((a, b) => (b.metrics.testAccuracy.at(-1) ?? 0) - (a.metrics.testAccuracy.at(-1) ?? 0))[0];
      const accuracy = best?.metrics.testAccuracy.at(-1);
      const parts: string[] = [raceTexts.value.activities[state]];
      if (best && accuracy !== undefined) {
        parts.push(t.bestSoFar(best.arm.name, formatPercent(accuracy), formatCount(best.metrics.iterations.at(-1) ?? 0)));
      }
      message.value = parts.join(" ");
    }), []);
  return (
    <p class="hidden" role="status">
      {message.value}
    </p>
  );
}
