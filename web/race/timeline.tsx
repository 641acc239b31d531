// The time of the race, from iteration 0 to the end: going back brings back what was known then.

import { useEffect, useRef } from "preact/hooks";
import { goTo, moment, race } from "../state/store.ts";
import { formatCount } from "../texts/language.ts";
import { texts } from "./texts.ts";
import { shownRuns } from "./view.ts";

const leastPlaces = 50;

export function Timeline() {
  const t = texts.value;
  const now = race.value;
  const runs = shownRuns.value;
  const head = Math.max(0, ...runs.map((run) => run.iteration.value));
  const end = Math.max(1, ...runs.map((run) => run.end));
  // From evaluation to evaluation, unless they are too far apart to be found with a hand.
  const step = Math.max(1, Math.min(...runs.map((run) => run.every), Math.floor(end / leastPlaces)));
  const at = moment.value ?? head;
  const live = moment.value === undefined;
  const slider = useRef<HTMLInputElement>(null);
  // Preact leaves a value alone that it has set before, and a slider that was pulled beyond the head has another.
  useEffect(() => {
    if (slider.current) slider.current.value = String(at);
  });
  const words = `${t.iterationOf(formatCount(at), formatCount(end))}${live ? `, ${t.newest}` : ""}`;
  return (
    <div class="timeline" role="group" aria-label={t.timeline}>
      <input
        ref={slider}
        type="range"
        min={0}
        max={end}
        step={step}
        value={at}
        disabled={!now || head === 0}
        aria-label={t.timeline}
        aria-valuetext={words}
        style={{ "--known": head / end }}
        onInput={({ currentTarget }) => {
          const chosen = currentTarget.valueAsNumber;
          // The last place of the slider is the newest, whether or not the end is a multiple of its step.
          goTo(chosen >= head || chosen + step > end ? undefined : chosen);
          if (chosen > head) currentTarget.value = String(head);
        }}
      />
      <output aria-hidden="true">{formatCount(at)}</output>
      <button type="button" class="small" disabled={live} onClick={() => goTo(undefined)}>
        {t.toNewest}
      </button>
    </div>
  );
}
