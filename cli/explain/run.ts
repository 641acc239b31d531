/** Which training is meant by a path, an arm and a seed: one of the runs of a folder. */
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { judgedExperiment } from "../../experiment/tuning/trials.ts";
import type { ResolvedArm, ResolvedExperiment } from "../../experiment/resolve.ts";
import { didYouMean, oneOf } from "../../experiment/suggest.ts";
import { readArrays } from "../commands/inspect/arrays.ts";
import { InputError, reasonOf } from "../errors.ts";
import type { Selection } from "../files/models.ts";
import { folderMeant } from "../files/place.ts";
import { readWhole } from "../files/whole.ts";
import type { Host } from "../host.ts";
import { readResults } from "../run/ended.ts";
import { namesIn, RUN_FILE } from "../run/folder.ts";
import { readRunFile, type StartedRun } from "../run/run-file.ts";
import { commandLine } from "../shell.ts";

/** A run of an experiment, which can be trained again. */
export interface ChosenRun {
  folder: string;
  run: StartedRun;
  arm: ResolvedArm;
  /** From 1. */
  armNumber: number;
  seed: number;
  /** Of a search: the trial whose settings the arm has. */
  trial?: number | undefined;
}

/**
 * @param path The folder of a run, or a checkpoint or a network in it, which has an arm and a seed.
 * @param selection By default the only arm, and the first seed.
 * @throws InputError where there is no such run, or several.
 */
export async function chooseRun(path: string, selection: Selection, host: Host): Promise<ChosenRun> {
  const { folder, ...named } = await folderOf(path);
  const run = await readRunFile(folder);
  const { experiment: { arms, seeds }, chosen, isOver } = await judged(folder, run.resolved);
  // Runs with the chosen settings say of which trial these are; trials have seeds of their own.
  if (named.trial !== undefined && !seeds.includes(named.seed!)) {
    throw new InputError(`${path}: is of a trial of a search; explain shows runs with the settings that were chosen`);
  }
  const names = arms.map(({ name }) => name);
  const wanted = selection.arm ?? named.arm;
  if (wanted === undefined && arms.length > 1) {
    throw new InputError(`${folder}: has the arms ${oneOf(names).replace(/ or /, " and ")}; choose one with --arm`);
  }
  const index = wanted === undefined ? 0 : names.indexOf(wanted);
  const arm = arms[index];
  if (!arm) {
    throw new InputError(`--arm ${wanted}: ${folder} has no such arm; there is ${oneOf(names)}${didYouMean(wanted, names)}`);
  }
  if (arm.search) {
    const reason = isOver
      ? "all trials of its search failed, so there are no settings that it ran with"
      : `its search has not chosen settings yet; go on with it: ${commandLine(host, "resume", folder)}`;
    throw new InputError(`${folder}: ${arm.name}: ${reason}`);
  }
  const seed = selection.seed ?? named.seed ?? seeds[0]!;
  if (!seeds.includes(seed)) {
    throw new InputError(`--seed ${seed}: ${folder} has no such seed; there is ${oneOf(seeds.map(String)).replaceAll('"', "")}`);
  }
  return { folder, run, arm, armNumber: index + 1, seed, trial: chosen[index] };
}

/** The folder that a path is or lies in, and what a file says of itself. */
async function folderOf(path: string): Promise<{ folder: string; trial?: string } & Selection> {
  const folder = folderMeant(path);
  const found = await stat(folder).catch((error: unknown) => {
    throw new InputError(`${folder}: ${reasonOf(error)}`);
  });
  if (found.isDirectory()) return { folder };
  const { metadata: { arm, seed, trial } } = readArrays(path, await readWhole(path));
  const above = await folderOfRun(path);
  if (above === undefined) throw new InputError(`${path}: lies in no folder of a run, whose run.json says how it was trained`);
  return {
    folder: above, ...(arm !== undefined && { arm }), ...(seed !== undefined && { seed: Number(seed) }),
    ...(trial !== undefined && { trial }),
  };
}

/** The folder of the run that a file lies in, if any: a network lies in a folder of it, a checkpoint one deeper. */
export async function folderOfRun(file: string): Promise<string | undefined> {
  for (let above = dirname(file), i = 0; i < 3; above = dirname(above), i++) {
    if ((await namesIn(above)).includes(RUN_FILE)) return above;
  }
  return undefined;
}

interface Judged {
  experiment: ResolvedExperiment;
  /** By arm: the trial whose settings were chosen. */
  chosen: (number | undefined)[];
  isOver: boolean;
}

/** The experiment with the settings that a search has chosen; arms without a choice keep their search. */
async function judged(folder: string, experiment: ResolvedExperiment): Promise<Judged> {
  if (!experiment.tuning) return { experiment, chosen: [], isOver: true };
  const results = (await namesIn(folder)).includes("results.json") ? await readResults(folder) : undefined;
  const tuned = experiment.arms.map(({ name }) => results?.tuning?.arms.find(({ arm }) => arm === name));
  const chosen = tuned.map((arm) => arm?.chosen ?? undefined);
  const settings = tuned.map((arm, i) => arm?.trials[chosen[i] ?? -1]?.settings);
  const { arms: settled, ...rest } = judgedExperiment(experiment, settings);
  const arms = settled.map((arm, i) => (settings[i] ? arm : experiment.arms[i]!));
  return { experiment: { ...rest, arms }, chosen, isOver: results !== undefined && results.status !== "interrupted" };
}
