// What the page knows, as signals, and what one can do with it. What follows from what is decided by the reducer; this is
// its hands: it loads, makes races, keeps the address and waits.

import { batch, computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { compile } from "../../bindings/compile.ts";
import { type Score, scoreOf } from "../../experiment/metrics.ts";
import type { Path } from "../../experiment/problems.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { arrived, request, take } from "../data/data.ts";
import { identityOf } from "../data/held.ts";
import { breath } from "../parts/breath.ts";
import { Kept } from "../race/kept.ts";
import { Race } from "../race/race.ts";
import { isFinal, keyOf } from "../race/run.ts";
import { type Clock, nextEvaluation, type Speed } from "../race/scheduler.ts";
import { wasmUrl } from "../site.ts";
import { addressOf, holdAddress, openedFrom } from "./address.ts";
import { type Draft, editedAll, readDraft } from "./draft.ts";
import type { ForkFault } from "./fork.ts";
import { chapterIn } from "./link.ts";
import { presetDraft, PresetsMissing, standardDraft, withAll } from "./presets.ts";
import { type Activity, type Effect, type Event, initial, isChanged, reduce } from "./reducer.ts";

export type { Activity, Speed };

const settleMilliseconds = 400;
/** What the finished runs of earlier races may take. */
const keptBytes = 48 * 2 ** 20;
/** At full speed a film takes about so long. */
const filmMilliseconds = 4000;

const clock: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds);
    return () => clearTimeout(timer);
  },
};

const state = signal(initial(standardDraft()));
const current = signal<Race | undefined>(undefined);

/** What the settings hold. */
export const draft: ReadonlySignal<Draft> = computed(() => state.value.draft);
/** What races, with an arm for each fork. */
export const experiment: ReadonlySignal<ResolvedExperiment | undefined> = computed(() => state.value.racing?.experiment);
/** Whether what races learns MNIST's digits. */
export const areDigits: ReadonlySignal<boolean> = computed(() => (experiment.value?.dataset.name ?? "mnist") === "mnist");
/** What the variants are compared by. */
export const score: ReadonlySignal<Score> = computed(() => scoreOf(experiment.value?.arms[0]));
/** Whether the settings hold another experiment than the one that races. */
export const changed: ReadonlySignal<boolean> = computed(() => isChanged(state.value));
export const race: ReadonlySignal<Race | undefined> = current;
export const activity: ReadonlySignal<Activity> = computed(() => (state.value.film ? "running" : state.value.phase));
/** Whether what is known is shown as a film, and nothing trains. */
export const film: ReadonlySignal<boolean> = computed(() => state.value.film);
/** The iteration that is shown; undefined: the newest. */
export const moment: ReadonlySignal<number | undefined> = computed(() => state.value.moment);
export const speed: ReadonlySignal<Speed> = computed(() => state.value.speed);
export const chosenArm: ReadonlySignal<number> = computed(() => Math.min(state.value.arm, (experiment.value?.arms.length ?? 1) - 1));
export const chosenName: ReadonlySignal<string> = computed(() => experiment.value?.arms[chosenArm.value]?.name ?? "");
export const chosenSeed: ReadonlySignal<number> = computed(() => state.value.seed);
/** Whether the settings are as they were opened. */
export const isAsOpened: ReadonlySignal<boolean> = computed(() => (draft.value.opened ?? draft.value.text) === draft.value.text);
export const canUndo: ReadonlySignal<boolean> = computed(() => state.value.past.length > 0);
export const canRedo: ReadonlySignal<boolean> = computed(() => state.value.future.length > 0);
/** Nothing starts by itself, because it takes long. */
export const unasked: ReadonlySignal<boolean> = computed(() => state.value.unasked);
/** Why an arm was not forked. */
export const refused: ReadonlySignal<ForkFault | undefined> = computed(() => state.value.refused);
/** Why nothing can be trained here. */
export const fatal = signal<string | undefined>(undefined);
/** A link that could not be read. */
export const linkDamaged = signal(false);
/** A preset that was wanted could not be loaded. */
export const presetMissing = signal(false);

let module: WebAssembly.Module | undefined;
const kept = new Kept(keptBytes);

/** Loads what is needed, opens the link's experiment or the standard one, and trains it. */
export async function start(): Promise<void> {
  await openAddress();
  addEventListener("popstate", () => void openAddress());
  effect(() => {
    // Checking the images was a task of its own.
    if (arrived.value) void breath().then(prepare);
  });
  effect(() => {
    for (const run of race.value?.runs ?? []) {
      if (isFinal(run.state.value) && !run.crashed && !run.branch) kept.remember(run);
    }
  });
  try {
    module = await compile(wasmUrl);
    prepare();
  } catch (error) {
    fatal.value = (error as Error).message;
  }
}

/** A preset, a file or a link takes the place of what there is; Back comes back to that. `train`: whether it starts. */
export function open(opened: Draft, { train }: { train?: boolean } = {}): void {
  askFor();
  linkDamaged.value = false;
  dispatch({ type: "open", draft: opened, train, from: "choice" });
}

/** An experiment that comes with the page. */
export async function openPreset(file: string, options?: { train?: boolean }): Promise<void> {
  const { isWanted } = askFor();
  try {
    const preset = await presetDraft(file);
    presetMissing.value = false;
    if (isWanted()) open(preset, options);
  } catch (error) {
    if (!(error instanceof PresetsMissing)) throw error;
    presetMissing.value = true;
  }
}

/** Changes one setting; undefined takes it away. */
export function edit(path: Path, value: unknown): void {
  editAll([[path, value]]);
}

/** Changes several settings in one step to be taken back. */
export function editAll(edits: readonly (readonly [Path, unknown])[]): void {
  change(editedAll(draft.peek(), edits), JSON.stringify(edits.map(([path]) => path)));
}

/** Changes the text of the settings. */
export function editText(text: string): void {
  change(readDraft(draft.peek().file, text), "text");
}

/** All images, where a part is trained on. */
export function trainOnAll(): void {
  change(withAll(draft.peek()), "all");
  play();
}

/** All settings as they were opened; it can be undone. */
export function restore(): void {
  const { file, opened } = draft.peek();
  if (opened !== undefined) change(readDraft(file, opened), "restore");
}

function change(next: Draft, label: string): void {
  const { opened, text } = draft.peek();
  linkDamaged.value = false;
  dispatch({ type: "edit", draft: { ...next, opened: opened ?? text }, label, at: clock.now() });
}

export const undo = (): void => dispatch({ type: "undo" });
export const redo = (): void => dispatch({ type: "redo" });
/** Trains on; from a moment that is past, shows what is known first. */
export const play = (): void => dispatch({ type: "play" });
export const pause = (): void => dispatch({ type: "pause" });
/** Back to iteration 0, without forks. */
export const reset = (): void => dispatch({ type: "reset" });
/** Trains anew what has lost its thread. */
export const retry = (): void => dispatch({ type: "retry" });
export const setSpeed = (chosen: Speed): void => dispatch({ type: "speed", speed: chosen });
/** Pauses and shows an iteration; undefined: shows the newest. */
export const goTo = (iteration: number | undefined): void => dispatch({ type: "moment", iteration });
export const chooseArm = (index: number): void => dispatch({ type: "arm", index });
export const chooseSeed = (seed: number): void => dispatch({ type: "seed", seed });

/** So many iterations, or to the next evaluation, and rests there; at a moment that is past, in what is known. */
export function step(steps: 1 | 10 | "evaluation"): void {
  const { moment: at } = state.peek();
  const head = headOf(current.peek());
  let shown: number | undefined;
  if (at !== undefined) {
    const to = steps === "evaluation" ? nextEvaluation(ofSeed(), at) : at + steps;
    shown = to < head ? to : undefined;
  }
  dispatch({ type: "step", steps, shown });
}

/**
 * Adds a twin of an arm that changes a setting (its path is inside the arm: optimizer.learningRate) at the iteration that is
 * shown. It has no digest that the command line could give.
 */
export function fork(arm: number, path: Path, value: unknown): void {
  const run = ofSeed().find(({ index }) => index === arm);
  if (!run) return;
  dispatch({ type: "fork", arm, at: Math.min(state.peek().moment ?? Infinity, run.at), path, value });
}

/** Takes a fork away, and those that left from it. */
export const unfork = (arm: number): void => dispatch({ type: "unfork", arm });

/** Address of the page with what the settings hold. */
export const link = (): Promise<string> => addressOf(draft.peek());

const ofSeed = () => current.peek()?.runs.filter(({ seed }) => seed === state.peek().seed) ?? [];
const headOf = (of: Race | undefined) => Math.max(0, ...(of?.runs.map(({ at }) => at) ?? []));

/** How often another experiment, or other data, were asked for, and how often the settings changed. */
let asks = 0;
let changes = 0;

/** For what takes a while to be read: whether it is the newest that was asked for, and whether it is wanted, as nothing changed either. */
export function askFor(): { isNewest: () => boolean; isWanted: () => boolean } {
  const asked = ++asks;
  const before = changes;
  const isNewest = () => asked === asks;
  return { isNewest, isWanted: () => isNewest() && before === changes };
}

function dispatch(event: Event): void {
  const [next, effects] = reduce(state.peek(), event);
  if (next.draft !== state.peek().draft) changes++;
  batch(() => {
    state.value = next;
    effects.forEach(perform);
  });
}

let settling: ReturnType<typeof setTimeout> | undefined;

function perform(wanted: Effect): void {
  switch (wanted.type) {
    case "race":
      replaced = wanted.afresh ? "afresh" : "anew";
      request(state.peek().racing!.experiment.dataset);
      if (wanted.afresh) prepare();
      else void recall();
      break;
    case "go":
      current.peek()?.go(wanted.goal);
      break;
    case "pause":
      current.peek()?.pause();
      break;
    case "speed":
      if (current.peek()) current.peek()!.speed = state.peek().speed;
      break;
    case "settle":
      clearTimeout(settling);
      settling = setTimeout(() => dispatch({ type: "settled" }), settleMilliseconds);
      break;
    case "film":
      void show();
      break;
    case "address":
      holdAddress(state.peek().draft, wanted.push);
  }
}

/** How the race is to be replaced as soon as there are images and a module for the next one. */
let replaced: "anew" | "afresh" | undefined;

/** How many times runs of earlier visits are being looked for. */
let recalling = 0;

/** First what was trained in an earlier visit; it takes some milliseconds. */
async function recall(): Promise<void> {
  const { experiment: { arms, seeds, dataset } } = state.peek().racing!;
  recalling++;
  await kept.recall(seeds.flatMap((seed) => arms.map((arm) => keyOf({ arm, seed, dataset: identityOf(dataset) }))));
  recalling--;
  prepare();
}

function prepare(): void {
  const { racing, speed: chosen } = state.peek();
  if (!replaced || !racing || recalling > 0) return;
  const before = current.peek();
  const data = module && take(racing.experiment.dataset);
  if (!module || !data) {
    // On other images nothing of it goes on.
    before?.dispose(kept);
    current.value = undefined;
    return;
  }
  const afresh = replaced === "afresh";
  replaced = undefined;
  if (afresh) {
    before?.dispose();
    kept.clear();
  }
  const { experiment: next, forks } = racing;
  const made = new Race({
    experiment: next, forks, data, module, kept, clock, speed: chosen,
    rested: (why) => {
      if (current.peek() === made) dispatch({ type: "rested", why });
    },
  }, afresh ? undefined : before);
  current.value = made;
  dispatch({ type: "raced", started: made.started, over: made.over });
}

/** Turns the moment on, up to the newest. */
async function show(): Promise<void> {
  let before = clock.now();
  while (state.peek().film) {
    await new Promise(requestAnimationFrame);
    const now = clock.now();
    const { film: showing, moment: at = 0, speed: chosen } = state.peek();
    if (!showing) return;
    const head = headOf(current.peek());
    const rate = chosen === "full" ? (1000 * head) / filmMilliseconds : chosen;
    const steps = Math.floor(((now - before) * rate) / 1000);
    if (steps === 0) continue;
    before += (steps * 1000) / rate;
    dispatch({ type: "filmed", iteration: at + steps < head ? at + steps : undefined });
  }
}

async function openAddress(): Promise<void> {
  if (chapterIn(location.hash) !== undefined) return;
  const { isWanted } = askFor();
  try {
    const opened = await openedFrom(location.hash, draft.peek());
    if (isWanted()) {
      linkDamaged.value = false;
      if (opened) dispatch({ type: "open", draft: opened, from: "address" });
    }
  } catch (error) {
    if (isWanted()) {
      presetMissing.value = error instanceof PresetsMissing;
      linkDamaged.value = !presetMissing.value;
    }
  }
  if (!experiment.peek() && draft.peek().experiment) dispatch({ type: "open", draft: draft.peek(), from: "choice" });
}
