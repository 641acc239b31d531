// What is opened with data of one's own: a network, a loss and rates that suit some hundred rows.

import { losses } from "../../bindings/parts/losses.ts";
import type { Task } from "../../experiment/metrics.ts";
import { type Path, valueAt } from "../../experiment/problems.ts";
import type { ResolvedDataset } from "../../experiment/resolve.ts";
import { readAhead } from "../data/data.ts";
import { type Draft, editedAll, readDraft } from "../state/draft.ts";
import { askFor, draft, editAll, experiment, open, play } from "../state/store.ts";

const rates = {
  SGD: { name: "sgd", learningRate: 0.1 },
  Momentum: { name: "momentum", learningRate: 0.03, momentum: 0.9 },
  AdaGrad: { name: "adagrad", learningRate: 0.1 },
  RMSProp: { name: "rmsprop", learningRate: 0.01 },
  Adam: { name: "adam", learningRate: 0.01 },
};
const lossOfTargets = "meanSquaredError";
/** Of numbers to predict: of whatever size they are, networks learn them at these rates. */
export const ofNumbers = { standardizeTargets: true };

/** As a file has it. */
type Dataset = Readonly<Record<string, unknown>> & { readonly name: string };

function draftOf(dataset: Dataset, called: string, task: Task): Draft {
  const images = dataset.name === "images" || dataset.name === "idx";
  const file = {
    name: called,
    dataset,
    network: images ? { hidden: [32], activation: "relu" } : { hidden: [8, 8], activation: "tanh" },
    training: { iterations: 1000, batchSize: 20, evaluateEvery: 10, ...(!images && { trainAccuracy: "all" }) },
    ...(task === "targets" && { loss: lossOfTargets }),
    seeds: [0],
    arms: Object.entries(rates).map(([name, optimizer]) => ({ name, optimizer })),
  };
  return readDraft(`${called}.json`, JSON.stringify(file, null, 2));
}

/** What an experiment on a file is called. */
export const stem = (path: string): string => path.split("/").at(-1)!.replace(/\.\w+$/, "");

type Edit = readonly [Path, unknown];

/** So that every variant has a loss of the task: of classes the one that takes any number of them. */
export function lossEdits(file: unknown, task: Task): Edit[] {
  const arms = valueAt(file, ["arms"]);
  const own: Path[] = Array.isArray(arms) ? arms.map((_, arm) => ["arms", arm, "loss"]) : [];
  const fits = (path: Path) => {
    const given = valueAt(file, path);
    const name = typeof given === "string" ? given : (valueAt(given, ["name"]) as string | undefined);
    return task === "targets" && Object.entries(losses).some(([other, { of }]) => other === name && of === task);
  };
  const wrong = [["loss"], ...own].filter((path) => valueAt(file, path) !== undefined && !fits(path)).map((path): Edit => [path, undefined]);
  return task === "targets" && !fits(["loss"]) ? [...wrong, [["loss"], lossOfTargets]] : wrong;
}

interface Training {
  /** What the experiment is called. */
  readonly called?: string;
  readonly task?: Task;
  /** Whether nothing else was asked for meanwhile. */
  readonly isNewest?: () => boolean;
}

/**
 * Trains on other data: with the settings that there are, or from MNIST on with some that suit.
 * @returns Whether it does: what is read later than something else was asked for is dropped.
 * @throws Error that says what is wrong with them.
 */
export async function trainOn(
  dataset: Dataset, { called = dataset.name, task = "labels", isNewest = askFor().isNewest }: Training = {},
): Promise<boolean> {
  const { experiment: drafted } = draft.peek();
  if (experiment.peek() === undefined || experiment.peek()!.dataset.name === "mnist" || !drafted) {
    const opened = draftOf(dataset, called, task);
    await readFirst(opened);
    if (!isNewest()) return false;
    open(opened, { train: true });
    return true;
  }
  const { name, dataset: before } = drafted;
  const isNamedByData = name === ("path" in before ? stem(before.path) : before.name);
  const named = isNamedByData ? [[["name"], called] as const] : [];
  if (!(await editRead([[["dataset"], dataset], ...named, ...lossEdits(draft.peek().value, task)], isNewest))) return false;
  play();
  return true;
}

/** Changes how the data are read, and what goes with it. @throws Error that says what is wrong with them. */
export async function editData(edits: readonly Edit[]): Promise<void> {
  const { dataset } = draft.peek().experiment ?? {};
  await editRead(edits, () => pathOf(draft.peek().experiment?.dataset) === pathOf(dataset));
}

const pathOf = (dataset: ResolvedDataset | undefined) => dataset && ("path" in dataset ? dataset.path : dataset.name);

async function editRead(edits: readonly Edit[], isWanted: () => boolean): Promise<boolean> {
  await readFirst(editedAll(draft.peek(), edits));
  if (!isWanted()) return false;
  editAll(edits);
  return true;
}

/** Reads files before they are trained on: what is wrong with them leaves all as it is. */
async function readFirst({ experiment: next }: Draft): Promise<void> {
  if (next && "path" in next.dataset) await readAhead(next.dataset);
}

/** Has another column of a CSV file predicted: as a class, or as a number. @throws Error where it cannot be. */
export function predict(column: string, task: Task): Promise<void> {
  const ignored = valueAt(draft.peek().value, ["dataset", "ignore"]);
  const kept = Array.isArray(ignored) ? ignored.filter((name) => name !== column) : [];
  return editData([
    [["dataset", "label"], task === "labels" ? column : undefined],
    [["dataset", "target"], task === "targets" ? column : undefined],
    [["dataset", "standardizeTargets"], task === "targets" ? true : undefined],
    ...(Array.isArray(ignored) && kept.length < ignored.length ? [[["dataset", "ignore"], kept.length > 0 ? kept : undefined] as const] : []),
    ...lossEdits(draft.peek().value, task),
  ]);
}
