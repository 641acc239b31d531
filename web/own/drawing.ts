// Whether points are being drawn: the plane is there for it before there are enough to train on.

import { effect, signal } from "@preact/signals";
import { draft } from "../state/store.ts";

export const drawing = signal(false);

// Whatever is opened is what people want to see now.
let { file } = draft.peek();
effect(() => {
  if (draft.value.file === file) return;
  file = draft.value.file;
  drawing.value = false;
});
