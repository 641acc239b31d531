// When charts are drawn anew: some times a second while runs record, however fast they are.

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { race } from "../state/store.ts";

const beatMilliseconds = 110;

const beats = signal(0);
/** Draws the component that calls it anew some times a second while any run of the race goes on; a count of these. */
export const followRuns = (): number => beats.value;

const read = (signals: readonly ReadonlySignal<unknown>[]) => signals.map(({ value }) => value);

let due = false;
let last = 0;

effect(() => {
  for (const { evaluations, start, state } of race.value?.runs ?? []) read([evaluations, start, state]);
  if (due) return;
  due = true;
  setTimeout(() => requestAnimationFrame((now) => {
    due = false;
    last = now;
    beats.value++;
  }), Math.max(0, last + beatMilliseconds - performance.now()));
});
