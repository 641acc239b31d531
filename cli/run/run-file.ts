/** run.json: what a run has to know to go on, written before anything is trained. */
import { createHash } from "node:crypto";
import { mkdir, realpath, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as z from "zod";
import { checkExperiment } from "../../experiment/check.ts";
import { JsonSyntaxError, parseJson } from "../../experiment/jsonc.ts";
import { formatProblem, formatValue } from "../../experiment/problems.ts";
import type { ResolvedExperiment } from "../../experiment/resolve.ts";
import { InputError } from "../errors.ts";
import type { LoadedDataset } from "../files/dataset.ts";
import { readWhole, writeWhole } from "../files/whole.ts";
import { relativePath } from "../paths.ts";
import { RUN_FILE } from "./folder.ts";
import { copyStarts } from "./starts.ts";

const maxBytes = 2 ** 26;

const text = () => z.string("it must be a text");

/** In the order in which they are written. */
export const runFileSchema = z.object({
  formatVersion: z.literal(1, "it must be 1"),
  /** Version of usagi-nn that began it. */
  usagi: text(),
  /** The experiment file, with what the command line changed. */
  experiment: z.unknown(),
  /** SHA-256 of the resolved experiment. */
  experimentHash: text(),
  /** Where a relative path of a data set starts, as seen from this folder: both may move together. */
  dataFolder: text(),
  /** The folder of the images, as seen from this one, where a user said that they have moved. */
  dataPath: text().optional(),
  /** SHA-256 of the images and labels in use, and of what is the same for all of them. */
  dataHash: text(),
  /** Iterations between checkpoints; none but at the end where it is missing. */
  checkpointEvery: z.int("it must be a whole number from 1").min(1, "it must be a whole number from 1").optional(),
  /** The experimentHash that it had before it was given more iterations: checkpoints with it go on. */
  extended: z.array(text(), "it must be a list of texts").optional(),
  /** Of a study in parts: which this folder has, such as 2/8. */
  shard: text().optional(),
}, "it must be an object");

export type RunFile = z.infer<typeof runFileSchema>;
/** A run that a folder holds. */
export type StartedRun = RunFile & { resolved: ResolvedExperiment };

const sha256 = (...parts: (string | Uint8Array)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

export function hashExperiment(experiment: ResolvedExperiment): string {
  return sha256(JSON.stringify(experiment));
}

export function hashData({ train, test, validation, imageRows, imageColumns }: LoadedDataset): string {
  const bytes = ({ records, labels, rows, targets }: LoadedDataset["train"]) =>
    [new Uint8Array(records.buffer), labels, ...[rows, targets].map(bytesOf)];
  const isOfImages = train.classes !== undefined && train.rows.length === 0;
  const others = isOfImages ? [] : [train.inputs, train.outputs];
  const sizes = JSON.stringify([imageRows, imageColumns, train.classes, ...others]);
  return sha256(sizes, ...bytes(train), ...bytes(test), ...(validation ? bytes(validation) : []));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array) => new Uint8Array(buffer, byteOffset, byteLength);

/** Writes run.json. */
export async function writeRunFile(folder: string, content: Omit<RunFile, "formatVersion">): Promise<void> {
  const file = runFileSchema.parse({ formatVersion: 1, ...content });
  await writeWhole(join(folder, RUN_FILE), `${JSON.stringify(file, null, 2)}\n`);
}

/** Replaces run.json of a run that goes on. Results go first: with them it would be taken for over. */
export async function rewriteRunFile(folder: string, content: RunFile): Promise<void> {
  await rm(join(folder, "results.json"), { force: true });
  await writeRunFile(folder, content);
}

/**
 * Writes run.json of a run as it stands in another folder, as seen from this one: of the whole study, or of a part; with
 * the networks that it begins with.
 */
export async function copyRunFile(folder: string, from: string, run: RunFile, shard?: string): Promise<void> {
  const { usagi, experiment, experimentHash, dataFolder, dataHash, checkpointEvery } = run;
  await mkdir(folder, { recursive: true });
  await copyStarts(folder, from);
  await writeRunFile(folder, {
    usagi, experiment, experimentHash,
    dataFolder: relativePath(await realpath(folder), resolve(await realpath(from), dataFolder)), dataHash,
    ...(checkpointEvery !== undefined && { checkpointEvery }), ...(shard !== undefined && { shard }),
  });
}

/**
 * The run that a folder holds, with its experiment resolved again.
 * @throws InputError where there is none, or it was changed.
 */
export async function readRunFile(folder: string): Promise<StartedRun> {
  const file = join(folder, RUN_FILE);
  const bytes = await readWhole(file, maxBytes).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(`${folder} holds no run that could go on: ${error.message}`) : error;
  });
  const bad = (reason: string) => new InputError(`${file}: ${reason}; begin the run anew`);
  let value: unknown;
  try {
    ({ value } = parseJson(bytes.toString("utf8")));
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw bad(`is not as it was written: ${error.message}`);
  }
  const { data: content, error } = runFileSchema.safeParse(value ?? {}, { reportInput: true });
  if (!content) {
    const { path, input, message } = error.issues[0]!;
    const name = path.join(".") || "content";
    throw bad(input === undefined ? `its ${name} is missing` : `its ${name} is ${formatValue(input)}; ${message}`);
  }
  const checked = checkExperiment(content.experiment);
  if ("problems" in checked) {
    throw bad(`its experiment is not valid: ${checked.problems.slice(0, 1).map(formatProblem).join("")}`);
  }
  const { experiment: resolved } = checked;
  if (hashExperiment(resolved) !== content.experimentHash) {
    throw bad(`the experiment is not the one that version ${content.usagi} of usagi-nn began here`);
  }
  return { ...content, resolved };
}
