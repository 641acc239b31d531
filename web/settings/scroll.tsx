// The room of the table: it scrolls within itself, buttons lead to the columns that are out of sight, and it can take
// more of the page, beside the curves.

import { signal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { texts } from "./texts.ts";

/** Whether the settings have more of the page than their part. */
const wide = signal(false);

export function Scroll({ children }: { children: ComponentChildren }) {
  const t = texts.value;
  const scroller = useRef<HTMLDivElement>(null);
  const before = useSignal(false);
  const after = useSignal(false);
  useLayoutEffect(() => {
    const element = scroller.current!;
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      before.value = scrollLeft > 1;
      after.value = scrollLeft + clientWidth < scrollWidth - 1;
    };
    element.addEventListener("scroll", look, { passive: true });
    // It is called first as soon as there is a layout, and before that is painted.
    const observer = new ResizeObserver(look);
    for (const sized of [element, element.firstElementChild!]) observer.observe(sized);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, []);
  useEffect(() => {
    document.documentElement.toggleAttribute("data-wide-settings", wide.value);
    return () => document.documentElement.removeAttribute("data-wide-settings");
  }, [wide.value]);
  /** By the columns that are in sight beside the first one, which stays. */
  const turn = (to: -1 | 1) => {
    const element = scroller.current!;
    const first = element.querySelector<HTMLElement>("thead td")?.offsetWidth ?? 0;
    element.scrollBy({ left: to * (element.clientWidth - first) });
  };
  return (
    <>
      {(before.value || after.value || wide.value) && (
        <p class="columns">
          {(before.value || after.value) && (
            <>
              <button type="button" class="small" disabled={!before.value} aria-label={t.columnsBefore} title={t.columnsBefore} onClick={() => turn(-1)}>←</button>
              <button type="button" class="small" disabled={!after.value} aria-label={t.columnsAfter} title={t.columnsAfter} onClick={() => turn(1)}>→</button>
            </>
          )}
          <button type="button" class="small widen" aria-pressed={wide.value} onClick={() => (wide.value = !wide.value)}>{t.widen}</button>
        </p>
      )}
      <div class={`settings-frame${after.value ? " more-after" : ""}`}>
        <div class="settings-scroll" ref={scroller} tabIndex={0} role="region" aria-label={t.caption}>{children}</div>
      </div>
    </>
  );
}
