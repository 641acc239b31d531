// Presenting: the whole screen and large type, for the story and for the page without it; and the keys for it.

import { effect, type ReadonlySignal, signal } from "@preact/signals";

const presents = signal(false);
export const presenting: ReadonlySignal<boolean> = presents;
/** Whether the list of keys is shown. */
export const keysShown = signal(false);

const storageKey = "usagi-letter-keys";
/** People who speak to their computer, or hit keys by accident, switch single letters off. */
export const letterKeys = signal(stored() !== "off");

function stored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** Large type at once; the whole screen where the browser allows it. */
export function present(on: boolean): void {
  presents.value = on;
  const page = document.documentElement;
  // Phones' browsers may have no full screen, or refuse it: large type is there without.
  if (on) void page.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) void document.exitFullscreen().catch(() => {});
}

/** Whether keys mean something else where they are pressed. */
export function isBusy({ target, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (defaultPrevented || ctrlKey || metaKey || altKey) return true;
  return target instanceof Element && target.closest("input, select, textarea, dialog, [contenteditable]") !== null;
}

function press(event: KeyboardEvent): void {
  if (isBusy(event)) return;
  const { key } = event;
  if (key === "Escape" && presents.value) present(false);
  else if (key === "p" && letterKeys.value) present(!presents.value);
  else if (key === "?" && letterKeys.value) keysShown.value = true;
}

/** Listens to the keys, for as long as there is the page. */
export function startPresenting(): void {
  addEventListener("keydown", press);
  // Escape leaves the full screen without a key that a page could see.
  addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement) presents.value = false;
  });
  effect(() => void document.documentElement.classList.toggle("presenting", presents.value));
  effect(() => {
    try {
      if (letterKeys.value) localStorage.removeItem(storageKey);
      else localStorage.setItem(storageKey, "off");
    } catch {
      // No permission: they are off until the page is loaded again.
    }
  });
}
