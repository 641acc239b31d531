// What of the story and of presenting is always there: its place, its link and buttons. The rest comes when it is wanted.

import { useEffect } from "preact/hooks";
import { lazy } from "../parts/lazy.tsx";
import { chapterName } from "./address.ts";
import { Keys } from "./keys.tsx";
import { keysShown, present, presenting, startPresenting } from "./presenting.ts";
import { texts } from "./texts.ts";

const Told = lazy("story", 40, () => import("./story.tsx").then(({ Story }) => Story));

/** Whether the page is laid out around the story. */
export const isTelling = () => chapterName.value !== undefined;

export const StoryPlace = () => (isTelling() ? <Told /> : null);

/** Listens to the keys, and lists them where that is asked for. */
export function KeysPlace() {
  useEffect(startPresenting, []);
  return keysShown.value ? <Keys /> : null;
}

/** In the header. */
export function StoryLinks() {
  const t = texts.value;
  return (
    <p class="ways">
      <a href="#story/network" aria-current={isTelling() ? "true" : undefined}>{t.story}</a>
      <button type="button" title={t.presentHint} onClick={() => present(true)}>{t.present}</button>
      <button type="button" title={t.keysHint} aria-label={t.keys} onClick={() => (keysShown.value = true)}>?</button>
    </p>
  );
}

/** In the bar, which is all that is left of the frame. */
export function EndPresenting() {
  return presenting.value ? (
    <button type="button" class="end" onClick={() => present(false)}>{texts.value.endPresenting}</button>
  ) : null;
}
