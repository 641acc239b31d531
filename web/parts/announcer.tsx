// Tells screen readers how training goes: its changes at once, its progress now and then.

import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { formatCount, formatPercent, texts } from "../texts/language.ts";
import type { SessionState } from "../race/session.ts";
import { pulse, session } from "../state/state.ts";

const quietMilliseconds = 10_000;

const message = signal("");
let announced: { state: SessionState | undefined; preview: boolean; at: number } = { state: undefined, preview: false, at: 0 };

export function Announcer() {
  useEffect(() => {
    const now = session.value;
    if (!now) return;
    const { state, preview } = now;
    const news = state !== announced.state || preview !== announced.preview;
    if (!news && (state !== "running" || performance.now() - announced.at < quietMilliseconds)) return;
    announced = { state, preview, at: performance.now() };
    const t = texts.value;
    const best = now.runs.toSorted((a, b) => (b.metrics.testAccuracy.at(-1) ?? 0) - (a.metrics.testAccuracy.at(-1) ?? 0))[0];
    const accuracy = best?.metrics.testAccuracy.at(-1);
    const parts = [preview ? t.preview : "", t.sessionStates[state]];
    if (best && accuracy !== undefined) {
      parts.push(t.bestSoFar(best.arm.name, formatPercent(accuracy), formatCount(best.metrics.iterations.at(-1) ?? 0)));
    }
    message.value = parts.filter(Boolean).join(" ");
  }, [pulse.value, session.value]);
  return (
    <p class="hidden" role="status">
      {message.value}
    </p>
  );
}
