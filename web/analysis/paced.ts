// What follows a race: one computation at a time, of those that wait the newest, with rests while the race trains.

import { activity } from "../state/store.ts";

/** So many times as long as it took it rests, at least some milliseconds. */
const rest = 4;
const leastRest = 150;

/** A function that has works done one after another; a work that waits when a newer one comes is left out. */
export function paced(): (work: () => Promise<unknown>) => void {
  let next: (() => Promise<unknown>) | undefined;
  let busy = false;
  const go = async () => {
    busy = true;
    while (next) {
      const work = next;
      next = undefined;
      const started = performance.now();
      await work();
      if (activity.peek() !== "running") continue;
      const took = performance.now() - started;
      await new Promise((resolve) => setTimeout(resolve, Math.max(leastRest, rest * took)));
    }
    busy = false;
  };
  return (work) => {
    next = work;
    if (!busy) void go();
  };
}
