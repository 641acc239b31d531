// The chapter's race: opened without a start, watched while it runs, and left as it was found.

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals";
import { notes } from "../charts/chart.tsx";
import { isFinal, type Run } from "../race/run.ts";
import { shownRuns } from "../race/view.ts";
import { hashOf } from "../state/address.ts";
import { type Draft, readDraft } from "../state/draft.ts";
import { standardDraft } from "../state/presets.ts";
import { activity, draft, experiment, open, play, reset, setSpeed, speed, type Speed } from "../state/store.ts";
import { language } from "../texts/language.ts";
import { chapterName, goToAddress } from "./address.ts";
import type { Chapter } from "./chapter.ts";
import { chapters } from "./chapters/index.ts";
import type { Outcome } from "./outcome.ts";
import { notesOf } from "./telling.ts";

/** Steps a second: a race of some seconds that one can follow. */
const pace = 100;

const fileOf = (id: string) => `story/${id}.json`;

/** The chapter that is told. A name that there is not is the first. */
export const chapter: ReadonlySignal<Chapter> = computed(() => chapters.find(({ id }) => id === chapterName.value) ?? chapters[0]!);

/** What was betted on in each chapter: the name of a variant, or null for none of them. */
const bets = signal<Readonly<Record<string, string | null>>>({});
export const betted = computed(() => bets.value[chapter.value.id]);

/** Runs of this chapter's experiment, and of no other. */
const runs = computed(() => (experiment.value?.name === chapter.value.experiment.name ? shownRuns.value : []));

const outcomeOf = ({ arm, metrics, layers, failure }: Run): Outcome => ({ name: arm.name, trainAccuracy: [], testAccuracy: [], ...metrics, layers, failure });

/** As they stand now: what they hold grows with each evaluation. */
const outcomes = computed(() => runs.value.filter(({ evaluations }) => evaluations.value >= 0).map(outcomeOf));

/** The race when it is over. */
export const over: ReadonlySignal<readonly Outcome[] | undefined> = computed(() =>
  runs.value.length > 0 && runs.value.every(({ state }) => isFinal(state.value)) ? runs.value.map(outcomeOf) : undefined);

/** Whether it has started: there is nothing to bet on any more. */
export const began = computed(() => betted.value !== undefined || (activity.value !== "ready" && activity.value !== "loading"));

/** Whether its variants are still those that the chapter speaks of. */
export const isOwn = computed(() => {
  const names = chapter.value.experiment.arms.map(({ name }) => name);
  return runs.value.length === names.length && runs.value.every(({ arm }, i) => arm.name === names[i]);
});

/** What raced when the story was entered. */
let before: { draft: Draft; began: boolean; speed: Speed } | undefined;

export function betOn(name: string | null): void {
  bets.value = { ...bets.value, [chapter.value.id]: name };
  play();
}

export function betAgain(): void {
  bets.value = Object.fromEntries(Object.entries(bets.value).filter(([id]) => id !== chapter.value.id));
  reset();
}

function openChapter({ id, experiment: file }: Chapter): void {
  if (draft.peek().file === fileOf(id)) return;
  open(readDraft(fileOf(id), JSON.stringify(file, null, 2)), { train: false });
}

/** Begins the story, at the chapter in the address; what it returns ends it, for another address. */
export function enter(): () => void {
  before = experiment.peek() && { draft: draft.peek(), began: activity.peek() !== "ready", speed: speed.peek() };
  setSpeed(pace);
  const stops = [
    effect(() => {
      if (chapterName.value !== undefined) openChapter(chapter.value);
    }),
    // A preset or a file that is opened meanwhile is what people want to see now.
    effect(() => {
      if (draft.value.file.startsWith("story/") || chapterName.peek() === undefined) return;
      void hashOf(draft.value).then(goToAddress);
    }),
    effect(() => {
      const next = notesOf(chapter.value.bet, outcomes.value, language.value);
      if (JSON.stringify(next) !== JSON.stringify(notes.peek())) notes.value = next;
    }),
  ];
  return () => {
    stops.forEach((stop) => stop());
    notes.value = [];
    setSpeed(before?.speed ?? "full");
  };
}

/** Leaves the story for what raced before it or, where it was entered by a link, for the standard experiment. */
export async function leave(): Promise<void> {
  const { draft: back, began } = before ?? { draft: standardDraft(), began: true };
  goToAddress(await hashOf(back));
  open(back, { train: began });
}
