/** What is wrong with a search or a tuning, as far as it takes more than one value to tell. */
import type { OptionRule } from "../../bindings/parts/options.ts";
import { absent } from "../absent.ts";
import { pathsMeantBy } from "../aliases.ts";
import type { Conflict } from "../check.ts";
import { option } from "../fields.ts";
import { defaults, tuningOptions } from "../options.ts";
import { formatPath, formatValue, type Path, problemsOf } from "../problems.ts";
import { type ResolvedArm, type ResolvedExperiment, type ResolvedTuning, resolveWith, settingKeys } from "../resolve.ts";
import { wholeParts } from "../schema.ts";
import { didYouMean, oneOf } from "../suggest.ts";
import { optimizerOf, type Place, placesOf, stepsOf } from "./places.ts";
import type { Interval, SearchRange } from "./space.ts";
import { gridOf, judgedSeeds, type Settings, trialSettings, tuningSeeds } from "./trials.ts";

/** Most runs of all trials together: each is checked before it begins, and is a line in results.json. */
const maxTrialRuns = 20_000;

/** What is wrong with an arm as it trains; `keys` where its optimizer or schedule can have options that it does not know. */
type ConflictsOf = (arm: ResolvedArm, keys: boolean) => Conflict[];

export function tuningConflicts(experiment: ResolvedExperiment, conflictsOf: ConflictsOf): Conflict[] {
  const { arms, tuning } = experiment;
  const searches = arms.map((arm, i) => ({ arm, i })).filter(({ arm }) => arm.search);
  if (!tuning) {
    const trials = tuningOptions.trials.default;
    const message = `needs a tuning, which says how many settings are tried: "tuning": { "trials": ${trials} }`;
    return searches.map(({ i }) => inArm(i, [["search"]], message));
  }
  const whole = ofTuning(experiment, searches.length);
  const ofArms = searches.flatMap(({ arm, i }) => {
    const found = ofPaths(arm, i);
    // There may be too many trials to check them all.
    return found.length > 0 || whole.length > 0 ? found : ofTrials(arm, i, tuning, experiment.seeds[0]!, conflictsOf);
  });
  return [...whole, ...ofArms];
}

function ofTuning(experiment: ResolvedExperiment, searches: number): Conflict[] {
  const { seeds, dataset } = experiment;
  const { trials, seeds: each, rerun } = experiment.tuning!;
  const found: Conflict[] = [];
  const report = (path: Path, message: string, depends: Path[] = [["tuning"], path]) =>
    found.push({ depends, places: [{ path, message }] });
  if (searches === 0) {
    const message = 'has nothing to choose; give a "search", such as "default", of the experiment or of an arm';
    report(["tuning"], message, [["tuning"], ["search"], ["arms"]]);
  }
  if (dataset.validation === undefined) {
    const message = 'needs dataset.validation, training rows that are set aside: "dataset": { "name": "mnist", "validation": 10000 }; ' +
      "settings are chosen on them, never on test rows";
    report(["tuning"], message, [["tuning"], ["dataset"]]);
  }
  if (seeds.length > 1) {
    const message = `must be one number beside a tuning: from it on, trials have the first ${each === 1 ? "seed" : `${each} seeds`} ` +
      `(tuning.seeds), and the chosen settings the ${rerun} after that (tuning.rerun)`;
    report(["seeds"], message);
  }
  const last = Math.max(...tuningSeeds(experiment), ...judgedSeeds(experiment));
  if (last > Number.MAX_SAFE_INTEGER) report(["seeds", 0], `leaves no room for ${each + rerun} seeds from it on`);
  const runs = searches * trials * each;
  if (runs > maxTrialRuns) {
    const per = each === 1 ? `${trials} trials` : `${trials} trials with ${each} seeds`;
    report(["tuning", "trials"], `makes ${runs} runs, ${per} of ${searches} arms; at most ${maxTrialRuns} are allowed`);
  }
  return found;
}

/** Reported at the first of the places that the arm says, or else the experiment. */
function inArm(i: number, paths: readonly Path[], message: string): Conflict {
  const settings = settingKeys.map((key): Path => [key]);
  return {
    depends: [["arms", i], ["tuning"], ["search"], ["dataset"], ...settings],
    places: paths.flatMap((path) => [["arms", i, ...path], path]).map((path) => ({ path, message })),
  };
}

/** What is wrong with the paths of an arm's search and with their ranges, one problem a path. */
function ofPaths(arm: ResolvedArm, i: number): Conflict[] {
  const { space, base } = arm.search!;
  const paths = Object.keys(space);
  return Object.entries(space).flatMap(([path, range]) => {
    const place = placesOf(base, path).get(path);
    const [inner, message] = place ? (ofRange(range, place) ?? [[], overlapping(path, paths)]) : [[], unknown(path, arm)];
    if (message === undefined) return [];
    const at: Path = ["search", path];
    return [inArm(i, [...(inner.length > 0 ? [[...at, ...inner]] : []), at, ["search"]], message)];
  });
}

/** Two paths of which one decides what the other is of. */
function overlapping(path: string, paths: readonly string[]): string | undefined {
  const outer = paths.find((other) => other !== path && path.startsWith(other) && /^[.[]/.test(path.slice(other.length)));
  if (outer !== undefined) return `is within ${outer}, which is searched as a whole`;
  if (path === "training.epochs" && paths.includes("training.iterations")) return "stands beside training.iterations; search one of the two";
  return undefined;
}

const searched = settingKeys.filter((key) => key !== "from");

/** Why there is no such path in an arm. */
function unknown(path: string, { search }: ResolvedArm): string {
  const { base } = search!;
  const steps = stepsOf(path);
  const [part, key, layer] = steps;
  if (["dataset", "seeds", "arms", "claims", "name", "description", "tuning", "search"].includes(String(part))) {
    return `is the same for all arms: a search is of ${searched.join(", ")}`;
  }
  if (part === "from") return `is not searched; give it to arms of their own: a search is of ${searched.join(", ")}`;
  const name = optimizerOf(base);
  const why = part === "optimizer" && steps.length === 2 ? absent.option(name, String(key)) : undefined;
  if (why !== undefined) return `${why}; search it in arms that have it`;
  const { hidden = defaults.hidden } = base.network ?? {};
  if (path.startsWith("network.hidden[") && typeof layer === "number" && layer >= hidden.length) {
    return `is of a hidden layer that there is not: the arm has ${hidden.length}, counted from 0`;
  }
  const known = [...placesOf(base, path).keys()];
  const meant = pathsMeantBy(String(steps.at(-1) ?? "")).find((other) => known.includes(other));
  const suggestion = meant === undefined ? didYouMean(path, known) : `; did you mean ${JSON.stringify(meant)}?`;
  return `is no setting of this arm${suggestion || '; a path is such as "optimizer.learningRate" or "network.hidden[0].units"'}`;
}

/** Where in a range something is wrong, and what. */
type Fault = readonly [inner: Path, message: string];

function ofRange(range: SearchRange, place: Place): Fault | undefined {
  if (!("values" in range)) return ofInterval(range, place.rule);
  const { values } = range;
  for (const [i, value] of values.entries()) {
    const message = refusal(value, place);
    if (message !== undefined) return [[i], message];
    const first = values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value));
    if (first < i) return [[i], "is given twice"];
  }
  return undefined;
}

/** Why a value cannot stand at a place. */
function refusal(value: unknown, { rule, part }: Place): string | undefined {
  const schema = part === undefined ? option(rule!) : wholeParts[part]!;
  const { error } = schema.safeParse(value, { reportInput: true });
  if (!error) return undefined;
  const { path, message } = problemsOf(error.issues, value)[0]!;
  return path.length > 0 ? `${formatPath(path)} ${message}` : message;
}

function ofInterval({ min, max, scale, of, whole }: Interval, rule: OptionRule | undefined): Fault | undefined {
  if (!rule || !("min" in rule) || rule.kind === "integers") {
    return [[], `takes no range; give a list of what to try${rule?.kind === "choice" ? `, of ${oneOf(rule.choices)}` : ""}`];
  }
  const missing = [min, max].every(Number.isNaN) ? "min and max" : Number.isNaN(min) ? "min" : Number.isNaN(max) ? "max" : undefined;
  if (missing !== undefined) return [[], `needs ${missing}: there is no default range for it`];
  if (min >= max) return [["max"], `must be above min, which is ${min}`];
  if (scale === "log" && min <= 0) return [["min"], "must be above 0 on a logarithmic scale"];
  const isShare = rule.kind === "number" && rule.min >= 0 && rule.max <= 1;
  if (of === "1-x" && !isShare) return [["of"], `is for shares from 0 to 1, such as a momentum; here must be "x"`];
  for (const [end, value] of [["min", min], ["max", max]] as const) {
    const x = of === "x" ? value : 1 - value;
    const message = whole && !Number.isInteger(value) ? "must be a whole number" : refusal(x, { rule });
    if (message !== undefined) return [[end], of === "x" ? message : `makes the value ${formatValue(x)}, which ${message}`];
  }
  return undefined;
}

/** What is wrong with a trial as a whole, such as a batch that is too small for batch norm: the first that there is. */
function ofTrials(arm: ResolvedArm, i: number, tuning: ResolvedTuning, seed: number, conflictsOf: ConflictsOf): Conflict[] {
  const search = arm.search!;
  if (tuning.method === "grid" && gridOf(search.space, tuning.trials) === undefined) {
    const least = Object.values(search.space).reduce((points, range) => points * ("values" in range ? range.values.length : 2), 1);
    return [inArm(i, [["search"]], `makes a grid of ${least} points or more; give as many tuning.trials (${tuning.trials} now), or another method`)];
  }
  // What is wrong without a search is reported as such.
  if (conflictsOf(arm, true).length > 0) return [];
  const seen = new Set<string>();
  for (const settings of trialSettings(arm, tuning, seed)) {
    const parts = JSON.stringify([settings["optimizer"], settings["schedule"]]);
    const [conflict] = conflictsOf(resolveWith(arm.name, search, settings), !seen.has(parts));
    seen.add(parts);
    const [problem] = conflict?.places ?? [];
    if (!problem) continue;
    const message = `has a trial that cannot train, ${shown(settings)}: ${formatPath(problem.path)} ${problem.message}`;
    return [inArm(i, [["search"]], message)];
  }
  return [];
}

const shown = (settings: Settings) =>
  Object.entries(settings).map(([path, value]) => `${path} ${formatValue(value)}`).join(", ");

/** The most steps that an arm may make with the settings of a trial. */
export function mostIterations(arm: ResolvedArm, { tuning, seeds }: ResolvedExperiment): number {
  const { search, training: { iterations } } = arm;
  if (!search || !tuning || !Object.keys(search.space).some((path) => path.startsWith("training."))) return iterations;
  const trials = trialSettings(arm, tuning, seeds[0]!).map((settings) => resolveWith(arm.name, search, settings));
  return Math.max(iterations, ...trials.map(({ training }) => training.iterations));
}
