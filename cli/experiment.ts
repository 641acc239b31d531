/** Reads an experiment file, changes it as the command line asks, and checks it. */
import { dirname, resolve } from "node:path";
import { needsImageCount } from "../experiment/check.ts";
import { type Path, startsWith, valueAt } from "../experiment/problems.ts";
import { decodeText, maxFileBytes, readExperiment as read, reportLines, TextError } from "../experiment/read.ts";
import { expandShorthand, type ResolvedDataset, type ResolvedExperiment } from "../experiment/resolve.ts";
import { InputError } from "./errors.ts";
import { countTrainingImages } from "./files/dataset.ts";
import { withFile } from "./files/whole.ts";
import { applyOverride, type Override } from "./overrides.ts";

export interface ReadExperiment {
  experiment: ResolvedExperiment;
  /** What the file holds, with the overrides. */
  source: unknown;
  /** Lines on what is allowed and can hardly be meant. */
  warnings: string[];
}

/** @throws InputError with every problem: file, line and column, path, value, and what is allowed. */
export async function readExperiment(file: string, overrides: Override[]): Promise<ReadExperiment> {
  const text = await readText(file);
  let applied: Override[] = [];
  const change = (value: object) => {
    applied = overrides.map((override) => ({ ...override, path: applyOverride(value, override) }));
  };
  let reading = read(text, change);
  if (reading.problems.some(({ message }) => message === needsImageCount)) {
    const dataset = expandShorthand("dataset", valueAt(reading.value, ["dataset"])) as ResolvedDataset;
    const train = await countTrainingImages(dataset, dirname(resolve(file)));
    reading = read(text, (value) => {
      change(value);
      Object.assign(value, { dataset: { ...dataset, train } });
    });
  }
  const { experiment, value: source, problems } = reading;
  // Where a value comes from that an option set, it or what it is part of.
  const option = (path: Path) => {
    const override = applied.findLast((other) => startsWith(path, other.path) || startsWith(other.path, path));
    return override && `(${override.text})`;
  };
  if (experiment) return { experiment, source, warnings: reportLines(file, reading.warnings, option) };
  const lines = reportLines(file, problems, option);
  if (source === undefined) throw new InputError(...lines);
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  throw new InputError(`${file} has ${count}:`, ...lines.map((line) => `  ${line}`));
}

async function readText(file: string): Promise<string> {
  const bytes = await withFile(file, async (opened, size) => {
    if (size > maxFileBytes) {
      throw new InputError(`${file}: has ${size} bytes; an experiment has at most ${maxFileBytes}`);
    }
    return await opened.readFile();
  });
  try {
    return decodeText(bytes);
  } catch (error) {
    throw error instanceof TextError ? new InputError(`${file}: ${error.message}`) : error;
  }
}
