// The page's one analysis worker: all that takes long and is no training.

import { type ReadonlySignal, signal } from "@preact/signals";
import { analysisUrl } from "../site.ts";
import { race } from "../state/store.ts";
import { Analyst, type Late } from "./analyst.ts";
import { fits } from "./fits.ts";
import type { Input, Output, TaskName } from "./tasks/index.ts";

/** Of networks that the worker keeps, so that they are sent once. */
const keptBytes = 96 * 2 ** 20;

const failure = signal<string | undefined>(undefined);
/** Why the analysis worker does not answer. */
export const analysisFailure: ReadonlySignal<string | undefined> = failure;

const analyst = new Analyst({
  start: () => new Worker(analysisUrl, { type: "module" }),
  later: (call) => setTimeout(call),
  failed: (message) => (failure.value = message),
  bytes: keptBytes,
});

/**
 * Has a task computed about the images of the race. A slot computes one at a time, and of those that wait the newest;
 * undefined: a later call of the same slot took its place, the networks are of data that were there before, or there is no
 * worker, which `analysisFailure` says. What is to be shown although a later call waits, as for a digit while it is drawn, is
 * asked for with `late` "shown".
 */
export function analyse<Name extends TaskName>(
  slot: string, name: Name, input: Input<Name>, late?: Late,
): Promise<Output<Name> | undefined> {
  const now = race.peek();
  if (!now || !input.networks.every((network) => fits(network, now.data.train))) return Promise.resolve(undefined);
  analyst.use(now.module, now.data);
  return analyst.ask(slot, name, input, late);
}

/** What a slot waits for is not wanted any more. */
export const cancel = (slot: string) => analyst.cancel(slot);
