// A section below the first screen: its code comes when it comes near. Until then the room that it will take is kept
// free, so that nothing moves.

import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { texts } from "../texts/language.ts";

/** Loads the code of a section by the section's id; resolves once it is there, or cannot be. */
const loaders = new Map<string, () => Promise<void>>();
const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));

/**
 * A component that takes the place of one whose code is not here yet.
 * @param id Of the section, for `reveal`.
 * @param height About as high as it will be, in rem.
 */
export function lazy(id: string, height: number, load: () => Promise<ComponentType>): ComponentType {
  const component = signal<ComponentType | undefined>(undefined);
  const failed = signal(false);
  let loading: Promise<void> | undefined;
  const fetch = async () => {
    failed.value = false;
    try {
      component.value = await load();
    } catch {
      failed.value = true;
      loading = undefined;
    }
  };
  const want = () => (loading ??= fetch());
  loaders.set(id, want);
  return function Section() {
    const place = useRef<HTMLDivElement>(null);
    const Loaded = component.value;
    useEffect(() => {
      if (!place.current) return;
      const observer = new IntersectionObserver(([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        void want();
      }, { rootMargin: "100% 0px" });
      observer.observe(place.current);
      return () => observer.disconnect();
    }, []);
    if (Loaded) return <Loaded />;
    return (
      <div ref={place} id={`${id}-place`} class="place" style={{ minHeight: `${height}rem` }}>
        {failed.value && <Failed again={() => void want()} />}
      </div>
    );
  };
}

function Failed({ again }: { again: () => void }) {
  const t = texts.value;
  return (
    <p class="notice bad" role="alert">
      {t.partMissing}{" "}
      <button type="button" class="small" onClick={again}>
        {t.again}
      </button>
    </p>
  );
}

/** Loads the code of a section, where it is to be there from the first frame on. */
export const preload = async (id: string): Promise<void> => loaders.get(id)?.();

/** Brings a section into view, with its code if that is not here yet, and puts the focus on it. */
export async function reveal(id: string): Promise<void> {
  await preload(id);
  await drawn();
  const section = document.getElementById(id) ?? document.getElementById(`${id}-place`);
  if (!section) return;
  section.tabIndex = -1;
  section.focus({ preventScroll: true });
  goTo(section);
}

/** Scrolls to an element, so that one sees where it leads. */
export function goTo(element: Element): void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "start" });
}
