// The address holds the experiment of the settings.

import { type Draft, readDraft } from "./draft.ts";
import { chapterIn, fromHash, toHash } from "./link.ts";
import { loadPresets, presetHash, presetNamed, sameAs } from "./presets.ts";

const identityOf = (value: unknown) => JSON.stringify(value);
/** Browsers allow an address to change a hundred times in half a minute. */
const restMilliseconds = 350;
/** What the address does not hold yet, where the page is loaded again meanwhile. */
const storageKey = "usagi-unsaved";

let pending: { draft: Draft; push: boolean } | undefined;
let busy = false;

/** A preset by its name, anything else whole. */
export const hashOf = async (draft: Draft) => presetHash(draft) ?? toHash(draft.value);

export async function addressOf(draft: Draft): Promise<string> {
  return new URL(await hashOf(draft), location.href).href;
}

/** Puts a draft into the address, in a moment; with `push`, Back leads to what is there now. */
export function holdAddress(draft: Draft, push: boolean): void {
  if (!draft.experiment || chapterIn(location.hash) !== undefined) return;
  pending = { draft, push: push || (pending?.push ?? false) };
  remember({ at: location.hash, text: draft.text });
  if (!busy) void write();
}

async function write(): Promise<void> {
  busy = true;
  while (pending) {
    const { draft, push } = pending;
    pending = undefined;
    const hash = await hashOf(draft);
    if (hash !== location.hash) history[push ? "pushState" : "replaceState"](null, "", hash);
    if (!pending) remember(undefined);
    await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
  }
  busy = false;
}

function remember(unsaved: { at: string; text: string } | undefined): void {
  try {
    if (unsaved) sessionStorage.setItem(storageKey, JSON.stringify(unsaved));
    else sessionStorage.removeItem(storageKey);
  } catch {
    // No permission: an edit of the last moment is lost with the page.
  }
}

function remembered(): { at: string; text: string } | undefined {
  try {
    return (JSON.parse(sessionStorage.getItem(storageKey) ?? "null") as { at: string; text: string } | null) ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * The draft that an address holds; undefined where it is the present one, or there is none. Throws where it is damaged,
 * and a PresetsMissing where it needs a preset that cannot be loaded.
 */
export async function openedFrom(hash: string, present: Draft): Promise<Draft | undefined> {
  const unsaved = remembered();
  if (unsaved?.at === hash) {
    const draft = readDraft(present.file, unsaved.text);
    holdAddress(draft, false);
    return draft;
  }
  const named = await presetNamed(hash);
  if (named) return identityOf(named.value) === identityOf(present.value) ? undefined : named;
  const json = await fromHash(hash);
  if (json === undefined || json === identityOf(present.value)) return undefined;
  await loadPresets().catch(() => {}); // then it has a name of its own
  return sameAs(json) ?? readDraft("experiment.json", JSON.stringify(JSON.parse(json), null, 2));
}
