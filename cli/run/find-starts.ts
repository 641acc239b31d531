/**
 * Finds the trained networks that arms begin with (`from`), once. Their digests become part of the experiment, and so of
 * its hash: what begins with other bits is another run.
 */
import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import type { DatasetSizes } from "../../bindings/dataset.ts";
import { resolveDescription } from "../../bindings/description.ts";
import { checkExperiment } from "../../experiment/check.ts";
import { type Coding, parseCoding } from "../../experiment/data/coding.ts";
import { formatPath, formatValue, type Path, valueAt } from "../../experiment/problems.ts";
import { expandShorthand, isObject, type ResolvedExperiment } from "../../experiment/resolve.ts";
import type { ExperimentFile } from "../../experiment/schema.ts";
import { chosenLayers, digestOf, layerNames, type ResolvedStart, startConflict, startDoubt } from "../../experiment/start.ts";
import { codingDoubt } from "../../experiment/start-coding.ts";
import { didYouMean, oneOf } from "../../experiment/suggest.ts";
import { describe } from "../../experiment/training.ts";
import { trialSettings, withSettings } from "../../experiment/tuning/trials.ts";
import { errorCode, InputError, reasonOf } from "../errors.ts";
import type { ReadExperiment } from "../experiment.ts";
import { findModels, inFile, type ModelFile } from "../files/models.ts";
import { folderMeant } from "../files/place.ts";
import { type FoundStart, startDigest, startIn } from "../files/start.ts";
import { readWhole } from "../files/whole.ts";
import { relativePath } from "../paths.ts";
import { CheckpointFiles, namesIn } from "./folder.ts";
import { seedsOf } from "./starts.ts";

/** A network that was found, with the bytes of its file. */
interface Found {
  file: string;
  digest: string;
  start: FoundStart;
  bytes: Uint8Array;
}

export interface Starts {
  /** The experiment, and what its file holds, with the digests of what was found. */
  experiment: ResolvedExperiment;
  source: unknown;
  /** By arm, in the experiment's order: of each seed that it trains with. */
  found: ReadonlyMap<number, Found>[];
  /** By arm: where the file says what it begins with. */
  places: readonly string[];
  /** Of the files that were found, by the digest of what is taken of them. */
  bytes: ReadonlyMap<string, Uint8Array>;
}

/** Whether any arm begins with a trained network. */
export const hasStarts = ({ arms }: ResolvedExperiment) => arms.some(({ from }) => from !== undefined);

/**
 * Finds the networks that arms begin with.
 * @param file Of the experiment, for messages. @param folder Where relative paths start.
 * @throws InputError with a line for each arm whose network is not there, is damaged, or is not the one that is meant.
 */
export async function findStarts(
  file: string, { experiment, source }: Pick<ReadExperiment, "experiment" | "source">, folder: string, cwd: string,
): Promise<Starts> {
  const found: Map<number, Found>[] = [];
  const problems: string[] = [];
  const finder = new Finder(folder, cwd);
  const places = experiment.arms.map((_, i) => placeOf(source, i));
  for (const [i, arm] of experiment.arms.entries()) {
    const own = new Map<number, Found>();
    found.push(own);
    if (!arm.from) continue;
    try {
      for (const seed of seedsOf(experiment, arm)) own.set(seed, await finder.find(arm.from, arm.name, seed));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const [first, ...others] = error.lines;
      const line = `${file}: ${places[i]} = ${formatValue(arm.from.path)}: ${first}`;
      if (!problems.includes(line)) problems.push(line, ...others);
    }
  }
  if (problems.length > 0) throw new InputError(...problems);
  const bytes = new Map(found.flatMap((own) => Array.from(own.values(), (one) => [one.digest, one.bytes] as const)));
  return { ...withDigests({ experiment, source }, found), found, places, bytes };
}

/** Where the file says what an arm begins with. */
function placeOf(source: unknown, arm: number): string {
  const own: Path = ["arms", arm, "from"];
  return formatPath(valueAt(source, own) === undefined ? ["from"] : own);
}

/** The experiment as if its file had given the digests. */
function withDigests(
  { experiment, source }: Pick<ReadExperiment, "experiment" | "source">, found: readonly ReadonlyMap<number, Found>[],
): Pick<Starts, "experiment" | "source"> {
  if (!hasStarts(experiment)) return { experiment, source };
  const file = structuredClone(source) as ExperimentFile;
  const withDigest = (owner: Pick<ExperimentFile, "from">, arm: number) => {
    const digests = Array.from(found[arm]!, ([seed, { digest }]) => [String(seed), digest] as const);
    const [[, first] = ["", ""]] = digests;
    const digest = digests.every(([, other]) => other === first) ? first : Object.fromEntries(digests);
    const given = expandShorthand("from", owner.from);
    owner.from = { ...(isObject(given) ? given : {}), digest };
  };
  if (file.arms) file.arms.forEach((arm, i) => found[i]!.size > 0 && withDigest(arm, i));
  else withDigest(file, 0);
  const checked = checkExperiment(file);
  if ("problems" in checked) throw new Error(checked.problems.map(({ message }) => message).join());
  return { experiment: checked.experiment, source: file };
}

/** Looks each path up once, and reads each file once. */
class Finder {
  readonly #folder: string;
  readonly #cwd: string;
  readonly #models = new Map<string, ModelFile[]>();
  readonly #files = new Map<string, Omit<Found, "digest">>();

  constructor(folder: string, cwd: string) {
    this.#folder = folder;
    this.#cwd = cwd;
  }

  async find(from: ResolvedStart, arm: string, seed: number): Promise<Found> {
    const path = folderMeant(resolve(this.#folder, from.path));
    const isFolder = (await this.#require(path, from.path)).isDirectory();
    const found = await this.#read(isFolder ? await this.#fileIn(path, from, arm, seed) : path);
    const digest = startDigest(found.start, from);
    const meant = digestOf(from, seed);
    if (meant === undefined || meant === digest) return { ...found, digest };
    throw new InputError(
      `${shown(found.file, this.#cwd)} is not the network that is meant: its digest is ${digest}, and from.digest is ${meant}`,
    );
  }

  async #require(path: string, given: string): Promise<Stats> {
    try {
      return await stat(path);
    } catch (error) {
      const here = resolve(this.#cwd, given);
      const elsewhere = errorCode(error) === "ENOENT" && (await stat(here).catch(() => undefined));
      const siblings = elsewhere ? [] : await namesIn(dirname(path)).catch(() => []);
      const meant = elsewhere
        ? `; a relative path starts at the experiment file: from there it is ${relativePath(this.#folder, here)}`
        : didYouMean(basename(path), siblings);
      throw new InputError(`${reasonOf(error)}: ${shown(path, this.#cwd)}${meant}`);
    }
  }

  async #read(file: string): Promise<Omit<Found, "digest">> {
    const known = this.#files.get(file);
    if (known) return known;
    const bytes = await readWhole(file);
    const read = { file, bytes, start: startIn(shown(file, this.#cwd), bytes) };
    this.#files.set(file, read);
    return read;
  }

  /** The network of the arm and the seed in the folder of a run, or its newest checkpoint. */
  async #fileIn(folder: string, from: ResolvedStart, arm: string, seed: number): Promise<string> {
    const models = this.#models.get(folder) ?? (await findModels(folder, {}).catch((error: unknown) => {
      if (!(error instanceof InputError)) throw error;
      throw new InputError(...error.lines.map((line) => line.replaceAll(folder, shown(folder, this.#cwd))));
    }));
    this.#models.set(folder, models);
    const { file } = choose(models, from, arm, seed);
    if (!from.optimizerState) return file;
    const run = basename(file, ".safetensors");
    const [checkpoint] = await new CheckpointFiles(dirname(dirname(file)), run).usable();
    if (checkpoint) return checkpoint.file;
    throw new InputError(
      `there is no checkpoint of ${run}, and models come without the optimizer's state: train that run again, or leave optimizerState out`,
    );
  }
}

/** A path as the user would write it. */
function shown(path: string, cwd: string): string {
  const near = relative(cwd, path);
  return near !== "" && near.length < path.length ? near : path;
}

/** Which of a run's networks: of the arm that is asked for, that has the same name, or is the only one; of seeds alike. */
function choose(models: readonly ModelFile[], from: ResolvedStart, arm: string, seed: number): ModelFile {
  const arms = [...new Set(models.map(({ metadata }) => metadata.arm ?? ""))];
  const wanted = from.arm ?? (arms.includes(arm) || arms.length > 1 ? arm : arms[0]!);
  if (!arms.includes(wanted)) {
    const why = from.arm === undefined ? `none of its arms is called ${formatValue(arm)}` : `it has no arm ${formatValue(wanted)}`;
    throw new InputError(`${why}; give from.arm, ${oneOf(arms)}${didYouMean(wanted, arms)}`);
  }
  const own = models.filter(({ metadata }) => (metadata.arm ?? "") === wanted);
  const only = own.length === 1 ? own[0] : undefined;
  const found = own.find(({ metadata }) => metadata.seed === (from.seed ?? seed)) ?? (from.seed === undefined ? only : undefined);
  if (found) return found;
  const seeds = own.map(({ metadata }) => String(metadata.seed));
  throw new InputError(`${wanted} has no seed ${from.seed ?? seed} there; give from.seed, ${oneOf(seeds).replaceAll('"', "")}`);
}

/**
 * Requires that every arm can begin so with such data, with all settings that it may have.
 * @returns What is probably a mistake.
 * @throws InputError with a line for each arm that cannot.
 */
export function requireFitting(file: string, { experiment, found, places }: Starts, sizes: DatasetSizes, cwd: string): string[] {
  const { arms, tuning, seeds } = experiment;
  const problems = new Set<string>();
  const warnings = new Set<string>();
  arms.forEach((arm, i) => {
    const settings = tuning ? trialSettings(arm, tuning, seeds[0]!) : [];
    const settled = [arm, ...settings.map((own) => withSettings(arm, own))];
    const place = `${file}: ${places[i]}`;
    for (const { file: name, start } of new Set(found[i]!.values())) {
      for (const own of settled) {
        const description = resolveDescription(describe(own, 0, sizes));
        const conflict = startConflict(description, own.from!, start, shown(name, cwd));
        if (conflict !== undefined) problems.add(`${place}: ${conflict}`);
        const doubt = startDoubt(description, own.from!, start);
        if (doubt !== undefined) warnings.add(`${place}: ${doubt}`);
      }
    }
  });
  if (problems.size > 0) throw new InputError(...problems);
  return [...warnings];
}

/** What of the data is coded otherwise than for the networks that arms begin with: probably a mistake. */
export function codingWarnings(file: string, { experiment: { arms }, found, places }: Starts, coding: Coding | undefined): string[] {
  const warnings = arms.flatMap(({ from, network: { hidden } }, i) =>
    Array.from(new Set(found[i]!.values()), ({ file: name, start: { data } }) => {
      const there = data === undefined ? undefined : inFile(name, () => parseCoding(data));
      const output = from !== undefined && chosenLayers(from.layers, hidden.length).includes(layerNames(hidden.length).at(-1)!);
      const doubt = codingDoubt(coding, there, output);
      return doubt === undefined ? [] : [`${file}: ${places[i]}: ${doubt}`];
    }).flat());
  return [...new Set(warnings)];
}
