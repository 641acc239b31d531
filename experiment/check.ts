/** Checks an experiment file as a whole and resolves it: all problems at once, or the complete experiment. */
import { optimizerConflict } from "../bindings/parts/optimizers.ts";
import { scheduleRow } from "../bindings/parts/schedules.ts";
import { lossNames, lossOf, losses } from "../bindings/parts/losses.ts";
import { claimConflicts } from "./claims.ts";
import { isMade } from "./data/made-sets.ts";
import { isOfTask, type MetricName, metricRow, scoreOf, type Task } from "./metrics.ts";
import { formatProblem, type Path, type Problem, problemsOf, startsWith, valueAt } from "./problems.ts";
import { defaults, maxIterations } from "./options.ts";
import { mnistImages, type ResolvedArm, type ResolvedExperiment, resolve } from "./resolve.ts";
import { type ExperimentFile, experimentSchema, named } from "./schema.ts";
import { chosenLayers, layerNames } from "./start.ts";
import { didYouMean } from "./suggest.ts";
import { oneOf } from "./suggest.ts";
import { mostIterations, tuningConflicts } from "./tuning/check.ts";
import { judgedSeeds } from "./tuning/trials.ts";
import { warningsOf } from "./warnings.ts";

/** `results.json` keeps the loss of every step of every run, and its learning rate where that changes. */
const maxTotalSteps = 20_000_000;

/** `warnings` are about what is valid but probably a mistake. */
export type Checked = { experiment: ResolvedExperiment; warnings: Problem[] } | { problems: Problem[] };

const overlap = (a: Path, b: Path) => startsWith(a, b) || startsWith(b, a);

/**
 * @param file What the file holds, parsed from JSON: anything at all.
 * @returns The resolved experiment, or every problem.
 */
export function checkExperiment(file: unknown): Checked {
  try {
    return check(file, structuredClone(file));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return { problems: [{ path: [], value: file, message: "must be what JSON can hold" }] };
  }
}

/** `copy` becomes what is usable of the file. */
function check(file: unknown, copy: unknown): Checked {
  const parsed = experimentSchema.safeParse(file);
  const problems = parsed.success ? [] : problemsOf(parsed.error.issues, file);
  for (const path of prototypeKeys(file)) {
    if (!problems.some((other) => startsWith(path, other.path))) problems.push({ path, value: valueAt(file, path), message: "unknown key" });
  }
  const usable = withoutValues(copy, problems.map(({ path }) => path));
  if (usable === undefined) return { problems };

  const experiment = resolve(usable);
  const wrong = problems.map(({ path }) => path);
  for (const { depends, places } of conflicts(experiment)) {
    // What depends on a value that is wrong already cannot be checked.
    if (depends.some((path) => wrong.some((other) => overlap(path, other)))) continue;
    const stands = (path: Path) => valueAt(file, path) !== undefined;
    const found = places.find(({ path }) => stands(path)) ?? places.find(({ path }) => stands(path.slice(0, -1))) ?? places[0];
    const problem = found && { ...found, value: valueAt(file, found.path) };
    // A base's fault shows in every arm.
    const reported = problem && problems.some((other) => formatProblem(other) === formatProblem(problem));
    if (problem && !reported) problems.push(problem);
  }
  return problems.length > 0 ? { problems } : { experiment, warnings: warningsOf(experiment, file) };
}

/** Where a key is called __proto__: where any text may be a key, Zod passes over it. */
function prototypeKeys(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [];
  if (Object.hasOwn(value, "__proto__")) return [[...path, "__proto__"]];
  return Object.entries(value).flatMap(([key, inner]) => prototypeKeys(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}

/** Takes away the values at `paths` (of an array with a wrong element, nothing is left). */
function withoutValues(file: unknown, paths: Path[]): ExperimentFile | undefined {
  for (const path of paths) {
    let end = path.length;
    while (end > 0 && typeof path[end - 1] === "number") end--;
    if (end === 0) return undefined;
    const owner = valueAt(file, path.slice(0, end - 1));
    if (typeof owner === "object" && owner !== null) Reflect.deleteProperty(owner, path[end - 1] ?? "");
  }
  return file as ExperimentFile;
}

/** Values that do not go together. */
export interface Conflict {
  /** The values that it is about. */
  depends: Path[];
  /** Where it can be reported: at the first of these that the file has. */
  places: { path: Path; message: string }[];
}

function conflicts(experiment: ResolvedExperiment): Conflict[] {
  const searching = tuningConflicts(experiment, (arm, keys) => ofSettings(arm, experiment, keys));
  return [
    ...repeated(experiment.seeds).map((i) => at(["seeds", i], "is given twice; each seed may stand once")),
    ...repeated(experiment.arms.map(({ name }) => name)).map((i) =>
      at(["arms", i, "name"], "names two arms; every arm needs a name of its own"),
    ),
    ...experiment.arms.flatMap((arm, i) => ofSettings(arm, experiment).map((it) => ofArm(it, i))),
    ...claimConflicts(experiment),
    ...images(experiment),
    ...searching,
    ...(searching.length === 0 ? totalSteps(experiment) : []),
  ];
}

/**
 * What is wrong with an arm as it trains.
 * @param keys Whether its optimizer and schedule can have options that they do not know: it takes time to tell.
 */
const ofSettings = (arm: ResolvedArm, experiment: ResolvedExperiment, keys = true): Conflict[] => [
  ...start(arm), ...length(arm), ...normalization(arm), ...optimizer(arm, keys), ...schedule(arm, keys), ...loss(arm, experiment, keys), ...moved(arm, experiment),
  ...unevaluated(arm, experiment),
];

const at = (path: Path, message: string): Conflict => ({ depends: [path], places: [{ path, message }] });

/** The indices of values that stand further to the front as well. */
function repeated(values: unknown[]): number[] {
  return values.flatMap((value, i) => (value !== undefined && values.indexOf(value) < i ? [i] : []));
}

/** What is wrong with a merged arm is wrong in the arm where it says something, and otherwise in its base. */
function ofArm({ depends, places }: Conflict, arm: number): Conflict {
  return {
    depends: [...depends.map((path) => ["arms", arm, ...path]), ...depends],
    places: [...places.map((place) => ({ ...place, path: ["arms", arm, ...place.path] })), ...places],
  };
}

/** What an arm begins with, as far as the file tells. */
function start({ from, network: { hidden } }: ResolvedArm): Conflict[] {
  if (!from) return [];
  const of = (path: Path, message: string): Conflict =>
    ({ depends: [["from"], ["network"]], places: [{ path: ["from", ...path], message }, { path: ["from"], message }] });
  if (from.path === "") return [of(["path"], "needs a path, of a trained network or of the folder of a run")];
  const names = layerNames(hidden.length);
  const taken = chosenLayers(from.layers, hidden.length);
  const unknown = (["layers", "freeze"] as const).flatMap((key) => {
    const given = from[key] ?? [];
    const i = given === "hidden" ? -1 : given.findIndex((name) => !names.includes(name));
    if (i < 0) return [];
    const output = given[i] === "output" ? `; the output layer is ${JSON.stringify(names.at(-1))}` : "";
    const meant = /^dense\d+$/.test(given[i]!) ? "" : didYouMean(given[i], names);
    return [of([key, i], `is no layer of this network; it has ${names.join(", ")}${output || meant}`)];
  });
  if (unknown.length > 0) return unknown;
  const loose = from.freeze && chosenLayers(from.freeze, hidden.length).find((name) => !taken.includes(name));
  return [
    ...(loose === undefined ? [] : [of(["freeze"], `freezes ${loose}, which is not among the layers that are taken`)]),
    ...(from.freeze === "hidden" && hidden.length === 0 ? [of(["freeze"], "freezes nothing: there are no hidden layers")] : []),
    ...(from.optimizerState && from.layers !== undefined
      ? [of(["optimizerState"], "needs all layers, because the optimizer counts its steps for all of them; leave layers out, or optimizerState")]
      : []),
  ];
}

/** Of IDX files without a limit, only the files say it. */
export const needsImageCount = "needs dataset.train, the number of rows that are an epoch";

/** Of an arm that counts in epochs. */
function length({ training: { iterations } }: ResolvedArm): Conflict[] {
  if (iterations <= maxIterations) return [];
  const message = Number.isNaN(iterations)
    ? needsImageCount
    : `makes ${iterations} steps; at most ${maxIterations} are allowed`;
  const depends = [["training"], ["dataset"]];
  return [{ depends, places: [{ path: ["training", "epochs"], message }] }];
}

/** Of a single row, batch norm makes its β, whatever the row: nothing of it reaches the next layer. */
function normalization({ network: { hidden }, training: { batchSize } }: ResolvedArm): Conflict[] {
  const normalized = hidden.flatMap(({ batchNorm }, i) =>
    batchNorm && batchNorm.statistics !== "running" ? [["network", "hidden", i, "batchNorm"]] : []);
  if (batchSize > 1 || normalized.length === 0) return [];
  const reason = "batch norm of a single row is the same for every row";
  const size: Path = ["training", "batchSize"];
  const paths: Path[] = [...normalized, ["network", "batchNorm"]];
  return [{
    depends: [size, ["network"]],
    places: [
      { path: size, message: `${reason}; give 2 or more, or leave batchNorm out` },
      ...paths.map((path) => ({ path, message: `${reason}; leave it out, or give a batchSize of 2 or more` })),
    ],
  }];
}

/** A part that the merge may have given an option that it has not, or left without one that it needs. */
function merged(
  key: keyof typeof named, part: { name: string }, conflict: ((part: never) => string | undefined) | undefined, keys: boolean,
): Conflict[] {
  const error = keys ? named[key].safeParse(part).error : undefined;
  if (error) {
    return problemsOf(error.issues, part).map(({ path, message }) => ({
      depends: [[key]],
      places: [{ path: [key, ...path], message: `${message} (of ${part.name})` }],
    }));
  }
  const message = conflict?.(part as never);
  return message === undefined ? [] : [at([key], message)];
}

const optimizer = ({ optimizer: part }: ResolvedArm, keys: boolean) => merged("optimizer", part, optimizerConflict, keys);

function schedule({ schedule: part, training: { iterations } }: ResolvedArm, keys: boolean): Conflict[] {
  if (!part || !(iterations <= maxIterations)) return [];
  const { ends, conflict } = scheduleRow(part.name);
  if (!ends || (part as { steps?: number }).steps! >= 1) return merged("schedule", part, conflict, keys);
  const message = `takes all ${iterations} steps and leaves none to ${part.name}; give a shorter one, or more iterations`;
  const depends = [["schedule"], ["training"]];
  return [{ depends, places: [{ path: ["schedule", "warmup"], message }] }];
}

/** What the rows of a data set have, as far as its name says: IDX files and the arrays of an npz file may have either. */
export function taskOf(dataset: { name: string; target?: unknown }): Task | undefined {
  if (dataset.name === "npz" || dataset.name === "idx") return undefined;
  return dataset.target !== undefined || dataset.name === "sine" ? "targets" : "labels";
}

/** A loss that the data set or the settings do not fit. */
function loss(arm: ResolvedArm, { dataset }: ResolvedExperiment, keys: boolean): Conflict[] {
  const name = arm.loss?.name ?? defaults.loss;
  const { of, units } = lossOf(arm);
  const known = taskOf(dataset);
  const wrong = (message: string, depends: Path[]): Conflict[] => [{ depends: [["loss"], ...depends], places: [{ path: ["loss"], message }] }];
  const fitting = lossNames.filter((other) => losses[other].of === known);
  if (known !== undefined && known !== of) {
    const has = { labels: "classes", targets: "targets, numbers to come near to" };
    const other = known === "labels" ? `${oneOf(fitting)}, or a data set with targets` : oneOf(fitting);
    return wrong(`${name} is of ${has[of]}, and the data set has ${has[known]}; give ${other}`, [["dataset"]]);
  }
  if (units.max === 1 && dataset.name === "mnist") return wrong(`${name} is of two classes, and MNIST has 10; give "${defaults.loss}"`, [["dataset"]]);
  const { labelSmoothing = 0 } = arm;
  if (of === "targets" && labelSmoothing > 0) {
    const message = `softens labels, and ${name} is of targets; leave it out`;
    return [{ depends: [["loss"], ["regularization"]], places: [{ path: ["regularization", "labelSmoothing"], message }] }];
  }
  return arm.loss ? merged("loss", arm.loss, undefined, keys) : [];
}

/** Images that are moved, where the data set has none as far as its name says: the files of others may hold either. */
function moved({ augment }: ResolvedArm, { dataset }: ResolvedExperiment): Conflict[] {
  if (!augment || (dataset.name !== "csv" && !isMade(dataset))) return [];
  const message = "moves images, and the data set has none; leave it out";
  return [{ depends: [["regularization"], ["dataset"]], places: [{ path: ["regularization", "augment"], message }] }];
}

/** What chooses by evaluations that are not made, or by what they do not measure. */
function unevaluated({ schedule, training, loss }: ResolvedArm, { dataset }: ResolvedExperiment): Conflict[] {
  const { stop, evaluateEvery, iterations } = training;
  const plateau = schedule?.name === "plateau";
  const { task, chosenBy } = scoreOf({ loss });
  const watched: [Path, MetricName | undefined][] = [
    [["training", "stop", "on"], stop?.on], [["schedule", "on"], schedule?.name === "plateau" ? schedule.on : undefined],
  ];
  const unmeasured = watched.find(([, on]) => on !== undefined && !isOfTask(on, task));
  if (unmeasured) {
    const [path, on] = unmeasured;
    const message = `${on} is of ${metricRow(on!).task}, and the loss is of ${task}; give "validationLoss"${task === "labels" ? ` or "${chosenBy.metric}"` : ' or "validationRmse"'}`;
    return [{ depends: [path, ["loss"]], places: [{ path, message }] }];
  }
  const choosing: Path[] = [...(plateau ? [["schedule"]] : []), ...(stop ? [["training", "stop"]] : [])];
  if (dataset.validation === undefined) {
    const message = "needs dataset.validation, training rows that are set aside: test rows are for the end";
    return choosing.map((path) => ({ depends: [path, ["dataset"]], places: [{ path, message }] }));
  }
  if (!plateau || evaluateEvery < iterations || Number.isNaN(iterations)) return [];
  const message = `is a plateau, and there is no evaluation before the last of ${iterations} steps; give a smaller evaluateEvery`;
  return [{ depends: [["schedule"], ["training"]], places: [{ path: ["schedule"], message }] }];
}

/** MNIST's size is known before it is loaded. */
function images({ dataset }: ResolvedExperiment): Conflict[] {
  if (dataset.name !== "mnist") return [];
  const { train = 1, validation = 0 } = dataset;
  const most = mnistImages.train - Math.min(train, mnistImages.train - 1);
  return [
    ...(["train", "test"] as const)
      .filter((part) => (dataset[part] ?? 0) > mnistImages[part])
      .map((part) => at(["dataset", part], `the data set has ${mnistImages[part]} such images`)),
    ...(validation > most ? [at(["dataset", "validation"], `of ${mnistImages.train} training images ${most} can be set aside here`)] : []),
  ];
}

function totalSteps(experiment: ResolvedExperiment): Conflict[] {
  const { arms } = experiment;
  const seeds = judgedSeeds(experiment);
  const counts = arms.map((arm) => mostIterations(arm, experiment));
  const steps = arms.reduce((sum, { schedule }, i) => sum + counts[i]! * (schedule ? 2 : 1), 0) * seeds.length;
  // An arm that is too long is reported by itself.
  if (steps <= maxTotalSteps || !counts.every((count) => count <= maxIterations)) return [];
  const twice = arms.some(({ schedule }) => schedule) ? " (those with a schedule count twice)" : "";
  const message = `all arms and seeds together make ${steps} steps${twice}; at most ${maxTotalSteps} are allowed`;
  const depends = [["training", "iterations"], ["training", "epochs"], ["arms"], ["seeds"]];
  return [{ depends, places: depends.map((path) => ({ path, message })) }];
}
