// The story is where the address says so: #story/ and a chapter's name. Back, a reload and a link work by themselves.

import { type ReadonlySignal, signal } from "@preact/signals";
import { chapterIn } from "../state/link.ts";

const name = signal(chapterIn(location.hash));

/** The chapter in the address; undefined outside the story. */
export const chapterName: ReadonlySignal<string | undefined> = name;

/** Opens a chapter, or leaves the story for another address; Back comes back. */
export function goToAddress(hash: string): void {
  if (hash !== location.hash) history.pushState(null, "", hash);
  name.value = chapterIn(hash);
}

// Where a link or Back leads elsewhere.
for (const type of ["hashchange", "popstate"]) addEventListener(type, () => (name.value = chapterIn(location.hash)));
