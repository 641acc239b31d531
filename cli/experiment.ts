/** Reads an experiment file, changes it as the command line asks, and checks it. */
import { dirname, resolve } from "node:path";
import { needsImageCount } from "../experiment/check.ts";
import { claimsAbout, type ResolvedClaim } from "../experiment/claims.ts";
import { formatValue, type Path, startsWith, valueAt } from "../experiment/problems.ts";
import { decodeText, TextError } from "../experiment/decode-text.ts";
import { maxFileBytes, readExperiment as read, reportLines } from "../experiment/read.ts";
import { expandShorthand, type ResolvedDataset, type ResolvedExperiment } from "../experiment/resolve.ts";
import type { ExperimentFile } from "../experiment/schema.ts";
import { didYouMean, oneOf } from "../experiment/suggest.ts";
import { judgedExperiment, judgedSeeds } from "../experiment/tuning/trials.ts";
import { InputError } from "./errors.ts";
import { countTrainingRows } from "./files/dataset.ts";
import { withFile } from "./files/whole.ts";
import { applyOverride, type Override } from "./overrides.ts";
import { problemText, said } from "./texts/language.ts";

export interface ReadExperiment {
  experiment: ResolvedExperiment;
  /** What the file holds, with the overrides. */
  source: unknown;
  /** Lines on what is valid but probably a mistake. */
  warnings: string[];
}

/**
 * @param path A file, or - for `stdin`.
 * @param arms The names of the arms to keep; default all.
 * @throws InputError with every problem: file, line and column, path, value, and what is allowed.
 */
export async function readExperiment(
  path: string, overrides: Override[], arms?: string[], stdin?: AsyncIterable<Buffer | string>,
): Promise<ReadExperiment> {
  const given = path === "-" ? stdin : undefined;
  const file = given ? "standard input" : path;
  const text = await readText(file, given);
  let applied: Override[] = [];
  const change = (value: object) => {
    applied = overrides.map((override) => ({ ...override, path: applyOverride(value, override) }));
  };
  let reading = read(text, change);
  if (reading.problems.some(({ message }) => message === needsImageCount)) {
    const dataset = expandShorthand("dataset", valueAt(reading.value, ["dataset"])) as ResolvedDataset;
    const train = await countTrainingRows(dataset, dirname(resolve(path)));
    reading = read(text, (value) => {
      change(value);
      Object.assign(value, { dataset: { ...dataset, train: train - (dataset.validation ?? 0) } });
    });
  }
  const { experiment, value: source, problems } = reading;
  // Where a value comes from that an option set, it or what it is part of.
  const option = (path: Path) => {
    const override = applied.findLast((other) => startsWith(path, other.path) || startsWith(other.path, path));
    return override && `(${override.text})`;
  };
  if (experiment) {
    const whole = { experiment, source, warnings: reportLines(file, reading.warnings, option, problemText) };
    return arms === undefined ? whole : withArms(file, whole, arms);
  }
  const lines = reportLines(file, problems, option, problemText);
  if (source === undefined) throw new InputError(...lines);
  throw new InputError(said().hasProblems(file, problems.length), ...lines.map((line) => `  ${line}`));
}

/** The experiment with these arms alone. Each trains to the same bits as among the others. */
function withArms(file: string, { experiment, source, warnings }: ReadExperiment, names: string[]): ReadExperiment {
  const known = experiment.arms.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const suggestion = didYouMean(unknown, known);
    throw new InputError(`--arm ${formatValue(unknown)}: ${file} has no such arm; there is ${oneOf(known)}${suggestion}`);
  }
  const kept = <Named extends { name: string }>(all: Named[]) => all.filter(({ name }) => names.includes(name));
  const keepIn = <File extends ResolvedExperiment | ExperimentFile>({ claims = [], ...rest }: File): File => {
    const about = claimsAbout<Pick<ResolvedClaim, "compare">>(claims, names);
    const arms = rest.arms && kept<{ name: string }>(rest.arms);
    return { ...rest, ...(arms && { arms }), ...(about.length > 0 && { claims: about }) } as unknown as File;
  };
  const whole = { experiment: keepIn(experiment), source: keepIn(source as ExperimentFile), warnings };
  return whole.experiment.tuning && !whole.experiment.arms.some(({ search }) => search) ? withoutTuning(whole) : whole;
}

/** Arms that have no search run with the seeds that the chosen settings of others would have. */
function withoutTuning({ experiment, source, warnings }: ReadExperiment): ReadExperiment {
  const file: ExperimentFile = { ...(source as ExperimentFile), seeds: judgedSeeds(experiment) };
  delete file.tuning;
  return { experiment: judgedExperiment(experiment, []), source: file, warnings };
}

async function readText(file: string, stream: AsyncIterable<Buffer | string> | undefined): Promise<string> {
  const tooLong = (size: number) => new InputError(`${file}: has ${size} bytes; an experiment has at most ${maxFileBytes}`);
  const bytes = stream ? await readStream(stream, tooLong) : await withFile(file, async (opened, size) => {
    if (size > maxFileBytes) throw tooLong(size);
    return await opened.readFile();
  });
  try {
    return decodeText(bytes);
  } catch (error) {
    throw error instanceof TextError ? new InputError(`${file}: ${error.message}`) : error;
  }
}

async function readStream(stream: AsyncIterable<Buffer | string>, tooLong: (size: number) => Error): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream) {
    const bytes = Buffer.from(part);
    parts.push(bytes);
    size += bytes.length;
    if (size > maxFileBytes) throw tooLong(size);
  }
  return Buffer.concat(parts);
}
