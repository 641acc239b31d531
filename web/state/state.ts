// What the page knows, and what one can do with it.

import { batch, computed, effect, signal } from "@preact/signals";
import { compile } from "../../bindings/compile.ts";
import { withLabelNoise } from "../../experiment/label-noise.ts";
import type { ResolvedDataset, ResolvedExperiment } from "../../experiment/resolve.ts";
import type { Path } from "../../experiment/problems.ts";
import { Dataset } from "../../bindings/dataset.ts";
import type { Counts, Data, Kind } from "../data/data.ts";
import { arrived, firstCounts, request, take, totals } from "../data/data.ts";
import type { Draft } from "./draft.ts";
import { edited, readDraft } from "./draft.ts";
import { fromHash, toHash } from "./link.ts";
import { Session } from "../race/session.ts";
import { wasmUrl } from "../site.ts";

const standard = BUILD.experiments[0]!;
/** A link may hold an experiment of any size: beyond so many steps, nothing starts by itself. */
const mostStepsUnasked = 50_000;
const pulseMilliseconds = 120;

/** The experiment in the forms. */
export const draft = signal<Draft>(readDraft(standard.file, standard.text));
/** The experiment that trains, and the text it was made from. */
const applied = signal<{ experiment: ResolvedExperiment; identity: string } | undefined>(undefined);
export const session = signal<Session | undefined>(undefined);
/** Counts up, a few times a second, while the session changes. */
export const pulse = signal(0);
/** Makes a component render anew while the session changes. */
export const followTraining = () => pulse.value;
/** Why nothing can be trained here. */
export const fatal = signal<string | undefined>(undefined);
/** A link that could not be read. */
export const linkDamaged = signal(false);
/** Arm that is looked into, and the seed. */
export const chosenArm = signal(0);
export const chosenSeed = signal(0);

const names = (of: ResolvedExperiment | undefined) => JSON.stringify(of?.arms.map(({ name }) => name));
const identityOf = ({ value }: Draft) => JSON.stringify(value);
/** Whether the forms hold another experiment than the one that trains. */
export const changed = computed(() => applied.value?.identity !== identityOf(draft.value));
export const experiment = computed(() => applied.value?.experiment);

let module: WebAssembly.Module | undefined;
/** What the user last asked for. */
let wantsTraining = false;

/** How many images an experiment needs: those that are set aside are the last. */
export const needs = ({ dataset }: ResolvedExperiment): Counts => ({
  train: dataset.validation === undefined ? (dataset.train ?? totals.train) : totals.train,
  test: dataset.test ?? totals.test,
});

/** The images as an experiment uses them; of a preview's, a fifth at most is set aside. */
function divide({ train, test }: Readonly<Record<Kind, Dataset>>, { dataset }: ResolvedExperiment, preview: boolean): Data {
  const { validation } = dataset;
  if (validation === undefined) return { train: noisy(train, dataset), test };
  const first = train.size - Math.min(validation, preview ? Math.floor(train.size / 5) : Infinity);
  const used = train.take(Math.min(dataset.train ?? first, first));
  return { train: noisy(used, dataset), test, validation: train.slice(first, train.size) };
}

function noisy(train: Dataset, { labelNoise }: ResolvedDataset): Dataset {
  if (!labelNoise) return train;
  return Dataset.fromParts({ ...train.parts(), labels: withLabelNoise(train.labels, train.classes, labelNoise) });
}

/** How many of them a preview takes. */
const previews = (counts: Counts): Counts => ({
  train: Math.min(counts.train, firstCounts.train),
  test: Math.min(counts.test, firstCounts.test),
});

/** Loads what is needed, opens the link's experiment or the standard one, and trains it. */
export async function start(): Promise<void> {
  await openLink();
  linkAddress();
  addEventListener("hashchange", () => void openLink());
  effect(() => {
    if (arrived.value) prepare();
  });
  try {
    module = await compile(wasmUrl);
    prepare();
  } catch (error) {
    fatal.value = (error as Error).message;
  }
}

async function openLink(): Promise<void> {
  let text: string | undefined;
  try {
    text = await fromHash(location.hash);
    linkDamaged.value = false;
  } catch {
    linkDamaged.value = true;
  }
  if (text !== undefined && text === identityOf(draft.value) && applied.value) return;
  if (text !== undefined) open(draftOf(text));
  else if (!applied.value) open(draft.value);
}

/** The draft of a link's JSON; a bundled experiment comes back as its file. */
function draftOf(json: string): Draft {
  const bundled = BUILD.experiments.map(({ file, text }) => readDraft(file, text));
  const same = bundled.find((candidate) => identityOf(candidate) === json);
  return same ?? readDraft("experiment.json", JSON.stringify(JSON.parse(json), null, 2));
}

/** Puts an experiment into the forms and, if it has no fault, trains it. */
export function open(opened: Draft): void {
  draft.value = opened;
  if (!opened.experiment) return;
  const { arms, seeds } = opened.experiment;
  const steps = arms.reduce((sum, arm) => sum + arm.training.iterations, 0) * seeds.length;
  apply(steps <= mostStepsUnasked);
}

export function edit(path: Path, value: unknown): void {
  draft.value = edited(draft.value, path, value);
}

/** The experiment in the forms takes the place of the one that trains. */
function apply(train: boolean): void {
  const { experiment: checked } = draft.value;
  if (!checked) return;
  const before = applied.peek()?.experiment;
  wantsTraining = train;
  batch(() => {
    applied.value = { experiment: checked, identity: identityOf(draft.value) };
    if (names(checked) !== names(before)) chosenArm.value = checked.arms.length - 1;
    chosenSeed.value = checked.seeds[0]!;
    replaceSession(undefined);
  });
  request(needs(checked));
  prepare();
}

/** Trains on all data that the experiment needs or, until they are here, on the first pieces. */
function prepare(): void {
  const wanted = applied.peek()?.experiment;
  const before = session.peek();
  if (!wanted || !module || (before && !before.preview)) return;
  const all = take(needs(wanted));
  // A preview that was paused is looked at: it stays until training goes on.
  if (before && (!all || before.state === "paused")) return;
  const images = all ?? take(previews(needs(wanted)));
  if (!images) return;
  const data = divide(images, wanted, !all);
  replaceSession(new Session({ experiment: wanted, data, preview: !all, module, changed: touch }));
  if (wantsTraining) session.peek()?.resume();
}

function replaceSession(next: Session | undefined): void {
  session.peek()?.dispose();
  if (next) next.watched = chosenSeed.peek();
  session.value = next;
  touch();
}

let touched = false;
function touch(): void {
  if (touched) return;
  touched = true;
  setTimeout(() => {
    touched = false;
    pulse.value++;
  }, pulseMilliseconds);
}

/** Trains what the forms hold: goes on where it rests, and from the start where it is done or changed. */
export function train(): void {
  const now = session.value;
  wantsTraining = true;
  if (changed.value || now?.state === "finished") apply(true);
  else if (now?.preview && take(needs(now.experiment))) renew();
  else now?.resume();
}

export function pause(): void {
  wantsTraining = false;
  session.value?.pause();
}

export function step(): void {
  if (changed.value) apply(false);
  wantsTraining = false;
  const now = session.value;
  if (now?.preview && now.state !== "running" && take(needs(now.experiment))) renew();
  session.value?.step();
}

export function reset(): void {
  apply(false);
}

/** From a preview to all data. */
function renew(): void {
  replaceSession(undefined);
  prepare();
}

export function watchSeed(seed: number): void {
  chosenSeed.value = seed;
  if (session.value) session.value.watched = seed;
}

/** Keeps the whole experiment in the address. */
function linkAddress(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    const { value, experiment: valid } = draft.value;
    if (!valid) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      void toHash(value).then((hash) => {
        if (hash !== location.hash) history.replaceState(null, "", hash);
      });
    }, 200);
  });
}
