// A place in the text of the experiment that is to be shown.

import { signal } from "@preact/signals";
import type { Position } from "../../experiment/jsonc.ts";

/** The place, each time anew; undefined while none was asked for. */
export const wanted = signal<{ position: Position | undefined } | undefined>(undefined);

/** Opens the text and puts the cursor there. */
export function goToText(position?: Position): void {
  wanted.value = { position };
}
