// What changes faster than anybody reads is drawn some times a second.

import { effect, type ReadonlySignal, signal, untracked } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";

const milliseconds = 120;

/** What `compute` makes of signals: at once where it has rested, otherwise a moment later. `stop` lets go of them. */
export function paced<Value>(compute: () => Value): { shown: ReadonlySignal<Value>; stop: () => void } {
  const shown = signal(untracked(compute));
  let newest = shown.peek();
  let resting = true;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    if (shown.peek() === newest) {
      resting = true;
      return;
    }
    shown.value = newest;
    resting = false;
    timer = setTimeout(show, milliseconds);
  };
  const stop = effect(() => {
    newest = compute();
    if (resting) untracked(show);
  });
  return {
    shown,
    stop: () => {
      stop();
      clearTimeout(timer);
    },
  };
}

/** The same for a component. `compute` reads signals alone. */
export function usePaced<Value>(compute: () => Value): Value {
  const { shown, stop } = useMemo(() => paced(compute), []);
  useEffect(() => stop, []);
  return shown.value;
}
