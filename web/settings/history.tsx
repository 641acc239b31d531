// Taking changes back, by buttons and keys.

import { canRedo, canUndo, isAsOpened, redo, restore, undo } from "../state/store.ts";
import { texts } from "./texts.ts";

/** Undo, redo, and all settings as they were opened. */
export function HistoryButtons() {
  const t = texts.value;
  return (
    <p class="actions history">
      <button type="button" class="small" disabled={!canUndo.value} aria-keyshortcuts="Control+Z Meta+Z" onClick={undo}>
        {t.undo}
      </button>
      <button type="button" class="small" disabled={!canRedo.value} aria-keyshortcuts="Control+Shift+Z Meta+Shift+Z" onClick={redo}>
        {t.redo}
      </button>
      <button type="button" class="small" disabled={isAsOpened.value} onClick={restore}>
        {t.reset}
      </button>
    </p>
  );
}

/** Where text is typed the keys take back what was typed. */
const takesText = (target: EventTarget | undefined) =>
  target instanceof HTMLElement && target.matches("input:not([type=range], [type=radio], [type=checkbox]), textarea, [contenteditable=true]");

addEventListener("keydown", (event) => {
  const command = (event.ctrlKey || event.metaKey) && !event.altKey;
  // Out of a shadow root an event comes as its host's.
  if (!command || event.key.toLowerCase() !== "z" || takesText(event.composedPath()[0])) return;
  event.preventDefault();
  if (event.shiftKey) redo();
  else undo();
});
